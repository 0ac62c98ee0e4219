#pragma once

#include <cstddef>
#include <limits>
#include <span>

#include "sim/check/model.hpp"
#include "sim/measure/steps.hpp"
#include "sim/order/timed_command.hpp"

/// A script instead of a market: single orders, step by step.
namespace ordersim::check {

using order::TimedCommand;

inline constexpr std::size_t kAnyNumber = std::numeric_limits<std::size_t>::max();

/// Plays the commands from nothing under the setting's rules and policy (its slice withholds
/// nothing here). Timers are not given: deadlines fire when they come, the earliest first, of one
/// instant by order number and then as the rules order them; a command at the very instant of a
/// deadline comes before it. After the last step deadlines go on firing until none is left or, as
/// the note then says, until it is plain that they only repeat. `steps_max`: the list ends after
/// so many steps, deadlines counted.
///
/// Every step is held against properties(); the first broken one is the violation and ends the
/// list. Whether orders come to a good end is not judged: a script may leave out what the world
/// would still do. Requires: instants never fall; no step is a timer.
[[nodiscard]] measure::StepList play(const Setting& setting,
                                     std::span<const TimedCommand> steps,
                                     std::size_t steps_max = kAnyNumber);

/// The setting under which scripts are played: nothing is cut off the policy.
[[nodiscard]] Setting whole(const order::Rules& rules, const order::Policy& policy,
                            void (*misread)(order::Policy&) = nullptr);

}  // namespace ordersim::check
