#pragma once

#include <span>
#include <vector>

#include "sim/experiment/replicate.hpp"
#include "sim/measure/record.hpp"

/// From what replications counted to the numbers of the record.
namespace ordersim::experiment {

/// The replications of one variant, in their order.
using Replications = std::vector<Replication>;

/// The headline of a metric ("M01") over the replications so far.
[[nodiscard]] measure::Estimate headline(std::string_view metric,
                                         std::span<const Replication> replications, double level);

/// Whether `headline` knows this metric.
[[nodiscard]] bool has_headline(std::string_view metric);

/// All numbers of a variant. Requires: at least one replication.
[[nodiscard]] measure::Variant summarize(const scenario::Variant& variant,
                                         const Replications& replications, double level);

/// Variant minus the first one, metric by metric, for metrics that are ratios. Requires: as many
/// replications of both, on common draws.
[[nodiscard]] std::vector<measure::Metric> differences(const Replications& variant,
                                                       const Replications& first, double level);

}  // namespace ordersim::experiment
