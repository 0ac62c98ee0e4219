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

enum class Form { columns, toml };

int explain(const ScenarioInput& input, Form form) {
    const auto scenario = load_or_tell(input);
    if (!scenario) {
        return kWrongUsage;
    }
    const std::string text = form == Form::toml ? scenario::to_toml(*scenario)
                                                : scenario::explain_text(*scenario);
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
    const auto form = std::make_shared<Form>(Form::columns);
    add_scenario_input(*command, *input);
    command->add_flag_callback("--toml", [form] { *form = Form::toml; },
                               "As one scenario file that stands alone");
    command->callback([&chosen, input, form] {
        chosen = [input, form] { return explain(*input, *form); };
    });
}

void add_keys(CLI::App& app, Work& chosen) {
    CLI::App* command =
        app.add_subcommand("keys", "All keys that a scenario may hold, as Markdown");
    command->callback([&chosen] {
        chosen = [] { return print(scenario::reference()) ? kDone : kRunTimeFailure; };
    });
}

}  // namespace ordersim::cli
