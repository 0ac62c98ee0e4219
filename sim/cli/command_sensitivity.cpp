#include <bit>
#include <memory>
#include <optional>
#include <utility>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/knob_flags.hpp"
#include "sim/cli/result_files.hpp"
#include "sim/cli/study_flags.hpp"
#include "sim/experiment/sensitivity.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/search.hpp"

namespace ordersim::cli {
namespace {

constexpr std::size_t kKnobsMax = 20;
constexpr std::uint32_t kRowsMax = 4096;

struct SensitivityFlags {
    ScenarioInput input;
    KnobFlags knobs;
    std::vector<std::string> metrics;
    bool is_morris = false;
    std::optional<std::uint32_t> rows;
    StudyFlags study;
};

std::string command_of(const SensitivityFlags& flags, const ScenarioInput& input,
                       std::uint32_t rows) {
    std::string command = command_with_knobs("sensitivity", input, flags.knobs);
    command += flags.is_morris ? " --method morris" : " --method sobol";
    command += " --rows " + std::to_string(rows);
    for (const std::string& metric : flags.metrics) {
        command += " --metric " + quoted_for_shell(metric);
    }
    return command;
}

bool is_sensible(const SensitivityFlags& flags, std::uint32_t rows) {
    if (rows < 2 || rows > kRowsMax) {
        tell_error("--rows: from 2 to " + std::to_string(kRowsMax));
        return false;
    }
    if (!flags.is_morris && !std::has_single_bit(rows)) {
        tell_error("--rows: a power of two with --method sobol, like " +
                   std::to_string(std::bit_ceil(rows)) +
                   ": the sequence of its points is even only then");
        return false;
    }
    return true;
}

int finish(const SensitivityFlags& flags, const measure::SensitivityRecord& record,
           std::string_view next) {
    const bool as_json = flags.study.json;
    const std::string summary =
        as_json ? "" : report::sensitivity_summary(record, colour_of(flags.study.colour), next);
    if (!print_result(flags.study, as_json ? measure::to_json(record) : "", summary)) {
        return kRunTimeFailure;
    }
    return record.result.study.partial ? kInterrupted : kDone;
}

int run_sensitivity(const SensitivityFlags& flags, const experiment::SensitivityPlan& plan) {
    return carry_out(
        flags.study, {plan.scenario.name, kSensitivityEndings, plan.command, plan.scenario.hash},
        [&plan](const auto& options) { return experiment::analyse_sensitivity(plan, options); },
        [&flags](const auto& record, const auto& next) { return finish(flags, record, next); });
}

int execute(SensitivityFlags flags) {
    const auto knobs = knobs_of(flags.knobs.knobs, kKnobsMax);
    const std::uint32_t rows = flags.rows.value_or(flags.is_morris ? 10 : 64);
    if (!knobs || !check_metrics(flags.metrics) || !is_sensible(flags, rows)) {
        return kWrongUsage;
    }
    if (flags.metrics.empty()) {
        flags.metrics = {"M01", "M10"};
    }
    ScenarioInput input = flags.input;
    const auto more = overrides_of(flags.study);
    input.overrides.insert(input.overrides.end(), more.begin(), more.end());
    const auto scenario = load_with_knobs(input, *knobs, flags.knobs.variant);
    if (!scenario || !shows_noise(*scenario)) {
        return kWrongUsage;
    }
    std::vector<std::size_t> metrics;
    for (const std::string& metric : flags.metrics) {
        metrics.push_back(experiment::find_metric(metric));
    }
    return run_sensitivity(flags, {.scenario = *scenario,
                                   .knobs = *knobs,
                                   .method = flags.is_morris
                                                 ? experiment::SensitivityMethod::morris
                                                 : experiment::SensitivityMethod::sobol,
                                   .rows = rows,
                                   .metrics = metrics,
                                   .variants_at = variants_of(input, flags.knobs.variant),
                                   .command = command_of(flags, input, rows)});
}

}  // namespace

void add_sensitivity(CLI::App& app, Work& chosen, const Team* team) {
    CLI::App* command = app.add_subcommand(
        "sensitivity", "Which keys of a scenario move which metrics (Sobol', Morris)");
    const auto flags = std::make_shared<SensitivityFlags>();
    add_scenario_input(*command, flags->input);
    add_knobs(*command, flags->knobs);
    command
        ->add_option_function<std::string>(
            "--method", [flags](const std::string& word) { flags->is_morris = word == "morris"; },
            "sobol: shares of the variance (default); morris: which knobs do anything at all, "
            "with fewer points")
        ->check(CLI::IsMember({"sobol", "morris"}));
    command->add_option("--rows", flags->rows,
                        "Rows of the design (default: 64; with morris 10 trajectories); each is "
                        "knobs + 2 points (with morris + 1)");
    add_metrics(*command, flags->metrics);
    add_study_flags(*command, flags->study, team);
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
