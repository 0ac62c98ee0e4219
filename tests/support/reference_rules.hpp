#pragma once

#include "sim/order/decide.hpp"

#include <map>
#include <string>
#include <utility>

/// The marketplace's rules a second time: slow, plain, and sharing nothing with the table but its
/// vocabulary, so that a wrong row is caught by disagreement. Written from the order model before
/// it was held against the table; where the model is silent or was read otherwise on purpose, it
/// follows the table.
namespace ordersim::tests {

/// What a command comes to.
struct Answer {
    order::Decision::Kind kind = order::Decision::Kind::refused;
    order::Refusal refusal = order::Refusal::none;

    friend bool operator==(const Answer&, const Answer&) = default;
};

/// A running deadline, or what is left of one that stands still.
struct ReferenceTimer {
    SimTime deadline{};
    bool is_paused = false;
    SimDuration left{};

    friend bool operator==(const ReferenceTimer&, const ReferenceTimer&) = default;
};

struct ReferenceRefund {
    order::RefundState state = order::RefundState::none;
    Money amount{};
    int tries = 0;    ///< submissions, over all refunds of the kind
};

/// One order under the rules. Requires, like `order::decide`: no deadline before `now` is left
/// unfired.
class ReferenceOrder {
public:
    /// What the rules say; carried out if they accept.
    Answer give(const order::Policy& policy, const order::Command& command, SimTime now);
    /// In what the order differs from this one, by name; empty if in nothing.
    [[nodiscard]] std::string difference(const order::Order& order) const;

private:
    using C = order::CommandKind;
    using TimerName = std::pair<C, order::RefundKind>;

    struct Turn {
        const order::Policy& policy;
        const order::Command& command;
        SimTime now;
    };

    // What every command goes through.
    Answer answer_to(const Turn& turn);
    Answer buyer_command(const Turn& turn);
    Answer claim_command(const Turn& turn);
    Answer seller_command(const Turn& turn);
    Answer platform_command(const Turn& turn);
    Answer fact(const Turn& turn);
    Answer timer(const Turn& turn);
    [[nodiscard]] Answer not_in_this_state() const;

    // Before payment.
    Answer place(const Turn& turn);
    Answer cancel_unpaid(const Turn& turn);
    Answer pay(const Turn& turn);
    Answer cancel_direct(const Turn& turn);
    Answer payment_verified(const Turn& turn);
    Answer payment_failed(const Turn& turn);
    Answer pay_timer();
    Answer verification_ends(const Turn& turn);

    // Before shipment.
    Answer cancel_instant(const Turn& turn);
    Answer request_cancel(const Turn& turn);
    Answer withdraw_cancel(const Turn& turn);
    Answer approve_cancel(const Turn& turn);
    Answer reject_cancel(const Turn& turn);
    Answer counter_offer(const Turn& turn);
    Answer accept_offer(const Turn& turn);
    Answer decline_offer();
    Answer seller_cancel(const Turn& turn);
    Answer extend_processing(const Turn& turn);
    Answer cancel_timer(const Turn& turn);
    Answer ship_timer(const Turn& turn);
    Answer send_message(const Turn& turn);
    Answer follow_up(const Turn& turn);

    // The parcel.
    Answer start_pick(const Turn& turn);
    Answer print_label(const Turn& turn);
    Answer ship(const Turn& turn);
    Answer confirm_receipt(const Turn& turn);
    Answer stop_seen();
    Answer hand_over_scan(const Turn& turn);
    Answer delivered_scan(const Turn& turn);
    Answer parcel_lost(const Turn& turn);
    Answer intercepted();
    Answer intercept_failed();
    Answer return_received();
    Answer receipt_timer(const Turn& turn);
    Answer dispute_window_timer(const Turn& turn);

    // Cases and disputes.
    Answer open_case(const Turn& turn);
    Answer open_dispute(const Turn& turn);
    Answer modify_proposal(const Turn& turn);
    Answer accept_counter();
    Answer accept_proposal(const Turn& turn);
    Answer reject_proposal(const Turn& turn);
    Answer escalate();
    Answer withdraw_case(const Turn& turn);
    Answer pick_up_case();
    Answer request_info(const Turn& turn);
    Answer submit_info(const Turn& turn);
    Answer decide_case(const Turn& turn);
    Answer give_return_tracking(const Turn& turn);
    Answer info_timer(const Turn& turn);
    Answer dispute_seller_timer(const Turn& turn);
    Answer return_timer(const Turn& turn);
    Answer return_receipt_timer();

