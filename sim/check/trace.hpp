#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/check/play.hpp"

/// From the order of events, which is all that an exploration knows, to instants.
namespace ordersim::check {

/// One order's moves, each to be given instants.
struct Ordered {
    std::uint32_t order = 1;
    MoveId move = 0;
};

/// Instants at which the steps come about in just this order under the setting's policy, replayed
/// through the rules: what is accepted and refused is what the exploration saw. Waits are as short
/// as can be, and longer before a step where a deadline would otherwise come too early. nullopt:
/// none were found, as when a deadline would have to come before a shorter one.
/// The last step may be refused; all before it change their order.
/// Timers are left out: they fire by themselves. What is given after one is given later than it.
[[nodiscard]] std::optional<std::vector<TimedCommand>> timed(const Setting& setting,
                                                             std::span<const Ordered> steps);

/// The steps in words, without instants: a list of steps in which time that passes is a step too.
[[nodiscard]] std::vector<measure::Step> untimed(const Setting& setting,
                                                 std::span<const Ordered> steps);

/// How many of the steps are commands: all but those that only let time pass.
[[nodiscard]] std::size_t commands_in(std::span<const Ordered> steps);

}  // namespace ordersim::check
