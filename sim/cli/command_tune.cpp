#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/knob_flags.hpp"
#include "sim/cli/result_files.hpp"
#include "sim/cli/study_flags.hpp"
#include "sim/experiment/tune.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/search.hpp"

namespace ordersim::cli {
namespace {

using experiment::Knob;
using experiment::StudyExpression;

constexpr std::size_t kKnobsMax = 5;

struct TuneFlags {
    ScenarioInput input;
    KnobFlags knobs;
    std::string minimize;
    std::string maximize;
    std::vector<std::string> constraints;
    std::vector<std::string> pareto;
    std::optional<double> delta;
    double confidence = 0.95;
    std::optional<std::uint32_t> budget;
    StudyFlags study;
};

std::string command_of(const TuneFlags& flags, const ScenarioInput& input) {
    std::string command = command_with_knobs("tune", input, flags.knobs);
    command += flags.maximize.empty() ? " --minimize " + quoted_for_shell(flags.minimize)
                                      : " --maximize " + quoted_for_shell(flags.maximize);
    for (const std::string& text : flags.constraints) {
        command += " --subject-to " + quoted_for_shell(text);
    }
    for (const std::string& text : flags.pareto) {
        command += " --pareto " + quoted_for_shell(text);
    }
    return command;
}

/// The fault under the text that has it.
void tell_fault(const std::string& flag, const std::string& text,
                const experiment::ExpressionError& error) {
    tell_error(flag + ": " + with_caret(text, error));
}

std::optional<StudyExpression> objective_of(const TuneFlags& flags,
                                            const std::vector<Knob>& knobs) {
    if (flags.minimize.empty() == flags.maximize.empty()) {
        tell_error("give one objective: --minimize EXPRESSION or --maximize EXPRESSION, like "
                   "--minimize M10");
        return std::nullopt;
    }
    const bool is_maximised = flags.minimize.empty();
    const std::string flag = is_maximised ? "--maximize" : "--minimize";
    const std::string& text = is_maximised ? flags.maximize : flags.minimize;
    const auto parsed = experiment::parse_expression(text);
    if (!parsed) {
        tell_fault(flag, text, parsed.error());
        return std::nullopt;
    }
    auto bound = StudyExpression::bind(*parsed, knobs);
    if (!bound) {
        tell_fault(flag, text, bound.error());
        return std::nullopt;
    }
    return std::move(*bound);
}

/// Tells the first two that no policy can keep.
bool tell_contradiction(const std::vector<experiment::Constraint>& parsed) {
    for (std::size_t i = 0; i < parsed.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (experiment::contradict(parsed[j], parsed[i])) {
                tell_error("--subject-to: '" + parsed[j].text + "' and '" + parsed[i].text +
                           "' contradict each other, so that no policy can keep both");
                return true;
            }
        }
    }
    return false;
}

std::optional<std::vector<StudyExpression>> constraints_of(const TuneFlags& flags,
                                                           const std::vector<Knob>& knobs) {
    std::vector<StudyExpression> constraints;
    std::vector<experiment::Constraint> all;
    for (const std::string& text : flags.constraints) {
        const auto parsed = experiment::parse_constraint(text);
        if (!parsed) {
            tell_fault("--subject-to", text, parsed.error());
            continue;
        }
        auto bound = StudyExpression::bind(parsed->excess, knobs);
        if (!bound) {
            tell_fault("--subject-to", text, bound.error());
            continue;
        }
        if (!bound->has_knobs() && bound->range({}).low > 0) {
            tell_error("--subject-to: '" + text + "' can never hold: shares lie from 0 to 1, all "
                       "other metrics at 0 and above; 95 % is written .95");
            continue;
        }
        constraints.push_back(std::move(*bound));
        all.push_back(*parsed);
    }
    if (tell_contradiction(all)) {
        return std::nullopt;
    }
    return constraints.size() == flags.constraints.size() ? std::optional(std::move(constraints))
                                                          : std::nullopt;
}

/// "M01,[M09 cases: wait, mean]" at its commas outside brackets, without the brackets.
std::vector<std::string> references_in(const std::string& text) {
    std::vector<std::string> references(1);
    bool is_inside = false;
    for (const char c : text) {
        if (c == '[' || c == ']') {
            is_inside = c == '[';
        } else if (c == ',' && !is_inside) {
            references.emplace_back();
        } else {
            references.back() += c;
        }
    }
    return references;
}

std::optional<std::vector<std::size_t>> pareto_of(const TuneFlags& flags) {
    std::vector<std::string> references;
    for (const std::string& text : flags.pareto) {
        const std::vector<std::string> more = references_in(text);
        references.insert(references.end(), more.begin(), more.end());
    }
    if (!check_metrics(references)) {
        return std::nullopt;
    }
    if (!references.empty() && (references.size() < 2 || references.size() > 3)) {
        tell_error("--pareto: two or three metrics, like --pareto M01,M10");
        return std::nullopt;
    }
    std::vector<std::size_t> metrics;
    for (const std::string& reference : references) {
        metrics.push_back(experiment::find_metric(reference));
        const auto& metric = experiment::study_metrics()[metrics.back()];
        if (metric.better == measure::Better::neither) {
            tell_error("--pareto: " + reference + " is neither better high nor low; take a metric "
                       "that is, or bound it by --subject-to");
            return std::nullopt;
        }
    }
    return metrics;
}

/// How to see the recommendation by itself. Variants would be laid over --set, a sweep's points are
/// laid over variants.
std::string next_of(const TuneFlags& flags, const ScenarioInput& input,
                    const measure::Tuning& tuning, bool has_variants) {
    if (tuning.verdict == "infeasible") {
        return "";
    }
    const measure::TuningTrial& best = tuning.trials[tuning.best - 1];
    std::string command = std::string("ordersim ") + (has_variants ? "sweep " : "run ") +
                          quoted_for_shell(input.path);
    for (const std::string& text : input.overrides) {
        command += " --set " + quoted_for_shell(text);
    }
    for (std::size_t i = 0; i < tuning.knobs.size() && best.stage != "base"; ++i) {
        command += std::string(has_variants ? " --vary " : " --set ") +
                   quoted_for_shell(tuning.knobs[i].key + "=" + best.values[i]);
    }
    return flags.study.out.empty() ? command + " --out out" : command;
}

int finish(const TuneFlags& flags, const measure::TuningRecord& record, std::string_view next) {
    const std::string summary =
        flags.study.json
            ? ""
            : report::tuning_summary(record, colour_of(flags.study.colour), next);
    if (!print_result(flags.study, flags.study.json ? measure::to_json(record) : "", summary)) {
        return kRunTimeFailure;
    }
    const std::string& verdict = record.result.verdict;
    if (verdict == "interrupted") {
        return kInterrupted;
    }
    if (verdict == "infeasible") {
        tell_error("no policy that was tried keeps all constraints; loosen one, widen a knob or "
                   "raise --budget");
    } else if (verdict == "undecided") {
        tell_error("the budget ended before the selection; raise --budget or --delta");
    }
    return verdict == "selected" ? kDone : kUndecided;
}

int run_tune(const TuneFlags& flags, const ScenarioInput& input,
             const experiment::TunePlan& plan) {
    const bool has_variants = plan.scenario.variants.front().name != "base";
    return carry_out(
        flags.study, {plan.scenario.name, kTuningEndings, plan.command, plan.scenario.hash},
        [&plan](const auto& options) { return experiment::tune(plan, options); },
        [&](const auto& record, const auto& /*next*/) {
            return finish(flags, record, next_of(flags, input, record.result, has_variants));
        });
}

bool is_sensible(const TuneFlags& flags, std::uint32_t budget, std::uint32_t least) {
    if (flags.delta && !(*flags.delta > 0)) {
        tell_error("--delta: a difference that does not matter is above 0");
        return false;
    }
    if (!(flags.confidence > 0.5 && flags.confidence < 1)) {
        tell_error("--confidence: a probability above .5 and below 1, like .95");
        return false;
    }
    if (budget < least) {
        tell_error("--budget: these knobs take at least " + std::to_string(least) +
                   " replications at the scenario's replications a point; lower "
                   "--replications or raise it");
        return false;
    }
    return true;
}

int execute(const TuneFlags& flags) {
    const auto knobs = knobs_of(flags.knobs.knobs, kKnobsMax);
    const auto pareto = pareto_of(flags);
    if (!knobs || !pareto) {
        return kWrongUsage;
    }
    const auto objective = objective_of(flags, *knobs);
    const auto constraints = constraints_of(flags, *knobs);
    if (!objective || !constraints) {
        return kWrongUsage;
    }
    ScenarioInput input = flags.input;
    const auto more = overrides_of(flags.study);
    input.overrides.insert(input.overrides.end(), more.begin(), more.end());
    const auto scenario = load_with_knobs(input, *knobs, flags.knobs.variant);
    if (!scenario || !shows_noise(*scenario)) {
        return kWrongUsage;
    }
    const std::uint32_t each = scenario->plan.replications;
    const std::uint32_t budget = flags.budget.value_or(experiment::usual_budget(each));
    if (!is_sensible(flags, budget, experiment::smallest_budget(knobs->size(), each))) {
        return kWrongUsage;
    }
    return run_tune(flags, input,
                    {.scenario = *scenario,
                     .knobs = *knobs,
                     .objective = *objective,
                     .is_maximised = flags.minimize.empty(),
                     .constraints = *constraints,
                     .pareto = *pareto,
                     .delta = flags.delta,
                     .confidence = flags.confidence,
                     .budget = budget,
                     .variants_at = variants_of(input, flags.knobs.variant),
                     .command = command_of(flags, input)});
}

void add_objective(CLI::App& command, TuneFlags& flags) {
    command
        .add_option("--minimize", flags.minimize,
                    "What should be low: a sum of metrics and knobs times numbers, durations in "
                    "hours, e.g. M10 or '25 * .06 * (1 - M01) + .01 * policy.grace_window'; a "
                    "metric's slice stands in brackets: '[M09 cases: wait, mean]'")
        ->type_name("EXPRESSION");
    command.add_option("--maximize", flags.maximize, "What should be high")
        ->type_name("EXPRESSION");
    command
        .add_option("--subject-to", flags.constraints,
                    "What must hold, e.g. 'M05 <= .02'; repeatable")
        ->type_name("CONSTRAINT")
        ->take_all()
        ->allow_extra_args(false);
    command
        .add_option("--pareto", flags.pareto,
                    "Two or three metrics: which tried policies no other beats in all of them")
        ->type_name("METRIC,METRIC")
        ->take_all()
        ->allow_extra_args(false);
}

}  // namespace

void add_tune(CLI::App& app, Work& chosen, const Team* team) {
    CLI::App* command = app.add_subcommand(
        "tune", "Find the best policy, with the probability that it is");
    const auto flags = std::make_shared<TuneFlags>();
    add_scenario_input(*command, flags->input);
    add_knobs(*command, flags->knobs);
    add_objective(*command, *flags);
    command->add_option("--delta", flags->delta,
                        "Differences of the objective up to this do not matter (default: a "
                        "hundredth of the base policy's)");
    command->add_option("--confidence", flags->confidence,
                        "Of the selection among finalists (default: .95)");
    command->add_option("--budget", flags->budget,
                        "Replications in all (default: 60 times those of a point)");
    add_study_flags(*command, flags->study, team);
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
