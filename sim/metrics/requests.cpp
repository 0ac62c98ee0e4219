#include "sim/metrics/requests.hpp"

#include "sim/metrics/cases.hpp"

namespace ordersim::metrics {
namespace {

using order::CommandKind;
using order::RequestState;
using order::ShipmentState;

bool is_sellers_answer(CommandKind kind) {
    return kind == CommandKind::approve_cancel || kind == CommandKind::reject_cancel ||
           kind == CommandKind::counter_offer;
}

/// The platform was asked: by the buyer, or for him by a rule that lets silence escalate.
bool escalates(const OrderEvent& event) {
    return opens_case(event) || (event.actor == order::Actor::buyer && opens_dispute(event));
}

/// What this transition made of the request that it ended.
Outcome outcome_of(const OrderEvent& event) {
    switch (event.after.request) {
        case RequestState::approved:
            return event.command == CommandKind::cancel_timer ? Outcome::automatic
                                                              : Outcome::approved;
        case RequestState::rejected: return Outcome::rejected;
        case RequestState::withdrawn: return Outcome::withdrawn;
        case RequestState::lapsed: return Outcome::lapsed;
        case RequestState::overtaken: return Outcome::overtaken;
        case RequestState::non_fulfilment: return Outcome::non_fulfilment;
        case RequestState::none:
        case RequestState::requested:
        case RequestState::negotiating: return Outcome::open;
    }
    return Outcome::open;
}

}  // namespace

void Requests::follow(Asking& asking, const OrderEvent& event) {
    const bool was_open = is_open(event.before.request);
    if (was_open && !asking.is_answered && is_sellers_answer(event.command)) {
        answer(asking, event.at);
    }
    if (!was_open && is_open(event.after.request)) {
        asking.asked_at = event.at;
        asking.is_answered = false;
    } else if (was_open && !is_open(event.after.request)) {
        end(asking, event);
    }
    asking.is_open = is_open(event.after.request);
    const bool left_after_stop = event.before.shipment != ShipmentState::intercept_requested &&
                                 event.after.shipment == ShipmentState::intercept_requested;
    if (left_after_stop && asking.was_approved) {
        counts_.approved_then_shipped += 1;
    }
    if (asking.is_refused && !asking.has_escalated && escalates(event)) {
        asking.has_escalated = true;
        counts_.escalated += 1;
    }
}

void Requests::answer(Asking& asking, SimTime at) {
    asking.is_answered = true;
    const SimDuration delay = at - asking.asked_at;
    counts_.answer.push_back({hours(delay), false});
    counts_.heard += 1;
    counts_.answered += 1;
    counts_.answered_in_day += delay <= std::chrono::hours(24) ? 1.0 : 0.0;
}

void Requests::end(Asking& asking, const OrderEvent& event) {
    const Outcome outcome = outcome_of(event);
    at(counts_.outcomes, outcome) += 1;
    asking.was_approved = asking.was_approved || event.after.request == RequestState::approved;
    asking.is_refused = asking.is_refused || outcome == Outcome::rejected ||
                        outcome == Outcome::lapsed;
    if (!asking.is_answered) {
        counts_.answer.push_back({hours(event.at - asking.asked_at), true});
        counts_.heard += 1;
        asking.silent = static_cast<std::uint16_t>(
            asking.silent + (event.command == CommandKind::cancel_timer ? 1 : 0));
    }
}

void Requests::close(const Asking& asking, const Fate& fate, SimTime end) {
    if (asking.is_open) {
        at(counts_.outcomes, Outcome::open) += 1;
        if (!asking.is_answered) {
            counts_.answer.push_back({hours(end - asking.asked_at), true});
        }
    }
    if (fate.is_decided) {
        counts_.silent += asking.silent;
        counts_.silent_for_buyer += fate.is_for_buyer ? asking.silent : 0;
    }
}

}  // namespace ordersim::metrics
