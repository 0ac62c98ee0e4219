#pragma once

#include <string_view>

#include "sim/order/order.hpp"
#include "sim/order/policy.hpp"
#include "sim/order/rules.hpp"

/// How an accepted row changes an order. Used by `apply` alone, but for the name, which documents
/// print.
namespace ordersim::order {

/// The policy's field that says how long a timer runs, or where else that comes from.
/// Requires: `timer` is a timer.
[[nodiscard]] std::string_view duration_name(CommandKind timer);

void change_regions(Order& order, const Change& change) noexcept;

/// Arms with the policy's (for `ship` the order's own) duration; a paused slot keeps what is left.
void move_timer(Order& order, const Policy& policy, const TimerMove& move, SimTime now) noexcept;

/// `before`: the regions before the row changed them.
void carry_out(Effect effect, Order& order, const Policy& policy, const Command& command,
               const Regions& before, SimTime now) noexcept;

/// An order in refunding whose refunds are all paid and whose parcel needs no waiting settles at
/// once: its settle deadline is now.
void settle_if_ready(Order& order, SimTime now) noexcept;

}  // namespace ordersim::order
