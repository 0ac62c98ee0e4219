#include "sim/report/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ordersim::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// One code point and how many bytes it takes; `valid` is false for a malformed start.
struct Glyph {
    std::uint32_t code = 0;
    std::size_t bytes = 1;
    bool valid = true;
};

std::size_t sequence_length(unsigned char lead) {
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead < 0xE0) {
        return 2;
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        return 3;
    }
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

/// Overlong forms, surrogates and what lies beyond Unicode are malformed (Unicode 15, table 3-7).
bool well_formed(std::uint32_t code, std::size_t length) {
    constexpr std::array<std::uint32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
    return code >= kLeast[length] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

Glyph next_glyph(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t length = sequence_length(lead);
    if (length == 0 || length > text.size()) {
        return {.valid = false};
    }
    if (length == 1) {
        return {.code = lead};
    }
    std::uint32_t code = lead & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte & 0xC0U) != 0x80) {
            return {.valid = false};
        }
        code = code << 6U | (byte & 0x3FU);
    }
    if (!well_formed(code, length)) {
        return {.valid = false};
    }
    return {.code = code, .bytes = length};
}

/// Control characters, line separators, direction marks and non-characters: they change how the
/// text around them is shown, or are forbidden in XML.
bool is_harmful(std::uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x200E || code == 0x200F ||
           (code >= 0x2028 && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069) ||
           code == 0xFEFF || (code & 0xFFFEU) == 0xFFFE;
}

struct Range {
    std::uint32_t first;
    std::uint32_t last;
};

template <std::size_t N>
bool contains(const std::array<Range, N>& ranges, std::uint32_t code) {
    return std::any_of(ranges.begin(), ranges.end(), [code](const Range& range) {
        return code >= range.first && code <= range.last;
    });
}

/// The blocks that matter in names: combining marks; and East Asian wide (UAX #11) with emoji.
constexpr std::array<Range, 6> kZeroWidth{{{0x300, 0x36F},
                                           {0x200B, 0x200D},
                                           {0x1AB0, 0x1AFF},
                                           {0x1DC0, 0x1DFF},
                                           {0x20D0, 0x20FF},
                                           {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 10> kDoubleWidth{{{0x1100, 0x115F},
                                              {0x2E80, 0x303E},
                                              {0x3041, 0xA4CF},
                                              {0xA960, 0xA97C},
                                              {0xAC00, 0xD7A3},
                                              {0xF900, 0xFAFF},
                                              {0xFE30, 0xFE6F},
                                              {0xFF00, 0xFF60},
                                              {0x1F300, 0x1FAFF},
                                              {0x20000, 0x3FFFD}}};

std::size_t columns_of(std::uint32_t code) {
    if (contains(kZeroWidth, code)) {
        return 0;
    }
    return contains(kDoubleWidth, code) ? 2 : 1;
}

/// How many bytes of cleaned text fit into `width` columns.
std::size_t bytes_within(std::string_view text, std::size_t width) {
    std::size_t used = 0;
    std::size_t bytes = 0;
    while (bytes < text.size()) {
        const Glyph glyph = next_glyph(text.substr(bytes));
        used += columns_of(glyph.code);
        if (used > width) {
            break;
        }
        bytes += glyph.bytes;
    }
    return bytes;
}

std::string_view reference_of(char character) {
    switch (character) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return {};
    }
}

}  // namespace

std::string clean(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const Glyph glyph = next_glyph(text);
        result +=
            glyph.valid && !is_harmful(glyph.code) ? text.substr(0, glyph.bytes) : kReplacement;
        text.remove_prefix(glyph.bytes);
    }
    return result;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    while (!text.empty()) {
        const Glyph glyph = next_glyph(text);
        width += glyph.valid ? columns_of(glyph.code) : 1;
        text.remove_prefix(glyph.bytes);
    }
    return width;
}

std::string fit(std::string_view text, std::size_t width) {
    std::string whole = clean(text);
    if (display_width(whole) <= width) {
        return whole;
    }
    whole.resize(bytes_within(whole, width - 1));
    return whole + "…";
}

std::string pad_right(std::string_view text, std::size_t width) {
    std::string result = fit(text, width);
    result.append(width - display_width(result), ' ');
    return result;
}

std::string pad_left(std::string_view text, std::size_t width) {
    const std::string fitted = fit(text, width);
    return std::string(width - display_width(fitted), ' ') + fitted;
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
    const std::string whole = clean(text);
    std::string_view rest = whole;
    std::vector<std::string> lines;
    while (display_width(rest) > width) {
        const std::size_t bytes = bytes_within(rest, width);
        const std::size_t space = rest.substr(0, bytes + 1).rfind(' ');
        const bool at_space = space != std::string_view::npos && space > 0;
        lines.emplace_back(rest.substr(0, at_space ? space : bytes));
        rest.remove_prefix(at_space ? space + 1 : bytes);
    }
    lines.emplace_back(rest);
    return lines;
}

std::string escape(std::string_view text) {
    std::string result;
    for (const char character : clean(text)) {
        const std::string_view reference = reference_of(character);
        if (reference.empty()) {
            result += character;
        } else {
            result += reference;
        }
    }
    return result;
}

namespace {

std::string by_line(std::string_view text, std::string (*change)(std::string_view)) {
    std::string result;
    for (;;) {
        const std::size_t end = text.find('\n');
        result += change(text.substr(0, end));
        if (end == std::string_view::npos) {
            return result;
        }
        result += '\n';
        text.remove_prefix(end + 1);
    }
}

}  // namespace

std::string clean_lines(std::string_view text) { return by_line(text, clean); }
std::string escape_lines(std::string_view text) { return by_line(text, escape); }

}  // namespace ordersim::report
