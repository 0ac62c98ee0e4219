#include "sim/load/summary.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "sim/judge/words.hpp"
#include "sim/load/setup.hpp"
#include "sim/order/timed_command.hpp"
#include "sim/wire/http_script.hpp"

namespace ordersim::load {
namespace {

using measure::LoadCall;
using measure::LoadTimes;

double seconds_of(Wall::duration duration) {
    return std::chrono::duration<double>(duration).count();
}

LoadTimes times_of(const measure::Histogram& histogram) {
    if (histogram.count() == 0) {
        return {};
    }
    const auto milliseconds = [](std::uint64_t microseconds) {
        return static_cast<double>(microseconds) / 1000;
    };
    return {milliseconds(histogram.quantile(0.5)), milliseconds(histogram.quantile(0.9)),
            milliseconds(histogram.quantile(0.99)), milliseconds(histogram.quantile(0.999)),
            milliseconds(histogram.max())};
}

LoadCall call_of(std::string_view name, const CallFigures& figures) {
    return {std::string(name),
            static_cast<double>(figures.accepted),
            static_cast<double>(figures.refused),
            static_cast<double>(figures.failed),
            times_of(figures.latency),
            times_of(figures.service)};
}

std::vector<measure::LoadSecond> seconds_of(const Recording& recording) {
    std::vector<measure::LoadSecond> seconds;
    for (const Second& second : recording.seconds()) {
        if (&second == &recording.seconds().back()) {
            break;  // it began when all was over
        }
        seconds.push_back({static_cast<double>(second.intended),
                           static_cast<double>(second.replies),
                           static_cast<double>(second.failed),
                           static_cast<double>(second.latency_p50_us) / 1000,
                           static_cast<double>(second.latency_p99_us) / 1000});
    }
    return seconds;
}

std::string name_of(judge::BooksVerdict books) {
    switch (books) {
        case judge::BooksVerdict::untold: return "untold";
        case judge::BooksVerdict::undecided: return "undecided";
        case judge::BooksVerdict::right: return "right";
        case judge::BooksVerdict::wrong: return "wrong";
    }
    return {};
}

std::vector<measure::LoadViolationCall> calls_of(const judge::Violation& violation) {
    constexpr double ns_in_us = 1e3;
    std::vector<measure::LoadViolationCall> calls;
    for (const judge::Observation& seen : violation.observations) {
        const std::int64_t begin = violation.observations.front().called_ns;
        calls.push_back({static_cast<double>(seen.called_ns - begin) / ns_in_us,
                         static_cast<double>(seen.returned_ns - begin) / ns_in_us,
                         judge::call_text(seen), judge::reply_text(order::rules(), seen),
                         seen.has_version ? static_cast<double>(seen.after.version) : 0});
    }
    return calls;
}

/// The violation's commands in the order in which they left, for a service of ours.
std::string script_of(const judge::Violation& violation, double clock_factor) {
    std::vector<judge::Observation> calls = violation.observations;
    std::erase_if(calls, &judge::Observation::is_read);
    std::ranges::stable_sort(calls, {}, &judge::Observation::called_ns);
    if (calls.empty() || calls.front().command.kind != order::CommandKind::place_order) {
        return {};
    }
    std::vector<order::TimedCommand> commands;
    for (const judge::Observation& seen : calls) {
        const std::chrono::nanoseconds after(seen.called_ns - calls.front().called_ns);
        order::TimedCommand timed{
            .at = SimTime{} + on_orders_clock(after, clock_factor), .command = seen.command};
        timed.command.expected_version = order::Command::kAnyVersion;
        commands.push_back(timed);
    }
    return wire::http_script(violation.rule + " at version " + std::to_string(violation.version),
                             commands);
}

measure::LoadJudgement judgement_of(const judge::Verdict& verdict, double clock_factor,
                                    bool is_our_own) {
    measure::LoadJudgement judgement{.replies = static_cast<double>(verdict.replies),
                                     .judged = static_cast<double>(verdict.judged),
                                     .unknown = static_cast<double>(verdict.unknown),
                                     .unheard = static_cast<double>(verdict.unheard),
                                     .violations = {},
                                     .first = {},
                                     .books = name_of(verdict.books)};
    for (const auto& [rule, count] : verdict.violations) {
        judgement.violations.push_back({rule, static_cast<double>(count)});
    }
    for (const judge::Violation& violation : verdict.first) {
        judgement.first.push_back({violation.rule, violation.words,
                                   static_cast<double>(violation.order),
                                   static_cast<double>(violation.version), calls_of(violation),
                                   is_our_own ? script_of(violation, clock_factor) : ""});
    }
    return judgement;
}

/// Whether orders were meant to come at one rate all the time.
bool is_steady(const agents::Arrivals& arrivals) {
    constexpr int hours_a_week = 168;
    const std::chrono::hours hour(1);
    for (int i = 0; i < hours_a_week; ++i) {
        const SimTime from(i * hour);
        if (arrivals.clock.elapsed(from, from + hour) != SimDuration(hour)) {
            return false;
        }
    }
    return arrivals.surge.length <= SimDuration::zero() && arrivals.stages.empty();
}

std::string limit_of(const measure::Load& load, const LoadSums& sums) {
    if (sums.exhausted > 0) {
        return "sockets";
    }
    if (load.mode == "flat out") {
        return "nothing";
    }
    if (load.lateness.p99 > kLateMost) {
        return "generator";
    }
    return load.waiting.p99 > kLateMost ? "connections" : "nothing";
}

bool is_passed(const measure::Load& load) {
    const measure::LoadJudgement& judgement = load.judgement;
    return judgement.violations.empty() && load.ended != "hopeless" && judgement.replies > 0 &&
           judgement.unknown <= kUnknownMost * judgement.replies &&
           std::ranges::all_of(load.thresholds, &measure::LoadThreshold::is_kept);
}

}  // namespace

measure::Load summarize(const LoadConfig& config, const LoadOutcome& outcome,
                        std::span<const Threshold> thresholds) {
    const Recording& recording = outcome.recording;
    measure::Load load;
    load.seed = config.seed;
    load.target = config.client.target.url();
    load.mode = config.flat_out ? "flat out" : "open";
    load.clock_factor = outcome.clock_factor;
    load.shards = outcome.shards;
    load.shards_apart_ms = 1000 * seconds_of(outcome.shards_apart);
    load.connections = load.shards * config.client.connections;
    load.warm_up_seconds = seconds_of(config.warm_up);
    load.seconds = seconds_of(outcome.measured);
    load.orders = static_cast<double>(outcome.orders_placed);
    load.races = static_cast<double>(outcome.races);
    load.probes = static_cast<double>(outcome.probes);
    load.retries = static_cast<double>(recording.retries());
    load.given_up = static_cast<double>(outcome.given_up);
    load.adopted = static_cast<double>(outcome.adopted);
    load.not_offered = static_cast<double>(outcome.not_offered);
    load.lateness = times_of(recording.lateness());
    load.waiting = times_of(recording.waiting());
    load.all = call_of("all", recording.all());
    for (std::size_t call = 0; call < kCalls; ++call) {
        if (const CallFigures* figures = recording.figures(call)) {
            load.calls.push_back(call_of(call_name(call), *figures));
        }
    }
    load.by_second = seconds_of(recording);
    load.judgement = judgement_of(outcome.verdict, outcome.clock_factor, !config.mapping);
    for (const Threshold& threshold : thresholds) {
        load.thresholds.push_back(judge_threshold(threshold, outcome));
    }
    load.unreadable = outcome.unreadable;
    const bool tells_arrivals = !config.flat_out && is_steady(outcome.variant.params.arrivals);
    const SendTruth truth = tells_arrivals ? outcome.placed.truth() : SendTimes().truth();
    load.arrivals_cv = truth.cv;
    load.arrivals_idc = truth.idc;
    load.limited_by = limit_of(load, outcome);
    load.ended = outcome.is_hopeless      ? "hopeless"
                 : outcome.is_interrupted ? "interrupted"
                                          : "as planned";
    load.is_passed = is_passed(load);
    return load;
}

}  // namespace ordersim::load
