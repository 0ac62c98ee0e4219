#pragma once

#include "sim/cli/commands.hpp"

#include <string>

/// Texts made from the tree of commands and flags, so that they cannot fall behind it.
namespace ordersim::cli {

/// Of the sources that the program was built from: "40b3154", "40b3154-dirty", "unknown".
extern const char* const kCommit;

enum class Shell { bash, zsh, fish };

/// A script that completes commands and flags; files where no flag is begun.
[[nodiscard]] std::string completion_of(const CLI::App& app, Shell shell);

/// The manual page, section 1, in man's macros.
[[nodiscard]] std::string manual_of(const CLI::App& app);

/// `completion SHELL` and `man`. Call it after all other commands were added.
void add_app_texts(CLI::App& app, Work& chosen);

}  // namespace ordersim::cli
