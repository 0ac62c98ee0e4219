#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/result_files.hpp"
#include "sim/cli/study_flags.hpp"
#include "sim/experiment/sweep.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/study.hpp"
#include "sim/scenario/factor.hpp"

namespace ordersim::cli {
namespace {

struct SweepFlags {
    ScenarioInput input;
    std::vector<std::string> vary;
    std::vector<std::string> metrics;
    StudyFlags study;
};

std::string command_of(const SweepFlags& flags, const ScenarioInput& input) {
    std::string command = "ordersim sweep " + quoted_for_shell(input.path);
    for (const std::string& text : flags.vary) {
        command += " --vary " + quoted_for_shell(text);
    }
    for (const std::string& text : input.overrides) {
        command += " --set " + quoted_for_shell(text);
    }
    return command;
}

/// All of them, or nothing after telling what is wrong with each.
std::optional<std::vector<scenario::Factor>> factors_of(const std::vector<std::string>& texts) {
    std::vector<scenario::Factor> factors;
    bool is_good = true;
    for (const std::string& text : texts) {
        auto factor = scenario::parse_factor(text);
        if (!factor) {
            tell_error("--vary: " + factor.error());
            is_good = false;
            continue;
        }
        if (std::ranges::find(factors, factor->key, &scenario::Factor::key) != factors.end()) {
            tell_error("--vary: " + factor->key + " is given twice");
            is_good = false;
        }
        factors.push_back(std::move(*factor));
    }
    return is_good ? std::optional(std::move(factors)) : std::nullopt;
}

/// The scenario's own variants, by name; none for one without.
std::vector<std::string> series_of(const scenario::Scenario& scenario) {
    std::vector<std::string> names;
    for (const scenario::Variant& variant : scenario.variants) {
        names.push_back(variant.name);
    }
    return names == std::vector<std::string>{"base"} ? std::vector<std::string>{} : names;
}

/// What the scenario's variants move, if that is one key.
std::optional<scenario::Factor> variants_factor(const scenario::Scenario& scenario) {
    std::vector<std::map<std::string, std::string>> overrides;
    for (const scenario::Variant& variant : scenario.variants) {
        overrides.push_back(variant.overrides);
    }
    return scenario::factor_of(overrides);
}

int finish(const SweepFlags& flags, const measure::SweepRecord& record, std::string_view next) {
    const std::string summary =
        flags.study.json ? ""
                         : report::sweep_summary(record, flags.metrics,
                                                 colour_of(flags.study.colour), next);
    if (!print_result(flags.study, flags.study.json ? measure::to_json(record) : "", summary)) {
        return kRunTimeFailure;
    }
    if (record.result.study.partial) {
        return kInterrupted;
    }
    if (record.result.stopped_by == "replications_max") {
        tell_error("the half-width asked for was not reached at every point; raise "
                   "replications_max in run.half_width");
        return kUndecided;
    }
    return kDone;
}

int run_sweep(const SweepFlags& flags, const experiment::SweepPlan& plan) {
    return carry_out(
        flags.study, {plan.scenario.name, kSweepEndings, plan.command, plan.scenario.hash},
        [&plan](const auto& options) { return experiment::sweep(plan, options); },
        [&flags](const auto& record, const auto& next) { return finish(flags, record, next); });
}

int execute(SweepFlags flags) {
    const auto factors = factors_of(flags.vary);
    if (!factors || !check_metrics(flags.metrics)) {
        return kWrongUsage;
    }
    ScenarioInput input = flags.input;
    const auto more = overrides_of(flags.study);
    input.overrides.insert(input.overrides.end(), more.begin(), more.end());
    const auto plain = load_or_tell(input);
    if (!plain) {
        return kWrongUsage;
    }
    const std::vector<scenario::Factor>& moved =
        factors->empty() ? plain->factors : *factors;
    if (moved.empty() && plain->variants.size() < 2) {
        tell_error("a sweep needs points: give --vary KEY=V1,V2,..., --vary "
                   "KEY=FIRST..LAST..STEP, or a scenario with [vary] or [[variant]]s");
        return kWrongUsage;
    }
    const auto scenario = moved.empty() ? plain : load_or_tell(input, scenario::grid(moved));
    if (!scenario) {
        return kWrongUsage;
    }
    if (flags.metrics.empty()) {
        flags.metrics = {"M01", "M03 p90", "M10"};
    }
    if (const auto variants = variants_factor(*plain); moved.empty() && variants) {
        return run_sweep(flags, {*scenario, {*variants}, {}, command_of(flags, input)});
    }
    return run_sweep(flags, {*scenario, moved, series_of(*plain), command_of(flags, input)});
}

}  // namespace

void add_sweep(CLI::App& app, Work& chosen, const Team* team) {
    CLI::App* command = app.add_subcommand(
        "sweep", "Move keys of a scenario over ranges, all points on the same draws");
    const auto flags = std::make_shared<SweepFlags>();
    add_scenario_input(*command, flags->input);
    command
        ->add_option("--vary", flags->vary,
                     "A key and its values: KEY=V1,V2,... or KEY=FIRST..LAST..STEP; repeatable, "
                     "for a grid")
        ->type_name("KEY=VALUES")
        ->take_all()
        ->allow_extra_args(false);
    add_metrics(*command, flags->metrics);
    add_study_flags(*command, flags->study, team);
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