    // Refunds.
    Answer submit_refund(const Turn& turn);
    Answer pay_out_by_hand(const Turn& turn);
    Answer refund_accepted(const Turn& turn);
    Answer refund_succeeded(const Turn& turn);
    Answer refund_failed(const Turn& turn);
    Answer refund_retry_timer(const Turn& turn);
    Answer refund_sla_timer();
    Answer settle_timer();

    // What several of them do.
    void approve_payment(const Turn& turn);
    void refund_late_payment();
    void refund_rest();
    void unlock(const Turn& turn);
    void end_request(const Turn& turn, order::RequestState how);
    void stop_parcel();
    void book_stop();
    void leave(const Turn& turn);
    void refund(order::RefundKind kind, Money amount);
    void forget_info();
    void start_dispute(const Turn& turn, Money claim);
    void award(const Turn& turn, Money amount, order::CaseState how);
    void pay_award(Money amount, order::CaseState how);
    void pay_waiting_award();
    void end_dispute(Money amount, order::CaseState how);
    void stop_case_timers();
    void return_to_before(const Turn& turn, order::CaseState how);
    void decide(const Turn& turn, order::Verdict verdict, Money amount);
    void complete(const Turn& turn);
    void submit(const Turn& turn, order::RefundKind kind);
    void succeed(order::RefundKind kind);
    void release_held_refund();
    void give_parcel_up();
    [[nodiscard]] bool is_settled();

    void arm(C name, SimTime deadline, order::RefundKind refund = order::RefundKind::settlement);
    void stop(C name, order::RefundKind refund = order::RefundKind::settlement);
    void pause(C name, SimTime now);
    void resume(C name, SimTime now);
    [[nodiscard]] bool runs(C name,
                            order::RefundKind refund = order::RefundKind::settlement) const;

    [[nodiscard]] bool has_refund(order::RefundKind kind);
    [[nodiscard]] order::OrderState completed_state();
    [[nodiscard]] Money captured() const;
    [[nodiscard]] Money promised();
    [[nodiscard]] Money rest();
    [[nodiscard]] bool case_is_open() const { return order::is_open(at_.case_); }
    [[nodiscard]] bool is_about_this_try(const Turn& turn);
    [[nodiscard]] SimTime answer_deadline(const Turn& turn) const;

    [[nodiscard]] static std::map<TimerName, ReferenceTimer> timers_of(const order::Order& order);
    [[nodiscard]] std::string difference_in_regions(const order::Regions& regions) const;
    [[nodiscard]] std::string difference_in_timers(const order::Order& order) const;
    [[nodiscard]] std::string difference_in_refunds(const order::Order& order) const;
    [[nodiscard]] std::string difference_in_marks(const order::Order& order) const;
    [[nodiscard]] std::string difference_in_counts(const order::Order& order) const;

    order::Regions at_;
    std::map<TimerName, ReferenceTimer> timers_;
    std::map<order::RefundKind, ReferenceRefund> refunds_;

    int version_ = 0;
    Money total_{};
    int quantity_ = 1;
    std::int64_t ship_limit_minutes_ = 0;
    std::int64_t extended_minutes_ = 0;
    SimTime paid_at_{};
    SimTime handed_over_at_{};
    int payments_ = 0;
    std::map<int, bool> payment_came_;  ///< by attempt
    int late_waiting_ = 0;

    order::Reason reason_ = order::Reason::other;
    order::Offer offer_ = order::Offer::partial_refund;
    Money claim_{};
    Money counter_{};
    int requests_ = 0;
    int offer_rounds_ = 0;
    int dispute_rounds_ = 0;
    int info_rounds_ = 0;
    int follow_ups_ = 0;
    int evidence_buyer_ = 0;
    int evidence_seller_ = 0;

    bool is_trusted_ = false;
    bool disputed_ = false;
    bool after_completion_ = false;
    bool with_return_ = false;
    bool return_waived_ = false;
    bool intercepted_ = false;
    bool recovery_ = false;
    bool recovery_closed_ = false;
    bool seller_answered_ = false;
    bool info_from_seller_ = false;
    bool info_first_ = false;
    bool violation_ = false;
    bool refund_overdue_ = false;
    bool window_over_ = false;
    bool split_awarded_ = false;
};

inline Answer accepted() {
    return {order::Decision::Kind::accepted, order::Refusal::none};
}
inline Answer recorded() {
    return {order::Decision::Kind::recorded, order::Refusal::none};
}
inline Answer refused(order::Refusal why) {
    return {order::Decision::Kind::refused, why};
}

}  // namespace ordersim::tests
