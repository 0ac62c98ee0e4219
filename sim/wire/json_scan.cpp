#include "sim/wire/json_scan.hpp"

#include <algorithm>
#include <bit>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <cstring>

namespace ordersim::wire {
namespace {

namespace json = boost::json;

/// As deep as Boost.JSON goes.
constexpr unsigned kDepthMost = 32;
/// So many digits are no more than 64 bits hold.
constexpr std::size_t kPlainDigits = 18;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_of_number(char c) {
    return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/// Whether a byte stands for itself in a JSON string.
constexpr bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }

/// Eight bytes at once: the top bit of the first byte that is not plain is set, of none before it.
/// (The bits of later bytes may be wrong: a subtraction borrows from its neighbour.)
constexpr std::uint64_t odd_bytes(std::uint64_t eight) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t tops = 0x8080808080808080;
    const auto below = [](std::uint64_t bytes, std::uint64_t bound) {
        return (bytes - ones * bound) & ~bytes & tops;
    };
    const std::uint64_t quotes = below(eight ^ ones * '"', 1);
    const std::uint64_t escapes = below(eight ^ ones * '\\', 1);
    return quotes | escapes | below(eight, ' ') | (eight & tops);
}

/// The first byte from `place` on that does not stand for itself.
std::size_t end_of_plain(std::string_view text, std::size_t place) {
    if constexpr (std::endian::native == std::endian::little) {
        for (std::uint64_t eight = 0; text.size() - place >= sizeof(eight);
             place += sizeof(eight)) {
            std::memcpy(&eight, text.data() + place, sizeof(eight));
            if (const std::uint64_t odd = odd_bytes(eight)) {
                return place + static_cast<std::size_t>(std::countr_zero(odd)) / 8;
            }
        }
    }
    while (place < text.size() && is_plain(text[place])) {
        ++place;
    }
    return place;
}

}  // namespace

bool JsonScan::opens(char bracket) {
    if (!is_next(bracket)) {
        return false;
    }
    advance(1);
    if (++depth_ > kDepthMost) {
        fail();
    }
    return true;
}

bool JsonScan::goes_on_without_comma(char end, bool is_first) {
    if (!is_whole_) {
        return false;
    }
    if (is_next(end)) {
        --depth_;
        advance(1);
        return false;
    }
    if (!is_first) {
        fail();
    }
    return is_first;
}

std::string_view JsonScan::take_key() {
    if (!is_next('"')) {
        fail();
        return {};
    }
    const std::string_view key = take_text();
    if (!is_next(':')) {
        fail();
        return {};
    }
    advance(1);
    return key;
}

std::string_view JsonScan::take_text() {
    const std::size_t end = end_of_plain(rest_, 1);
    if (end == rest_.size() || rest_[end] != '"') {
        return take_odd_text();
    }
    const std::string_view text = rest_.substr(1, end - 1);
    advance(end + 1);
    return text;
}

std::string_view JsonScan::take_odd_text() {
    std::size_t end = 1;
    while (end < rest_.size() && rest_[end] != '"') {
        end += rest_[end] == '\\' ? 2U : 1U;
    }
    json::error_code failure;
    const json::value value = json::parse(rest_.substr(0, end + 1), failure);
    if (failure || !value.is_string()) {
        fail();
        return {};
    }
    decoded_.assign(value.get_string().data(), value.get_string().size());
    advance(end + 1);
    return decoded_;
}

std::optional<std::string_view> JsonScan::text() {
    if (!is_next('"')) {
        skip();
        return std::nullopt;
    }
    const std::string_view text = take_text();
    return is_whole_ ? std::optional(text) : std::nullopt;
}

std::optional<std::int64_t> JsonScan::number() {
    const bool is_negative = is_next('-');
    const std::size_t begin = is_negative ? 1 : 0;
    std::size_t end = begin;
    std::int64_t number = 0;
    while (end < rest_.size() && is_digit(rest_[end]) && end - begin < kPlainDigits) {
        number = number * 10 + (rest_[end] - '0');
        ++end;
    }
    const bool is_over = end == rest_.size() || !is_of_number(rest_[end]);
    if (end > begin && is_over && rest_[begin] != '0') {
        advance(end);
        return is_negative ? -number : number;
    }
    if (end == 1 && is_over && !is_negative) {
        advance(end);
        return 0;
    }
    return take_odd_number();
}

std::optional<std::int64_t> JsonScan::take_odd_number() {
    if (rest_.empty() || !is_of_number(rest_.front())) {
        skip();
        return std::nullopt;
    }
    const auto end = static_cast<std::size_t>(std::ranges::find_if_not(rest_, is_of_number) -
                                              rest_.begin());
    json::error_code failure;
    const json::value value = json::parse(rest_.substr(0, end), failure);
    if (failure) {
        fail();
        return std::nullopt;
    }
    advance(end);
    const std::int64_t* whole = value.if_int64();
    return whole == nullptr ? std::nullopt : std::optional(*whole);
}

void JsonScan::take_word(std::string_view word) {
    if (rest_.starts_with(word)) {
        advance(word.size());
    } else {
        fail();
    }
}

void JsonScan::skip() {
    switch (rest_.empty() ? '\0' : rest_.front()) {
        case '{': object([this](std::string_view) { skip(); }); return;
        case '[': array([this] { skip(); }); return;
        case '"': static_cast<void>(take_text()); return;
        case 't': take_word("true"); return;
        case 'f': take_word("false"); return;
        case 'n': take_word("null"); return;
        default: break;
    }
    if (!rest_.empty() && is_of_number(rest_.front())) {
        static_cast<void>(number());
    } else {
        fail();
    }
}

}  // namespace ordersim::wire
