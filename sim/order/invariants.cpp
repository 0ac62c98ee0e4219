#include "sim/order/invariants.hpp"

#include <algorithm>
#include <array>

namespace ordersim::order {
namespace {

bool is_one_of(const Regions& at, std::initializer_list<OrderState> states) {
    for (const OrderState state : states) {
        if (at.order == state) {
            return true;
        }
    }
    return false;
}

bool regions_agree(const Order& order) {
    const Regions& at = order.regions;
    switch (at.order) {
        case OrderState::none: return order.version == 0;
        case OrderState::awaiting_payment:
            return at.payment == PaymentState::none || at.payment == PaymentState::failed;
        case OrderState::pay_verifying: return at.payment == PaymentState::verifying;
        case OrderState::processing:
        case OrderState::cancel_pending:
            return at.payment == PaymentState::held && is_in_warehouse(at.shipment);
        case OrderState::shipped:
        case OrderState::delivered:
        case OrderState::dispute:
            return at.payment == PaymentState::held && !is_in_warehouse(at.shipment);
        case OrderState::refunding:
            return at.payment == PaymentState::held || at.payment == PaymentState::verifying;
        case OrderState::closed_unpaid:
            return at.payment == PaymentState::voided || at.payment == PaymentState::failed;
        case OrderState::cancelled:
            return at.payment == PaymentState::returned || at.payment == PaymentState::voided;
        case OrderState::completed:
            return at.payment == PaymentState::held || at.payment == PaymentState::released;
        case OrderState::refunded: return at.payment == PaymentState::returned;
        case OrderState::settled_partial:
            return at.payment == PaymentState::held || at.payment == PaymentState::released;
    }
    return false;
}

bool parcel_is_here_if_cancelled(const Order& order) {
    const Regions& at = order.regions;
    const bool is_explained = at.order != OrderState::cancelled ||
                              is_in_warehouse(at.shipment) || order.has(Mark::recovery);
    const bool is_attended = at.shipment != ShipmentState::intercept_requested ||
                             at.order == OrderState::refunding ||
                             at.order == OrderState::cancelled;
    return is_explained && is_attended;
}

/// Units on the road are not in stock, an unpaid order's are only reserved, and those that a buyer
/// has and keeps are not given up.
bool stock_agrees(const Order& order) {
    const Regions& at = order.regions;
    switch (at.stock) {
        case StockState::free_: return at.order == OrderState::none;
        case StockState::reserved:
            return at.order == OrderState::awaiting_payment ||
                   at.order == OrderState::pay_verifying;
        case StockState::deducted: return at.payment >= PaymentState::held;
        case StockState::released: return at.shipment == ShipmentState::none;
        case StockState::restocked:
            return is_in_warehouse(at.shipment) || at.shipment == ShipmentState::returned;
        // A lost parcel that reaches its buyer is sold after all. Where it is found while money is
        // on its way back it stays given up, whatever part of the price the seller keeps.
        case StockState::written_off:
            return at.shipment != ShipmentState::delivered ||
                   !is_one_of(at, {OrderState::delivered, OrderState::dispute,
                                   OrderState::completed});
    }
    return false;
}

bool late_money_goes_back(const Order& order) {
    const RefundState late = order.state_of(RefundKind::late_payment);
    return (late == RefundState::none ||
            order.amount_of(RefundKind::late_payment) == order.total) &&
           (order.late_waiting == 0 || is_outstanding(late));
}

bool is_waiting_for_somebody(const Order& order) {
    const Regions& at = order.regions;
    if (at.payment == PaymentState::verifying || at.shipment == ShipmentState::handed_over ||
        at.shipment == ShipmentState::intercept_requested ||
        at.case_ == CaseState::queued || at.case_ == CaseState::in_review) {
        return true;
    }
    for (const RefundState refund : order.refund_state) {
        if (is_outstanding(refund)) {
            return true;
        }
    }
    return false;
}

bool is_not_stuck(const Order& order) {
    return is_terminal(order.regions.order) || order.regions.order == OrderState::none ||
           next_deadline(order).at != kNever || is_waiting_for_somebody(order);
}

bool amounts_match(const Order& order) {
    const Money paid = refunds_paid(order);
    const Money promised = refunds_promised(order);
    switch (order.regions.order) {
        case OrderState::cancelled:
        case OrderState::refunded: return paid == captured(order) && promised == paid;
        case OrderState::settled_partial:
            return promised > Money{} && promised < captured(order);
        case OrderState::completed: return promised == Money{};
        case OrderState::closed_unpaid: return promised == Money{};
        case OrderState::none:
        case OrderState::awaiting_payment:
        case OrderState::pay_verifying:
        case OrderState::processing:
        case OrderState::cancel_pending:
        case OrderState::shipped:
        case OrderState::delivered:
        case OrderState::dispute:
        case OrderState::refunding: return true;
    }
    return false;
}

bool release_waits(const Order& order) {
    return order.regions.payment != PaymentState::released ||
           (!is_open(order.regions.case_) &&
            !is_outstanding(order.state_of(RefundKind::goodwill)) &&
            !is_outstanding(order.state_of(RefundKind::settlement)));
}

bool has_one_claim(const Order& order) {
    const Regions& at = order.regions;
    const bool is_case_at_home = !is_open(at.case_) || at.order == OrderState::processing ||
                                 at.order == OrderState::dispute;
    return is_open(at.request) == (at.order == OrderState::cancel_pending) && is_case_at_home &&
           (at.order != OrderState::dispute || is_open(at.case_));
}

/// The one deadline that a slot should hold, and how.
struct Wanted {
    enum class How : std::uint8_t { off, running, paused, either };
    How how = How::off;
    CommandKind timer = CommandKind::pay_timer;
};

bool holds_wanted(const Order& order, Slot slot, const Wanted& wanted) {
    const auto i = static_cast<std::size_t>(slot);
    if (wanted.how == Wanted::How::off || order.deadline[i] == kNever) {
        return wanted.how == Wanted::How::off && order.deadline[i] == kNever;
    }
    const bool is_paused = order.is_paused(slot);
    return order.timer[i] == wanted.timer &&
           (wanted.how == Wanted::How::either || is_paused == (wanted.how == Wanted::How::paused));
}

Wanted running(CommandKind timer) { return {Wanted::How::running, timer}; }
Wanted running_if(CommandKind timer, std::initializer_list<bool> all) {
    const bool runs = std::ranges::all_of(all, [](bool one) { return one; });
    return runs ? running(timer) : Wanted{};
}

/// What the claim and answer slots of a case hold.
std::array<Wanted, 2> wanted_by_case(const Regions& at) {
    using C = CommandKind;
    const bool is_dispute = at.order == OrderState::dispute;
    switch (at.case_) {
        case CaseState::open_wait_seller:
            return {running(C::dispute_platform_timer), running(C::dispute_seller_timer)};
        case CaseState::negotiating: return {running(C::dispute_platform_timer), Wanted{}};
        case CaseState::info_requested: return {Wanted{}, running(C::info_timer)};
        // While the parcel is on its way to him the buyer cannot send it back, and loses no time.
        case CaseState::return_wait:
            return {Wanted{}, at.shipment == ShipmentState::returning
                                  ? running_if(C::return_receipt_timer, {is_dispute})
                                  : running_if(C::return_timer,
                                               {is_dispute,
                                                at.shipment == ShipmentState::delivered})};
        case CaseState::none:
        case CaseState::queued:
        case CaseState::in_review:
        case CaseState::closed_buyer:
        case CaseState::closed_seller:
        case CaseState::closed_split:
        case CaseState::withdrawn: return {};
    }
    return {};
}

/// What the slots hold while the order is in its state: life, claim, answer.
std::array<Wanted, kSlots> wanted(const Order& order) {
    using C = CommandKind;
    const Regions& at = order.regions;
    const auto [claim, answer] = wanted_by_case(at);
    const auto life = static_cast<std::size_t>(Slot::life);
    switch (at.order) {
        case OrderState::awaiting_payment: return {running(C::pay_timer)};
        case OrderState::pay_verifying:
            return {Wanted{Wanted::How::paused, C::pay_timer}, running(C::verify_timer)};
        case OrderState::processing:
            return {is_open(at.case_) ? Wanted{Wanted::How::either, C::ship_timer}
                                      : running(C::ship_timer),
                    claim, answer};
        case OrderState::cancel_pending:
            return {Wanted{Wanted::How::either, C::ship_timer}, running(C::cancel_timer)};
        case OrderState::shipped:
            // A parcel lost after its delivery had been reported leaves the later clock running.
            return {running(order.timer[life] == C::confirm_timer ? C::confirm_timer
                                                                  : C::deliver_timer)};
        case OrderState::delivered: return {running(C::confirm_timer)};
        case OrderState::dispute:
            return {Wanted{Wanted::How::paused, order.timer[life]}, claim, answer};
        case OrderState::refunding:
            return {running_if(C::settle_timer, {order.deadline[life] != kNever}),
                    running_if(C::verify_timer, {at.payment == PaymentState::verifying})};
        case OrderState::completed:
        case OrderState::settled_partial:
            return {running_if(C::dispute_window_timer, {at.payment == PaymentState::held})};
        case OrderState::none:
        case OrderState::closed_unpaid:
        case OrderState::cancelled:
        case OrderState::refunded: return {};
    }
    return {};
}

/// A state's own deadlines run, and no others: one left over would fire into another state.
bool deadlines_match(const Order& order) {
    const std::array<Wanted, kSlots> all = wanted(order);
    for (std::size_t i = 0; i < kSlots; ++i) {
        if (!holds_wanted(order, static_cast<Slot>(i), all[i])) {
            return false;
        }
    }
    return true;
}

/// Which moves a unit of stock may make.
bool stock_moves(StockState from, StockState to) {
    switch (from) {
        case StockState::free_: return to == StockState::reserved;
        case StockState::reserved:
            return to == StockState::released || to == StockState::deducted;
        case StockState::deducted:
            return to == StockState::restocked || to == StockState::written_off;
        case StockState::restocked: return to == StockState::deducted;
        // Goods given up for lost may come back all the same; those out of stock may yet leave.
        case StockState::written_off:
            return to == StockState::restocked || to == StockState::deducted;
        case StockState::released: return false;
    }
    return false;
}

bool leaves_terminal_by_exception(const Regions& before, const Command& command) {
    return is_one_of(before, {OrderState::completed, OrderState::settled_partial}) &&
           command.kind == CommandKind::open_dispute;
}

/// Whether this step cancels a paid order before shipment for a cause that lies with the seller.
bool is_sellers_fault(const Order& before, const Order& after, const Command& command) {
    using C = CommandKind;
    const bool is_cancelled = after.regions.order == OrderState::refunding &&
                              before.regions.order != OrderState::refunding;
    const bool is_requested_for_it = is_seller_side(before.reason);
    if (!is_cancelled) {
        return false;
    }
    if (command.kind == C::cancel_timer) {
        return !before.has(Mark::seller_answered) || is_requested_for_it;
    }
    // Support grants before shipment what was asked for; a dispute after it has its own causes.
    if (command.kind == C::decide_case || command.kind == C::info_timer) {
        return before.regions.order == OrderState::processing && is_requested_for_it;
    }
    if (command.kind == C::approve_cancel) {
        return is_seller_side(command.reason) || is_requested_for_it;
    }
    const bool gives_reason = command.kind == C::seller_cancel ||
                              command.kind == C::cancel_instant ||
                              command.kind == C::request_cancel;
    return command.kind == C::ship_timer || (gives_reason && is_seller_side(command.reason));
}

bool violation_has_cause(const OrderStep& step) {
    const bool is_owed = is_sellers_fault(step.before, step.after, step.command);
    return step.before.has(Mark::violation) || step.after.has(Mark::violation) == is_owed;
}

bool refunds_are_within_captured(const Order& order) {
    return order.regions.payment == PaymentState::verifying ||
           refunds_promised(order) <= captured(order);
}

bool terminal_is_final(const OrderStep& step) {
    const Regions& from = step.before.regions;
    return !is_terminal(from.order) || from.order == step.after.regions.order ||
           leaves_terminal_by_exception(from, step.command);
}

bool locked_order_does_not_ship(const OrderStep& step) {
    const OrderState from = step.before.regions.order;
    const bool may_not_ship =
        is_terminal(from) || from == OrderState::refunding ||
        (from == OrderState::cancel_pending && step.policy.lock == Lock::hard);
    return step.command.kind != CommandKind::ship || !may_not_ship;
}

bool payment_deadline_spares_paid(const OrderStep& step) {
    const PaymentState payment = step.before.regions.payment;
    return step.command.kind != CommandKind::pay_timer ||
           (payment != PaymentState::verifying && payment != PaymentState::held);
}

bool stock_moves_once(const OrderStep& step) {
    const StockState from = step.before.regions.stock;
    const StockState to = step.after.regions.stock;
    return from == to || stock_moves(from, to);
}

bool timer_is_due(const OrderStep& step) {
    return class_of(step.command.kind) != CommandClass::timer ||
           next_deadline(step.before).at <= step.now;
}

bool version_counts(const OrderStep& step) {
    return step.after.version == step.before.version + 1;
}

constexpr std::array kStateInvariants{
    StateInvariant{Invariant::inv_02_regions_agree, regions_agree},
    StateInvariant{Invariant::inv_03_cancelled_parcel_is_here, parcel_is_here_if_cancelled},
    StateInvariant{Invariant::inv_05_refunds_within_captured, refunds_are_within_captured},
    StateInvariant{Invariant::inv_08_late_money_goes_back, late_money_goes_back},
    StateInvariant{Invariant::inv_11_stock_agrees, stock_agrees},
    StateInvariant{Invariant::inv_10_deadlines_match_state, deadlines_match},
    StateInvariant{Invariant::inv_10_order_is_not_stuck, is_not_stuck},
    StateInvariant{Invariant::inv_12_amounts_match_the_end, amounts_match},
    StateInvariant{Invariant::inv_16_release_waits, release_waits},
    StateInvariant{Invariant::inv_17_one_case_or_request, has_one_claim}};

constexpr std::array kStepInvariants{
    StepInvariant{Invariant::inv_01_terminal_is_final, terminal_is_final},
    StepInvariant{Invariant::inv_04_locked_order_does_not_ship, locked_order_does_not_ship},
    StepInvariant{Invariant::inv_09_payment_deadline_spares_paid, payment_deadline_spares_paid},
    StepInvariant{Invariant::inv_11_stock_moves_once, stock_moves_once},
    StepInvariant{Invariant::inv_15_timer_is_due, timer_is_due},
    StepInvariant{Invariant::inv_18_version_counts, version_counts},
    StepInvariant{Invariant::inv_20_violation_has_cause, violation_has_cause}};

}  // namespace

std::span<const StateInvariant> state_invariants() noexcept { return kStateInvariants; }
std::span<const StepInvariant> step_invariants() noexcept { return kStepInvariants; }

std::optional<Invariant> broken_by_state(const Order& order) noexcept {
    for (const StateInvariant& invariant : kStateInvariants) {
        if (!invariant.holds(order)) {
            return invariant.id;
        }
    }
    return std::nullopt;
}

std::optional<Invariant> broken_by_step(const Order& before, const Order& after,
                                        const Policy& policy, const Command& command,
                                        SimTime now) noexcept {
    const OrderStep step{before, after, policy, command, now};
    for (const StepInvariant& invariant : kStepInvariants) {
        if (!invariant.holds(step)) {
            return invariant.id;
        }
    }
    return std::nullopt;
}

std::optional<Invariant> broken_at_end(const Order& order) noexcept {
    using enum Invariant;
    if (!is_terminal(order.regions.order)) {
        return inv_10_order_is_not_stuck;
    }
    for (const RefundState refund : order.refund_state) {
        if (is_outstanding(refund)) {
            return inv_08_late_money_goes_back;
        }
    }
    if (order.regions.payment == PaymentState::held) {
        return inv_19_money_is_settled;
    }
    const bool is_unsold = order.regions.order == OrderState::closed_unpaid ||
                           order.regions.order == OrderState::cancelled;
    if (is_unsold && (order.regions.stock == StockState::reserved ||
                      order.regions.stock == StockState::deducted)) {
        return inv_11_stock_comes_back;
    }
    return broken_by_state(order);
}

}  // namespace ordersim::order
