#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "sim/experiment/replicate.hpp"

/// How much of the start of a run is not measured.
namespace ordersim::experiment {

struct WarmUp {
    SimDuration length{};
    std::string how;  ///< in words, for the record
};

struct PilotOptions {
    std::uint32_t threads = 1;
    Span span;  ///< of the runs that are to be measured
};

/// As the plan gives it, or found by MSER-5 on the open requests of up to five pilot replications.
///
/// Requests come and are answered by the hour and the weekday. MSER-5 would take such a wave for a
/// transient, so it reads moving means over a whole week, or over a day where the series is too
/// short for that, and the cut is rounded up to whole days. Of all variants the longest warm-up
/// counts, so that all are measured on the same orders. The same on any number of threads.
[[nodiscard]] WarmUp find_warm_up(const scenario::RunPlan& plan,
                                  std::span<const Contender> contenders,
                                  const PilotOptions& options);

}  // namespace ordersim::experiment
