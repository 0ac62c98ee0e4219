#include <charconv>
#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/result_files.hpp"
#include "sim/cli/study_flags.hpp"
#include "sim/experiment/compare.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/study.hpp"

namespace ordersim::cli {
namespace {

struct CompareFlags {
    std::vector<std::string> paths;
    std::vector<std::string> overrides;
    std::vector<std::string> metrics;
    std::vector<std::string> thresholds;  ///< "M01=0.01"
    StudyFlags study;
};

std::string command_of(const CompareFlags& flags, const std::vector<std::string>& overrides) {
    std::string command = "ordersim compare";
    for (const std::string& path : flags.paths) {
        command += " " + quoted_for_shell(path);
    }
    for (const std::string& text : overrides) {
        command += " --set " + quoted_for_shell(text);
    }
    for (const std::string& text : flags.metrics) {
        command += " --metric " + quoted_for_shell(text);
    }
    for (const std::string& text : flags.thresholds) {
        command += " --threshold " + quoted_for_shell(text);
    }
    return command;
}

/// "M01=0.01" by reference; nothing after telling what is wrong.
std::optional<std::map<std::string, double>> thresholds_of(const std::vector<std::string>& texts) {
    std::map<std::string, double> thresholds;
    for (const std::string& text : texts) {
        const std::size_t equals = text.rfind('=');
        const std::string metric = text.substr(0, equals);
        double value = -1;
        if (equals != std::string::npos) {
            const char* end = text.data() + text.size();
            const auto read = std::from_chars(text.data() + equals + 1, end, value);
            value = read.ec == std::errc() && read.ptr == end ? value : -1;
        }
        if (!(value >= 0)) {
            tell_error("--threshold '" + text + "': write METRIC=VALUE with a number of at least "
                       "0 in the metric's unit, like M01=0.01 for a point of a share");
            return std::nullopt;
        }
        if (!check_metrics({metric})) {
            return std::nullopt;
        }
        const auto& known = experiment::study_metrics()[experiment::find_metric(metric)];
        if (known.unit == "share" && value > 1) {
            tell_error("--threshold '" + text + "': " + metric + " is a share, from 0 to 1; a "
                       "point of it is 0.01");
            return std::nullopt;
        }
        thresholds[metric] = value;
    }
    return thresholds;
}

int finish(const CompareFlags& flags, const measure::ComparisonRecord& record,
           std::string_view next) {
    const bool as_json = flags.study.json;
    const bool is_told = print_result(
        flags.study, as_json ? measure::to_json(record) : "",
        as_json ? "" : report::comparison_summary(record, colour_of(flags.study.colour), next));
    return !is_told                       ? kRunTimeFailure
           : record.result.study.partial ? kInterrupted
                                          : kDone;
}

int run_compare(const CompareFlags& flags, const experiment::ComparePlan& plan) {
    std::string hashes;
    for (const scenario::Scenario* scenario : plan.scenarios) {
        hashes += scenario->hash + " ";
    }
    return carry_out(
        flags.study, {plan.scenarios.front()->name, kComparisonEndings, plan.command, hashes},
        [&plan](const auto& options) { return experiment::compare(plan, options); },
        [&flags](const auto& record, const auto& next) { return finish(flags, record, next); });
}

int execute(const CompareFlags& flags) {
    const auto thresholds = thresholds_of(flags.thresholds);
    if (!thresholds || !check_metrics(flags.metrics)) {
        return kWrongUsage;
    }
    std::vector<std::string> overrides = flags.overrides;
    const auto more = overrides_of(flags.study);
    overrides.insert(overrides.end(), more.begin(), more.end());
    std::deque<scenario::Scenario> scenarios;
    std::size_t policies = 0;
    for (const std::string& path : flags.paths) {
        auto loaded = load_or_tell({path, overrides});
        if (!loaded) {
            return kWrongUsage;
        }
        if (!scenarios.empty() && loaded->currency != scenarios.front().currency) {
            tell_error(path + " counts in " + loaded->currency + " and " + flags.paths.front() +
                       " in " + scenarios.front().currency +
                       ": amounts of two currencies cannot be compared");
            return kWrongUsage;
        }
        policies += loaded->variants.size();
        scenarios.push_back(std::move(*loaded));
    }
    if (policies < 2) {
        tell_error("a comparison needs two policies or more: give another scenario, or one with "
                   "[[variant]]s");
        return kWrongUsage;
    }
    experiment::ComparePlan plan{
        {},
        flags.metrics.empty() ? experiment::compared_metrics() : flags.metrics,
        *thresholds,
        command_of(flags, overrides)};
    for (const scenario::Scenario& scenario : scenarios) {
        plan.scenarios.push_back(&scenario);
    }
    return run_compare(flags, plan);
}

}  // namespace

void add_compare(CLI::App& app, Work& chosen, const Team* team) {
    CLI::App* command = app.add_subcommand(
        "compare", "Compare policies pair by pair on the same draws, with a verdict a metric");
    const auto flags = std::make_shared<CompareFlags>();
    command
        ->add_option("scenarios", flags->paths,
                     "Scenario files or names; all their variants are policies, the first is the "
                     "baseline")
        ->required()
        ->type_name("SCENARIO...");
    command
        ->add_option("--set", flags->overrides, "Override a scenario key in all of them")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    add_metrics(*command, flags->metrics);
    command
        ->add_option("--threshold", flags->thresholds,
                     "What matters in practice, in the metric's unit, e.g. M01=0.01; repeatable "
                     "(default: .005 of a share, 1 % of the baseline otherwise)")
        ->type_name("METRIC=VALUE")
        ->take_all()
        ->allow_extra_args(false);
    add_study_flags(*command, flags->study, team);
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
