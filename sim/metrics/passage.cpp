#include "sim/metrics/passage.hpp"

#include <algorithm>
#include <optional>

namespace ordersim::metrics {
namespace {

using order::CommandKind;
using order::OrderState;
using order::RefundState;

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
        const bool is_whole = event.claim + event.refunded >= event.captured;
        return is_whole ? std::optional(Path::dispute_refund) : std::nullopt;
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

bool is_decision(const OrderEvent& event) {
    return is_open(event.before.request) && (event.after.request == order::RequestState::approved ||
                                             event.after.request == order::RequestState::rejected ||
                                             event.after.request == order::RequestState::lapsed);
}

void note_first(SimTime& time, SimTime now) {
    if (time == kNever) {
        time = now;
    }
}

void follow_money(Passage& passage, const OrderEvent& event) {
    switch (event.refund_after) {
        case RefundState::created:
        case RefundState::held: note_first(passage.refund_created_at, event.at); break;
        case RefundState::submitted: note_first(passage.refund_sent_at, event.at); break;
        case RefundState::succeeded: note_first(passage.refund_posted_at, event.at); break;
        case RefundState::none:
        case RefundState::pending:
        case RefundState::failed:
        case RefundState::manual: break;
    }
}

}  // namespace

bool is_success(const Passage& passage) {
    return passage.is_out &&
           (is_way_out(passage.state) || passage.state == OrderState::refunded);
}

SimTime latest_news(const Passage& passage, SimTime end) {
    if (passage.is_open || awaits_money(passage)) {
        return end;
    }
    const auto known = [](SimTime time) { return time == kNever ? SimTime{} : time; };
    return std::max(known(passage.resolved_at), known(passage.refund_posted_at));
}

Passage Passages::begin(const OrderEvent& contact) {
    Passage passage;
    passage.contact_at = contact.at;
    passage.paid_at = contact.paid_at;
    passage.stage = stage_of(contact);
    passage.state = contact.before.order;
    passage.shipment = contact.before.shipment;
    passage.is_open = contact.command == CommandKind::send_message;
    at(counts_.contacts, passage.stage) += 1;
    return passage;
}

void Passages::follow(Passage& passage, const OrderEvent& event) {
    passage.state = event.after.order;
    passage.shipment = event.after.shipment;
    if (const auto path = path_of(event)) {
        passage.path = *path;
        passage.is_out = true;
        if (*path == Path::self_serve) {
            note_decision(passage, event.at);
        }
        // Who was refused and is let out later had his answer before.
        if (*path == Path::self_serve || passage.resolved_at == kNever) {
            passage.resolved_at = event.at;
        }
    }
    follow_answers(passage, event);
    follow_money(passage, event);
    if (is_paid(passage) && is_in_warehouse(event.before.shipment) &&
        !is_in_warehouse(event.after.shipment)) {
        counts_.wasted_shipments += 1;
    }
}

void Passages::follow_answers(Passage& passage, const OrderEvent& event) {
    const bool was_open = is_open(event.before.request) || is_open(event.before.case_);
    const bool is_now_open = is_open(event.after.request) || is_open(event.after.case_);
    if (was_open && !is_now_open) {
        passage.resolved_at = event.at;
    }
    // A first message is open until a request follows it or the order leaves processing.
    const bool message_waits =
        passage.is_open && !was_open && event.after.order == OrderState::processing;
    passage.is_open = is_now_open || message_waits;
    if (is_decision(event)) {
        note_decision(passage, event.at);
    }
}

void Passages::note_decision(const Passage& passage, SimTime at) {
    if (is_paid(passage)) {
        counts_.decision_hours += hours(at - passage.paid_at);
        counts_.decisions += 1;
    }
}

void Passages::close(const Passage& passage, SimTime end) {
    if (passage.is_open) {
        at(counts_.undecided, passage.stage) += 1;
    }
    if (is_success(passage)) {
        at(counts_.successes, passage.stage) += 1;
        if (is_paid(passage)) {
            at(counts_.success_by_path, passage.path) += 1;
        }
    }
    if (is_paid(passage) && passage.state == OrderState::settled_partial) {
        counts_.settled_in_part += 1;
    }
    if (passage.is_open || passage.resolved_at != kNever) {
        const SimTime resolved_at = passage.is_open ? end : passage.resolved_at;
        const measure::CensoredTime time{hours(resolved_at - passage.contact_at), passage.is_open};
        counts_.resolution.push_back(time);
        if (!passage.is_out || passage.path != Path::self_serve) {
            counts_.asked.push_back(time);
        }
    }
    if (passage.refund_created_at != kNever) {
        close_money(passage, end);
    }
}

void Passages::close_money(const Passage& passage, SimTime end) {
    if (awaits_money(passage)) {
        counts_.money.push_back({hours(end - passage.contact_at), true});
        return;
    }
    counts_.money.push_back({hours(passage.refund_posted_at - passage.contact_at), false});
    if (passage.refund_sent_at != kNever) {
        counts_.platform_leg_hours += hours(passage.refund_sent_at - passage.refund_created_at);
        counts_.bank_leg_hours += hours(passage.refund_posted_at - passage.refund_sent_at);
        counts_.refunds_posted += 1;
    }
}

}  // namespace ordersim::metrics
