#pragma once

#include <cstdint>

#include "sim/agents/act.hpp"
#include "sim/base/id.hpp"
#include "sim/base/money.hpp"
#include "sim/base/time.hpp"
#include "sim/order/rules.hpp"

/// What all metrics are made from: the stream of things that happened to orders, whether in
/// virtual time or on a live service.
namespace ordersim::metrics {

struct OrderEvent {
    enum class Kind : std::uint8_t {
        transition,  ///< an accepted command
        refusal,     ///< a refused one; the order is unchanged
        contact,     ///< the buyer's first contact about cancelling, just before its command
        look         ///< the buyer looked something up; the order is unchanged
    };

    SimTime at;
    OrderId order;
    SellerId seller{};          ///< set at placing and where a refund of the order begins
    Kind kind = Kind::transition;
    order::TransitionId transition = order::kNoTransition;
    order::CommandKind command = order::CommandKind::place_order;  ///< contact: the one to come
    order::Actor actor = order::Actor::buyer;
    order::Reason reason = order::Reason::other;
    order::Refusal refusal = order::Refusal::none;
    order::RefundKind refund = order::RefundKind::settlement;
    bool has_contacted = false;  ///< the buyer has shown his wish to cancel, now or before
    order::Regions before{};
    order::Regions after{};
    order::RefundState refund_after = order::RefundState::none;  ///< of the settlement refund
    std::uint32_t version = 0;  ///< of the order, after
    Money amount{};  ///< of the command, where it has one; of the order at placing; of the refund
    SimTime paid_at{};          ///< zero before the first payment
    SimDuration held_back{};    ///< by which grace and holds have delayed the hand-over so far
    Money claim{};              ///< what the buyer claims, or was awarded, after
    Money total{};              ///< of the order
    Money captured{};           ///< after, as the next
    Money refunded{};           ///< of it, posted
    bool reorders = false;      ///< at a cancellation: the buyer will order again
    bool has_violation = false; ///< the rules have booked one of the seller's, after
    std::uint8_t refunds_before = 0;  ///< of the order under way, of all kinds
    std::uint8_t refunds_after = 0;
};

/// What happened at one of the platform's desks.
struct DeskEvent {
    enum class Kind : std::uint8_t {
        joined,
        began,      ///< service began
        ended,      ///< service ended
        left,       ///< the line, unserved
        left_silently,  ///< but keeps the place in it
        dropped     ///< out of the line: nothing was left to do
    };

    SimTime at;
    Kind kind = Kind::joined;
    SimDuration service{};  ///< began: how long it will take
    OrderId order{};
    agents::Task task = agents::Task::first_contact;
};

/// The order's money is on its way back from now on.
[[nodiscard]] inline bool begins_refund(const OrderEvent& event) {
    return event.after.order == order::OrderState::refunding &&
           event.before.order != order::OrderState::refunding;
}

/// The cancellation of an order that was paid, be the payment refunded or voided; no dispute.
[[nodiscard]] inline bool cancels_paid(const OrderEvent& event) {
    const bool is_voided = event.before.order == order::OrderState::pay_verifying &&
                           event.after.order == order::OrderState::cancelled;
    return is_voided ||
           (begins_refund(event) && event.before.order != order::OrderState::dispute);
}

}  // namespace ordersim::metrics
