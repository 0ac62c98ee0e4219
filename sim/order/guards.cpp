#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "sim/order/decide.hpp"

// The meaning of every guard, once.
namespace ordersim::order {
namespace {

bool is_approval_automatic(const Order& order, const Policy& policy) {
    const bool is_for_buyer =
        policy.approval == Approval::auto_if_unpicked ||
        (policy.approval == Approval::auto_if_trusted && order.has(Mark::trusted));
    return is_for_buyer && order.regions.shipment == ShipmentState::none;
}

bool is_within_paid(const Order& order, Money amount) {
    return amount > Money{} && amount <= captured(order) - refunds_promised(order);
}

/// A part of the money while the order goes on is less than all of it: giving all back is a
/// cancellation. A counter-proposal in a dispute may be anything from nothing to all.
bool is_fair_offer(const Order& order, const Command& command) {
    const Money rest = captured(order) - refunds_promised(order);
    if (command.kind == CommandKind::reject_proposal) {
        return command.amount >= Money{} && command.amount <= rest;
    }
    const bool is_money = command.kind == CommandKind::decide_case ||
                          command.offer == Offer::partial_refund;
    return command.amount < rest && (command.amount > Money{} || !is_money) &&
           command.amount >= Money{};
}

bool is_refused_or_silent(const Order& order) {
    return order.regions.request == RequestState::rejected ||
           order.regions.request == RequestState::lapsed ||
           (order.regions.chat == ChatState::wait_seller && order.follow_ups > 0);
}

bool is_money_quiet(const Order& order) {
    return !is_open(order.regions.case_) && !is_outstanding(order.state_of(RefundKind::goodwill)) &&
           !is_outstanding(order.state_of(RefundKind::settlement));
}

bool is_new_payment(const Order& order, const Command& command) {
    const unsigned attempt = command.attempt == 0 ? order.payments : command.attempt;
    return attempt >= 1 && attempt <= order.payments &&
           (order.payments_verified >> (attempt - 1U) & 1U) == 0;
}

bool is_about_latest(const Order& order, const Command& command) {
    const bool is_payment = command.kind == CommandKind::payment_failed;
    const auto kind = static_cast<std::size_t>(command.refund);
    const unsigned latest = is_payment ? order.payments : order.refund_tries[kind];
    return command.attempt == 0 || command.attempt == latest;
}

/// By decision, or by default against the side that owes information.
Verdict verdict_of(const Order& order, const Command& command) {
    if (command.kind == CommandKind::decide_case) {
        return command.verdict;
    }
    return order.has(Mark::info_from_seller) ? Verdict::buyer : Verdict::seller;
}

/// Guards that the state of one region decides, with the region's place in Regions.
struct AboutRegion {
    Guard guard;
    std::size_t region;
};
constexpr std::array kAboutRegions{
    AboutRegion{Guard::payment_unverified, 1}, AboutRegion{Guard::shipment_none, 2},
    AboutRegion{Guard::shipment_picking, 2},   AboutRegion{Guard::parcel_in_warehouse, 2},
    AboutRegion{Guard::parcel_moving, 2},      AboutRegion{Guard::parcel_out, 2},
    AboutRegion{Guard::shipment_delivered, 2}, AboutRegion{Guard::intercept_requested, 2},
    AboutRegion{Guard::returning, 2},          AboutRegion{Guard::offer_open, 3},
    AboutRegion{Guard::no_open_case, 5},       AboutRegion{Guard::case_open, 5},
    AboutRegion{Guard::no_case_yet, 5},        AboutRegion{Guard::case_waits_seller, 5},
    AboutRegion{Guard::case_in_talks, 5},      AboutRegion{Guard::case_negotiating, 5},
    AboutRegion{Guard::case_queued, 5},        AboutRegion{Guard::case_in_review, 5},
    AboutRegion{Guard::case_waits_info, 5},    AboutRegion{Guard::case_waits_return, 5},
    AboutRegion{Guard::stock_taken, 6},        AboutRegion{Guard::warehouse_unaware, 7},
    AboutRegion{Guard::stop_pending, 7}};

std::optional<std::size_t> region_of(Guard guard) {
    const auto* const found = std::ranges::find(kAboutRegions, guard, &AboutRegion::guard);
    return found == kAboutRegions.end() ? std::nullopt : std::optional(found->region);
}

}  // namespace

bool is_about_region(Guard guard) { return region_of(guard).has_value(); }

StateSet states_of(Guard guard) {
    const auto region = region_of(guard);
    if (!region) {
        return kAllStates;
    }
    StateSet states = 0;
    for (std::size_t state = 0; state < state_set_detail::kStates[*region]; ++state) {
        auto bytes = std::bit_cast<std::array<std::uint8_t, sizeof(Regions)>>(Regions{});
        bytes[*region] = static_cast<std::uint8_t>(state);
        Order order;
        order.regions = std::bit_cast<Regions>(bytes);
        if (holds(guard, order, Policy{}, Command{}, SimTime{})) {
            states |= only_state(*region, state);
        }
    }
    return states;
}

SimTime dispute_opens_at(const Order& order, const Policy& policy) noexcept {
    const bool at_once = std::chrono::minutes(order.ship_limit_minutes) <
                         policy.dispute_at_once_below;
    return order.handed_over_at + (at_once ? SimDuration::zero() : policy.dispute_opens);
}

bool holds(Guard guard, const Order& order, const Policy& policy, const Command& command,
           SimTime now) noexcept {
    const Regions& at = order.regions;
    const RefundState refund = order.state_of(command.refund);
    switch (guard) {
        case Guard::always: return true;
        case Guard::verify_cancel_direct: return policy.verify_cancel == VerifyCancel::direct;
        case Guard::void_sync: return policy.void_sync;
        case Guard::lock_holds: return policy.lock != Lock::none;
        case Guard::lock_hard: return policy.lock == Lock::hard;
        case Guard::silence_approves: return policy.on_silence == OnSilence::approve;
        case Guard::preship_escalation: return policy.preship_escalation;
        case Guard::silence_escalates: return policy.on_silence == OnSilence::escalate;
        case Guard::approval_automatic: return is_approval_automatic(order, policy);
        case Guard::case_holds_ship: return policy.case_holds_ship;
        case Guard::lost_opens_case: return policy.lost_opens_case;
        case Guard::rearm_on_message: return policy.rearm_on_message;

        case Guard::stock_available: return command.quantity <= command.stock_free;
        case Guard::price_not_negative: return command.amount >= Money{};
        case Guard::amount_is_total: return command.amount == order.total;
        case Guard::payment_unverified: return at.payment == PaymentState::verifying;
        case Guard::payments_left: return order.payments < kPayments;
        case Guard::pay_time_left:
            return order.deadline[static_cast<std::size_t>(Slot::life)] > SimTime{};
        case Guard::new_payment: return is_new_payment(order, command);
        case Guard::about_latest: return is_about_latest(order, command);

        case Guard::within_grace: return now - order.paid_at <= policy.grace_window;
        case Guard::within_request_window: return now - order.paid_at <= policy.request_window;
        case Guard::requests_left: return order.requests < policy.max_requests;
        case Guard::offer_rounds_left: return order.offer_rounds < policy.negotiation_rounds;
        case Guard::offer_within_paid: return is_fair_offer(order, command);
        case Guard::offer_open: return at.request == RequestState::negotiating;
        case Guard::offer_is_refund: return order.offer == Offer::partial_refund;
        case Guard::goodwill_free:
            return order.state_of(RefundKind::goodwill) == RefundState::none;
        case Guard::goodwill_given:
            return order.state_of(RefundKind::goodwill) != RefundState::none;
        case Guard::extension_left:
            return std::chrono::minutes(order.extended_minutes) +
                       std::chrono::minutes(command.minutes) <=
                   policy.extension_max;

        case Guard::shipment_none: return at.shipment == ShipmentState::none;
        case Guard::shipment_picking: return at.shipment == ShipmentState::picking;
        case Guard::parcel_in_warehouse: return is_in_warehouse(at.shipment);
        case Guard::parcel_moving:
            return at.shipment == ShipmentState::handed_over ||
                   at.shipment == ShipmentState::lost;
        case Guard::parcel_out:
            return at.shipment == ShipmentState::handed_over ||
                   at.shipment == ShipmentState::delivered;
        case Guard::shipment_delivered: return at.shipment == ShipmentState::delivered;
        case Guard::intercept_requested:
            return at.shipment == ShipmentState::intercept_requested;
        case Guard::returning: return at.shipment == ShipmentState::returning;
        case Guard::warehouse_unaware: return at.stop != StopState::seen;
        case Guard::stop_pending: return at.stop == StopState::pending;
        case Guard::stock_taken:
            return at.stock == StockState::deducted || at.stock == StockState::restocked ||
                   at.stock == StockState::written_off;
        case Guard::never_left:
            return is_in_warehouse(at.shipment) || order.has(Mark::intercepted);

        case Guard::no_open_case: return !is_open(at.case_);
        case Guard::case_open: return is_open(at.case_);
        case Guard::no_case_yet: return at.case_ == CaseState::none;
        case Guard::refused_or_silent: return is_refused_or_silent(order);
        case Guard::case_waits_seller: return at.case_ == CaseState::open_wait_seller;
        case Guard::case_in_talks:
            return at.case_ == CaseState::open_wait_seller || at.case_ == CaseState::negotiating;
        case Guard::case_negotiating: return at.case_ == CaseState::negotiating;
        case Guard::case_queued: return at.case_ == CaseState::queued;
        case Guard::case_in_review: return at.case_ == CaseState::in_review;
        case Guard::case_waits_info: return at.case_ == CaseState::info_requested;
        case Guard::case_waits_return: return at.case_ == CaseState::return_wait;
        case Guard::asked_party:
            return (command.actor == Actor::seller) == order.has(Mark::info_from_seller);
        case Guard::dispute_rounds_left:
            return order.dispute_rounds < policy.negotiation_rounds;
        case Guard::info_rounds_left: return order.info_rounds < policy.info_rounds;
        case Guard::claim_within_paid: return is_within_paid(order, command.amount);
        case Guard::counter_offered: return order.counter > Money{};
        case Guard::never_disputed: return !order.has(Mark::disputed);
        case Guard::dispute_opened: return now >= dispute_opens_at(order, policy);
        case Guard::window_open:
            return at.payment == PaymentState::held && !order.has(Mark::window_over);
        case Guard::with_return:
            return order.has(Mark::with_return) && at.shipment != ShipmentState::lost;
        case Guard::after_completion: return order.has(Mark::after_completion);
        case Guard::split_awarded: return order.has(Mark::split_awarded);
        case Guard::for_buyer: return verdict_of(order, command) == Verdict::buyer;
        case Guard::for_split: return verdict_of(order, command) == Verdict::split;

        case Guard::refund_created: return refund == RefundState::created;
        case Guard::refund_submitted: return refund == RefundState::submitted;
        case Guard::refund_in_flight:
            return refund == RefundState::submitted || refund == RefundState::pending;
        case Guard::refund_retryable:
            return !command.is_permanent &&
                   order.refund_tries[static_cast<std::size_t>(command.refund)] <=
                       policy.refund_retries;
        case Guard::refund_has_failed: return refund == RefundState::failed;
        case Guard::refund_manual: return refund == RefundState::manual;
        case Guard::money_quiet: return is_money_quiet(order);
        case Guard::settled_in_full: return refunds_paid(order) == captured(order);
        case Guard::by_buyer: return command.actor == Actor::buyer;
    }
    return false;
}

}  // namespace ordersim::order
