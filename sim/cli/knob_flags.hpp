#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/scenario_input.hpp"
#include "sim/experiment/knob.hpp"
#include "sim/experiment/tune.hpp"

/// What the commands that turn knobs have in common.
namespace ordersim::cli {

struct KnobFlags {
    std::vector<std::string> knobs;
    std::string variant;  ///< whose knobs; empty: of the only one
};

/// --knob KEY=LOW..HIGH or KEY=WORD,WORD,...; repeatable, required; and --variant.
void add_knobs(CLI::App& command, KnobFlags& flags);

/// All of them, or nothing after telling what is wrong with each.
[[nodiscard]] std::optional<std::vector<experiment::Knob>> knobs_of(
    const std::vector<std::string>& texts, std::size_t most);

/// Loads the scenario at the ends of the knobs and at each word, so that a key that is unknown or a
/// value out of bounds is told before work is spent; then the scenario itself, with no variant but
/// the one that is meant.
[[nodiscard]] std::optional<scenario::Scenario> load_with_knobs(
    const ScenarioInput& input, const std::vector<experiment::Knob>& knobs,
    const std::string& variant);

/// That variant, or the scenario's only policy, at points.
[[nodiscard]] experiment::VariantsAt variants_of(const ScenarioInput& input,
                                                 const std::string& variant);

/// Whether there are replications enough to tell a policy's effect from noise; told if not.
[[nodiscard]] bool shows_noise(const scenario::Scenario& scenario);

/// The command line so far: scenario, variant, knobs and overrides.
[[nodiscard]] std::string command_with_knobs(const std::string& name, const ScenarioInput& input,
                                             const KnobFlags& flags);

}  // namespace ordersim::cli
