#pragma once

#include "sim/measure/study_record.hpp"

#include <limits>

namespace ordersim::tests {

/// A study's head with a name that means something in HTML.
[[nodiscard]] inline measure::StudyHead sample_head() {
    measure::StudyHead head;
    head.scenario = "windows & <limits>";
    head.question = "What does a window buy?";
    head.scenario_hash = "0123456789abcdef";
    head.version = "1.2.3";
    head.seed = 7;
    head.warm_up = "none, as given";
    head.currency = "BRL";
    head.settings = {{"policy.grace_window", "\"0\"", "base.toml:3", "estimate: a guess"}};
    return head;
}

/// A point whose success and cost are given, with differences unless it is the first.
[[nodiscard]] inline measure::StudyPoint sample_point(const std::string& window, double hours,
                                                      double success, bool is_first) {
    measure::StudyPoint point;
    point.name = "policy.grace_window=" + window;
    point.settings = {{"policy.grace_window", "\"" + window + "\""}};
    point.at = {hours};
    point.replications = 10;
    point.orders = 20000;
    point.metrics = {
        {"M01", "cancellation success", "", "share", {success, success - 0.01, success + 0.01, 10}},
        {"M03", "time to resolution", "p90", "h", {40 - hours, 38 - hours, 42 - hours, 10}},
        {"M10", "cost per intended cancel", "", "currency", {3.1, 2.9, 3.3, 10}}};
    if (!is_first) {
        point.differences = point.metrics;
        point.differences[0].estimate = {success - 0.8, success - 0.805, success - 0.795, 10};
    }
    return point;
}

/// Three windows along one key.
[[nodiscard]] inline measure::SweepRecord sample_sweep() {
    measure::SweepRecord record;
    record.result.study = sample_head();
    record.result.stopped_by = "replications";
    record.result.factors = {{"policy.grace_window", "h", {"0", "1h", "2h"}}};
    record.result.points = {sample_point("0", 0, 0.80, true), sample_point("1h", 1, 0.85, false),
                            sample_point("2h", 2, 0.87, false)};
    record.host.host.threads = 2;
    record.host.host.wall_seconds = 3.25;
    record.host.events = 6.5e6;
    record.host.simulated = 20;
    record.host.recalled = 10;
    return record;
}

/// One policy against another: one metric improved, one undecided, one that has no better.
[[nodiscard]] inline measure::ComparisonRecord sample_comparison() {
    measure::ComparisonRecord record;
    record.result.study = sample_head();
    record.result.policies = {sample_point("0", 0, 0.80, true), sample_point("1h", 1, 0.85, false)};
    record.result.policies[0].name = "today";
    record.result.policies[1].name = "an hour";
    record.result.comparisons = {
        {"an hour", "M01", "cancellation success", "", "share", "higher", {0.80, 0.79, 0.81, 10},
         {0.85, 0.84, 0.86, 10}, {0.05, 0.045, 0.055, 10}, 0.005, "improved", 2.5},
        {"an hour", "M10", "cost per intended cancel", "", "currency", "lower",
         {3.1, 2.9, 3.3, 10}, {3.0, 2.8, 3.2, 10}, {-0.1, -0.3, 0.1, 10}, 0.031, "undecided", 1.5},
        {"an hour", "M08", "decisions", "", "share", "", {0.6, 0.5, 0.7, 10}, {0.6, 0.5, 0.7, 10},
         {0, 0, 0, 10}, 0.005, "", std::numeric_limits<double>::quiet_NaN()}};
    record.host = sample_sweep().host;
    return record;
}

}  // namespace ordersim::tests
