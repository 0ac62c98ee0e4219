#pragma once

#include "sim/cli/team.hpp"

namespace ordersim::cli {

/// The program: reads the arguments, does what they say and returns an ExitCode. Throws nothing.
/// `team`: null for a process by itself; outlives the call.
[[nodiscard]] int run_program(int argument_count, char** arguments, const Team* team = nullptr);

}  // namespace ordersim::cli
