#pragma once

#include "sim/gate/methods.hpp"
#include "sim/gate/rules.hpp"
#include "sim/gate/sample.hpp"
#include "sim/measure/gate_record.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// How a difference becomes a line of the record, whether a first sample or a fresh one shows it.
namespace ordersim::gate {

/// Of each interval, so that all hold together with 1 - alpha (Bonferroni).
[[nodiscard]] double level_of(double alpha, std::size_t judged);

/// Whether the metric has a value anywhere in the sample.
[[nodiscard]] bool is_sampled(const Sample& sample);

/// The baseline under the new side's group where both are one simulated scenario each: their
/// metrics are compared all the same, and a note says so.
[[nodiscard]] Side aligned(Side baseline, const Side& news, std::vector<std::string>& notes);

/// Everything of a change but what was estimated.
[[nodiscard]] measure::GateChange change_of(const MetricKey& key, const MetricTraits& traits,
                                            const Ruled& ruled);

/// What was estimated, and the verdict that is read from it.
/// Requires: the metric has a better side.
void settle(measure::GateChange& change, const Difference& found, const Ruled& ruled);

}  // namespace ordersim::gate
