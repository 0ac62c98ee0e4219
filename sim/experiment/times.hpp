#pragma once

#include "sim/experiment/summary.hpp"

/// The metrics that are quantiles of times.
namespace ordersim::experiment {

/// Adds them to the summary, and the distributions of the most important.
void add_times(measure::Variant& summary, const Replications& replications, double level);

/// A quantile of times, one of those that `add_times` adds, in its order.
struct TimeQuantile {
    const char* id;
    const char* name;
    std::string label;
};
[[nodiscard]] std::vector<TimeQuantile> time_quantiles();
/// Of a single replication, in hours and the order of `time_quantiles`; NaN where the curve ends
/// before.
[[nodiscard]] std::vector<double> quantiles_of(const metrics::Counts& counts);

}  // namespace ordersim::experiment
