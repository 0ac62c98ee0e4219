#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/agents/act.hpp"
#include "sim/agents/params.hpp"
#include "sim/base/id.hpp"
#include "sim/base/random.hpp"
#include "sim/order/order.hpp"
#include "sim/order/policy.hpp"

namespace ordersim::agents {

/// What a random number is for: part of its address. Appending is free; reordering changes every
/// result.
enum class Purpose : std::uint16_t {
    arrival_gap,
    method,
    amount,
    seller,
    never_pays,
    pay_delay,
    verify_delay,
    payment_fails,
    payment_retried,
    retry_delay,
    unpaid_cancel,
    unpaid_cancel_delay,
    wish,
    wish_cause,
    wish_delay,
    wish_reason,
    channel,
    chat_patience,
    follow_up_delay,
    withdrawal,
    withdrawal_delay,
    confirmation,
    confirmation_delay,
    reply_never,
    reply_delay,
    consent,
    handling,
    shipping_limit,
    rescue,
    stock_out,
    stock_out_delay,
    poll_delay,
    leak,
    transit,
    loss,
    interception,
    platform_leg,
    bank_leg,
    trusted,
    ask_again,
    ask_again_delay,
    offer,
    offer_kind,
    offer_answer,
    offer_answer_delay,
    check_delay,
    reorder,
    escalation,
    escalation_delay,
    complaint,
    complaint_delay,
    return_,
    return_sent,
    return_sent_delay,
    proposal_answer,
    proposal_answer_delay,
    case_withdrawal,
    case_withdrawal_delay,
    buyer_evidence_items,
    buyer_evidence,
    seller_evidence_items,
    seller_evidence,
    dispute_answered,
    dispute_answer_delay,
    dispute_accepted,
    refund_fails,
    refund_is_permanent,
    status_lag,
    hook_duplicate,
    hook_duplicate_delay,
    hook_late,
    hook_late_delay,
    hook_lost,
    chat_service,
    chat_patience_at_desk,
    chat_silent,
    case_service,
    info,
    info_party,
    info_answer,
    info_answer_delay,
    decision,
    decision_split
};

/// The people and machines of one market: the parameters with what follows from them once and for
/// all. Immutable; shared by all replications and threads.
class Cast {
public:
    explicit Cast(Params params);

    /// As given, but the sellers' clocks tell the platform's time: they are moved by the sellers'
    /// time zone.
    [[nodiscard]] const Params& params() const { return params_; }
    [[nodiscard]] const WeeklyClock& business_days() const { return business_days_; }

    /// The seller in whose cumulated weight share `u` lies. O(log sellers).
    [[nodiscard]] SellerId seller_at(double u) const;
    /// The seller's class. Sellers are dealt out by weight, each to the class then furthest behind
    /// its share, so that classes get their shares of the orders as exactly as the number of
    /// sellers allows.
    [[nodiscard]] const SellerClass& class_of(SellerId seller) const {
        return params_.sellers.classes[class_of_[seller.value]];
    }

private:
    Params params_;
    WeeklyClock business_days_;
    std::vector<double> cumulated_weight_;
    std::vector<std::uint8_t> class_of_;
};

/// All that an agent may look at when it decides: one order, its own notes, the rules, the time,
/// and its draws. Traits that an order is born with are functions of its address.
struct View {
    OrderId id;
    const order::Order& order;
    const order::Policy& policy;
    const Cast& cast;
    const Draws& draws;
    SimTime now;
    SimTime hands_free_at{};  ///< of the order's seller, for another order; past if unlimited

    [[nodiscard]] const Params& params() const { return cast.params(); }
    [[nodiscard]] double draw(Purpose purpose, std::uint16_t index = 0) const {
        return draws.uniform(id.value, purpose, index);
    }
    [[nodiscard]] SimDuration delay_of(const Distribution& law, Purpose purpose,
                                       std::uint16_t index = 0) const {
        return delay(law, draw(purpose, index));
    }
    [[nodiscard]] SellerId seller() const { return cast.seller_at(draw(Purpose::seller)); }
    [[nodiscard]] const SellerClass& seller_class() const { return cast.class_of(seller()); }
    [[nodiscard]] Method method() const;
};

/// Which of the shares holds `u`: the index at which their running sum passes it; the last one if
/// rounding leaves the sum short of 1.
[[nodiscard]] std::size_t pick(std::span<const double> shares, double u);

}  // namespace ordersim::agents
