#include <memory>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/scenario_input.hpp"

namespace ordersim::cli {
namespace {

int validate(const ScenarioInput& input) {
    const auto scenario = load_or_tell(input);
    if (!scenario) {
        return kWrongUsage;
    }
    const std::string variants = std::to_string(scenario->variants.size());
    return print(input.path + ": ok: " + scenario->name + ", " + variants +
                 (scenario->variants.size() == 1 ? " variant" : " variants") + ", hash " +
                 scenario->hash + "\n")
               ? kDone
               : kRunTimeFailure;
}

int explain(const ScenarioInput& input, bool as_toml) {
    const auto scenario = load_or_tell(input);
    if (!scenario) {
        return kWrongUsage;
    }
    const std::string text =
        as_toml ? scenario::to_toml(*scenario) : scenario::explain_text(*scenario);
    return print(text) ? kDone : kRunTimeFailure;
}

}  // namespace

void add_validate(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand("validate", "Check a scenario; print all its errors");
    const auto input = std::make_shared<ScenarioInput>();
    add_scenario_input(*command, *input);
    command->callback([&chosen, input] { chosen = [input] { return validate(*input); }; });
}

void add_explain(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand(
        "explain", "Every value of a scenario with its origin and its source");
    const auto input = std::make_shared<ScenarioInput>();
    const auto as_toml = std::make_shared<bool>(false);
    add_scenario_input(*command, *input);
    command->add_flag("--toml", *as_toml, "As one scenario file that stands alone");
    command->callback([&chosen, input, as_toml] {
        chosen = [input, as_toml] { return explain(*input, *as_toml); };
    });
}

}  // namespace ordersim::cli
