#include "tests/support/reference_rules.hpp"

#include <algorithm>
#include <cmath>

// Cancelling and talking before shipment.

namespace ordersim::tests {

using namespace ordersim::order;

namespace {

constexpr SimDuration kDay = std::chrono::hours(24);

bool needs_no_answer(const Policy& policy, ShipmentState parcel, bool is_trusted) {
    if (parcel != ShipmentState::none || policy.approval == Approval::always_ask) {
        return false;
    }
    return policy.approval == Approval::auto_if_unpicked || is_trusted;
}

SimDuration since_midnight(SimTime time) {
    SimDuration rest = time.time_since_epoch() % kDay;
    return rest < SimDuration::zero() ? rest + kDay : rest;
}

bool is_weekend(SimTime time) {
    const SimTime midnight = time - since_midnight(time);
    const auto day = ((midnight.time_since_epoch() / kDay) % 7 + 7) % 7;
    return day >= 5;
}

/// As on a stop watch that stands still on Saturday and Sunday; what ends with Friday ends when
/// Monday begins.
SimTime plus_working_time(SimTime from, SimDuration limit) {
    SimTime time = from;
    while (true) {
        const SimDuration today = kDay - since_midnight(time);
        if (is_weekend(time)) {
            time += today;
        } else if (limit < today) {
            return time + limit;
        } else {
            time += today;
            limit -= today;
        }
    }
}

}  // namespace

SimTime ReferenceOrder::answer_deadline(const Turn& turn) const {
    const Policy& policy = turn.policy;
    const std::chrono::minutes ahead(std::lround(policy.time_zone * 60));
    const SimTime local = turn.now + ahead;
    if (policy.answer_clock == AnswerClock::elapsed) {
        return turn.now + policy.answer_limit;
    }
    if (policy.answer_clock == AnswerClock::business_days) {
        return plus_working_time(local, policy.answer_limit) - ahead;
    }
    const SimTime end = local + policy.answer_limit;
    const SimTime midnight = end - since_midnight(end);
    const SimTime last_minute = midnight + kDay - std::chrono::minutes(1);
    return std::max(end, last_minute) - ahead;
}

Answer ReferenceOrder::cancel_instant(const Turn& turn) {
    if (at_.order != OrderState::processing) {
        return not_in_this_state();
    }
    const bool is_in_grace = turn.now - paid_at_ <= turn.policy.grace_window;
    if (!is_in_grace) {
        return refused(Refusal::grace_over);
    }
    if (at_.shipment != ShipmentState::none) {
        return refused(Refusal::already_packed);
    }
    if (case_is_open()) {
        return refused(Refusal::case_is_open);
    }
    reason_ = turn.command.reason;
    if (is_seller_side(reason_)) {
        violation_ = true;
    }
    stop(C::ship_timer);
    stop_parcel();
    refund_rest();
    return accepted();
}

Answer ReferenceOrder::request_cancel(const Turn& turn) {
    if (at_.order == OrderState::shipped || at_.order == OrderState::delivered) {
        return refused(Refusal::already_shipped);
    }
    if (at_.order != OrderState::processing) {
        return not_in_this_state();
    }
    if (case_is_open()) {
        return refused(Refusal::case_is_open);
    }
    if (requests_ >= turn.policy.max_requests) {
        return refused(Refusal::too_many_requests);
    }
    if (turn.now - paid_at_ > turn.policy.request_window) {
        return refused(Refusal::request_window_over);
    }
    ++requests_;
    reason_ = turn.command.reason;
    evidence_buyer_ = std::min(255, evidence_buyer_ + turn.command.evidence);
    offer_rounds_ = 0;
    seller_answered_ = false;
    at_.request = RequestState::requested;
    at_.order = OrderState::cancel_pending;
    if (needs_no_answer(turn.policy, at_.shipment, is_trusted_)) {
        if (is_seller_side(reason_)) {
            violation_ = true;
        }
        end_request(turn, RequestState::approved);
        return accepted();
    }
    arm(C::cancel_timer, answer_deadline(turn));
    if (turn.policy.lock != Lock::none) {
        at_.stop = StopState::pending;
        pause(C::ship_timer, turn.now);
    }
    return accepted();
}

/// The request is over: the order is cancelled, or goes on as if nothing had been asked.
void ReferenceOrder::end_request(const Turn& turn, RequestState how) {
    at_.request = how;
    stop(C::cancel_timer);
    if (how == RequestState::approved || how == RequestState::non_fulfilment) {
        stop(C::ship_timer);
        stop_parcel();
        refund_rest();
        return;
    }
    at_.order = OrderState::processing;
    unlock(turn);
}

void ReferenceOrder::unlock(const Turn& turn) {
    at_.stop = StopState::none;
    resume(C::ship_timer, turn.now);
}

/// The warehouse is told to keep the parcel; the goods are back once it knows.
void ReferenceOrder::stop_parcel() {
    if (at_.stop == StopState::seen) {
        book_stop();
    } else {
        at_.stop = StopState::pending;
    }
}

void ReferenceOrder::book_stop() {
    if (at_.stock == StockState::deducted) {
        at_.stock = StockState::restocked;
    }
}

Answer ReferenceOrder::withdraw_cancel(const Turn& turn) {
    if (at_.order != OrderState::cancel_pending) {
        return not_in_this_state();
    }
    end_request(turn, RequestState::withdrawn);
    return accepted();
}

Answer ReferenceOrder::approve_cancel(const Turn& turn) {
    if (at_.order != OrderState::cancel_pending) {
        return not_in_this_state();
    }
    seller_answered_ = true;
    if (turn.command.reason == Reason::out_of_stock) {
        at_.stock = StockState::written_off;
        at_.stop = StopState::seen;
    }
    if (is_seller_side(reason_) || is_seller_side(turn.command.reason)) {
        violation_ = true;
    }
    end_request(turn, RequestState::approved);
    return accepted();
}

Answer ReferenceOrder::reject_cancel(const Turn& turn) {
    if (at_.order != OrderState::cancel_pending) {
        return not_in_this_state();
    }
    seller_answered_ = true;
    end_request(turn, RequestState::rejected);
    return accepted();
}

Answer ReferenceOrder::counter_offer(const Turn& turn) {
    if (at_.order != OrderState::cancel_pending) {
        return not_in_this_state();
    }
    if (offer_rounds_ >= turn.policy.negotiation_rounds) {
        return refused(Refusal::too_many_rounds);
    }
    const Money amount = turn.command.amount;
    const bool is_money = turn.command.offer == Offer::partial_refund;
    if (amount < Money{} || amount >= rest() || (is_money && amount == Money{})) {
        return refused(Refusal::wrong_amount);
    }
    ++offer_rounds_;
    seller_answered_ = true;
    offer_ = turn.command.offer;
    counter_ = amount;
    at_.request = RequestState::negotiating;
    at_.chat = ChatState::wait_buyer;
    return accepted();
}

Answer ReferenceOrder::accept_offer(const Turn& turn) {
    if (at_.order != OrderState::cancel_pending) {
        return not_in_this_state();
    }
    if (at_.request != RequestState::negotiating) {
        return refused(Refusal::no_offer);
    }
    if (offer_ == Offer::partial_refund) {
        if (has_refund(RefundKind::goodwill)) {
            return refused(Refusal::already_compensated);
        }
        refund(RefundKind::goodwill, counter_);
    }
    at_.chat = ChatState::idle;
    end_request(turn, RequestState::withdrawn);
    return accepted();
}

Answer ReferenceOrder::decline_offer() {
    if (at_.order != OrderState::cancel_pending) {
        return not_in_this_state();
    }
    if (at_.request != RequestState::negotiating) {
        return refused(Refusal::no_offer);
    }
    at_.request = RequestState::requested;
    at_.chat = ChatState::wait_seller;
    return accepted();
}

Answer ReferenceOrder::seller_cancel(const Turn& turn) {
    if (at_.order != OrderState::processing) {
        return not_in_this_state();
    }
    if (case_is_open()) {
        return refused(Refusal::case_is_open);
    }
    stop(C::ship_timer);
    if (turn.command.reason == Reason::out_of_stock) {
        at_.stock = StockState::written_off;
        at_.stop = StopState::seen;
    }
    if (is_seller_side(turn.command.reason)) {
        violation_ = true;
    }
    stop_parcel();
    refund_rest();
    return accepted();
}

Answer ReferenceOrder::extend_processing(const Turn& turn) {
    if (at_.order != OrderState::processing) {
        return not_in_this_state();
    }
    if (case_is_open()) {
        return refused(Refusal::case_is_open);
    }
    const std::chrono::minutes more(turn.command.minutes);
    if (std::chrono::minutes(extended_minutes_) + more > turn.policy.extension_max) {
        return refused(Refusal::extension_used_up);
    }
    extended_minutes_ += more.count();
    timers_.at({C::ship_timer, RefundKind::settlement}).deadline += more;
    return accepted();
}

Answer ReferenceOrder::cancel_timer(const Turn& turn) {
    if (turn.policy.on_silence == OnSilence::approve) {
        if (!seller_answered_ || is_seller_side(reason_)) {
            violation_ = true;
        }
        end_request(turn, RequestState::approved);
        return accepted();
    }
    end_request(turn, RequestState::lapsed);
    if (turn.policy.on_silence == OnSilence::escalate && at_.case_ == CaseState::none) {
        at_.case_ = CaseState::queued;
        if (turn.policy.case_holds_ship) {
            pause(C::ship_timer, turn.now);
        }
    }
    return accepted();
}

/// The parcel did not leave in time.
Answer ReferenceOrder::ship_timer(const Turn& turn) {
    violation_ = true;
    if (case_is_open()) {
        at_.case_ = CaseState::closed_buyer;
        stop(C::info_timer);
    }
    const bool is_pending = is_open(at_.request);
    const RequestState was = at_.request;
    end_request(turn, RequestState::non_fulfilment);
    if (!is_pending) {
        at_.request = was;
    }
    return accepted();
}

Answer ReferenceOrder::send_message(const Turn& turn) {
    if (is_terminal(at_.order)) {
        return not_in_this_state();
    }
    const bool is_buyer = turn.command.actor == Actor::buyer;
    at_.chat = is_buyer ? ChatState::wait_seller : ChatState::wait_buyer;
    int& evidence = is_buyer ? evidence_buyer_ : evidence_seller_;
    evidence = std::min(255, evidence + turn.command.evidence);
    // Talking gains time, but no more often than the request may be negotiated about.
    if (at_.order == OrderState::cancel_pending && turn.policy.rearm_on_message &&
        offer_rounds_ < turn.policy.negotiation_rounds) {
        ++offer_rounds_;
        arm(C::cancel_timer, answer_deadline(turn));
    }
    return accepted();
}

/// The buyer asks again, if need be after the end.
Answer ReferenceOrder::follow_up(const Turn& turn) {
    follow_ups_ = std::min(255, follow_ups_ + 1);
    at_.chat = ChatState::wait_seller;
    evidence_buyer_ = std::min(255, evidence_buyer_ + turn.command.evidence);
    return accepted();
}

}  // namespace ordersim::tests
