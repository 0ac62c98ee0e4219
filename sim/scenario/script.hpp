#pragma once

#include "sim/scenario/node.hpp"
#include "sim/scenario/scenario.hpp"

#include <map>
#include <span>
#include <string>
#include <vector>

/// Scripts: commands to single orders at given instants, instead of a market.
namespace ordersim::scenario {

/// Reads the steps of `[[script]]`. What is wrong is added to the findings, at its place; the steps
/// are fit for use only if there was nothing. `is_whole`: no line was left out for an error in it,
/// so that what is not there is missing.
[[nodiscard]] std::vector<ScriptStep> read_script(const Node& list, bool is_whole,
                                                  Findings& findings);

/// One step as its `[[script]]` table. Fields that the command does not read are left out.
[[nodiscard]] std::string step_toml(const ScriptStep& step);

/// What a script stands on.
struct ScriptHead {
    std::string name;                              ///< of the scenario
    std::string question;                          ///< the one sentence that it asks; may be empty
    std::string extends;                           ///< the scenario whose policy holds
    std::vector<std::string> comments;             ///< lines at the top, without their mark
    std::map<std::string, std::string> overrides;  ///< keys it changes, with their TOML text
    /// In place of all variants of what it extends, which would change keys anew, one of this name
    /// that changes nothing; empty: they stay.
    std::string variant = {};
};

/// A scenario file that loads to the same steps, as far as their commands read their fields.
[[nodiscard]] std::string script_toml(const ScriptHead& head, std::span<const ScriptStep> steps);

}  // namespace ordersim::scenario
