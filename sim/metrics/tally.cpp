#include "sim/metrics/tally.hpp"

#include <optional>
#include <utility>

namespace ordersim::metrics {
namespace {

using order::CommandKind;
using order::OrderState;
using order::RefundState;
using order::RequestState;
using order::ShipmentState;

constexpr SimDuration kHour = std::chrono::hours(1);

Stage stage_of(const OrderEvent& contact) {
    switch (contact.before.order) {
        case OrderState::awaiting_payment: return Stage::unpaid;
        case OrderState::pay_verifying: return Stage::verifying;
        case OrderState::none:
        case OrderState::processing:
        case OrderState::cancel_pending:
            return contact.command == CommandKind::cancel_instant ? Stage::grace
                                                                  : Stage::processing;
        case OrderState::shipped:
        case OrderState::delivered:
        case OrderState::dispute:
        case OrderState::refunding:
        case OrderState::closed_unpaid:
        case OrderState::cancelled:
        case OrderState::completed:
        case OrderState::refunded:
        case OrderState::settled_partial: return Stage::shipped;
    }
    return Stage::shipped;
}

bool is_way_out(OrderState state) {
    return state == OrderState::refunding || state == OrderState::cancelled ||
           state == OrderState::closed_unpaid;
}

/// The path by which this transition put the order on its way out, if it did and lets the buyer
/// have all his money. An order nobody paid in time is no way out.
std::optional<Path> path_of(const OrderEvent& event) {
    if (!is_way_out(event.after.order) || is_way_out(event.before.order)) {
        return std::nullopt;
    }
    if (event.before.order == OrderState::dispute) {
        return Path::dispute_refund;
    }
    // Commands are told apart by what they mean, whatever row carried them out.
    const CommandKind kind = event.command;
    if (kind == CommandKind::cancel_unpaid || kind == CommandKind::cancel_direct ||
        kind == CommandKind::cancel_instant || kind == CommandKind::request_cancel) {
        return Path::self_serve;
    }
    if (kind == CommandKind::approve_cancel) {
        return Path::seller_approval;
    }
    if (kind == CommandKind::cancel_timer) {
        return Path::auto_approve;
    }
    if (kind == CommandKind::seller_cancel) {
        return Path::seller_cancel;
    }
    if (kind == CommandKind::ship_timer) {
        return Path::non_fulfilment;
    }
    if (kind == CommandKind::decide_case || kind == CommandKind::info_timer) {
        return Path::support;
    }
    return std::nullopt;
}

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

bool is_decided(Outcome outcome) {
    return outcome == Outcome::approved || outcome == Outcome::automatic ||
           outcome == Outcome::rejected || outcome == Outcome::lapsed;
}

double& at(auto& counts, auto place) { return counts[static_cast<std::size_t>(place)]; }

}  // namespace

Tally::Tally(SimTime from) : from_(from), counts_{} {
    counts_.flows.resize(order::rules().rows().size());
}

void Tally::take(const OrderEvent& event) {
    if (event.kind == OrderEvent::Kind::contact) {
        take_contact(event);
        return;
    }
    if (event.kind == OrderEvent::Kind::refusal || event.kind == OrderEvent::Kind::look) {
        return;
    }
    if (is_open(event.after.request) != is_open(event.before.request)) {
        sample_pending(event.at);
        pending_ += is_open(event.after.request) ? 1.0 : -1.0;
    }
    if (event.command == CommandKind::place_order && event.at >= from_ &&
        first_measured_ > event.order.value) {
        first_measured_ = event.order.value;
    }
    if (!is_measured(event.order)) {
        return;
    }
    count_flow(event);
    if (event.has_contacted) {
        const auto found = journeys_.find(event.order.value);
        if (found != journeys_.end()) {
            follow(found->second, event);
        }
    }
}

void Tally::take(const DeskEvent& event) {
    (void)event;
}

void Tally::count_flow(const OrderEvent& event) {
    at(counts_.flows[event.transition], event.before.order) += 1;
    if (event.command == CommandKind::place_order) {
        counts_.orders += 1;
    }
    ended_ += static_cast<double>(is_terminal(event.after.order)) -
              static_cast<double>(is_terminal(event.before.order));
    if (event.after.shipment == ShipmentState::handed_over &&
        is_in_warehouse(event.before.shipment)) {
        counts_.orders_shipped += 1;
        counts_.held_back_hours += hours(event.held_back);
    }
}

void Tally::take_contact(const OrderEvent& event) {
    if (!is_measured(event.order)) {
        return;
    }
    Journey journey;
    journey.contact_at = event.at;
    journey.paid_at = event.paid_at;
    journey.stage = stage_of(event);
    journey.state = event.before.order;
    journey.is_open = event.command == CommandKind::send_message;
    at(counts_.contacts, journey.stage) += 1;
    journeys_.emplace(event.order.value, journey);
}

void Tally::follow(Journey& journey, const OrderEvent& event) {
    journey.state = event.after.order;
    if (const auto path = path_of(event)) {
        journey.path = *path;
        journey.is_out = true;
        if (*path == Path::self_serve) {
            note_decision(journey, event.at);
        }
        // Who was refused and is let out later had his answer before.
        if (*path == Path::self_serve || journey.resolved_at == kNever) {
            journey.resolved_at = event.at;
        }
    }
    follow_request(journey, event);
    const bool left_after_stop = event.before.shipment != ShipmentState::intercept_requested &&
                                 event.after.shipment == ShipmentState::intercept_requested;
    if (left_after_stop && journey.was_approved) {
        counts_.approved_then_shipped += 1;
    }
    switch (event.refund_after) {
        case RefundState::created:
        case RefundState::held:
            if (journey.refund_created_at == kNever) {
                journey.refund_created_at = event.at;
            }
            break;
        case RefundState::submitted:
            if (journey.refund_sent_at == kNever) {
                journey.refund_sent_at = event.at;
            }
            break;
        case RefundState::succeeded:
            if (journey.refund_posted_at == kNever) {
                journey.refund_posted_at = event.at;
            }
            break;
        case RefundState::none:
        case RefundState::pending:
        case RefundState::failed:
        case RefundState::manual: break;
    }
}

void Tally::follow_request(Journey& journey, const OrderEvent& event) {
    const bool was_open = is_open(event.before.request) || is_open(event.before.case_);
    const bool is_now_open = is_open(event.after.request) || is_open(event.after.case_);
    if (was_open && !is_now_open) {
        journey.resolved_at = event.at;
    }
    // A first message is open until a request follows it or the order leaves processing.
    const bool message_waits =
        journey.is_open && !was_open && event.after.order == OrderState::processing;
    journey.is_open = is_now_open || message_waits;
    if (is_open(event.before.request) && !is_open(event.after.request)) {
        const Outcome outcome = outcome_of(event);
        at(counts_.requests, outcome) += 1;
        journey.was_approved =
            journey.was_approved || event.after.request == RequestState::approved;
        if (is_decided(outcome)) {
            note_decision(journey, event.at);
        }
    }
}

void Tally::note_decision(const Journey& journey, SimTime at) {
    if (journey.stage != Stage::unpaid) {
        counts_.decision_hours += hours(at - journey.paid_at);
        counts_.decisions += 1;
    }
}

void Tally::sample_pending(SimTime until) {
    while (SimTime(kHour * static_cast<std::int64_t>(counts_.pending_by_hour.size())) <= until) {
        counts_.pending_by_hour.push_back(pending_);
    }
}

void Tally::close(const Journey& journey, SimTime end) {
    const bool is_success =
        journey.is_out && (is_way_out(journey.state) || journey.state == OrderState::refunded);
    const bool is_paid = journey.stage != Stage::unpaid;
    if (journey.is_open) {
        at(counts_.undecided, journey.stage) += 1;
    }
    if (is_success) {
        at(counts_.successes, journey.stage) += 1;
    }
    if (is_success && is_paid) {
        at(counts_.success_by_path, journey.path) += 1;
    }
    if (is_paid && journey.state == OrderState::settled_partial) {
        counts_.settled_in_part += 1;
    }
    if (journey.state == OrderState::cancel_pending) {
        at(counts_.requests, Outcome::open) += 1;
    }
    if (journey.is_open || journey.resolved_at != kNever) {
        const SimTime resolved_at = journey.is_open ? end : journey.resolved_at;
        const measure::CensoredTime time{hours(resolved_at - journey.contact_at), journey.is_open};
        counts_.resolution_hours.push_back(time);
        if (!journey.is_out || journey.path != Path::self_serve) {
            counts_.asked_hours.push_back(time);
        }
    }
    if (journey.refund_created_at == kNever) {
        return;
    }
    if (journey.refund_posted_at == kNever) {
        counts_.money_hours.push_back({hours(end - journey.contact_at), true});
        return;
    }
    counts_.money_hours.push_back({hours(journey.refund_posted_at - journey.contact_at), false});
    if (journey.refund_sent_at != kNever) {
        counts_.platform_leg_hours += hours(journey.refund_sent_at - journey.refund_created_at);
        counts_.bank_leg_hours += hours(journey.refund_posted_at - journey.refund_sent_at);
        counts_.refunds_posted += 1;
    }
}

Counts Tally::finish(SimTime end) {
    if (pending_ > 0) {
        sample_pending(end);
    }
    for (const auto& [id, journey] : journeys_) {
        close(journey, end);
    }
    counts_.orders_open = counts_.orders - ended_;
    return std::move(counts_);
}

}  // namespace ordersim::metrics
