#include "sim/metrics/tally.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/assert.hpp"

namespace ordersim::metrics {
namespace {

using order::CaseState;
using order::CommandKind;
using order::OrderState;
using order::ShipmentState;

/// The buyer names his reason with these.
bool names_reason(CommandKind kind) {
    return kind == CommandKind::cancel_direct || kind == CommandKind::cancel_instant ||
           kind == CommandKind::request_cancel;
}

}  // namespace

Tally::Tally(SimTime from, const agents::Params& params)
    : from_(from),
      visits_{Visits(params.support, agents::Desk::chat),
              Visits(params.support, agents::Desk::cases)},
      expenses_(params.costs) {
    counts_.flows.resize(order::rules().rows().size());
}

void Tally::take(const OrderEvent& event) {
    if (event.kind == OrderEvent::Kind::contact) {
        take_contact(event);
        return;
    }
    const bool is_transition = event.kind == OrderEvent::Kind::transition;
    if (is_transition) {
        take_levels(event);
        if (event.command == CommandKind::place_order) {
            take_placement(event);
        }
    }
    if (!is_measured(event.order)) {
        return;
    }
    Journey* journey = event.has_contacted ? journeys_.find(event.order) : nullptr;
    if (journey != nullptr) {
        Efforts::follow(journey->toil, event);
    }
    if (!is_transition) {
        return;
    }
    count_flow(event);
    sales_.take(event);
    if (event.after.case_ != CaseState::none) {
        cases_.take(event);
    }
    if (journey != nullptr) {
        follow(*journey, event);
    }
    if (begins_refund(event)) {
        take_cancellation(event, journey);
    }
}

void Tally::take(const DeskEvent& event) {
    Visits& visits = at(visits_, desk_of(event.task));
    const bool counts = is_measured(event.order);
    visits.take(event, counts);
    if (!counts) {
        return;
    }
    const bool is_chat =
        event.kind == DeskEvent::Kind::joined && desk_of(event.task) == agents::Desk::chat;
    if (Journey* journey = journeys_.find(event.order)) {
        if (is_chat) {
            Efforts::chat(journey->toil, event.at);
        } else if (event.kind == DeskEvent::Kind::began) {
            expenses_.serve(journey->spending, event.service);
        }
    }
}

void Tally::take_levels(const OrderEvent& event) {
    const auto move = [&event](Level& level, double was, double is) {
        if (was != is) {
            level.change(event.at, is - was);
        }
    };
    if (event.before.request != event.after.request) {
        move(open_requests_, is_open(event.before.request), is_open(event.after.request));
    }
    if (event.before.case_ != event.after.case_) {
        move(open_cases_, is_open(event.before.case_), is_open(event.after.case_));
    }
    if (event.refunds_before != event.refunds_after) {
        move(refunds_, event.refunds_before, event.refunds_after);
    }
}

void Tally::take_placement(const OrderEvent& event) {
    if (event.at < from_) {
        return;
    }
    first_measured_ = std::min(first_measured_, event.order.value);
    last_placed_ = event.at;
    counts_.orders += 1;
    sellers_.place(event.seller);
}

void Tally::count_flow(const OrderEvent& event) {
    at(counts_.flows[event.transition], event.before.order) += 1;
    if (is_terminal(event.after.order) != is_terminal(event.before.order)) {
        ended_ += is_terminal(event.after.order) ? 1.0 : -1.0;
    }
    if (event.after.shipment == ShipmentState::handed_over &&
        is_in_warehouse(event.before.shipment)) {
        counts_.orders_shipped += 1;
        counts_.held_back_hours += hours(event.held_back);
    }
}

void Tally::take_contact(const OrderEvent& event) {
    if (is_measured(event.order)) {
        ORDERSIM_ASSERT(journeys_.find(event.order) == nullptr);
        journeys_.put(event.order, Journey{.passage = passages_.begin(event)});
    }
}

/// The seller who did not answer is booked a violation, but the order was cancelled for its
/// buyer's sake, unless that was the seller too.
void Tally::take_cancellation(const OrderEvent& event, const Journey* journey) {
    const bool is_silence = event.command == CommandKind::cancel_timer;
    const bool is_sellers_reason = journey != nullptr && is_seller_side(journey->reason);
    sellers_.cancel(event.seller,
                    {.is_violation = event.has_violation,
                     .is_at_fault = event.has_violation && (!is_silence || is_sellers_reason)});
}

void Tally::follow(Journey& journey, const OrderEvent& event) {
    if (names_reason(event.command)) {
        journey.reason = event.reason;
    }
    passages_.follow(journey.passage, event);
    requests_.follow(journey.asking, event);
    expenses_.follow(journey.spending, event);
}

void Tally::close(const Journey& journey, SimTime end) {
    const Passage& passage = journey.passage;
    passages_.close(passage, end);
    requests_.close(journey.asking,
                    {.is_decided = !passage.is_open, .is_for_buyer = is_success(passage)}, end);
    expenses_.close(journey.spending, passage);
    efforts_.close(journey.toil, {.began = passage.contact_at,
                                  .until = latest_news(passage, end)});
}

Counts Tally::finish(SimTime end) {
    journeys_.for_each([this, end](const Journey& journey) { close(journey, end); });
    counts_.orders_open = counts_.orders - ended_;
    counts_.journeys = passages_.finish();
    counts_.requests = requests_.finish();
    counts_.cases = cases_.finish();
    for (std::size_t desk = 0; desk < visits_.size(); ++desk) {
        counts_.desks[desk] = visits_[desk].finish({from_, std::max(from_, last_placed_)}, end);
    }
    counts_.costs = expenses_.finish();
    counts_.effort = efforts_.finish();
    counts_.sellers = sellers_.finish();
    counts_.sales = sales_.finish();
    counts_.pending_by_hour = open_requests_.finish(end);
    counts_.cases_by_hour = open_cases_.finish(end);
    counts_.refunds_by_hour = refunds_.finish(end);
    return std::move(counts_);
}

}  // namespace ordersim::metrics
