#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/host.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/key_file.hpp"
#include "sim/cli/load_progress.hpp"
#include "sim/cli/result_files.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/experiment/predict.hpp"
#include "sim/load/mapping_text.hpp"
#include "sim/load/session.hpp"
#include "sim/load/summary.hpp"
#include "sim/load/threshold.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/load.hpp"
#include "sim/scenario/duration_text.hpp"

namespace ordersim::cli {
namespace {

struct LoadFlags {
    ScenarioInput input;
    std::string variant;
    std::vector<std::string> targets;
    std::string ca_file;
    std::string duration;
    std::string warm_up = "0s";
    std::string timeout = "5s";
    std::string key_file = "ordersim.key";
    std::string mapping;
    std::vector<std::string> thresholds;
    std::optional<std::uint64_t> seed;
    std::uint32_t connections = 50;
    std::uint32_t accounts = 1000;
    std::uint32_t retries = 2;
    std::optional<std::uint32_t> prediction;
    std::string rate;
    double clock_factor = 0;
    double races = 0;
    double probes = 0;
    bool flat_out = false;
    bool is_mine = false;
    bool json = false;
    bool is_quiet = false;
    std::string out;
    ColourChoice colour = ColourChoice::automatic;
};

/// Everything that was typed, read; nothing after telling what is wrong with each part.
struct Plan {
    load::LoadConfig config;
    std::vector<load::Threshold> thresholds;
};

/// A wall time; nothing after telling why not.
std::optional<load::Wall::duration> time_or_tell(const std::string& flag,
                                                 const std::string& text) {
    const auto time = scenario::parse_duration(text);
    if (!time || time->clock == scenario::DurationClock::business) {
        tell_error(flag + ": '" + text + "' is no time; one looks like 30s, 500ms or 5min");
        return std::nullopt;
    }
    return std::chrono::duration_cast<load::Wall::duration>(
        std::chrono::duration<double, std::micro>(time->microseconds));
}

/// How many orders a second, and for how long. False: told what is wrong.
bool take_pace_or_tell(const LoadFlags& flags, load::LoadConfig& config) {
    std::optional<load::Wall::duration> duration;
    if (!flags.duration.empty()) {
        duration = time_or_tell("--duration", flags.duration);
        if (!duration) {
            return false;
        }
    }
    if (flags.rate.empty()) {
        config.duration = duration.value_or(config.duration);
        return true;
    }
    auto rate = load::parse_rate(flags.rate);
    if (!rate) {
        tell_error("--rate: " + rate.error());
        return false;
    }
    const load::Wall::duration length = rate->length();
    const bool has_length = length > load::Wall::duration::zero();
    if (has_length && duration && *duration != length) {
        tell_error("--rate's times are the load's duration; leave --duration out");
        return false;
    }
    config.duration = has_length ? length : duration.value_or(config.duration);
    if (!has_length && !rate->stages.empty()) {
        rate->stages.front().length = config.duration;
    }
    if (flags.flat_out && !rate->stages.empty()) {
        tell_error("--flat-out waits for no instant, so that --rate has no ramps and steps there");
        return false;
    }
    config.rate = std::move(*rate);
    return true;
}

/// Where the service listens, with all its processes. False: told what is wrong.
bool take_targets_or_tell(const LoadFlags& flags, load::ClientConfig& client) {
    std::vector<load::Target> targets;
    bool is_good = true;
    for (const std::string& text : flags.targets) {
        auto target = load::Target::parse(text);
        if (!target) {
            tell_error("--target: " + target.error());
            is_good = false;
            continue;
        }
        if (!target->is_loopback() && !flags.is_mine) {
            tell_error("--target: '" + text + "' is not this machine; a load may harm who did "
                       "not ask for it: add --i-own-this-target if it is yours to load");
            is_good = false;
        }
        targets.push_back(std::move(*target));
        if (targets.back().base != targets.front().base) {
            tell_error("--target: processes of one service have their paths in the same place, "
                       "after '" + targets.front().base + "'");
            is_good = false;
        }
    }
    if (is_good) {
        client.ca_file = flags.ca_file;
        client.target = targets.front();
        client.others.assign(targets.begin() + 1, targets.end());
    }
    return is_good;
}

std::optional<Plan> plan_or_tell(const LoadFlags& flags) {
    Plan plan;
    bool is_good = true;
    const auto take = [&](const char* flag, const std::string& text, auto use) {
        if (const auto time = time_or_tell(flag, text)) {
            use(*time);
        } else {
            is_good = false;
        }
    };
    is_good = take_pace_or_tell(flags, plan.config);
    take("--warm-up", flags.warm_up, [&](auto time) { plan.config.warm_up = time; });
    take("--timeout", flags.timeout, [&](auto time) {
        plan.config.client.timeout = std::chrono::duration_cast<std::chrono::milliseconds>(time);
    });
    if (is_good && plan.config.warm_up >= plan.config.duration) {
        tell_error("--warm-up takes the whole --duration; nothing would be measured");
        is_good = false;
    }
    is_good = take_targets_or_tell(flags, plan.config.client) && is_good;
    for (const std::string& text : flags.thresholds) {
        if (auto threshold = load::parse_threshold(text)) {
            plan.thresholds.push_back(std::move(*threshold));
        } else {
            tell_error("--threshold: " + threshold.error());
            is_good = false;
        }
    }
    if (!is_good) {
        return std::nullopt;
    }
    plan.config.client.connections = flags.connections;
    plan.config.accounts = flags.accounts;
    plan.config.retries = flags.retries;
    plan.config.clock_factor = flags.clock_factor;
    plan.config.race_share = flags.races;
    plan.config.probe_share = flags.probes;
    plan.config.flat_out = flags.flat_out;
    return plan;
}

std::string command_of(const LoadFlags& flags) {
    std::string command = "ordersim load " + quoted_for_shell(flags.input.path);
    const auto add = [&command](bool is_given, const std::string& text) {
        command += is_given ? " " + text : "";
    };
    for (const std::string& target : flags.targets) {
        add(true, "--target " + quoted_for_shell(target));
    }
    add(!flags.ca_file.empty(), "--ca-file " + quoted_for_shell(flags.ca_file));
    add(!flags.duration.empty(), "--duration " + quoted_for_shell(flags.duration));
    add(!flags.rate.empty(), "--rate " + quoted_for_shell(flags.rate));
    const LoadFlags usual;
    for (const std::string& text : flags.input.overrides) {
        add(true, "--set " + quoted_for_shell(text));
    }
    add(!flags.variant.empty(), "--variant " + quoted_for_shell(flags.variant));
    add(flags.warm_up != usual.warm_up, "--warm-up " + quoted_for_shell(flags.warm_up));
    const auto add_number = [&add](const char* flag, auto number, auto usual_number) {
        add(number != usual_number, fmt::format("{} {}", flag, number));
    };
    add_number("--clock-factor", flags.clock_factor, usual.clock_factor);
    add_number("--connections", flags.connections, usual.connections);
    add_number("--accounts", flags.accounts, usual.accounts);
    add_number("--retries", flags.retries, usual.retries);
    add(flags.timeout != usual.timeout, "--timeout " + quoted_for_shell(flags.timeout));
    add(flags.key_file != usual.key_file, "--key-file " + quoted_for_shell(flags.key_file));
    add(!flags.mapping.empty(), "--mapping " + quoted_for_shell(flags.mapping));
    add(flags.is_mine, "--i-own-this-target");
    add_number("--races", flags.races, usual.races);
    add_number("--probes", flags.probes, usual.probes);
    add(flags.flat_out, "--flat-out");
    add(flags.seed.has_value(), "--seed " + std::to_string(flags.seed.value_or(0)));
    add(flags.prediction.has_value(),
        "--predict " + std::to_string(flags.prediction.value_or(0)));
    for (const std::string& text : flags.thresholds) {
        add(true, "--threshold " + quoted_for_shell(text));
    }
    return command;
}

/// What the simulator expects of a run like this one.
void add_prediction(measure::Load& load, const LoadFlags& flags, const load::LoadOutcome& outcome,
                    double level) {
    const std::uint32_t runs =
        flags.prediction.value_or(flags.mapping.empty() ? experiment::runs_to_predict_from(level)
                                                        : 0);
    if (flags.flat_out || flags.races > 0 || runs == 0 || load.ended != "as planned") {
        return;
    }
    load.prediction_level = level;
    load.prediction_replications = runs;
    load.predictions = experiment::predict({.variant = outcome.variant,
                                            .seed = load.seed,
                                            .span = {.measured_from = outcome.measured_from,
                                                     .until = outcome.until},
                                            .replications = runs,
                                            .threads = all_cores(),
                                            .level = level},
                                           outcome.counts);
}

int finish(const LoadFlags& flags, const measure::LoadRecord& record, const std::string& next) {
    const std::string text =
        flags.json ? measure::to_json(record)
                   : report::load_summary(record, colour_of(flags.colour), next);
    if (!print(text)) {
        return kRunTimeFailure;
    }
    if (record.result.ended == "interrupted") {
        return kInterrupted;
    }
    return record.result.is_passed ? kDone : kViolated;
}

int run(const LoadFlags& flags, Plan plan, const scenario::Scenario& scenario,
        const scenario::Variant& variant) {
    std::optional<ResultFiles> files;
    if (!flags.out.empty()) {
        auto created = ResultFiles::create(flags.out, scenario.name, kLoadEndings);
        if (!created) {
            tell_error(created.error().message);
            return kRunTimeFailure;
        }
        files.emplace(std::move(*created));
    }
    plan.config.seed = flags.seed.value_or(scenario.plan.seed);
    const Interrupt interrupt;
    const HostMeter meter;
    LoadProgressDisplay display(flags.is_quiet || flags.json);
    auto outcome = load::run_load(variant, plan.config, interrupt.token(),
                                  [&display](const load::LoadProgress& progress) {
                                      display.show(progress);
                                  });
    display.clear();
    if (!outcome) {
        tell_error(outcome.error());
        return kRunTimeFailure;
    }
    measure::LoadRecord record;
    record.result = load::summarize(plan.config, *outcome, plan.thresholds);
    const measure::LoadCall& all = record.result.all;
    record.host = meter.host(1, all.accepted + all.refused + all.failed);
    record.result.scenario = scenario.name;
    record.result.question = scenario.question;
    record.result.variant = variant.name;
    record.result.scenario_hash = scenario.hash;
    record.result.currency = scenario.currency;
    record.result.version = ORDERSIM_VERSION;
    add_prediction(record.result, flags, *outcome, scenario.plan.level);
    std::string next = command_of(flags) + " --out out";
    if (files) {
        if (const auto written = files->write(texts_of(record, command_of(flags))); !written) {
            tell_error(written.error().message);
            return kRunTimeFailure;
        }
        next = "open " + files->page_path();
    }
    return finish(flags, record, next);
}

bool can_predict_or_tell(const LoadFlags& flags, double level) {
    const std::uint32_t least = experiment::runs_to_predict_from(level);
    const std::uint32_t runs = flags.prediction.value_or(least);
    if (runs == 0 || runs >= least) {
        return true;
    }
    tell_error(fmt::format("--predict {}: an interval that holds the next run with {:g} % takes {} "
                           "runs or more; 0 predicts nothing",
                           runs, 100 * level, least));
    return false;
}

/// The key of our own service, or the mapping of another. False: told what is wrong.
bool take_service_or_tell(const LoadFlags& flags, load::LoadConfig& config) {
    if (flags.mapping.empty()) {
        const auto key = key_or_tell(flags.key_file);
        config.key = key.value_or("");
        return key.has_value();
    }
    auto mapping = load::read_mapping(flags.mapping);
    if (!mapping) {
        tell(scenario::to_text(mapping.error()));
        return false;
    }
    config.client.fields = mapping->fields;
    config.mapping = std::move(*mapping);
    return true;
}

int execute(const LoadFlags& flags) {
    auto plan = plan_or_tell(flags);
    const auto scenario = load_or_tell(flags.input);
    if (!plan || !scenario || !can_predict_or_tell(flags, scenario->plan.level)) {
        return kWrongUsage;
    }
    const scenario::Variant* variant = variant_or_tell(*scenario, flags.variant);
    if (variant == nullptr || !take_service_or_tell(flags, plan->config)) {
        return kWrongUsage;
    }
    return run(flags, std::move(*plan), *scenario, *variant);
}

void add_pace(CLI::App& command, LoadFlags& flags) {
    command.add_option("--duration", flags.duration,
                       "In which orders are placed (30s, or as --rate says)");
    command.add_option("--warm-up", flags.warm_up, "At its beginning; not measured (0s)");
    command
        .add_option("--rate", flags.rate,
                    "Orders a second, Poisson: 50; a ramp 10..200; in turn '20 for 10s, 20..200 "
                    "for 30s, 800 for 2s'. Default: as the scenario's day has them")
        ->type_name("RATE");
    command
        .add_option("--clock-factor", flags.clock_factor,
                    "How much faster the service's clock of orders runs; default: it tells "
                    "or, with --mapping, 1")
        ->check(CLI::Range(1e-3, 1e9));
    command.add_flag("--flat-out", flags.flat_out,
                     "As fast as the connections carry it, at no instants and past no deadlines");
}

void add_calls(CLI::App& command, LoadFlags& flags) {
    command
        .add_option("--races", flags.races,
                    "Share of commands that meet rivals at the same instant: race probes (0)")
        ->check(CLI::Range(0.0, 1.0));
    command
        .add_option("--probes", flags.probes,
                    "Share of commands beside which the service is asked for what it must refuse: "
                    "another's order, an unsigned hook, a stale version; or for the same again (0)")
        ->check(CLI::Range(0.0, 1.0));
    command.add_option("--connections", flags.connections, "Kept open (50)")
        ->check(CLI::Range(1U, 50'000U));
    command.add_option("--accounts", flags.accounts, "Of buyers, who take orders in turn (1000)")
        ->check(CLI::Range(1U, 1'000'000U));
    command.add_option("--timeout", flags.timeout, "Of a call (5s)");
    command.add_option("--retries", flags.retries,
                       "Of a call without a reply, with the same Idempotency-Key (2)")
        ->check(CLI::Range(0U, 10U));
    command.add_option("--key-file", flags.key_file, "The service's key (ordersim.key)");
    command
        .add_option("--mapping", flags.mapping,
                    "What a service that is not ours calls things (TOML, see sim/load/MAPPING.md)")
        ->type_name("FILE");
}

}  // namespace

void add_load(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand(
        "load", "A scenario's people against a live service; every reply judged by the rules");
    const auto flags = std::make_shared<LoadFlags>();
    add_scenario_input(*command, flags->input);
    command
        ->add_option("--target", flags->targets,
                     "Of the service: http://HOST:PORT or https://...; repeatable: its other "
                     "processes")
        ->required()
        ->take_all()
        ->allow_extra_args(false)
        ->type_name("URL");
    command
        ->add_option("--ca-file", flags->ca_file,
                     "Certificates (PEM) of whom to trust by https; default: whom the system does")
        ->type_name("FILE");
    command->add_option("--variant", flags->variant, "Whose policy and people; default: the first");
    command->add_flag("--i-own-this-target", flags->is_mine,
                      "Allows a target that is not this machine");
    add_pace(*command, *flags);
    add_calls(*command, *flags);
    command
        ->add_option("--threshold", flags->thresholds,
                     "To keep to: 'p99(request_cancel) < 20ms', 'errors < 0.1%', 'rate > 1000'; "
                     "repeatable")
        ->take_all()
        ->allow_extra_args(false);
    command->add_option("--predict", flags->prediction,
                        "Runs of the simulator to predict from; default: as few as the level "
                        "allows, 40 for 95 %; 0: no prediction")
        ->check(CLI::Range(0U, 10'000U));
    command->add_option("--seed", flags->seed, "The same seed sends the same plan");
    command->add_option("--out", flags->out, "Folder for page, record and Markdown")
        ->type_name("DIR");
    command->add_flag("--json", flags->json, "The record to standard output");
    command->add_flag("--quiet", flags->is_quiet, "No progress");
    add_colour(*command, flags->colour);
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
