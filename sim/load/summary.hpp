#pragma once

#include <span>

#include "sim/load/session.hpp"
#include "sim/load/threshold.hpp"
#include "sim/measure/load_record.hpp"

namespace ordersim::load {

/// More unknown replies than this share, and the judge has seen too little.
inline constexpr double kUnknownMost = 0.001;
/// A p99 beyond this, in milliseconds, is told as the load's own limit.
inline constexpr double kLateMost = 1;

/// The figures of a load. What the scenario, the program and the prediction say is left to the
/// caller.
[[nodiscard]] measure::Load summarize(const LoadConfig& config, const LoadOutcome& outcome,
                                      std::span<const Threshold> thresholds);

}  // namespace ordersim::load
