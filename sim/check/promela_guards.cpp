#include "sim/check/promela_text.hpp"

// What every guard means, written again. A guard that is added has to be written here as well,
// before anything compiles.
namespace ordersim::check::promela_text {
namespace {

using namespace order;

std::string literal(bool value) { return value ? "true" : "false"; }

/// A part of the money while the order goes on is less than all of it, and not nothing; what is not
/// money costs nothing. A counter-proposal in a dispute is anything from nothing to all.
std::string fair_offer(const Way& way) {
    const std::string& amount = way.amount;
    if (way.command.kind == CommandKind::reject_proposal) {
        return amount + " >= 0 && " + amount + " <= rest";
    }
    const bool is_money = way.command.kind == CommandKind::decide_case ||
                          way.command.offer == Offer::partial_refund;
    return amount + (is_money ? " > 0 && " : " >= 0 && ") + amount + " < rest";
}

std::string new_payment(const Way& way) {
    return way.is_earlier ? "earlier_verified < payments - 1" : "payments >= 1 && !latest_verified";
}

bool is_decision(const Way& way) { return way.command.kind == CommandKind::decide_case; }

std::string for_buyer(const Way& way) {
    return is_decision(way) ? literal(way.command.verdict == Verdict::buyer) : "info_from_seller";
}
std::string for_split(const Way& way) {
    return literal(is_decision(way) && way.command.verdict == Verdict::split);
}

std::string refund_is(const Way& way, std::string_view state) {
    return std::string(enum_name(way.command.refund)) + " == refund_" + std::string(state);
}
std::string in_flight(const Way& way) {
    return "(" + refund_is(way, "submitted") + " || " + refund_is(way, "pending") + ")";
}
std::string retryable(const Way& way) {
    return way.command.is_permanent
               ? literal(false)
               : std::string(enum_name(way.command.refund)) + "_tries <= REFUND_RETRIES";
}

}  // namespace

std::string guard_text(Guard guard, const Way& way) {
    switch (guard) {
        case Guard::always: return "true";
        case Guard::verify_cancel_direct: return "VERIFY_CANCEL == verify_cancel_direct";
        case Guard::void_sync: return "VOID_SYNC";
        case Guard::lock_holds: return "LOCK != lock_none";
        case Guard::lock_hard: return "LOCK == lock_hard";
        case Guard::silence_approves: return "ON_SILENCE == on_silence_approve";
        case Guard::silence_escalates: return "ON_SILENCE == on_silence_escalate";
        case Guard::approval_automatic:
            return "(APPROVAL == approval_auto_if_unpicked || "
                   "(APPROVAL == approval_auto_if_trusted && trusted)) && "
                   "shipment == shipment_none";
        case Guard::preship_escalation: return "PRESHIP_ESCALATION";
        case Guard::case_holds_ship: return "CASE_HOLDS_SHIP";
        case Guard::lost_opens_case: return "LOST_OPENS_CASE";
        case Guard::rearm_on_message: return "REARM_ON_MESSAGE";

        case Guard::stock_available:
            return literal(way.command.quantity <= way.command.stock_free);
        case Guard::price_not_negative: return literal(way.command.amount >= Money{});
        case Guard::amount_is_total: return way.amount + " == TOTAL";
        case Guard::payment_unverified: return "payment == payment_verifying";
        case Guard::payments_left: return "payments < PAYMENTS_MOST";
        case Guard::pay_time_left: return "life_mode != spent";
        case Guard::new_payment: return new_payment(way);
        case Guard::about_latest: return literal(!way.is_earlier);

        case Guard::within_grace: return "windows_passed < GRACE_ENDS";
        case Guard::within_request_window: return "windows_passed < REQUEST_ENDS";
        case Guard::requests_left: return "requests < MAX_REQUESTS";
        case Guard::offer_rounds_left: return "offer_rounds < NEGOTIATION_ROUNDS";
        case Guard::offer_within_paid: return fair_offer(way);
        case Guard::offer_open: return "request == request_negotiating";
        case Guard::offer_is_refund: return "!offers_other";
        case Guard::goodwill_free: return "goodwill == refund_none";
        case Guard::goodwill_given: return "goodwill != refund_none";
        case Guard::extension_left: return "EXTENSION && !extended";

        case Guard::shipment_none: return "shipment == shipment_none";
        case Guard::shipment_picking: return "shipment == shipment_picking";
        case Guard::parcel_in_warehouse: return "in_warehouse";
        case Guard::parcel_moving:
            return "(shipment == shipment_handed_over || shipment == shipment_lost)";
        case Guard::parcel_out:
            return "(shipment == shipment_handed_over || shipment == shipment_delivered)";
        case Guard::shipment_delivered: return "shipment == shipment_delivered";
        case Guard::intercept_requested: return "shipment == shipment_intercept_requested";
        case Guard::returning: return "shipment == shipment_returning";
        case Guard::warehouse_unaware: return "stop != stop_seen";
        case Guard::stop_pending: return "stop == stop_pending";
        case Guard::stock_taken:
            return "(stock == stock_deducted || stock == stock_restocked || "
                   "stock == stock_written_off)";
        case Guard::never_left: return "(in_warehouse || intercepted)";

        case Guard::no_open_case: return "!open_case";
        case Guard::case_open: return "open_case";
        case Guard::no_case_yet: return "support == case_none";
        case Guard::refused_or_silent:
            return "(request == request_rejected || request == request_lapsed || "
                   "(chat == chat_wait_seller && followed_up))";
        case Guard::case_waits_seller: return "support == case_open_wait_seller";
        case Guard::case_in_talks:
            return "(support == case_open_wait_seller || support == case_negotiating)";
        case Guard::case_negotiating: return "support == case_negotiating";
        case Guard::case_queued: return "support == case_queued";
        case Guard::case_in_review: return "support == case_in_review";
        case Guard::case_waits_info: return "support == case_info_requested";
        case Guard::case_waits_return: return "support == case_return_wait";
        case Guard::asked_party:
            return way.command.actor == Actor::seller ? "info_from_seller" : "!info_from_seller";
        case Guard::dispute_rounds_left: return "dispute_rounds < NEGOTIATION_ROUNDS";
        case Guard::info_rounds_left: return "info_rounds < INFO_ROUNDS";
        case Guard::claim_within_paid: return way.amount + " > 0 && " + way.amount + " <= rest";
        case Guard::counter_offered: return "counter > 0";
        case Guard::never_disputed: return "!disputed";
        case Guard::dispute_opened: return "!too_early";
        case Guard::window_open: return "payment == payment_held && !window_over";
        case Guard::with_return: return "returns_goods && shipment != shipment_lost";
        case Guard::after_completion: return "after_completion";
        case Guard::split_awarded: return "split_awarded";
        case Guard::for_buyer: return for_buyer(way);
        case Guard::for_split: return for_split(way);

        case Guard::refund_created: return refund_is(way, "created");
        case Guard::refund_submitted: return refund_is(way, "submitted");
        case Guard::refund_in_flight: return in_flight(way);
        case Guard::refund_retryable: return retryable(way);
        case Guard::refund_has_failed: return refund_is(way, "failed");
        case Guard::refund_manual: return refund_is(way, "manual");
        case Guard::money_quiet:
            return "!open_case && !outstanding(goodwill) && !outstanding(settlement)";
        case Guard::settled_in_full: return "paid_back == captured";
        case Guard::by_buyer: return literal(way.command.actor == Actor::buyer);
    }
    return "false";
}

std::string all_of(std::span<const std::string> terms, std::string_view separator) {
    std::string text;
    for (const std::string& term : terms) {
        if (term == "false") {
            return term;
        }
        if (term != "true") {
            text += text.empty() ? term : std::string(separator) + term;
        }
    }
    return text.empty() ? "true" : text;
}

std::string negation(const std::string& term) {
    return term == "true" ? "false" : term == "false" ? "true" : "!(" + term + ")";
}

}  // namespace ordersim::check::promela_text
