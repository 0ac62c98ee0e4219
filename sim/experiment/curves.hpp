#pragma once

#include "sim/experiment/summary.hpp"

/// What is open, waits and works through time.
namespace ordersim::experiment {

/// Adds the curves to the summary. A point is a day, at its noon: the mean of the samples on its
/// full hours, or busy over staffed time; with a band over replications. Days on which nothing was
/// left to count in a replication are zeros there. A curve of more than 400 days is thinned out:
/// each point is then the same of so many neighbouring days, at their middle, that 400 do.
void add_curves(measure::Variant& summary, const Replications& replications, double level);

}  // namespace ordersim::experiment
