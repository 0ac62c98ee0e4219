#include "sim/cli/console.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace ordersim::cli {
namespace {

bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

bool is_dumb() {
    const char* term = std::getenv("TERM");
    return term != nullptr && std::string_view(term) == "dumb";
}

}  // namespace

report::Colour colour_of(ColourChoice choice) {
    using report::Colour;
    switch (choice) {
        case ColourChoice::always: return Colour::on;
        case ColourChoice::never: return Colour::off;
        case ColourChoice::automatic: break;
    }
    if (is_set("NO_COLOR")) {
        return Colour::off;
    }
    if (is_set("CLICOLOR_FORCE")) {
        return Colour::on;
    }
    return isatty(STDOUT_FILENO) != 0 && !is_dumb() ? Colour::on : Colour::off;
}

bool is_terminal_stderr() { return isatty(STDERR_FILENO) != 0 && !is_dumb(); }

std::size_t columns_stderr() {
    winsize size{};
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        return size.ws_col;
    }
    return report::kSummaryColumns;
}

bool print(std::string_view text) {
    const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (std::fflush(stdout) != 0 || !is_written) {
        tell_error("cannot write the result to standard output");
        return false;
    }
    return true;
}

void tell(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void tell_error(std::string_view message) {
    tell("ordersim: error: ");
    tell(message);
    tell("\n");
}

}  // namespace ordersim::cli
