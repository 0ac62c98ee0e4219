#pragma once

#include "sim/experiment/summary.hpp"

/// The metrics that are quantiles of times.
namespace ordersim::experiment {

/// Adds them to the summary, and the distributions of the most important.
void add_times(measure::Variant& summary, const Replications& replications, double level);

}  // namespace ordersim::experiment
