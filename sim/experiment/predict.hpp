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
    std::uint32_t replications = 30;  ///< >= 3
    std::uint32_t threads = 1;
    double level = 0.95;
};

/// The metrics of `compared_metrics()` that either has data for. A new run of the simulator lies
/// within the interval mean +- t s sqrt(1 + 1/n) with the level's probability, were the metric
/// normal over runs (Hahn and Meeker 1991, section 4.7); it is made from the replications on other
/// draws than the live run's. Whether the live run does is the verdict: a service that keeps the
/// rules and its time is such a run, but for its latency. Byte-stable at any number of threads.
[[nodiscard]] std::vector<measure::LoadPrediction> predict(const PredictionPlan& plan,
                                                           const metrics::Counts& measured);

}  // namespace ordersim::experiment
