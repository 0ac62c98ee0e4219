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

/// A point of a study: overrides "key=value".
using Point = std::vector<std::string>;

/// The scenario, with its variants at these points if there are any.
[[nodiscard]] tl::expected<scenario::Scenario, std::vector<scenario::Diagnostic>> load_quietly(
    const ScenarioInput& input, std::vector<Point> points);

/// The scenario, with its variants at these points if there are any; on errors they have been
/// told, and there is none.
[[nodiscard]] std::optional<scenario::Scenario> load_or_tell(const ScenarioInput& input,
                                                             std::vector<Point> points = {});

/// The variant of that name, the first for an empty one; null after telling which there are.
[[nodiscard]] const scenario::Variant* variant_or_tell(const scenario::Scenario& scenario,
                                                       const std::string& name);

/// A word as a POSIX shell reads it back.
[[nodiscard]] std::string quoted_for_shell(const std::string& word);
/// The words of a command of words so quoted.
[[nodiscard]] std::vector<std::string> words_of_shell(std::string_view command);

}  // namespace ordersim::cli
