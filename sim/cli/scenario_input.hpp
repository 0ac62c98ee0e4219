#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/console.hpp"
#include "sim/scenario/scenario.hpp"

namespace ordersim::cli {

/// The flags by which a command is told its scenario.
struct ScenarioInput {
    std::string path;
    std::vector<std::string> overrides;  ///< --set
};

/// --color. `colour` must outlive the parsing.
void add_colour(CLI::App& command, ColourChoice& colour);

void add_scenario_input(CLI::App& command, ScenarioInput& input);

/// The scenario; on errors they have been told, and there is none.
[[nodiscard]] std::optional<scenario::Scenario> load_or_tell(const ScenarioInput& input);

}  // namespace ordersim::cli
