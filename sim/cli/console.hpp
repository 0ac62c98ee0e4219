#pragma once

#include <cstddef>
#include <string_view>

#include "sim/report/terminal.hpp"

/// The terminal that the process runs in: results go to stdout, everything else to stderr.
namespace ordersim::cli {

enum class ColourChoice { automatic, always, never };

/// Whether to colour stdout: the choice, else NO_COLOR, CLICOLOR_FORCE, TERM=dumb, else whether
/// stdout is a terminal.
[[nodiscard]] report::Colour colour_of(ColourChoice choice);

[[nodiscard]] bool is_terminal_stderr();
/// Of the terminal behind stderr; 80 where there is none.
[[nodiscard]] std::size_t columns_stderr();

/// Writes data to stdout. False, and told on stderr, when it could not be written whole (a full
/// disk, a closed pipe).
[[nodiscard]] bool print(std::string_view text);
/// Writes a message to stderr.
void tell(std::string_view text);

/// "ordersim: error: " and the message, with a line break.
void tell_error(std::string_view message);

}  // namespace ordersim::cli
