#pragma once

#include "sim/report/terminal.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The summary's lines while they are written.
namespace ordersim::report::screen {

enum class Tone : std::uint8_t { plain, strong, faint, bar };

/// Collects lines of at most kSummaryColumns; colour adds no column.
class Lines {
public:
    explicit Lines(Colour colour) : colour_(colour) {}

    [[nodiscard]] std::string paint(std::string text, Tone tone) const;
    void blank() { text_ += '\n'; }
    /// A line made of parts that are known to fit.
    void line(std::string_view content);
    /// Lines that were written elsewhere, as they are.
    void append(std::string_view lines) { text_ += lines; }
    void paragraph(std::string_view content, Tone tone = Tone::plain);
    /// A label and what it says, wrapped under itself.
    void entry(std::string_view label, std::string_view content);
    /// A label, a bar for a share in [0, 1] and what it says.
    void bar_line(std::string_view label, double share, std::string_view content);
    /// Two columns side by side, each a title and its rows; nothing if neither has a row.
    void columns(std::vector<std::string> left, std::vector<std::string> right);
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    Colour colour_;
    std::string text_;
};

/// A row of one of the two columns. The value moves to the left before it is cut.
[[nodiscard]] std::string column_row(std::string_view label, std::string_view value);

}  // namespace ordersim::report::screen
