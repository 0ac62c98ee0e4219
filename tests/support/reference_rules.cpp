#include "tests/support/reference_rules.hpp"

namespace ordersim::tests {

using namespace ordersim::order;

namespace {

bool may_say(Actor actor, CommandKind kind) {
    using C = CommandKind;
    if (class_of(kind) == CommandClass::timer) {
        return actor == Actor::clock;
    }
    if (class_of(kind) == CommandClass::fact) {
        const Actor teller = kind <= C::refund_failed ? Actor::gateway : Actor::carrier;
        return actor == teller || (kind == C::return_received && actor == Actor::seller);
    }
    if (kind == C::send_message || kind == C::submit_info) {
        return actor == Actor::buyer || actor == Actor::seller;
    }
    if (kind <= C::follow_up) {
        return actor == Actor::buyer;
    }
    return kind <= C::reject_proposal ? actor == Actor::seller : actor == Actor::platform;
}

}  // namespace

Answer ReferenceOrder::give(const Policy& policy, const Command& command, SimTime now) {
    const Answer answer = answer_to({policy, command, now});
    if (answer == accepted()) {
        ++version_;
        // A finished order ends in a step of its own, at the same instant.
        if (is_settled() && !runs(C::settle_timer)) {
            arm(C::settle_timer, now);
        }
    }
    return answer;
}

Answer ReferenceOrder::answer_to(const Turn& turn) {
    const Command& command = turn.command;
    if (class_of(command.kind) == CommandClass::command &&
        command.expected_version != Command::kAnyVersion &&
        command.expected_version != static_cast<std::uint32_t>(version_)) {
        return refused(Refusal::stale_version);
    }
    if (!may_say(command.actor, command.kind)) {
        return refused(Refusal::wrong_actor);
    }
    if (class_of(command.kind) == CommandClass::timer) {
        return timer(turn);
    }
    if (class_of(command.kind) == CommandClass::fact) {
        return fact(turn);
    }
    if (at_.order == OrderState::none && command.kind != C::place_order) {
        return refused(Refusal::unknown_order);
    }
    if (command.kind <= C::extend_processing) {
        return buyer_command(turn);
    }
    if (command.kind <= C::submit_info) {
        return claim_command(turn);
    }
    return command.kind <= C::reject_proposal ? seller_command(turn) : platform_command(turn);
}

Answer ReferenceOrder::buyer_command(const Turn& turn) {
    const C kind = turn.command.kind;
    if (kind == C::place_order) {
        return place(turn);
    }
    if (kind == C::cancel_unpaid) {
        return cancel_unpaid(turn);
    }
    if (kind == C::pay) {
        return pay(turn);
    }
    if (kind == C::cancel_direct) {
        return cancel_direct(turn);
    }
    if (kind == C::cancel_instant) {
        return cancel_instant(turn);
    }
    if (kind == C::request_cancel) {
        return request_cancel(turn);
    }
    if (kind == C::withdraw_cancel) {
        return withdraw_cancel(turn);
    }
    if (kind == C::accept_offer) {
        return accept_offer(turn);
    }
    return kind == C::decline_offer ? decline_offer() : extend_processing(turn);
}

Answer ReferenceOrder::claim_command(const Turn& turn) {
    const C kind = turn.command.kind;
    if (kind == C::confirm_receipt) {
        return confirm_receipt(turn);
    }
    if (kind == C::open_case) {
        return open_case(turn);
    }
    if (kind == C::open_dispute) {
        return open_dispute(turn);
    }
    if (kind == C::modify_proposal) {
        return modify_proposal(turn);
    }
    if (kind == C::accept_counter) {
        return accept_counter();
    }
    if (kind == C::escalate) {
        return escalate();
    }
    if (kind == C::give_return_tracking) {
        return give_return_tracking(turn);
    }
    if (kind == C::withdraw_case) {
        return withdraw_case(turn);
    }
    if (kind == C::follow_up) {
        return follow_up(turn);
    }
    return kind == C::send_message ? send_message(turn) : submit_info(turn);
}

Answer ReferenceOrder::seller_command(const Turn& turn) {
    const C kind = turn.command.kind;
    if (kind == C::approve_cancel) {
        return approve_cancel(turn);
    }
    if (kind == C::reject_cancel) {
        return reject_cancel(turn);
    }
    if (kind == C::counter_offer) {
        return counter_offer(turn);
    }
    if (kind == C::seller_cancel) {
        return seller_cancel(turn);
    }
    if (kind == C::start_pick) {
        return start_pick(turn);
    }
    if (kind == C::print_label) {
        return print_label(turn);
    }
    if (kind == C::ship) {
        return ship(turn);
    }
    return kind == C::accept_proposal ? accept_proposal(turn) : reject_proposal(turn);
}

Answer ReferenceOrder::platform_command(const Turn& turn) {
    const C kind = turn.command.kind;
    if (kind == C::pick_up_case) {
        return pick_up_case();
    }
    if (kind == C::request_info) {
        return request_info(turn);
    }
    if (kind == C::decide_case) {
        return decide_case(turn);
    }
    return kind == C::submit_refund ? submit_refund(turn) : pay_out_by_hand(turn);
}

Answer ReferenceOrder::fact(const Turn& turn) {
    const C kind = turn.command.kind;
    if (kind == C::payment_verified) {
        return payment_verified(turn);
    }
    if (kind == C::payment_failed) {
        return payment_failed(turn);
    }
    if (kind == C::refund_accepted) {
        return refund_accepted(turn);
    }
    if (kind == C::refund_succeeded) {
        return refund_succeeded(turn);
    }
    if (kind == C::refund_failed) {
        return refund_failed(turn);
    }
    if (kind == C::stop_seen) {
        return stop_seen();
    }
    if (kind == C::hand_over_scan) {
        return hand_over_scan(turn);
    }
    if (kind == C::delivered_scan) {
        return delivered_scan(turn);
    }
    if (kind == C::parcel_lost) {
        return parcel_lost(turn);
    }
    if (kind == C::intercepted) {
        return intercepted();
    }
    return kind == C::intercept_failed ? intercept_failed() : return_received();
}

Answer ReferenceOrder::timer(const Turn& turn) {
    const C kind = turn.command.kind;
    const RefundKind refund =
        is_about_refund(kind) ? turn.command.refund : RefundKind::settlement;
    if (!runs(kind, refund) || timers_.at({kind, refund}).deadline > turn.now) {
        return recorded();
    }
    stop(kind, refund);
    if (kind == C::pay_timer) {
        return pay_timer();
    }
    if (kind == C::verify_timer) {
        return verification_ends(turn);
    }
    if (kind == C::ship_timer) {
        return ship_timer(turn);
    }
    if (kind == C::cancel_timer) {
        return cancel_timer(turn);
    }
    if (kind == C::deliver_timer || kind == C::confirm_timer) {
        return receipt_timer(turn);
    }
    if (kind == C::dispute_seller_timer) {
        return dispute_seller_timer(turn);
    }
    if (kind == C::dispute_platform_timer) {
        return escalate();
    }
    if (kind == C::info_timer) {
        return info_timer(turn);
    }
    if (kind == C::return_timer) {
        return return_timer(turn);
    }
    if (kind == C::return_receipt_timer) {
        return return_receipt_timer();
    }
    if (kind == C::refund_retry_timer) {
        return refund_retry_timer(turn);
    }
    if (kind == C::refund_sla_timer) {
        return refund_sla_timer();
    }
    return kind == C::settle_timer ? settle_timer() : dispute_window_timer(turn);
}

Answer ReferenceOrder::not_in_this_state() const {
    return refused(is_terminal(at_.order) ? Refusal::order_closed : Refusal::wrong_state);
}

void ReferenceOrder::arm(C name, SimTime deadline, RefundKind refund) {
    timers_[{name, refund}] = {deadline, false, {}};
}

void ReferenceOrder::stop(C name, RefundKind refund) {
    timers_.erase({name, refund});
}

void ReferenceOrder::pause(C name, SimTime now) {
    const auto found = timers_.find({name, RefundKind::settlement});
    if (found != timers_.end() && !found->second.is_paused) {
        found->second = {{}, true, found->second.deadline - now};
    }
}

void ReferenceOrder::resume(C name, SimTime now) {
    const auto found = timers_.find({name, RefundKind::settlement});
    if (found != timers_.end() && found->second.is_paused) {
        found->second = {now + found->second.left, false, {}};
    }
}

bool ReferenceOrder::runs(C name, RefundKind refund) const {
    const auto found = timers_.find({name, refund});
    return found != timers_.end() && !found->second.is_paused;
}

bool ReferenceOrder::has_refund(RefundKind kind) {
    return refunds_[kind].state != RefundState::none;
}

Money ReferenceOrder::captured() const {
    const bool is_captured = at_.payment == PaymentState::held ||
                             at_.payment == PaymentState::released ||
                             at_.payment == PaymentState::returned;
    return is_captured ? total_ : Money{};
}

Money ReferenceOrder::promised() {
    Money sum{};
    for (const RefundKind kind : {RefundKind::settlement, RefundKind::goodwill}) {
        if (has_refund(kind)) {
            sum += refunds_[kind].amount;
        }
    }
    return sum;
}

Money ReferenceOrder::rest() {
    return captured() - promised();
}

}  // namespace ordersim::tests
