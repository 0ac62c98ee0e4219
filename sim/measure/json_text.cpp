#include "sim/measure/json_text.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdint>

namespace ordersim::measure {

namespace {

namespace json = boost::json;

/// Builds a value from a parser's calls. Unlike Boost.JSON 1.81's own parser, whose doubles may be
/// an ulp or two off, it reads them from their text, so that what was written comes back exactly.
/// For texts parsed in one piece.
struct ValueBuilder {
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    json::value_stack stack;

    static bool on_document_begin(json::error_code&) { return true; }
    static bool on_document_end(json::error_code&) { return true; }
    static bool on_object_begin(json::error_code&) { return true; }
    static bool on_array_begin(json::error_code&) { return true; }
    static bool on_number_part(json::string_view, json::error_code&) { return true; }
    static bool on_comment_part(json::string_view, json::error_code&) { return true; }
    static bool on_comment(json::string_view, json::error_code&) { return true; }

    bool on_object_end(std::size_t size, json::error_code&) {
        stack.push_object(size);
        return true;
    }
    bool on_array_end(std::size_t size, json::error_code&) {
        stack.push_array(size);
        return true;
    }
    bool on_key_part(json::string_view text, std::size_t, json::error_code&) {
        stack.push_chars(text);
        return true;
    }
    bool on_key(json::string_view text, std::size_t, json::error_code&) {
        stack.push_key(text);
        return true;
    }
    bool on_string_part(json::string_view text, std::size_t, json::error_code&) {
        stack.push_chars(text);
        return true;
    }
    bool on_string(json::string_view text, std::size_t, json::error_code&) {
        stack.push_string(text);
        return true;
    }
    bool on_int64(std::int64_t number, json::string_view, json::error_code&) {
        stack.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t number, json::string_view, json::error_code&) {
        stack.push_uint64(number);
        return true;
    }
    bool on_double(double approximate, json::string_view text, json::error_code&) {
        double exact = approximate;
        std::from_chars(text.data(), text.data() + text.size(), exact);
        stack.push_double(exact);
        return true;
    }
    bool on_bool(bool flag, json::error_code&) {
        stack.push_bool(flag);
        return true;
    }
    bool on_null(json::error_code&) {
        stack.push_null();
        return true;
    }
};

JsonError error_in_text(std::string_view text, std::size_t offset, const std::string& what) {
    const std::string_view before = text.substr(0, offset);
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t column = offset - (before.rfind('\n') + 1) + 1;
    std::string message("line ");
    message.append(std::to_string(line)).append(", column ").append(std::to_string(column));
    return {.path = {}, .message = message.append(": ").append(what)};
}

/// The word that stands at or around an offset, in small letters.
std::string word_around(std::string_view text, std::size_t offset) {
    const auto is_letter = [&](std::size_t i) {
        return i < text.size() && std::isalpha(static_cast<unsigned char>(text[i])) != 0;
    };
    std::size_t first = offset;
    while (first > 0 && is_letter(first - 1)) {
        --first;
    }
    std::string word;
    for (std::size_t i = first; is_letter(i); ++i) {
        word += static_cast<char>(std::tolower(static_cast<unsigned char>(text[i])));
    }
    return word;
}

std::string in_words(std::string_view text, std::size_t offset, const json::error_code& failure) {
    const std::string word = word_around(text, offset);
    if (word == "nan" || word == "inf" || word == "infinity") {
        return "NaN and infinities are no JSON: what was measured there has no value";
    }
    return failure == json::error::incomplete ? "the text breaks off" : failure.message();
}

}  // namespace

tl::expected<json::value, JsonError> parsed(std::string_view text) {
    json::basic_parser<ValueBuilder> parser{json::parse_options{}};
    parser.handler().stack.reset();
    json::error_code failure;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), failure);
    if (failure) {
        return tl::unexpected(error_in_text(text, used, in_words(text, used, failure)));
    }
    if (text.find_first_not_of(" \t\r\n", used) != std::string_view::npos) {
        return tl::unexpected(error_in_text(text, used, "text after the end of the record"));
    }
    return parser.handler().stack.release();
}

}  // namespace ordersim::measure
