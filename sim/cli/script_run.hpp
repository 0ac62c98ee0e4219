#pragma once

#include <cstdint>

#include "sim/check/plants.hpp"
#include "sim/cli/console.hpp"
#include "sim/scenario/scenario.hpp"

namespace ordersim::cli {

enum class ScriptForm : std::uint8_t {
    table,
    json,
    mermaid,  ///< one diagram; of several variants Markdown with one each
    nothing   ///< the exit code alone
};

/// Plays the script of a scenario, with a planted defect if there is one, under one variant after
/// another, and prints what happened. Requires: the scenario has a script.
[[nodiscard]] int run_script(const scenario::Scenario& scenario, const check::Plant* plant,
                             ScriptForm form, report::Colour colour);

}  // namespace ordersim::cli
