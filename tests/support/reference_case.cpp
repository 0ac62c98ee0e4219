#include "tests/support/reference_rules.hpp"

#include <algorithm>

// Support cases before shipment and disputes after it.

namespace ordersim::tests {

using namespace ordersim::order;

Answer ReferenceOrder::open_case(const Turn& turn) {
    if (at_.order != OrderState::processing) {
        return not_in_this_state();
    }
    if (!turn.policy.preship_escalation) {
        return refused(Refusal::escalation_off);
    }
    if (case_is_open()) {
        return refused(Refusal::case_is_open);
    }
    if (at_.case_ != CaseState::none) {
        return refused(Refusal::already_escalated);
    }
    const bool is_unheard = at_.request == RequestState::rejected ||
                            at_.request == RequestState::lapsed ||
                            (at_.chat == ChatState::wait_seller && follow_ups_ > 0);
    if (!is_unheard) {
        return refused(Refusal::nothing_to_escalate);
    }
    at_.case_ = CaseState::queued;
    evidence_buyer_ = std::min(255, evidence_buyer_ + turn.command.evidence);
    if (turn.policy.case_holds_ship) {
        pause(C::ship_timer, turn.now);
    }
    return accepted();
}

Answer ReferenceOrder::open_dispute(const Turn& turn) {
    const Policy& policy = turn.policy;
    const bool is_on_the_way =
        at_.order == OrderState::shipped || at_.order == OrderState::delivered;
    const bool is_complete =
        at_.order == OrderState::completed || at_.order == OrderState::settled_partial;
    if (!is_on_the_way && !is_complete) {
        return not_in_this_state();
    }
    if (disputed_) {
        return refused(Refusal::already_disputed);
    }
    if (is_complete && (window_over_ || !runs(C::dispute_window_timer))) {
        return refused(Refusal::dispute_window_closed);
    }
    const bool is_at_once =
        std::chrono::minutes(ship_limit_minutes_) < policy.dispute_at_once_below;
    if (!is_at_once && turn.now < handed_over_at_ + policy.dispute_opens) {
        return refused(Refusal::dispute_too_early);
    }
    const Money amount = turn.command.amount;
    if (amount <= Money{} || amount > rest()) {
        return refused(Refusal::wrong_amount);
    }
    after_completion_ = is_complete;
    forget_info();
    with_return_ = turn.command.with_return;
    evidence_buyer_ = std::min(255, evidence_buyer_ + turn.command.evidence);
    pause(C::deliver_timer, turn.now);
    pause(C::dispute_window_timer, turn.now);
    pause(C::confirm_timer, turn.now);
    start_dispute(turn, amount);
    return accepted();
}

/// Of a new dispute nobody has been asked for anything yet.
void ReferenceOrder::forget_info() {
    info_rounds_ = 0;
    info_from_seller_ = false;
    info_first_ = false;
}

void ReferenceOrder::start_dispute(const Turn& turn, Money claim) {
    at_.order = OrderState::dispute;
    at_.case_ = CaseState::open_wait_seller;
    disputed_ = true;
    claim_ = claim;
    arm(C::dispute_seller_timer, turn.now + turn.policy.dispute_answer_limit);
    arm(C::dispute_platform_timer, turn.now + turn.policy.dispute_platform_limit);
}

Answer ReferenceOrder::modify_proposal(const Turn& turn) {
    if (at_.order != OrderState::dispute) {
        return not_in_this_state();
    }
    if (at_.case_ != CaseState::open_wait_seller && at_.case_ != CaseState::negotiating) {
        return refused(Refusal::case_not_open);
    }
    if (dispute_rounds_ >= turn.policy.negotiation_rounds) {
        return refused(Refusal::too_many_rounds);
    }
    const Money amount = turn.command.amount;
    if (amount <= Money{} || amount > rest()) {
        return refused(Refusal::wrong_amount);
    }
    ++dispute_rounds_;
    claim_ = amount;
    with_return_ = turn.command.with_return;
    evidence_buyer_ = std::min(255, evidence_buyer_ + turn.command.evidence);
    at_.case_ = CaseState::open_wait_seller;
    arm(C::dispute_seller_timer, turn.now + turn.policy.dispute_answer_limit);
    return accepted();
}

Answer ReferenceOrder::accept_counter() {
    if (at_.order != OrderState::dispute) {
        return not_in_this_state();
    }
    if (at_.case_ != CaseState::negotiating) {
        return refused(Refusal::case_not_open);
    }
    if (counter_ <= Money{}) {
        return refused(Refusal::no_offer);
    }
    // What the seller offers, he offers without asking for the goods.
    pay_award(counter_, CaseState::closed_split);
    return accepted();
}

Answer ReferenceOrder::accept_proposal(const Turn& turn) {
    if (at_.order != OrderState::dispute) {
        return not_in_this_state();
    }
    if (at_.case_ != CaseState::open_wait_seller && at_.case_ != CaseState::negotiating) {
        return refused(Refusal::case_not_open);
    }
    award(turn, claim_, CaseState::closed_buyer);
    return accepted();
}

Answer ReferenceOrder::reject_proposal(const Turn& turn) {
    if (at_.order != OrderState::dispute) {
        return not_in_this_state();
    }
    if (at_.case_ != CaseState::open_wait_seller) {
        return refused(Refusal::case_not_open);
    }
    if (turn.command.amount < Money{} || turn.command.amount > rest()) {
        return refused(Refusal::wrong_amount);
    }
    seller_answered_ = true;
    counter_ = turn.command.amount;
    evidence_seller_ = std::min(255, evidence_seller_ + turn.command.evidence);
    at_.case_ = CaseState::negotiating;
    stop(C::dispute_seller_timer);
    return accepted();
}

/// The buyer calls support in, or the time to settle among themselves has run out.
Answer ReferenceOrder::escalate() {
    if (at_.order != OrderState::dispute) {
        return not_in_this_state();
    }
    if (at_.case_ != CaseState::open_wait_seller && at_.case_ != CaseState::negotiating) {
        return refused(Refusal::case_not_open);
    }
    at_.case_ = CaseState::queued;
    stop(C::dispute_seller_timer);
    stop(C::dispute_platform_timer);
    return accepted();
}

Answer ReferenceOrder::withdraw_case(const Turn& turn) {
    if (at_.order != OrderState::dispute && at_.order != OrderState::processing) {
        return not_in_this_state();
    }
    if (!case_is_open()) {
        return refused(Refusal::case_not_open);
    }
    if (at_.shipment == ShipmentState::returning) {
        return refused(Refusal::already_sent_back);
    }
    return_to_before(turn, CaseState::withdrawn);
    return accepted();
}

Answer ReferenceOrder::pick_up_case() {
    if (at_.order != OrderState::dispute && at_.order != OrderState::processing) {
        return not_in_this_state();
    }
    if (at_.case_ != CaseState::queued) {
        return refused(Refusal::case_not_open);
    }
    at_.case_ = CaseState::in_review;
    return accepted();
}

Answer ReferenceOrder::request_info(const Turn& turn) {
    if (at_.order != OrderState::dispute && at_.order != OrderState::processing) {
        return not_in_this_state();
    }
    if (at_.case_ != CaseState::in_review) {
        return refused(Refusal::case_not_open);
    }
    if (info_rounds_ >= turn.policy.info_rounds) {
        return refused(Refusal::too_many_rounds);
    }
    ++info_rounds_;
    info_from_seller_ = turn.command.party == Actor::seller;
    at_.case_ = CaseState::info_requested;
    arm(C::info_timer, turn.now + turn.policy.info_limit);
    return accepted();
}

Answer ReferenceOrder::submit_info(const Turn& turn) {
    if (at_.order != OrderState::dispute && at_.order != OrderState::processing) {
        return not_in_this_state();
    }
    if (at_.case_ != CaseState::info_requested) {
        return refused(Refusal::case_not_open);
    }
    const Actor asked = info_from_seller_ ? Actor::seller : Actor::buyer;
    if (turn.command.actor != asked) {
        return refused(Refusal::not_asked);
    }
    int& evidence = info_from_seller_ ? evidence_seller_ : evidence_buyer_;
    evidence = std::min(255, evidence + turn.command.evidence);
    info_first_ = true;
    at_.case_ = CaseState::queued;
    stop(C::info_timer);
    return accepted();
}

/// Who was asked and did not answer loses.
Answer ReferenceOrder::info_timer(const Turn& turn) {
    decide(turn, info_from_seller_ ? Verdict::buyer : Verdict::seller, {});
    return accepted();
}

Answer ReferenceOrder::decide_case(const Turn& turn) {
    if (at_.order != OrderState::dispute && at_.order != OrderState::processing) {
        return not_in_this_state();
    }
    if (at_.case_ != CaseState::in_review) {
        return refused(Refusal::case_not_open);
    }
    const Money amount = turn.command.amount;
    if (turn.command.verdict == Verdict::split) {
        const bool is_too_much =
            at_.order == OrderState::dispute ? amount > rest() : amount >= rest();
        if (amount <= Money{} || is_too_much) {
            return refused(Refusal::wrong_amount);
        }
        if (at_.order == OrderState::processing && has_refund(RefundKind::goodwill)) {
            return refused(Refusal::already_compensated);
        }
    }
    decide(turn, turn.command.verdict, amount);
    return accepted();
}

void ReferenceOrder::decide(const Turn& turn, Verdict verdict, Money amount) {
    if (verdict == Verdict::seller) {
        return_to_before(turn, CaseState::closed_seller);
        return;
    }
    if (at_.order == OrderState::dispute) {
        split_awarded_ = verdict == Verdict::split;
        award(turn, split_awarded_ ? amount : claim_,
              split_awarded_ ? CaseState::closed_split : CaseState::closed_buyer);
        return;
    }
    if (verdict == Verdict::split) {
        refund(RefundKind::goodwill, amount);
        return_to_before(turn, CaseState::closed_split);
        return;
    }
    at_.case_ = CaseState::closed_buyer;
    if (is_seller_side(reason_)) {
        violation_ = true;
    }
    stop(C::ship_timer);
    stop_parcel();
    refund_rest();
}

/// What was agreed or decided is paid, after the goods are back if that belongs to it and they can
/// come back.
void ReferenceOrder::award(const Turn& turn, Money amount, CaseState how) {
    if (!with_return_ || at_.shipment == ShipmentState::lost) {
        pay_award(amount, how);
        return;
    }
    stop_case_timers();
    claim_ = amount;
    at_.case_ = CaseState::return_wait;
    if (at_.shipment == ShipmentState::delivered) {
        arm(C::return_timer, turn.now + turn.policy.return_limit);
    }
}

void ReferenceOrder::pay_award(Money amount, CaseState how) {
    return_waived_ = true;
    end_dispute(amount, how);
}

/// The goods are back, or nobody waits for them any more.
void ReferenceOrder::pay_waiting_award() {
    end_dispute(claim_, split_awarded_ ? CaseState::closed_split : CaseState::closed_buyer);
}

void ReferenceOrder::end_dispute(Money amount, CaseState how) {
    stop_case_timers();
    stop(C::deliver_timer);
    stop(C::confirm_timer);
    stop(C::dispute_window_timer);
    claim_ = amount;
    at_.case_ = how;
    at_.order = OrderState::refunding;
    refund(RefundKind::settlement, amount);
}

void ReferenceOrder::stop_case_timers() {
    stop(C::dispute_seller_timer);
    stop(C::dispute_platform_timer);
    stop(C::info_timer);
    stop(C::return_timer);
    stop(C::return_receipt_timer);
}

/// The case is over without an award: the order goes on where it was.
void ReferenceOrder::return_to_before(const Turn& turn, CaseState how) {
    at_.case_ = how;
    stop_case_timers();
    if (at_.order == OrderState::processing) {
        unlock(turn);
        return;
    }
    if (after_completion_) {
        at_.order = completed_state();
        resume(C::dispute_window_timer, turn.now);
        return;
    }
    const bool is_delivered = at_.shipment == ShipmentState::delivered;
    at_.order = is_delivered ? OrderState::delivered : OrderState::shipped;
    resume(C::deliver_timer, turn.now);
    resume(C::confirm_timer, turn.now);
}

Answer ReferenceOrder::give_return_tracking(const Turn& turn) {
    if (at_.order != OrderState::dispute) {
        return not_in_this_state();
    }
    if (at_.case_ != CaseState::return_wait) {
        return refused(Refusal::case_not_open);
    }
    if (at_.shipment != ShipmentState::delivered) {
        return refused(Refusal::not_delivered);
    }
    at_.shipment = ShipmentState::returning;
    stop(C::return_timer);
    arm(C::return_receipt_timer, turn.now + turn.policy.return_receipt_limit);
    return accepted();
}

Answer ReferenceOrder::dispute_seller_timer(const Turn& turn) {
    award(turn, claim_, CaseState::closed_buyer);
    return accepted();
}

Answer ReferenceOrder::return_timer(const Turn& turn) {
    return_to_before(turn, CaseState::closed_seller);
    return accepted();
}

Answer ReferenceOrder::return_receipt_timer() {
    pay_waiting_award();
    return accepted();
}

}  // namespace ordersim::tests
