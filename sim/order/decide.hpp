#pragma once

#include <cstdint>

#include "sim/order/order.hpp"
#include "sim/order/policy.hpp"
#include "sim/order/rules.hpp"

/// The one copy of the rules, as two pure functions: `decide` says what a command comes to, `apply`
/// carries it out. Neither knows a clock, does I/O or allocates; both may be called from any
/// thread.
namespace ordersim::order {

/// What a command comes to.
struct Decision {
    enum class Kind : std::uint8_t {
        accepted,
        refused,
        recorded  ///< a fact (or a timer that is not due) without effect: kept, never refused
    };
    Kind kind = Kind::refused;
    TransitionId transition = kNoTransition;  ///< the row; kNoTransition if none applied
    Refusal refusal = Refusal::none;          ///< not none iff refused
    Guard guard = Guard::always;              ///< that refused, if one did
};

/// What the rules say to `command` at `now`. A command at the very instant of a deadline is judged
/// as before it. A timer is accepted only when it is due: the order holds that deadline and it has
/// come. O(candidate rows), 1 to 8. Requires: no deadline before `now` is left unfired, but for
/// those that the caller fires next: the rules judge the order as it stands.
[[nodiscard]] Decision decide(const Rules& rules, const Order& order, const Policy& policy,
                              const Command& command, SimTime now) noexcept;

/// Carries out an accepted decision: regions, timers, effects, version + 1.
/// Requires: `decision` was made on this order, policy, command and instant, and is accepted.
void apply(const Rules& rules, Order& order, const Policy& policy, const Command& command,
           const Decision& decision, SimTime now) noexcept;

/// `decide` and, if accepted, `apply`.
Decision step(const Rules& rules, Order& order, const Policy& policy, const Command& command,
              SimTime now) noexcept;

/// Whether a guard holds. Pure; the only place where a guard's meaning is written.
[[nodiscard]] bool holds(Guard guard, const Order& order, const Policy& policy,
                         const Command& command, SimTime now) noexcept;

/// When disputes about a parcel become possible. Requires: it was handed over.
[[nodiscard]] SimTime dispute_opens_at(const Order& order, const Policy& policy) noexcept;

/// The command that a deadline comes to.
[[nodiscard]] Command as_command(const Deadline& deadline) noexcept;

}  // namespace ordersim::order
