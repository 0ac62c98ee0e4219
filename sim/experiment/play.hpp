#pragma once

#include <span>

#include "sim/measure/steps.hpp"
#include "sim/order/decide.hpp"
#include "sim/scenario/scenario.hpp"

/// A script instead of a market: single orders, step by step.
namespace ordersim::experiment {

/// Plays the steps from nothing under the policy, by the given rules. Deadlines fire when they
/// come, the earliest first, of one instant by order number and then as the rules order them; a
/// command at the very instant of a deadline comes before it. After the last step deadlines go on
/// firing until none is left or, as the note then says, until it is plain that they only repeat.
///
/// Every order is checked after each accepted step; the first broken invariant is the violation and
/// ends the list. Whether orders come to a good end is not judged: a script may leave out what the
/// world would still do. Requires: instants never fall; no step is a timer.
[[nodiscard]] measure::StepList play(const order::Policy& policy, const order::Rules& rules,
                                     std::span<const scenario::ScriptStep> steps);

}  // namespace ordersim::experiment
