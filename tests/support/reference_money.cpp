#include "tests/support/reference_rules.hpp"

// Payments and refunds.

namespace ordersim::tests {

using namespace ordersim::order;

Answer ReferenceOrder::place(const Turn& turn) {
    const Command& command = turn.command;
    if (at_.order != OrderState::none) {
        return not_in_this_state();
    }
    if (command.stock_free < command.quantity) {
        return refused(Refusal::out_of_stock);
    }
    if (command.amount.minor < 0) {
        return refused(Refusal::wrong_amount);
    }
    total_ = command.amount;
    quantity_ = command.quantity;
    ship_limit_minutes_ = command.minutes;
    is_trusted_ = command.is_trusted;
    at_.order = OrderState::awaiting_payment;
    at_.stock = StockState::reserved;
    arm(C::pay_timer, turn.now + turn.policy.pay_limit);
    return accepted();
}

Answer ReferenceOrder::cancel_unpaid(const Turn& turn) {
    if (at_.order != OrderState::awaiting_payment) {
        return not_in_this_state();
    }
    reason_ = turn.command.reason;
    at_.order = OrderState::closed_unpaid;
    at_.payment = PaymentState::voided;
    at_.stock = StockState::released;
    stop(C::pay_timer);
    return accepted();
}

Answer ReferenceOrder::pay_timer() {
    at_.order = OrderState::closed_unpaid;
    at_.payment = PaymentState::voided;
    at_.stock = StockState::released;
    return accepted();
}

Answer ReferenceOrder::pay(const Turn& turn) {
    if (at_.order != OrderState::awaiting_payment) {
        return not_in_this_state();
    }
    if (turn.command.amount != total_) {
        return refused(Refusal::wrong_amount);
    }
    if (payments_ == static_cast<int>(kPayments)) {
        return refused(Refusal::too_many_payments);
    }
    ++payments_;
    paid_at_ = turn.now;
    at_.order = OrderState::pay_verifying;
    at_.payment = PaymentState::verifying;
    pause(C::pay_timer, turn.now);
    arm(C::verify_timer, turn.now + turn.policy.verify_limit);
    return accepted();
}

Answer ReferenceOrder::cancel_direct(const Turn& turn) {
    if (at_.order != OrderState::pay_verifying) {
        return not_in_this_state();
    }
    if (turn.policy.verify_cancel == VerifyCancel::blocked) {
        return refused(Refusal::cancellation_blocked);
    }
    reason_ = turn.command.reason;
    at_.stock = StockState::released;
    stop(C::pay_timer);
    if (turn.policy.void_sync) {
        stop(C::verify_timer);
        at_.payment = PaymentState::voided;
        at_.order = OrderState::cancelled;
        return accepted();
    }
    // The gateway's answer is still to come: with the money it is sent back, without it is over.
    at_.order = OrderState::refunding;
    return accepted();
}

Answer ReferenceOrder::payment_verified(const Turn& turn) {
    const int attempt = turn.command.attempt == 0 ? payments_ : turn.command.attempt;
    if (attempt == 0 || attempt > payments_ || payment_came_[attempt]) {
        return recorded();
    }
    payment_came_[attempt] = true;
    if (at_.order == OrderState::pay_verifying || at_.order == OrderState::awaiting_payment) {
        approve_payment(turn);
    } else if (at_.order == OrderState::refunding && at_.payment == PaymentState::verifying) {
        stop(C::verify_timer);
        at_.payment = PaymentState::held;
        refund_rest();
    } else {
        refund_late_payment();
    }
    return accepted();
}

/// Of several payments any may be the one; the time of payment stays that of the latest.
void ReferenceOrder::approve_payment(const Turn& turn) {
    at_.order = OrderState::processing;
    at_.payment = PaymentState::held;
    at_.stock = StockState::deducted;
    stop(C::pay_timer);
    stop(C::verify_timer);
    arm(C::ship_timer, turn.now + std::chrono::minutes(ship_limit_minutes_));
}

Answer ReferenceOrder::payment_failed(const Turn& turn) {
    const int attempt = turn.command.attempt == 0 ? payments_ : turn.command.attempt;
    if (at_.payment != PaymentState::verifying || attempt != payments_) {
        return recorded();
    }
    return verification_ends(turn);
}

Answer ReferenceOrder::verification_ends(const Turn& turn) {
    stop(C::verify_timer);
    at_.payment = PaymentState::failed;
    if (at_.order == OrderState::refunding) {
        at_.payment = PaymentState::voided;
        at_.order = OrderState::cancelled;
        return accepted();
    }
    const SimDuration left = timers_.at({C::pay_timer, RefundKind::settlement}).left;
    if (left > SimDuration::zero()) {
        at_.order = OrderState::awaiting_payment;
        resume(C::pay_timer, turn.now);
    } else {
        stop(C::pay_timer);
        at_.order = OrderState::closed_unpaid;
        at_.stock = StockState::released;
    }
    return accepted();
}

void ReferenceOrder::refund_late_payment() {
    if (is_outstanding(refunds_[RefundKind::late_payment].state)) {
        ++late_waiting_;
        return;
    }
    refund(RefundKind::late_payment, total_);
}

/// A refund of nothing is none.
void ReferenceOrder::refund(RefundKind kind, Money amount) {
    if (amount > Money{}) {
        refunds_[kind].state = RefundState::created;
        refunds_[kind].amount = amount;
    }
}

/// All that has not been promised back already.
void ReferenceOrder::refund_rest() {
    at_.order = OrderState::refunding;
    refund(RefundKind::settlement, rest());
}

Answer ReferenceOrder::submit_refund(const Turn& turn) {
    if (refunds_[turn.command.refund].state != RefundState::created) {
        return refused(Refusal::refund_not_ready);
    }
    submit(turn, turn.command.refund);
    return accepted();
}

void ReferenceOrder::submit(const Turn& turn, RefundKind kind) {
    ReferenceRefund& refund = refunds_[kind];
    refund.state = RefundState::submitted;
    ++refund.tries;
    arm(C::refund_sla_timer,
        plus_business_days(turn.now, turn.policy.refund_sla_business_days), kind);
}

bool ReferenceOrder::is_about_this_try(const Turn& turn) {
    const ReferenceRefund& refund = refunds_[turn.command.refund];
    return turn.command.attempt == 0 || turn.command.attempt == refund.tries;
}

Answer ReferenceOrder::refund_accepted(const Turn& turn) {
    ReferenceRefund& refund = refunds_[turn.command.refund];
    if (refund.state != RefundState::submitted || !is_about_this_try(turn)) {
        return recorded();
    }
    refund.state = RefundState::pending;
    return accepted();
}

Answer ReferenceOrder::refund_succeeded(const Turn& turn) {
    const RefundState state = refunds_[turn.command.refund].state;
    // A success counts even after a failure was reported: the money has gone.
    const bool is_sent = state == RefundState::submitted || state == RefundState::pending ||
                         state == RefundState::failed || state == RefundState::manual;
    if (!is_sent || !is_about_this_try(turn)) {
        return recorded();
    }
    succeed(turn.command.refund);
    return accepted();
}

Answer ReferenceOrder::refund_failed(const Turn& turn) {
    const RefundKind kind = turn.command.refund;
    ReferenceRefund& refund = refunds_[kind];
    const bool is_sent =
        refund.state == RefundState::submitted || refund.state == RefundState::pending;
    if (!is_sent || !is_about_this_try(turn)) {
        return recorded();
    }
    stop(C::refund_sla_timer, kind);
    if (turn.command.is_permanent || refund.tries > turn.policy.refund_retries) {
        refund.state = RefundState::manual;
        return accepted();
    }
    // Tries of earlier late payments' refunds count as well.
    SimDuration delay = turn.policy.refund_retry_delay;
    for (int i = 1; i < refund.tries; ++i) {
        delay *= 2;
    }
    refund.state = RefundState::failed;
    arm(C::refund_retry_timer, turn.now + delay, kind);
    return accepted();
}

Answer ReferenceOrder::refund_retry_timer(const Turn& turn) {
    submit(turn, turn.command.refund);
    return accepted();
}

/// The buyer may ask where his money is; nothing else changes.
Answer ReferenceOrder::refund_sla_timer() {
    refund_overdue_ = true;
    return accepted();
}

Answer ReferenceOrder::pay_out_by_hand(const Turn& turn) {
    if (refunds_[turn.command.refund].state != RefundState::manual) {
        return refused(Refusal::refund_not_ready);
    }
    succeed(turn.command.refund);
    return accepted();
}

void ReferenceOrder::succeed(RefundKind kind) {
    refunds_[kind].state = RefundState::succeeded;
    stop(C::refund_sla_timer, kind);
    stop(C::refund_retry_timer, kind);
    if (kind == RefundKind::late_payment && late_waiting_ > 0) {
        --late_waiting_;
        refund_late_payment();
    }
}

void ReferenceOrder::release_held_refund() {
    ReferenceRefund& refund = refunds_[RefundKind::settlement];
    if (refund.state == RefundState::held) {
        refund.state = RefundState::created;
    }
}

/// All money is where it belongs, and no parcel matters any more.
bool ReferenceOrder::is_settled() {
    if (at_.order != OrderState::refunding || at_.payment == PaymentState::verifying ||
        is_outstanding(refunds_[RefundKind::settlement].state) ||
        is_outstanding(refunds_[RefundKind::goodwill].state)) {
        return false;
    }
    const ShipmentState parcel = at_.shipment;
    const bool is_parcel_settled =
        return_waived_ || is_in_warehouse(parcel) || parcel == ShipmentState::returned ||
        parcel == ShipmentState::returning || parcel == ShipmentState::lost;
    return is_parcel_settled && parcel != ShipmentState::intercept_requested;
}

Answer ReferenceOrder::settle_timer() {
    const Money due = promised();
    if (is_in_warehouse(at_.shipment) || intercepted_) {
        at_.order = OrderState::cancelled;
    } else {
        at_.order = due == captured() ? OrderState::refunded : OrderState::settled_partial;
    }
    at_.payment = due == captured() ? PaymentState::returned : PaymentState::released;
    return accepted();
}

}  // namespace ordersim::tests
