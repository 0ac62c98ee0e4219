#include "sim/market/logged_event.hpp"

#include <fmt/format.h>

#include <chrono>

#include "sim/base/enum_names.hpp"
#include "sim/order/rules.hpp"

namespace ordersim::market {
namespace {

/// Monday of the first simulated week.
constexpr std::chrono::sys_days kOrigin =
    std::chrono::year(2024) / std::chrono::January / std::chrono::day(1);

/// Length of the character of UTF-8 that the text begins with; 0 if it begins with none.
std::size_t character_length(std::string_view text) {
    const auto byte = [text](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
    };
    const unsigned lead = byte(0);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xc2 ? 0 : lead < 0xe0 ? 2
                               : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80) {
            return 0;
        }
    }
    // Too long spellings, surrogates, and what lies beyond the last character.
    const unsigned second = byte(1);
    const bool is_wrong = (lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f) ||
                          (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f);
    return is_wrong ? 0 : length;
}

/// U+FFFE and U+FFFF are characters of UTF-8, and of no XML.
bool is_noncharacter(std::string_view character) {
    return character == "\xef\xbf\xbe" || character == "\xef\xbf\xbf";
}

/// The text, each character of ASCII as `write` has it and all others as they are.
template <class Write>
std::string written(std::string_view text, Write write) {
    std::string result;
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        if (length == 1) {
            write(result, text.front());
        } else if (length == 0 || is_noncharacter(text.substr(0, length))) {
            result += '?';
        } else {
            result += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return result;
}

}  // namespace

LoggedEvent logged(const metrics::OrderEvent& event, const agents::View& view) {
    return {.at = event.at,
            .amount = event.amount,
            .order = event.order,
            .version = event.version,
            .seller = view.seller(),
            .transition = event.transition,
            .command = event.command,
            .actor = event.actor,
            .refund = event.refund,
            .settlement = event.refund_after,
            .refunds = event.refunds_after,
            .method = view.method(),
            .after = event.after};
}

std::string time_text(SimTime at) {
    const auto since = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch());
    const auto when = std::chrono::sys_time<std::chrono::milliseconds>(kOrigin) + since;
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(when - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}+00:00",
                       static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

std::string resource_text(const LoggedEvent& event) {
    if (event.actor == order::Actor::seller) {
        return fmt::format("seller-{}", event.seller.value);
    }
    if (event.actor == order::Actor::buyer) {
        return fmt::format("buyer-{}", event.order.value);
    }
    return std::string(enum_name(event.actor));
}

std::string_view cause_text(const LoggedEvent& event) {
    return order::rules().row(event.transition).id;
}

std::string json_text(std::string_view text) {
    return written(text, [](std::string& out, char character) {
        if (character == '"' || character == '\\') {
            out += '\\';
            out += character;
        } else if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(character));
        } else {
            out += character;
        }
    });
}

std::string xml_text(std::string_view text) {
    return written(text, [](std::string& out, char character) {
        switch (character) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\t': out += "&#9;"; break;
        case '\n': out += "&#10;"; break;
        case '\r': out += "&#13;"; break;
        default:
            out += static_cast<unsigned char>(character) < 0x20 ? '?' : character;
        }
    });
}

}  // namespace ordersim::market
