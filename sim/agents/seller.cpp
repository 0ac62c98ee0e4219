#include "sim/agents/seller.hpp"

#include <algorithm>
#include <cmath>

#include "sim/agents/buyer.hpp"
#include "sim/agents/evidence.hpp"
#include "sim/agents/logit.hpp"
#include "sim/agents/negotiation.hpp"

namespace ordersim::agents::seller {
namespace {

using order::Actor;
using order::Command;
using order::CommandKind;
using order::OrderState;
using order::ShipmentState;
using order::StopState;

Command say(CommandKind kind) { return {.kind = kind, .actor = Actor::seller}; }

/// A number uploaded just before the deadline beats it by so much.
constexpr SimDuration kJustBefore = std::chrono::minutes(1);

bool is_before_hand_over(const View& view) {
    const OrderState state = view.order.regions.order;
    return state == OrderState::processing || state == OrderState::cancel_pending;
}

/// When the seller comes to an order that he could begin at `from`; with limited capacity after
/// those approved before it.
SimTime turn_of(const View& view, SimTime from) {
    return std::max(from, view.hands_free_at);
}

double cumulated_hazard(const Distribution& law, SimDuration elapsed) {
    return -std::log1p(-std::min(law.cdf(microseconds(elapsed)), 1.0 - 1e-16));
}

}  // namespace

std::uint32_t shipping_limit_minutes(const View& view) {
    const SimDuration limit =
        view.delay_of(view.params().sellers.shipping_deadline, Purpose::shipping_limit);
    return static_cast<std::uint32_t>(std::max<std::int64_t>(1, limit / std::chrono::minutes(1)));
}

Acts plan_handling(const View& view, Memory& memory) {
    const Sellers& sellers = view.params().sellers;
    const WeeklyClock& clock = sellers.handling_clock;
    const SimTime grace_end = view.order.paid_at + view.policy.grace_window;
    const SimTime planned = turn_of(view, view.now);
    const SimTime start =
        view.policy.grace_holds ? turn_of(view, std::max(view.now, grace_end)) : planned;
    const SimDuration work = view.delay_of(sellers.handling, Purpose::handling);
    const SimTime deadline = view.now + std::chrono::minutes(view.order.ship_limit_minutes);
    const auto is_rescued = [&view] {
        return view.draw(Purpose::rescue) < view.seller_class().rescue_share;
    };
    const auto hand_over_from = [&](SimTime begin) {
        const SimTime done = clock.advance(begin, work);
        return done > deadline && is_rescued() ? std::max(view.now, deadline - kJustBefore) : done;
    };
    memory.hand_over_at = hand_over_from(start);
    memory.held_back = start == planned ? SimDuration::zero()
                                        : memory.hand_over_at - hand_over_from(planned);
    if (sellers.capacity_per_day > 0) {
        const SimDuration turn = duration_of(kMicrosecondsPerDay / sellers.capacity_per_day);
        memory.hands_busy_until = clock.advance(start, turn);
    }
    const auto part = [&](double share) {
        return std::min(clock.advance(start, duration_of(microseconds(work) * share)),
                        memory.hand_over_at);
    };
    memory.pick_at = part(sellers.pick_at);
    memory.label_at = part(sellers.label_at);
    Acts acts;
    acts.add({memory.pick_at, ActKind::seller_picks});
    if (view.draw(Purpose::stock_out) < sellers.stock_out_share) {
        const double share = view.draw(Purpose::stock_out_delay);
        acts.add({view.now + duration_of(microseconds(memory.hand_over_at - view.now) * share),
                  ActKind::seller_is_out_of_stock});
    }
    return acts;
}

Acts plan_reply(const View& view, Memory& memory, ActKind kind) {
    const std::uint8_t index = memory.replies++;
    const SellerClass& own = view.seller_class();
    Acts acts;
    memory.reply_from = view.now;
    memory.reply_at = kNever;
    if (view.draw(Purpose::reply_never, index) < own.never_share) {
        return acts;
    }
    const SimDuration work = view.delay_of(own.reply, Purpose::reply_delay, index);
    memory.reply_at = view.params().sellers.working_hours.advance(view.now, work);
    acts.add({memory.reply_at, kind});
    return acts;
}

namespace {

/// The reply comes when the cumulated hazard of its law, later increments multiplied by the boost,
/// reaches the level drawn: what is left of it shrinks by the boost at each follow-up.
SimTime hurried(const View& view, const Memory& memory) {
    const Sellers& sellers = view.params().sellers;
    const Distribution& law = view.seller_class().reply;
    if (memory.reply_at == kNever || memory.reply_at <= view.now || sellers.follow_up_boost <= 1) {
        return memory.reply_at;
    }
    const WeeklyClock& clock = sellers.working_hours;
    const double now = cumulated_hazard(law, clock.elapsed(memory.reply_from, view.now));
    const double then = cumulated_hazard(law, clock.elapsed(memory.reply_from, memory.reply_at));
    const double sooner = now + (then - now) / sellers.follow_up_boost;
    const double u = std::clamp(-std::expm1(-sooner), 1e-16, 1.0 - 1e-16);
    const SimTime at = clock.advance(memory.reply_from, delay(law, u));
    return std::clamp(at, view.now, memory.reply_at);
}

}  // namespace

/// A follow-up that is answered by itself brings the reply forward, never back.
Acts hurry_reply(const View& view, Memory& memory) {
    if (view.order.regions.request != order::RequestState::requested) {
        return {};
    }
    const SimTime due = memory.reply_at;
    const SimTime from = memory.reply_from;
    const SimTime sooner = hurried(view, memory);
    if (view.params().sellers.follow_up_asks_anew) {
        static_cast<void>(plan_reply(view, memory, ActKind::seller_answers));
    }
    if (!view.params().sellers.follow_up_asks_anew || sooner <= memory.reply_at) {
        memory.reply_at = sooner;
        memory.reply_from = from;
    }
    Acts acts;
    if (memory.reply_at != due) {
        acts.add({memory.reply_at, ActKind::seller_answers});
    }
    return acts;
}

Acts plan_stop(const View& view, Memory& memory) {
    const Warehouse& warehouse = view.params().warehouse;
    const std::uint8_t number = ++memory.stops;
    SimTime look = view.now;
    if (warehouse.poll_interval > SimDuration::zero()) {
        const auto looks = view.now.time_since_epoch() / warehouse.poll_interval;
        look = SimTime(warehouse.poll_interval * (looks + 1));
    }
    Acts acts;
    acts.add({look + view.delay_of(warehouse.poll_delay, Purpose::poll_delay, number),
              ActKind::stop_is_seen, number});
    return acts;
}

/// The label is resolved on here as well as by the pick, so that of steps due at one instant it
/// comes before the hand-over.
Acts release_parcel(const View& view, Memory& memory) {
    Acts acts;
    const ShipmentState stage = view.order.regions.shipment;
    if (memory.pick_at <= view.now && stage == ShipmentState::none) {
        acts.add({view.now, ActKind::seller_picks});
    }
    if (memory.label_at <= view.now && stage != ShipmentState::labelled) {
        acts.add({view.now, ActKind::seller_labels});
    }
    if (memory.is_held) {
        const SimTime planned = memory.hand_over_at;
        memory.is_held = false;
        memory.hand_over_at =
            view.params().sellers.handling_clock.advance(view.now, SimDuration::zero());
        memory.held_back += memory.hand_over_at - planned;
        acts.add({memory.hand_over_at, ActKind::seller_hands_over});
    }
    return acts;
}

double consent_share(const View& view, const Memory& memory) {
    const Sellers& sellers = view.params().sellers;
    const ShipmentState stage = view.order.regions.shipment;
    const double base = stage == ShipmentState::none      ? sellers.approve_unpicked
                        : stage == ShipmentState::picking ? sellers.approve_picking
                                                          : sellers.approve_labelled;
    const Reason reason = buyer::reason_of(view);
    double shift = memory.has_chatted ? sellers.shift_chat : 0.0;
    shift += is_seller_side(reason) ? sellers.shift_seller_fault : 0.0;
    shift += reason == Reason::changed_mind ? sellers.shift_changed_mind : 0.0;
    shift += sellers.shift_evidence * evidence::buyer_quality(view);
    shift += sellers.shift_follow_up * view.order.follow_ups;
    return shifted(base, shift);
}

Deed reply(const View& view, Memory& memory) {
    const bool is_current = view.now == memory.reply_at && !memory.has_consent;
    if (!is_current || view.order.regions.order != OrderState::processing ||
        view.order.requests > 0) {
        return {};
    }
    memory.has_consent = view.draw(Purpose::consent) < consent_share(view, memory);
    Deed deed = only(say(CommandKind::send_message));
    deed.acts.add({view.now, ActKind::buyer_requests, view.order.requests});
    return deed;
}

Deed answer_request(const View& view, Memory& memory) {
    if (view.order.regions.request != order::RequestState::requested ||
        view.now != memory.reply_at) {
        return {};
    }
    memory.reply_at = kNever;
    if (!memory.has_consent) {
        if (const auto offer = negotiation::offer(view, memory)) {
            return only(*offer);
        }
    }
    const bool consents =
        memory.has_consent ||
        view.draw(Purpose::consent, memory.replies) < consent_share(view, memory);
    return only(say(consents ? CommandKind::approve_cancel : CommandKind::reject_cancel));
}

Acts go_on(const View& view, Memory& memory) {
    if (memory.shelf_is_empty) {
        Acts acts;
        acts.add({view.now, ActKind::seller_is_out_of_stock});
        return acts;
    }
    return release_parcel(view, memory);
}

Deed find_out_of_stock(const View& view, Memory& memory) {
    if (!is_before_hand_over(view)) {
        return {};
    }
    memory.shelf_is_empty = true;
    if (is_open(view.order.regions.case_)) {
        return {};
    }
    Command command = say(view.order.regions.order == OrderState::cancel_pending
                              ? CommandKind::approve_cancel
                              : CommandKind::seller_cancel);
    command.reason = Reason::out_of_stock;
    return only(command);
}

namespace {

/// The plan's next step, each resolved on when the one before it comes, done or not; of a plan that
/// is made up for late at once. Nothing follows a plan that the hand-over has ended.
Deed and_then(Deed deed, const View& view, SimTime planned, ActKind next) {
    if (planned != kNever) {
        deed.acts.add({std::max(view.now, planned), next});
    }
    return deed;
}

}  // namespace

Deed pick(const View& view, const Memory& memory) {
    const bool may = is_before_hand_over(view) && view.order.regions.stop != StopState::seen &&
                     view.order.regions.shipment == ShipmentState::none;
    return and_then(may ? only(say(CommandKind::start_pick)) : Deed{}, view, memory.label_at,
                    ActKind::seller_labels);
}

Deed label(const View& view, const Memory& memory) {
    const bool may = is_before_hand_over(view) && view.order.regions.stop != StopState::seen &&
                     view.order.regions.shipment == ShipmentState::picking;
    return and_then(may ? only(say(CommandKind::print_label)) : Deed{}, view, memory.hand_over_at,
                    ActKind::seller_hands_over);
}

/// A parcel that the warehouse was told to hold leaves all the same now and then; a hard lock lets
/// none leave while the request is open, nor do some rules while a case is.
Deed hand_over(const View& view, Memory& memory) {
    const order::Regions& at = view.order.regions;
    if (view.now != memory.hand_over_at || !is_in_warehouse(at.shipment) ||
        memory.shelf_is_empty || at.stock == order::StockState::written_off) {
        return {};
    }
    if (at.order == OrderState::processing) {
        memory.is_held = view.policy.case_holds_ship && is_open(at.case_);
        return memory.is_held ? Deed{} : only(say(CommandKind::ship));
    }
    const auto is_stopped = [&] {
        return at.stop == StopState::seen &&
               view.draw(Purpose::leak) >= view.params().warehouse.leak_share;
    };
    if (at.order == OrderState::cancel_pending) {
        memory.is_held = view.policy.lock == order::Lock::hard || is_stopped();
        return memory.is_held ? Deed{} : only(say(CommandKind::ship));
    }
    const bool is_cancelled =
        at.order == OrderState::refunding || at.order == OrderState::cancelled;
    if (is_cancelled && at.stop != StopState::none && !is_stopped()) {
        return only({.kind = CommandKind::hand_over_scan, .actor = Actor::carrier});
    }
    return {};
}

Deed see_stop(const View& view, std::uint8_t number, const Memory& memory) {
    if (view.order.regions.stop != StopState::pending || number != memory.stops) {
        return {};
    }
    return only({.kind = CommandKind::stop_seen, .actor = Actor::carrier});
}

}  // namespace ordersim::agents::seller
