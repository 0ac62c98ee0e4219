#pragma once

#include "sim/measure/load_record.hpp"

#include <limits>

namespace ordersim::tests {

[[nodiscard]] inline measure::LoadJudgement full_judgement() {
    measure::LoadJudgement judgement{18'000, 17'985, 10, 5, {{"T10", 1}}, {}, "wrong"};
    judgement.first = {{"T10", "refused expected, got <i>accepted</i> | twice", 17, 4,
                        {{0, 1200.5, "place_order by buyer", "accepted", 1},
                         {2'000'100, 2'000'900, "request_cancel by <b>buyer</b>",
                          "accepted T10 buyer requests | cancellation", 4}},
                        "#!/bin/sh\necho '<again>'\n"}};
    return judgement;
}

/// A load with something in every field: races, failures, a violation, a prediction that was missed
/// and one that cannot be made, a threshold of each verdict. What a service sent is hostile.
[[nodiscard]] inline measure::LoadRecord full_load() {
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinity = std::numeric_limits<double>::infinity();
    measure::LoadRecord record{.result = {}, .host = {}};
    measure::Load& load = record.result;
    load.scenario = "aliexpress_base";
    load.question = "Who gets out?";
    load.variant = "base";
    load.scenario_hash = "8f974e0d97662b7a";
    load.version = "0.1.0";
    load.seed = 7;
    load.currency = "BRL";
    load.target = "http://127.0.0.1:8080";
    load.mode = "open";
    load.clock_factor = 86'400;
    load.shards = 2;
    load.shards_apart_ms = 0.25;
    load.connections = 50;
    load.warm_up_seconds = 2;
    load.seconds = 60;
    load.orders = 3000;
    load.races = 12;
    load.probes = 40;
    load.retries = 5;
    load.given_up = 1;
    load.adopted = 1;
    load.not_offered = 31;
    load.unreadable = {"503 <b>gone</b> & <script>alert(1)</script>"};
    load.limited_by = "generator";
    load.arrivals_cv = 1.01;
    load.arrivals_idc = 0.98;
    load.lateness = {0.08, 0.4, 2.5, 6.1, 8.1};
    load.waiting = {0, 0, 0.1, 0.2, 0.4};
    const measure::LoadTimes times{0.3, 1.2, 4.5, 9.1, 12.4};
    load.all = {"all", 17'900, 90, 10, times, times};
    load.calls = {{"request_cancel", 150, 20, 0, times, times},
                  {"place_order", 3000, 0, 0, times, times},
                  {"look", 14'750, 70, 10, times, times}};
    for (int i = 0; i < 62; ++i) {
        load.by_second.push_back({300.0 + i, 299.0 + i, i % 9 == 0 ? 1.0 : 0.0, 0.3, 4.0 + i % 5});
    }
    load.judgement = full_judgement();
    load.prediction_level = 0.95;
    load.prediction_replications = 40;
    load.predictions = {
        {"M01", "cancellation success", "", "share", {0.86, 0.71, 1, 39}, 0.81, 0.8,
         "as predicted"},
        {"M04", "time to money", "p50", "h", {270, -infinity, infinity, 20}, 264, 264, "no data"},
        {"M07", "escalation", "", "share", {none, -infinity, infinity, 0}, none, none, "no data"},
        {"M13", "seller penalties", "points per 1,000 orders", "", {12, 7, 18, 39}, 15, 27,
         "higher"}};
    load.thresholds = {{"p99(cancel) < 20ms", 4.5, "ms", true},
                       {"errors < 0.01%", 0.0006, "share", false},
                       {"p99(escalate) < 1s", none, "ms", false}};
    load.ended = "as planned";
    load.is_passed = false;
    return record;
}

}  // namespace ordersim::tests
