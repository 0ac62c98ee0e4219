#include "sim/order/invariants.hpp"

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
    return at.order != OrderState::cancelled || is_in_warehouse(at.shipment) ||
           order.has(Mark::recovery);
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
    return !(is_open(order.regions.request) && is_open(order.regions.case_)) &&
           is_open(order.regions.request) == (order.regions.order == OrderState::cancel_pending);
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

bool violation_has_cause(const Order& before, const Order& after, const Command& command) {
    if (!after.has(Mark::violation) || before.has(Mark::violation)) {
        return true;
    }
    using C = CommandKind;
    return command.kind == C::ship_timer ||
           (command.kind == C::cancel_timer && !before.has(Mark::seller_answered)) ||
           is_seller_side(command.reason) || is_seller_side(after.reason);
}

}  // namespace

std::optional<Invariant> broken_by_state(const Order& order) noexcept {
    using enum Invariant;
    if (!regions_agree(order)) {
        return inv_02_regions_agree;
    }
    if (!parcel_is_here_if_cancelled(order)) {
        return inv_03_cancelled_parcel_is_here;
    }
    if (order.regions.payment != PaymentState::verifying &&
        refunds_promised(order) > captured(order)) {
        return inv_05_refunds_within_captured;
    }
    if (!late_money_goes_back(order)) {
        return inv_08_late_money_goes_back;
    }
    if (!is_not_stuck(order)) {
        return inv_10_order_is_not_stuck;
    }
    if (!amounts_match(order)) {
        return inv_12_amounts_match_the_end;
    }
    if (!release_waits(order)) {
        return inv_16_release_waits;
    }
    if (!has_one_claim(order)) {
        return inv_17_one_case_or_request;
    }
    return std::nullopt;
}

std::optional<Invariant> broken_by_step(const Order& before, const Order& after,
                                        const Policy& policy, const Command& command,
                                        SimTime now) noexcept {
    using enum Invariant;
    const Regions& from = before.regions;
    const Regions& to = after.regions;
    if (is_terminal(from.order) && from.order != to.order &&
        !leaves_terminal_by_exception(from, command)) {
        return inv_01_terminal_is_final;
    }
    const bool may_not_ship =
        is_terminal(from.order) || from.order == OrderState::refunding ||
        (from.order == OrderState::cancel_pending && policy.lock == Lock::hard);
    if (command.kind == CommandKind::ship && may_not_ship) {
        return inv_04_locked_order_does_not_ship;
    }
    if (command.kind == CommandKind::pay_timer &&
        (from.payment == PaymentState::verifying || from.payment == PaymentState::held)) {
        return inv_09_payment_deadline_spares_paid;
    }
    if (from.stock != to.stock && !stock_moves(from.stock, to.stock)) {
        return inv_11_stock_moves_once;
    }
    const Deadline due = next_deadline(before);
    if (class_of(command.kind) == CommandClass::timer && due.at > now) {
        return inv_15_timer_is_due;
    }
    if (after.version != before.version + 1) {
        return inv_18_version_counts;
    }
    if (!violation_has_cause(before, after, command)) {
        return inv_20_violation_has_cause;
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
    const bool is_kept = order.regions.order == OrderState::completed;
    if (is_kept && order.regions.payment != PaymentState::released) {
        return inv_16_release_waits;
    }
    return broken_by_state(order);
}

}  // namespace ordersim::order
