#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "sim/cli/choice.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/host.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/result_files.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/cli/script_run.hpp"
#include "sim/cli/study_flags.hpp"
#include "sim/experiment/run.hpp"
#include "sim/market/event_log.hpp"
#include "sim/measure/json.hpp"

namespace ordersim::cli {
namespace {

const std::map<std::string, market::EventLogFormat> kTraceFormats{
    {"csv", market::EventLogFormat::csv},
    {"xes", market::EventLogFormat::xes},
    {"ocel", market::EventLogFormat::ocel}};

struct RunFlags {
    ScenarioInput input;
    std::optional<std::int64_t> seed;
    std::optional<std::uint32_t> replications;
    std::optional<std::uint32_t> threads;
    bool checks = false;
    bool json = false;
    bool mermaid = false;
    std::string out;
    std::string trace;
    std::string orders;
    std::optional<market::EventLogFormat> trace_format;
    ColourChoice colour = ColourChoice::automatic;
    bool is_quiet = false;
    std::string plant;  ///< of a script
};

/// Flags that stand for scenario keys are overrides like any other, so that they too are checked
/// and recorded.
ScenarioInput with_flags(const RunFlags& flags) {
    ScenarioInput input = flags.input;
    if (flags.seed) {
        input.overrides.push_back("run.seed=" + std::to_string(*flags.seed));
    }
    if (flags.replications) {
        input.overrides.push_back("run.replications=" + std::to_string(*flags.replications));
    }
    if (flags.checks) {
        input.overrides.emplace_back("run.check_invariants=true");
    }
    return input;
}

double events_of(const measure::Result& result) {
    double events = 0;
    for (const measure::Variant& variant : result.variants) {
        events += variant.events;
    }
    return events;
}

/// Whether the run came to the end that the scenario asks for.
int verdict(const scenario::Scenario& scenario, const measure::Result& result) {
    if (result.partial) {
        return kInterrupted;
    }
    if (scenario.plan.precision && result.stopped_by != "half-width") {
        tell_error("the half-width asked for was not reached in " +
                   std::to_string(result.replications) +
                   " replications; raise replications_max in run.half_width");
        return kUndecided;
    }
    return kDone;
}

std::string repeat_command(const RunFlags& flags) {
    const ScenarioInput input = with_flags(flags);
    std::string command = "ordersim run " + quoted_for_shell(input.path);
    for (const std::string& override_text : input.overrides) {
        command += " --set " + quoted_for_shell(override_text);
    }
    return command;
}

std::string next_step(const RunFlags& flags, const std::optional<ResultFiles>& files) {
    if (files) {
        return "open " + files->page_path();
    }
    return repeat_command(flags) + " --out out";
}

/// The flags given that a script has no use for.
std::string useless_for_script(const RunFlags& flags) {
    std::string names;
    const auto add = [&names](bool is_given, std::string_view name) {
        names.append(is_given ? (names.empty() ? "" : ", ") : "").append(is_given ? name : "");
    };
    add(flags.seed.has_value(), "--seed");
    add(flags.replications.has_value(), "--replications");
    add(flags.threads.has_value(), "--threads");
    add(flags.checks, "--check");
    add(!flags.out.empty(), "--out");
    add(!flags.trace.empty(), "--trace");
    add(!flags.orders.empty(), "--orders");
    return names;
}

int play(const RunFlags& flags, const scenario::Scenario& scenario) {
    if (const std::string names = useless_for_script(flags); !names.empty()) {
        tell_error(names + ": not for a scenario with a [[script]], whose steps are played once, "
                   "without draws, always checked, and printed as table, --json or --mermaid");
        return kWrongUsage;
    }
    const ScriptForm form = flags.json       ? ScriptForm::json
                            : flags.mermaid  ? ScriptForm::mermaid
                            : flags.is_quiet ? ScriptForm::nothing
                                             : ScriptForm::table;
    return run_script(scenario, check::find_plant(flags.plant), form, colour_of(flags.colour));
}

int simulate(const RunFlags& flags, const scenario::Scenario& scenario) {
    if (!flags.trace.empty() && flags.trace == flags.orders) {
        tell_error("--trace and --orders are two files; give them two names");
        return kWrongUsage;
    }
    const std::uint32_t threads = flags.threads.value_or(all_cores());
    const Interrupt interrupt;
    std::optional<ResultFiles> files;
    if (!flags.out.empty()) {
        auto created = ResultFiles::create(flags.out, scenario.name, kRunEndings);
        if (!created) {
            tell_error(created.error().message);
            return kRunTimeFailure;
        }
        files.emplace(std::move(*created));
        for (const std::string& path : {flags.trace, flags.orders}) {
            if (files->holds(path)) {
                tell_error("'" + path + "' is one of the files of --out");
                return kWrongUsage;
            }
        }
    }
    ProgressDisplay display(flags.is_quiet ? Verbosity::quiet : Verbosity::normal);
    const HostMeter meter;
    const auto result = experiment::run(
        scenario, {.threads = threads,
                   .stop = interrupt.token(),
                   .on_progress = [&](const auto& progress) { display.show(progress); },
                   .event_log_path = flags.trace,
                   .event_log_format =
                       flags.trace_format.value_or(market::event_log_format_of(flags.trace)),
                   .orders_path = flags.orders});
    display.clear();
    if (!result) {
        return fail(result.error());
    }
    const measure::Record record{*result, meter.host(threads, events_of(*result))};
    if (files) {
        if (const auto written = files->write(texts_of(record, repeat_command(flags))); !written) {
            tell_error(written.error().message);
            return kRunTimeFailure;
        }
    }
    const std::string text =
        flags.json ? measure::to_json(record)
                   : report::summary(record, colour_of(flags.colour), next_step(flags, files));
    if ((!flags.is_quiet || flags.json) && !print(text)) {
        return kRunTimeFailure;
    }
    return verdict(scenario, record.result);
}

int execute(const RunFlags& flags) {
    const auto scenario = load_or_tell(with_flags(flags));
    if (!scenario) {
        return kWrongUsage;
    }
    if (!scenario->script.empty()) {
        return play(flags, *scenario);
    }
    if (!flags.plant.empty()) {
        tell_error("--plant is for a scenario with a [[script]], and this one has none");
        return kWrongUsage;
    }
    if (flags.mermaid) {
        tell_error("--mermaid draws the steps of a [[script]], and this scenario has none");
        return kWrongUsage;
    }
    return simulate(flags, *scenario);
}

}  // namespace

void add_run(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand(
        "run", "Run a scenario: what happens to those who want to cancel");
    const auto flags = std::make_shared<RunFlags>();
    add_scenario_input(*command, flags->input);
    command->add_option("--seed", flags->seed, "Seed of all random numbers (run.seed)")
        ->check(CLI::NonNegativeNumber);
    command->add_option("--replications", flags->replications, "How many (run.replications)");
    command->add_option("--threads", flags->threads, "Default: one a core; never changes a result")
        ->check(CLI::Range(1, 1024));
    command->add_flag("--check", flags->checks, "Check all invariants (run.check_invariants)");
    command->add_option("--out", flags->out, "Folder for report, record and tables")
        ->type_name("DIR");
    CLI::Option* const trace = command->add_option(
        "--trace", flags->trace,
        "Event log of the first replication: CSV, XES (.xes, .xml) or OCEL 2.0 (.jsonocel, .json)");
    trace->type_name("FILE");
    add_choice(*command, "--trace-format", flags->trace_format, kTraceFormats,
               "csv, xes or ocel, whatever the file is called")
        ->needs(trace);
    command
        ->add_option("--orders", flags->orders,
                     "Table of the first replication's orders, as CSV for calibrate")
        ->type_name("FILE");
    CLI::Option* const json = command->add_flag(
        "--json", flags->json, "The record on standard output, for programs");
    command
        ->add_flag("--mermaid", flags->mermaid, "A script's steps as a Mermaid sequence diagram")
        ->excludes(json);
    add_colour(*command, flags->colour);
    command
        ->add_option("--plant", flags->plant,
                     "Play a [[script]] with a planted defect (ordersim check --plants)")
        ->check(CLI::IsMember(check::plant_ids()));
    command->add_flag("-q,--quiet", flags->is_quiet, "No progress and no summary");
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
