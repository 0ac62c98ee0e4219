#pragma once

#include "sim/experiment/study.hpp"
#include "sim/measure/study_record.hpp"
#include "sim/scenario/factor.hpp"

/// How metrics move with the keys of a scenario.
namespace ordersim::experiment {

struct SweepPlan {
    /// Loaded with `grid(factors)` as its points: the variants are series x grid.
    const scenario::Scenario& scenario;
    std::vector<scenario::Factor> factors;
    std::vector<std::string> series;  ///< the variants before the grid was laid over; may be empty
    std::string command;              ///< that makes the study again, for the run store
};

/// Runs all points on common draws: `plan.replications` each or, with a half-width to reach, more
/// at those points that have not reached it, five at a time up to its most. `host` is left to the
/// caller but for the counts. The result does not depend on threads, nor on what the store had.
[[nodiscard]] tl::expected<measure::SweepRecord, RunError> sweep(const SweepPlan& plan,
                                                                 const StudyOptions& options);

}  // namespace ordersim::experiment
