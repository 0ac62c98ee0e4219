#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/experiment/replicate.hpp"
#include "sim/measure/load_record.hpp"

/// What the simulator expects of one run, beside what came of it on a live service.
namespace ordersim::experiment {

struct PredictionPlan {
    const scenario::Variant& variant;
    std::uint64_t seed = 1;  ///< the live run drew replication 0 of it
    Span span;               ///< of the live run, on the orders' clock
    std::uint32_t replications = 40;  ///< >= runs_to_predict_from(level)
    std::uint32_t threads = 1;
    double level = 0.95;
};

/// How many runs hold one more between their extremes with that level, and one on the very draws of
/// the live run: 40 for 0.95.
[[nodiscard]] std::uint32_t runs_to_predict_from(double level);

/// The metrics of `compared_metrics()` that either has data for. The interval holds one more run of
/// the simulator with at least the level's probability, whatever the metric's law: its bounds are
/// values of the replications on other draws than the live run's (measure::next_value_ranks). Where
/// too few of them have data it is unbounded, and nothing is said. Whether the live run lies within
/// is the verdict: a service that keeps the rules and its time is such a run, but for its latency.
/// Byte-stable at any number of threads.
[[nodiscard]] std::vector<measure::LoadPrediction> predict(const PredictionPlan& plan,
                                                           const metrics::Counts& measured);

}  // namespace ordersim::experiment
