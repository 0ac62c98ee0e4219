#include "sim/scenario/toml_text.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace ordersim::scenario {
namespace {

/// A text with more broken lines than this is no scenario.
constexpr int kMostBrokenLines = 20;
/// Keys joined by more dots than this are refused: the parser recurses once for each.
constexpr int kMostDots = 64;

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

bool is_letter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_key_character(char c) {
    return is_letter(c) || is_digit(c) || c == '_' || c == '-';
}

Place place_of(const toml::source_region& region, const Source& source) {
    Place place{&source, region.begin.line, region.begin.column, 1};
    if (region.end.line == region.begin.line && region.end.column > region.begin.column) {
        place.length = region.end.column - region.begin.column;
    } else if (region.begin.line >= 1 && region.begin.line <= source.lines.size()) {
        const auto width = static_cast<std::uint32_t>(source.lines[region.begin.line - 1].size());
        place.length = width >= place.column ? width - place.column + 1 : 1;
    }
    return place;
}

Node converted(const toml::node& from, const Source& source);

void convert_members(const toml::table& from, const Source& source, Node& into) {
    for (const auto& [key, value] : from) {
        Node child = converted(value, source);
        child.key_place = place_of(key.source(), source);
        into.members.push_back({std::string(key.str()), std::move(child)});
    }
    // The parser sorts by name; a reader expects the order of the text.
    std::ranges::stable_sort(into.members, {}, [](const Member& member) {
        return std::pair(member.value.key_place.line, member.value.key_place.column);
    });
}

Node converted(const toml::node& from, const Source& source) {
    Node node;
    node.place = place_of(from.source(), source);
    node.key_place = node.place;
    if (const auto* table = from.as_table()) {
        node.is_closed = table->is_inline();
        convert_members(*table, source, node);
    } else if (const auto* array = from.as_array()) {
        node.kind = Node::Kind::array;
        for (const toml::node& item : *array) {
            node.items.push_back(converted(item, source));
        }
    } else if (const auto* text = from.as_string()) {
        node.kind = Node::Kind::text;
        node.text = text->get();
    } else if (const auto* integer = from.as_integer()) {
        node.kind = Node::Kind::integer;
        node.integer = integer->get();
    } else if (const auto* real = from.as_floating_point()) {
        node.kind = Node::Kind::real;
        node.real = real->get();
    } else if (const auto* flag = from.as_boolean()) {
        node.kind = Node::Kind::flag;
        node.flag = flag->get();
    } else {
        node.kind = Node::Kind::date;
    }
    return node;
}

/// `key = value` on one line, cut into its parts; nothing for any other line.
struct Assignment {
    std::string_view value;    ///< without trailing comment and blanks
    std::uint32_t column = 1;  ///< of the value
};

std::optional<Assignment> assignment_in(std::string_view line) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view key = trimmed(line.substr(0, equals));
    const auto is_plain = [](char c) { return is_key_character(c) || c == '.'; };
    if (key.empty() || !std::ranges::all_of(key, is_plain)) {
        return std::nullopt;
    }
    std::string_view value = line.substr(equals + 1);
    value = value.substr(0, value.find('#'));
    const std::size_t blanks = std::min(value.find_first_not_of(" \t"), value.size());
    return Assignment{trimmed(value), static_cast<std::uint32_t>(equals + blanks + 2)};
}

bool is_plain_word(std::string_view value) {
    return !value.empty() && is_letter(value.front()) &&
           std::ranges::all_of(value, [](char c) { return is_key_character(c) || c == ' '; });
}

bool is_bare_duration(std::string_view value) {
    const auto is_possible = [](char c) {
        return is_letter(c) || is_digit(c) || c == ' ' || c == '.';
    };
    return !value.empty() && is_digit(value.front()) && std::ranges::any_of(value, is_letter) &&
           std::ranges::all_of(value, is_possible);
}

std::string without_preamble(std::string message) {
    constexpr std::string_view preamble = "Error while parsing ";
    if (message.starts_with(preamble)) {
        message.erase(0, preamble.size());
    }
    return message;
}

std::string twice(const std::string& message) {
    const std::size_t open = message.find('\'');
    const std::string name = message.substr(open, message.rfind('\'') + 1 - open);
    const bool is_table = message.find("table header") != std::string::npos;
    return (is_table ? "section " : "key ") + name + " is given twice";
}

/// Says in the words of a scenario what the parser found.
void report(const toml::parse_error& error, const Source& source, Findings& findings) {
    Place place = place_of(error.source(), source);
    place.length = 1;
    const std::string message(error.description());
    const bool has_line = place.line >= 1 && place.line <= source.lines.size();
    const auto assignment =
        has_line ? assignment_in(source.lines[place.line - 1]) : std::optional<Assignment>{};
    if (message.find("cannot redefine") != std::string::npos) {
        findings.add({&source, place.line, 1, 1}, twice(message));
        return;
    }
    if (assignment) {
        const std::string value(assignment->value);
        const Place at{&source, place.line, assignment->column,
                       static_cast<std::uint32_t>(std::max<std::size_t>(1, value.size()))};
        if (value.empty()) {
            return findings.add(at, "there is no value after '='");
        }
        if (is_bare_duration(value)) {
            return findings.add(at, "a duration is text: write \"" + value + "\" in quotes");
        }
        if (is_plain_word(value)) {
            return findings.add(at, "text needs quotes: write \"" + value + "\"");
        }
    }
    findings.add(place, without_preamble(message));
}

/// The place of what no scenario holds: NUL bytes, or keys nested beyond all reason.
std::optional<std::string> not_a_scenario(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) {
        return "the file holds NUL bytes: it is no text";
    }
    int dots = 0;
    for (const char c : text) {
        if (c == '.') {
            ++dots;
        } else if (!is_key_character(c) && c != ' ' && c != '\t' && c != '"' && c != '\'') {
            dots = 0;
        }
        if (dots > kMostDots) {
            return "more than " + std::to_string(kMostDots) + " dots in a row of keys";
        }
    }
    return std::nullopt;
}

/// Blanks the line out, if it is one that nothing else leans on.
bool pass_over(std::string& text, const Source& source, std::uint32_t line) {
    if (line < 1 || line > source.lines.size() || !assignment_in(source.lines[line - 1])) {
        return false;
    }
    std::size_t start = 0;
    for (std::uint32_t i = 1; i < line; ++i) {
        start = text.find('\n', start) + 1;
    }
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (trimmed(std::string_view(text).substr(start, end - start)).empty()) {
        return false;
    }
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(start),
              text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
    return true;
}

}  // namespace

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        lines.emplace_back(line);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

Parsed parse_toml(std::string_view text, const Source& source, Findings& findings) {
    if (const auto message = not_a_scenario(text)) {
        findings.add({&source, 0, 0, 1}, *message);
        return {Node{}, false};
    }
    std::string repaired(text);
    Parsed parsed;
    for (int broken = 0; broken < kMostBrokenLines; ++broken) {
        const toml::parse_result result = toml::parse(std::string_view(repaired));
        if (result) {
            parsed.root = converted(result.table(), source);
            return parsed;
        }
        parsed.is_whole = false;
        report(result.error(), source, findings);
        if (!pass_over(repaired, source, result.error().source().begin.line)) {
            break;
        }
    }
    return parsed;
}

}  // namespace ordersim::scenario
