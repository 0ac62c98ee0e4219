#include "sim/cli/script_run.hpp"

#include <string>
#include <vector>

#include "sim/cli/exit_code.hpp"
#include "sim/check/play.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/steps.hpp"
#include "sim/report/text.hpp"

namespace ordersim::cli {
namespace {

using Lists = std::vector<measure::StepList>;

std::string title_of(const scenario::Scenario& scenario, const scenario::Variant& variant) {
    const bool is_plain = scenario.variants.size() == 1 && variant.overrides.empty();
    std::string title = scenario.name + (is_plain ? "" : ", variant " + variant.name);
    std::string_view separator = ": ";
    for (const auto& [key, value] : variant.overrides) {
        title.append(separator).append(key).append(" = ").append(value);
        separator = ", ";
    }
    return title;
}

std::vector<check::TimedCommand> commands_of(const scenario::Scenario& scenario) {
    std::vector<check::TimedCommand> commands;
    for (const scenario::ScriptStep& step : scenario.script) {
        commands.push_back({step.at, step.order, step.command});
    }
    return commands;
}

Lists played(const scenario::Scenario& scenario, const check::Plant* plant) {
    Lists lists;
    const order::Rules rules =
        plant != nullptr && plant->rules != nullptr ? plant->rules() : order::rules();
    const auto misread = plant != nullptr ? plant->policy : nullptr;
    for (const scenario::Variant& variant : scenario.variants) {
        const check::Setting setting = check::whole(rules, variant.policy, misread);
        lists.push_back(check::play(setting, commands_of(scenario)));
        lists.back().title = title_of(scenario, variant);
    }
    return lists;
}

std::string tables(const scenario::Scenario& scenario, const Lists& lists,
                   report::Colour colour) {
    std::string text;
    for (const std::string& line : report::wrap(scenario.question, report::kSummaryColumns)) {
        text += line.empty() ? "" : line + "\n";
    }
    text += "hash " + scenario.hash + ", " + std::to_string(scenario.script.size()) +
            " steps, money in minor units of " + scenario.currency + "\n";
    for (const measure::StepList& list : lists) {
        text += "\n" + steps_table(list, colour);
    }
    return text;
}

std::string diagrams(const Lists& lists) {
    if (lists.size() == 1) {
        return report::steps_diagram(lists.front());
    }
    std::string text;
    for (const measure::StepList& list : lists) {
        text += text.empty() ? "" : "\n";
        text += "```mermaid\n" + report::steps_diagram(list) + "```\n";
    }
    return text;
}

std::string text_of(const scenario::Scenario& scenario, const Lists& lists, ScriptForm form,
                    report::Colour colour) {
    switch (form) {
        case ScriptForm::table: return tables(scenario, lists, colour);
        case ScriptForm::json: return measure::to_json(lists);
        case ScriptForm::mermaid: return diagrams(lists);
        case ScriptForm::nothing: return {};
    }
    return {};
}

}  // namespace

int run_script(const scenario::Scenario& scenario, const check::Plant* plant, ScriptForm form,
               report::Colour colour) {
    const bool is_of_rules =
        plant == nullptr || plant->rules != nullptr || plant->policy != nullptr;
    if (!is_of_rules) {
        tell_error(std::string(plant->id) +
                   " is a step of the handler or the network, which a script does not have; "
                   "ordersim check --plant " + std::string(plant->id) + " shows it");
        return kWrongUsage;
    }
    const Lists lists = played(scenario, plant);
    if (!print(text_of(scenario, lists, form, colour))) {
        return kRunTimeFailure;
    }
    int code = kDone;
    for (const measure::StepList& list : lists) {
        if (!list.violation.empty()) {
            tell_error(list.title + ": step " + std::to_string(list.steps.size()) + " breaks " +
                       list.violation);
            code = kViolated;
        }
    }
    return code;
}

}  // namespace ordersim::cli
