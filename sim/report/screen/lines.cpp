#include "sim/report/screen/lines.hpp"

#include "sim/report/bar.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ordersim::report::screen {
namespace {

constexpr std::size_t kEntryLabel = 28;
constexpr std::size_t kBarLabel = 22;
constexpr std::size_t kBar = 24;
constexpr std::size_t kColumn = kSummaryColumns / 2;
constexpr std::size_t kColumnLabel = 14;

}  // namespace

std::string Lines::paint(std::string text, Tone tone) const {
    if (colour_ == Colour::off || tone == Tone::plain || text.empty()) {
        return text;
    }
    const std::string_view code = tone == Tone::strong ? "1" : (tone == Tone::faint ? "2" : "36");
    return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

void Lines::line(std::string_view content) {
    text_ += content;
    text_ += '\n';
}

void Lines::paragraph(std::string_view content, Tone tone) {
    for (std::string& piece : wrap(content, kSummaryColumns)) {
        line(paint(std::move(piece), tone));
    }
}

void Lines::entry(std::string_view label, std::string_view content) {
    std::string head = paint(pad_right(label, kEntryLabel - 1) + " ", Tone::faint);
    for (const std::string& piece : wrap(content, kSummaryColumns - kEntryLabel)) {
        line(head + piece);
        head.assign(kEntryLabel, ' ');
    }
}

void Lines::bar_line(std::string_view label, double share, std::string_view content) {
    line("  " + pad_right(label, kBarLabel - 3) + " " + paint(bar(share, kBar), Tone::bar) + "  " +
         fit(content, kSummaryColumns - kBarLabel - kBar - 2));
}

void Lines::columns(std::vector<std::string> left, std::vector<std::string> right) {
    // A title without rows would say that there is nothing, where nothing was measured.
    if (left.size() < 2) {
        left = std::exchange(right, {});
    }
    if (left.size() < 2) {
        return;
    }
    if (right.size() < 2) {
        right.clear();
    }
    const std::size_t rows = std::max(left.size(), right.size());
    left.resize(rows);
    right.resize(rows);
    blank();
    for (std::size_t i = 0; i < rows; ++i) {
        const Tone tone = i == 0 ? Tone::strong : Tone::plain;
        if (right[i].empty()) {
            line(paint(left[i], tone));
        } else {
            line(paint(pad_right(left[i], kColumn), tone) + paint(right[i], tone));
        }
    }
}

std::string column_row(std::string_view label, std::string_view value) {
    constexpr std::size_t kRoom = kColumn - 4;  // indented, a gap within and one after
    const std::string shown = fit(value, kRoom);
    const std::size_t left = kRoom - display_width(shown);
    const std::size_t width = std::min(kColumnLabel, std::max(left, std::size_t{1}));
    return "  " + pad_right(label, width) + " " + shown;
}

}  // namespace ordersim::report::screen
