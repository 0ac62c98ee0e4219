#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/experiment/knob.hpp"
#include "sim/experiment/study.hpp"
#include "sim/experiment/study_terms.hpp"
#include "sim/measure/tuning_record.hpp"

/// The best policy of a space, with the probability that it is.
namespace ordersim::experiment {

/// Makes the base policy with some keys changed, "KEY=VALUE" each, at each of the points. The error
/// says what is wrong with them.
using VariantsAt = std::function<tl::expected<std::vector<scenario::Variant>, RunError>(
    const std::vector<std::vector<std::string>>& points)>;

struct TunePlan {
    const scenario::Scenario& scenario;  ///< its first variant is the base policy
    std::vector<Knob> knobs;             ///< one to five, no key twice
    StudyExpression objective;
    bool is_maximised = false;
    std::vector<StudyExpression> constraints;  ///< each kept where it is <= 0
    std::vector<std::size_t> pareto;           ///< places of metrics that can be better or worse
    /// Differences of the objective up to this do not matter; without it a hundredth of the base
    /// policy's objective.
    std::optional<double> delta;
    double confidence = 0.95;  ///< of the selection, in (0.5, 1)
    std::uint32_t budget = 0;  ///< replications in all
    VariantsAt variants_at;
    std::string command;  ///< that makes the study again, for the run store
};

/// Searches in three stages, all on common draws:
///
/// 1. a design that fills the space, and then, point by point, where a Gaussian process promises
///    the most (`Surrogate`), `run.replications` each, with up to 0.6 of the budget;
/// 2. up to five of the best that keep the constraints become finalists, and the procedure of Kim
///    and Nelson selects among them on replications that had no part in stage 1, ten at a time. A
///    finalist that turns out to break a constraint on average leaves;
/// 3. the recommended policy is held against the base policy, metric by metric.
///
/// The result's bytes do not depend on threads, nor on what the run store had. Requires: knobs and
/// expressions fit together; budget >= `smallest_budget`.
[[nodiscard]] tl::expected<measure::TuningRecord, RunError> tune(const TunePlan& plan,
                                                                 const StudyOptions& options);

/// What the base, a smallest design and a first look at two finalists take.
[[nodiscard]] std::uint32_t smallest_budget(std::size_t knobs, std::uint32_t replications);
/// What serves most searches: 60 trials' worth.
[[nodiscard]] std::uint32_t usual_budget(std::uint32_t replications);

}  // namespace ordersim::experiment
