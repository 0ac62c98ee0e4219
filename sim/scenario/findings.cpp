#include "sim/scenario/findings.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <tuple>
#include <utility>

namespace ordersim::scenario {
namespace {

/// More than this a person does not read in one go.
constexpr std::size_t kMostFindings = 100;
constexpr std::size_t kWidestExcerpt = 160;
constexpr std::size_t kLongestWord = 64;

bool is_same(const Diagnostic& a, const Diagnostic& b) {
    return a.line == b.line && a.column == b.column && a.file == b.file && a.message == b.message;
}

/// Edits by which two words differ, a swap of neighbours counting as one (optimal string
/// alignment).
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        last[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, changed});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = std::min(row[j], before_last[j - 2] + 1);
            }
        }
        std::swap(before_last, last);
        std::swap(last, row);
    }
    return last[b.size()];
}

bool starts_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
}

/// The characters of a UTF-8 line, control characters made harmless for a terminal.
std::vector<std::string> characters_of(const std::string& line) {
    std::vector<std::string> characters;
    for (const char c : line) {
        if (starts_character(c) || characters.empty()) {
            const bool is_control = static_cast<unsigned char>(c) < 0x20U || c == 0x7F;
            characters.emplace_back(1, is_control ? ' ' : c);
        } else {
            characters.back() += c;
        }
    }
    return characters;
}

void append_excerpt(std::string& text, const Diagnostic& found) {
    const std::vector<std::string> characters = characters_of(found.excerpt);
    const std::size_t column = found.column == 0 ? 0 : found.column - 1;
    const std::size_t first = characters.size() > kWidestExcerpt && column > kWidestExcerpt / 2
                                  ? column - kWidestExcerpt / 2
                                  : 0;
    const std::size_t last = std::min(characters.size(), first + kWidestExcerpt);
    const std::string number = found.line == 0 ? "" : std::to_string(found.line);
    text.append(number).append(" | ");
    for (std::size_t i = first; i < last; ++i) {
        text += characters[i];
    }
    text += '\n';
    if (found.column == 0) {
        return;
    }
    const std::size_t room = std::max<std::size_t>(last > column ? last - column : 0, 1);
    const std::size_t carets = std::clamp<std::size_t>(found.length, 1, room);
    text.append(number.size(), ' ').append(" | ").append(column - first, ' ');
    text.append(carets, '^').append("\n");
}

}  // namespace

std::string origin_text(const Place& place) {
    if (place.source == nullptr || place.line == 0) {
        return place.source == nullptr ? "" : place.source->name;
    }
    return std::filesystem::path(place.source->name).filename().string() + ":" +
           std::to_string(place.line);
}

void Findings::add(const Place& place, std::string message) {
    Diagnostic found;
    if (place.source != nullptr) {
        found.file = place.source->name;
        const auto& lines = place.source->lines;
        const std::size_t line = place.line == 0 ? 1 : place.line;
        if (place.column > 0 && line <= lines.size()) {
            found.excerpt = lines[line - 1];
        }
    }
    found.line = place.line;
    found.column = place.column;
    found.length = place.length;
    found.message = std::move(message);
    const auto same = [&](const Diagnostic& other) { return is_same(found, other); };
    if (std::ranges::none_of(found_, same)) {
        found_.push_back(std::move(found));
    }
}

std::vector<Diagnostic> Findings::take() {
    std::vector<std::string> files;
    for (const Diagnostic& found : found_) {
        if (std::ranges::find(files, found.file) == files.end()) {
            files.push_back(found.file);
        }
    }
    const auto rank = [&](const Diagnostic& found) {
        constexpr auto last = std::numeric_limits<std::uint32_t>::max();
        return std::tuple(std::ranges::find(files, found.file) - files.begin(),
                          found.line == 0 ? last : found.line, found.column);
    };
    std::ranges::stable_sort(found_, {}, rank);
    if (found_.size() > kMostFindings) {
        const std::size_t more = found_.size() - kMostFindings;
        found_.resize(kMostFindings);
        Diagnostic rest;
        rest.file = found_.back().file;
        rest.message = "and " + std::to_string(more) + " more";
        found_.push_back(std::move(rest));
    }
    return std::exchange(found_, {});
}

std::string nearest(std::string_view word, std::span<const std::string> known) {
    if (word.empty() || word.size() > kLongestWord) {
        return {};
    }
    // Of a word this short almost anything is a misspelling.
    const std::size_t most = word.size() < 2 ? 0 : std::max<std::size_t>(1, word.size() / 3);
    std::size_t least = most + 1;
    std::string best;
    for (const std::string& candidate : known) {
        const std::size_t distance = edit_distance(word, candidate);
        if (distance < least) {
            least = distance;
            best = candidate;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> known) {
    const std::string best = nearest(word, known);
    return best.empty() ? "" : "; did you mean '" + best + "'?";
}

std::string one_of(std::span<const std::string> words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        text += i == 0 ? "" : i + 1 == words.size() ? " or " : ", ";
        text += words[i];
    }
    return text;
}

std::string to_text(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (const Diagnostic& found : diagnostics) {
        text += found.file;
        if (found.line > 0) {
            text.append(":").append(std::to_string(found.line));
            text.append(":").append(std::to_string(found.column));
        }
        text.append(": error: ").append(found.message).append("\n");
        if (!found.excerpt.empty()) {
            append_excerpt(text, found);
        }
    }
    return text;
}

}  // namespace ordersim::scenario
