#include "sim/cli/load_flags.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <utility>

#include "sim/cli/host.hpp"
#include "sim/scenario/duration_text.hpp"

namespace ordersim::cli {
namespace {

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

void add_shard(CLI::App& command, LoadFlags& flags) {
    command
        .add_option("--shard", flags.shard,
                    "Be one of several processes that are one load: 3/8 (the third of eight), "
                    "auto/8 (by Slurm's or Kubernetes' index) or auto (under mpirun); what it saw "
                    "goes into the folder of --out, and 'ordersim merge' makes the result of all")
        ->type_name("I/N")
        ->needs("--out");
    command
        .add_option("--begin-at", flags.begin_at,
                    "When all shards begin, in seconds since 1970: $(($(date +%s) + 30))")
        ->type_name("SECONDS")
        ->needs("--shard");
    command.add_option("--tasks", flags.tasks)->group("");  // of 'ordersim merge'
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

std::optional<LoadPlan> load_plan_or_tell(const LoadFlags& flags) {
    LoadPlan plan;
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
    for (const std::string& text : flags.targets) {
        add(true, "--target " + quoted_for_shell(text));
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

bool take_shard_or_tell(const LoadFlags& flags, load::LoadConfig& config) {
    if (flags.shard.empty()) {
        return true;
    }
    if (!flags.mapping.empty()) {
        tell_error("--shard: the clocks of shards are compared by the clock of a service of ours; "
                   "load one behind a --mapping by one process");
        return false;
    }
    const auto shard = parse_shard(flags.shard, environment_variable);
    if (!shard) {
        tell_error("--shard: " + shard.error());
        return false;
    }
    config.shard = *shard;
    if (!flags.begin_at) {
        if (shard->count > 1) {
            tell_error("--shard " + shard->text() + " needs the instant at which all shards begin, "
                       "the same for each: --begin-at $(($(date +%s) + 30))");
        }
        return shard->count == 1;
    }
    config.begin_at = std::chrono::system_clock::time_point(std::chrono::seconds(*flags.begin_at));
    const std::chrono::duration<double> left =
        *config.begin_at - std::chrono::system_clock::now();
    if (left.count() < 0) {
        tell_error(fmt::format("--begin-at {}: that was {:.0f} s ago; all shards begin at one "
                               "instant to come, like $(($(date +%s) + 30))",
                               *flags.begin_at, std::ceil(-left.count())));
        return false;
    }
    if (!flags.is_quiet && !flags.json) {
        tell(fmt::format("shard {} begins in {:.1f} s\n", shard->text(), left.count()));
    }
    return true;
}

void add_load_flags(CLI::App& command, LoadFlags& flags) {
    add_scenario_input(command, flags.input);
    command
        .add_option("--target", flags.targets,
                    "Of the service: http://HOST:PORT or https://...; repeatable: its other "
                    "processes")
        ->required()
        ->take_all()
        ->allow_extra_args(false)
        ->type_name("URL");
    command
        .add_option("--ca-file", flags.ca_file,
                    "Certificates (PEM) of whom to trust by https; default: whom the system does")
        ->type_name("FILE");
    command.add_option("--variant", flags.variant, "Whose policy and people; default: the first");
    command.add_flag("--i-own-this-target", flags.is_mine,
                      "Allows a target that is not this machine");
    add_pace(command, flags);
    add_calls(command, flags);
    command
        .add_option("--threshold", flags.thresholds,
                     "To keep to: 'p99(request_cancel) < 20ms', 'errors < 0.1%', 'rate > 1000'; "
                     "repeatable")
        ->take_all()
        ->allow_extra_args(false);
    command.add_option("--predict", flags.prediction,
                        "Runs of the simulator to predict from; default: as few as the level "
                        "allows, 40 for 95 %; 0: no prediction")
        ->check(CLI::Range(0U, 10'000U));
    command.add_option("--seed", flags.seed, "The same seed sends the same plan");
    command.add_option("--out", flags.out, "Folder for page, record and Markdown")
        ->type_name("DIR");
    add_shard(command, flags);
    command.add_flag("--json", flags.json, "The record to standard output");
    command.add_flag("--quiet", flags.is_quiet, "No progress");
    add_colour(command, flags.colour);
}

}  // namespace ordersim::cli
