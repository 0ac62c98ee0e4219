#include <array>

#include "sim/check/promela_text.hpp"

// What every effect does, written again, and how regions and deadlines move.
namespace ordersim::check::promela_text {
namespace {

using namespace order;

std::string_view bit(bool value) { return value ? "1" : "0"; }

/// A statement with arguments.
std::string call(std::string_view name, std::initializer_list<std::string_view> arguments) {
    std::string text(name);
    char before = '(';
    for (const std::string_view argument : arguments) {
        text += before;
        text += before == ',' ? " " : "";
        text += argument;
        before = ',';
    }
    return text + ")";
}

std::string_view refund_of(const Way& way) { return enum_name(way.command.refund); }

/// By its state and its deadline.
std::string end_refund(const Way& way, std::string_view state) {
    const std::string refund(refund_of(way));
    return refund + " = refund_" + std::string(state) + "; " + refund + "_due = 0";
}

std::string finish_refund(const Way& way) {
    const bool is_late = way.command.refund == RefundKind::late_payment;
    return end_refund(way, "succeeded") + (is_late ? "; start_late_refund()" : "");
}

std::string send_refund(const Way& way) {
    const std::string refund(refund_of(way));
    return refund + " = refund_submitted; " + refund + "_tries = " + refund + "_tries + 1; " +
           refund + "_due = 1";
}

std::string fail_refund(const Way& way) {
    const std::string refund(refund_of(way));
    return refund + " = refund_failed; " + refund + "_due = 1";
}

std::string stop_parcel(const Way& way) {
    const bool is_sold_out = way.command.actor == Actor::seller &&
                             way.command.reason == Reason::out_of_stock;
    return call("stop_parcel", {bit(is_sold_out)});
}

std::string book_violation_by_reason(const Way& way) {
    if (way.command.actor == Actor::seller && is_seller_side(way.command.reason)) {
        return "violation = 1";
    }
    const bool may_be_requested = way.command.kind != CommandKind::seller_cancel;
    return may_be_requested ? "violation = violation || sellers_fault" : "";
}

template <class State>
std::string set_region(std::string_view variable, std::string_view states, State state) {
    return std::string(variable) + " = " + std::string(states) + "_" +
           std::string(enum_name(state));
}

}  // namespace

std::string effect_text(Effect effect, const Way& way) {
    const Command& command = way.command;
    switch (effect) {
        case Effect::nothing: return "";
        case Effect::note_placement: return command.is_trusted ? "trusted = 1" : "";
        case Effect::note_payment: return "note_payment()";
        case Effect::note_verified:
            return way.is_earlier ? "note_earlier_verified()" : "note_latest_verified()";
        case Effect::note_reason:
            return "sellers_fault = " + std::string(bit(is_seller_side(command.reason)));
        case Effect::note_hand_over: return "too_early = DISPUTES_WAIT";
        case Effect::take_request:
            return call("take_request", {bit(is_seller_side(command.reason))});
        case Effect::take_offer:
            return call("take_offer", {bit(command.offer != Offer::partial_refund)});
        case Effect::mark_answered: return "seller_answered = 1";
        case Effect::count_round: return "offer_rounds = offer_rounds + 1";
        case Effect::count_follow_up: return "followed_up = 1";
        // Evidence decides nothing here: an agent weighs it.
        case Effect::take_evidence: return "";
        case Effect::extend_ship_limit: return "extended = 1";
        case Effect::stop_parcel: return stop_parcel(way);
        case Effect::reclaim_stock: return "stock = stock_deducted";
        case Effect::refund_rest:
            return "create_refund(settlement, settlement_amount, rest)";
        case Effect::refund_award:
            return "create_refund(settlement, settlement_amount, claimed)";
        case Effect::refund_offer:
            return "create_refund(goodwill, goodwill_amount, counter)";
        case Effect::refund_split:
            return "create_refund(goodwill, goodwill_amount, amount)";
        case Effect::refund_late_payment:
            return "late_waiting = late_waiting + 1; start_late_refund()";
        case Effect::hold_refund: return "hold_refund()";
        case Effect::release_refund: return "release_refund()";
        case Effect::send_refund: return send_refund(way);
        case Effect::accept_refund: return std::string(refund_of(way)) + " = refund_pending";
        case Effect::finish_refund: return finish_refund(way);
        case Effect::fail_refund: return fail_refund(way);
        case Effect::refund_by_hand: return end_refund(way, "manual");
        case Effect::note_refund_overdue: return std::string(refund_of(way)) + "_due = 0";
        case Effect::take_claim: return call("take_claim", {bit(command.with_return)});
        case Effect::claim_everything: return "claim_everything()";
        case Effect::take_counter: return "counter = amount; seller_answered = 1";
        case Effect::take_award: return "claimed = amount; split_awarded = 1";
        case Effect::award_counter: return "claimed = counter";
        case Effect::ask_for_info:
            return call("ask_for_info", {bit(command.party == Actor::seller)});
        // Which case goes first is the desk's matter.
        case Effect::note_info: return "";
        // The deadline runs on as it ran.
        case Effect::wait_a_day: return "window_over = 1";
        case Effect::deliver_in_dispute: return "deliver_in_dispute()";
        case Effect::waive_return: return "return_waived = 1";
        case Effect::note_interception: return "intercepted = 1";
        case Effect::open_recovery: return "recovery = 1";
        // A recovery that is over is still one.
        case Effect::close_recovery: return "";
        case Effect::book_violation: return "violation = 1";
        case Effect::book_violation_by_reason: return book_violation_by_reason(way);
        case Effect::book_silence: return "violation = violation || !seller_answered";
    }
    return "";
}

std::string timer_text(const TimerMove& move) {
    const std::string slot(enum_name(slot_of(move.timer)));
    const std::string mode = slot + "_mode";
    const std::string_view timer = enum_name(move.timer);
    switch (move.action) {
        case TimerAction::nothing: return "";
        case TimerAction::arm: return call("arm", {slot, mode, timer});
        case TimerAction::arm_paused: return call("arm_paused", {slot, mode, timer});
        case TimerAction::cancel: return call("disarm", {slot, mode});
        case TimerAction::pause: return call("pause", {slot, mode});
        case TimerAction::resume: return call("resume", {slot, mode});
    }
    return "";
}

std::vector<std::string> change_texts(const Change& change) {
    const Regions& to = change.to;
    const bool books = to.stock == StockState::released || to.stock == StockState::restocked;
    const std::array<std::string, 8> all{
        set_region("order", "order", to.order),
        set_region("payment", "payment", to.payment),
        set_region("shipment", "shipment", to.shipment),
        set_region("request", "request", to.request),
        set_region("chat", "chat", to.chat),
        set_region("support", "case", to.case_),
        books ? call("book_stock", {"stock_" + std::string(enum_name(to.stock))})
              : set_region("stock", "stock", to.stock),
        set_region("stop", "stop", to.stop)};
    std::vector<std::string> texts;
    for (unsigned region = 0; region < all.size(); ++region) {
        if (change.sets(region)) {
            texts.push_back(all[region]);
        }
    }
    return texts;
}

}  // namespace ordersim::check::promela_text
