#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "sim/order/decide.hpp"

/// What must be true of every order whatever happens to it. Independent of the transition table:
/// written from the meaning of the regions, so that a wrong row is caught.
namespace ordersim::order {

/// Numbered as the documents number them; a name says what is broken.
enum class Invariant : std::uint8_t {
    inv_01_terminal_is_final,
    inv_02_regions_agree,
    inv_03_cancelled_parcel_is_here,
    inv_04_locked_order_does_not_ship,
    inv_05_refunds_within_captured,
    inv_08_late_money_goes_back,
    inv_09_payment_deadline_spares_paid,
    inv_10_order_is_not_stuck,
    inv_10_deadlines_match_state,
    inv_11_stock_moves_once,
    inv_11_stock_agrees,
    inv_11_stock_comes_back,
    inv_12_amounts_match_the_end,
    inv_15_timer_is_due,
    inv_16_release_waits,
    inv_17_one_case_or_request,
    inv_18_version_counts,
    inv_19_money_is_settled,
    inv_20_violation_has_cause
};

/// One accepted command: the order before it and after.
struct OrderStep {
    const Order& before;
    const Order& after;
    const Policy& policy;
    const Command& command;
    SimTime now;
};

/// What must be true of an order as it stands, and of each step.
struct StateInvariant {
    Invariant id;
    bool (*holds)(const Order& order);
};
struct StepInvariant {
    Invariant id;
    bool (*holds)(const OrderStep& step);
};
[[nodiscard]] std::span<const StateInvariant> state_invariants() noexcept;
[[nodiscard]] std::span<const StepInvariant> step_invariants() noexcept;

/// The first invariant that the order breaks as it stands, if any.
[[nodiscard]] std::optional<Invariant> broken_by_state(const Order& order) noexcept;

/// The first invariant that an accepted command broke, if any.
[[nodiscard]] std::optional<Invariant> broken_by_step(const Order& before, const Order& after,
                                                      const Policy& policy,
                                                      const Command& command,
                                                      SimTime now) noexcept;

/// At the end of a log (no deadline, no pending act): the order has ended, its money is with
/// seller or buyer, and units that were not sold are back in stock or written off.
[[nodiscard]] std::optional<Invariant> broken_at_end(const Order& order) noexcept;

}  // namespace ordersim::order
