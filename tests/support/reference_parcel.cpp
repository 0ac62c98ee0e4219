#include "tests/support/reference_rules.hpp"

// The parcel, from the shelf to the buyer or back.

namespace ordersim::tests {

using namespace ordersim::order;

Answer ReferenceOrder::start_pick(const Turn& turn) {
    if (at_.order != OrderState::processing && at_.order != OrderState::cancel_pending) {
        return not_in_this_state();
    }
    if (at_.shipment != ShipmentState::none) {
        return refused(Refusal::already_packed);
    }
    if (at_.order == OrderState::cancel_pending && turn.policy.lock != Lock::none &&
        at_.stop == StopState::seen) {
        return refused(Refusal::cancellation_pending);
    }
    at_.shipment = ShipmentState::picking;
    return accepted();
}

Answer ReferenceOrder::print_label(const Turn& turn) {
    if (at_.order != OrderState::processing && at_.order != OrderState::cancel_pending) {
        return not_in_this_state();
    }
    if (at_.shipment != ShipmentState::picking) {
        return refused(Refusal::not_picking);
    }
    if (at_.order == OrderState::cancel_pending && turn.policy.lock != Lock::none &&
        at_.stop == StopState::seen) {
        return refused(Refusal::cancellation_pending);
    }
    at_.shipment = ShipmentState::labelled;
    return accepted();
}

Answer ReferenceOrder::ship(const Turn& turn) {
    if (at_.order == OrderState::cancel_pending) {
        if (turn.policy.lock == Lock::hard) {
            return refused(Refusal::cancellation_pending);
        }
    } else if (at_.order != OrderState::processing) {
        return not_in_this_state();
    }
    if (case_is_open() && turn.policy.case_holds_ship) {
        return refused(Refusal::case_is_open);
    }
    leave(turn);
    return accepted();
}

/// The parcel leaves, by whatever rule: a pending request comes too late, an open case is from now
/// on a dispute.
void ReferenceOrder::leave(const Turn& turn) {
    at_.shipment = ShipmentState::handed_over;
    handed_over_at_ = turn.now;
    stop(C::ship_timer);
    if (at_.order == OrderState::cancel_pending) {
        at_.request = RequestState::overtaken;
        stop(C::cancel_timer);
        at_.stop = StopState::none;
    }
    at_.order = OrderState::shipped;
    arm(C::deliver_timer, turn.now + turn.policy.delivery_limit);
    if (case_is_open()) {
        stop(C::info_timer);
        pause(C::deliver_timer, turn.now);
        start_dispute(turn, rest());
    }
}

Answer ReferenceOrder::confirm_receipt(const Turn& turn) {
    if (at_.order != OrderState::shipped && at_.order != OrderState::delivered) {
        return not_in_this_state();
    }
    complete(turn);
    return accepted();
}

Answer ReferenceOrder::receipt_timer(const Turn& turn) {
    complete(turn);
    return accepted();
}

void ReferenceOrder::complete(const Turn& turn) {
    stop(C::deliver_timer);
    stop(C::confirm_timer);
    at_.order = completed_state();
    arm(C::dispute_window_timer, turn.now + turn.policy.dispute_window);
}

OrderState ReferenceOrder::completed_state() {
    return has_refund(RefundKind::goodwill) ? OrderState::settled_partial : OrderState::completed;
}

/// The seller gets his money, unless some of it is still on its way elsewhere.
Answer ReferenceOrder::dispute_window_timer(const Turn& turn) {
    if (is_outstanding(refunds_[RefundKind::goodwill].state) ||
        is_outstanding(refunds_[RefundKind::settlement].state)) {
        window_over_ = true;
        arm(C::dispute_window_timer, turn.now + std::chrono::hours(24));
        return accepted();
    }
    at_.payment = PaymentState::released;
    return accepted();
}

Answer ReferenceOrder::stop_seen() {
    if (at_.stop != StopState::pending || !is_in_warehouse(at_.shipment)) {
        return recorded();
    }
    at_.stop = StopState::seen;
    if (at_.order == OrderState::refunding || at_.order == OrderState::cancelled) {
        book_stop();
    }
    return accepted();
}

/// The seller said nothing of it, or the order was cancelled: the parcel left all the same.
Answer ReferenceOrder::hand_over_scan(const Turn& turn) {
    const bool is_cancelled =
        at_.order == OrderState::refunding || at_.order == OrderState::cancelled;
    if (at_.order == OrderState::processing || at_.order == OrderState::cancel_pending) {
        leave(turn);
        return accepted();
    }
    if (!is_cancelled || at_.stock == StockState::released || !is_in_warehouse(at_.shipment)) {
        return recorded();
    }
    at_.shipment = ShipmentState::intercept_requested;
    handed_over_at_ = turn.now;
    at_.stock = StockState::deducted;
    stop(C::settle_timer);
    recovery_ = true;
    ReferenceRefund& refund = refunds_[RefundKind::settlement];
    if (refund.state == RefundState::created) {
        refund.state = RefundState::held;
    }
    return accepted();
}

Answer ReferenceOrder::delivered_scan(const Turn& turn) {
    if (at_.shipment != ShipmentState::handed_over && at_.shipment != ShipmentState::lost &&
        at_.shipment != ShipmentState::intercept_requested) {
        return recorded();
    }
    if (at_.shipment == ShipmentState::intercept_requested) {
        give_parcel_up();
    }
    const bool is_found = at_.shipment == ShipmentState::lost;
    const bool is_taken_back = at_.order == OrderState::refunding ||
                               at_.order == OrderState::cancelled ||
                               at_.order == OrderState::refunded;
    if (is_found && !is_taken_back) {
        at_.stock = StockState::deducted;
    }
    at_.shipment = ShipmentState::delivered;
    // Only who has the goods can send them back.
    if (at_.case_ == CaseState::return_wait) {
        arm(C::return_timer, turn.now + turn.policy.return_limit);
    }
    const bool is_awaited = timers_.contains({C::deliver_timer, RefundKind::settlement});
    if (at_.order == OrderState::shipped) {
        at_.order = OrderState::delivered;
        stop(C::deliver_timer);
        arm(C::confirm_timer, turn.now + turn.policy.confirm_limit);
    } else if (is_awaited) {
        // During a dispute the time to confirm stands whole until the dispute is over.
        stop(C::deliver_timer);
        arm(C::confirm_timer, turn.now + turn.policy.confirm_limit);
        pause(C::confirm_timer, turn.now);
    }
    return accepted();
}

Answer ReferenceOrder::parcel_lost(const Turn& turn) {
    if (at_.shipment != ShipmentState::handed_over && at_.shipment != ShipmentState::delivered &&
        at_.shipment != ShipmentState::intercept_requested) {
        return recorded();
    }
    if (at_.shipment == ShipmentState::intercept_requested) {
        give_parcel_up();
    }
    at_.shipment = ShipmentState::lost;
    at_.stock = StockState::written_off;
    if (at_.order == OrderState::dispute && at_.case_ == CaseState::return_wait) {
        return_waived_ = true;
        pay_waiting_award();
    }
    const bool is_awaited = at_.order == OrderState::shipped || at_.order == OrderState::delivered;
    if (is_awaited && turn.policy.lost_opens_case && !disputed_) {
        pause(C::deliver_timer, turn.now);
        pause(C::confirm_timer, turn.now);
        forget_info();
        start_dispute(turn, rest());
    }
    return accepted();
}

Answer ReferenceOrder::intercepted() {
    if (at_.shipment != ShipmentState::intercept_requested) {
        return recorded();
    }
    at_.shipment = ShipmentState::returning;
    intercepted_ = true;
    release_held_refund();
    return accepted();
}

/// The buyer keeps what reached him, or nobody has it: his money does not wait for it.
void ReferenceOrder::give_parcel_up() {
    at_.stock = StockState::written_off;
    return_waived_ = true;
    release_held_refund();
}

Answer ReferenceOrder::intercept_failed() {
    if (at_.shipment != ShipmentState::intercept_requested) {
        return recorded();
    }
    at_.shipment = ShipmentState::handed_over;
    give_parcel_up();
    return accepted();
}

Answer ReferenceOrder::return_received() {
    if (at_.shipment != ShipmentState::returning) {
        return recorded();
    }
    at_.shipment = ShipmentState::returned;
    at_.stock = StockState::restocked;
    if (at_.order == OrderState::dispute && at_.case_ == CaseState::return_wait) {
        pay_waiting_award();
    } else {
        recovery_closed_ = recovery_;
    }
    return accepted();
}

}  // namespace ordersim::tests
