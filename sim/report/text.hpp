#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Text as people see it: columns instead of bytes, and no name that can hurt where it is printed.
/// Everything is UTF-8 and pure.
namespace ordersim::report {

/// The same text with every malformed byte and every control character (escape sequences, line
/// breaks, direction overrides) replaced by U+FFFD: safe in a terminal, in HTML and in XML.
[[nodiscard]] std::string clean(std::string_view text);

/// Columns that a terminal gives the text: none to combining marks, two to East Asian wide ones.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// Cleaned, and cut to at most `width` columns with an ellipsis as its last. Requires: width >= 1.
[[nodiscard]] std::string fit(std::string_view text, std::size_t width);
/// `fit`, then filled with spaces to exactly `width` columns.
[[nodiscard]] std::string pad_right(std::string_view text, std::size_t width);
[[nodiscard]] std::string pad_left(std::string_view text, std::size_t width);

/// Cleaned, and broken at spaces into lines of at most `width` columns; a word that is longer
/// than a line is broken inside. Requires: width >= 2.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// Cleaned, with the five characters that mean something in HTML and XML written as references:
/// safe as content and as a quoted attribute.
[[nodiscard]] std::string escape(std::string_view text);
/// The same of each line of a text that has several, whose breaks stay.
[[nodiscard]] std::string clean_lines(std::string_view text);
[[nodiscard]] std::string escape_lines(std::string_view text);

}  // namespace ordersim::report
