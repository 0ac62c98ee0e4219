#include "sim/market/market.hpp"

#include <algorithm>
#include <utility>

#include "sim/agents/arrivals.hpp"
#include "sim/agents/buyer.hpp"
#include "sim/agents/support.hpp"

namespace ordersim::market {
namespace {

using agents::Act;
using agents::ActKind;
using kernel::Event;
using kernel::Rank;
using metrics::DeskEvent;
using order::Command;
using order::CommandKind;
using order::Decision;
using order::Order;

/// Payloads of events that are no acts; acts have their kind and detail there.
constexpr std::uint16_t kArrival = 0xffff;
constexpr std::uint16_t kShift = 0xfffe;
/// Of a life whose order is being looked up for a deadline: no other look is needed meanwhile.
constexpr SimTime kLookedUp = SimTime::min();

/// A desk as an entity of the calendar: after all orders.
constexpr std::uint32_t entity_of(agents::Desk desk) {
    return 0xffffffffU - static_cast<std::uint32_t>(desk);
}
constexpr agents::Desk desk_at(std::uint32_t entity) {
    return static_cast<agents::Desk>(0xffffffffU - entity);
}

std::uint16_t payload_of(const Act& act) {
    return static_cast<std::uint16_t>(static_cast<unsigned>(act.kind) << 8U | act.detail);
}

Act act_of(const Event& event) {
    return {event.at, static_cast<ActKind>(event.payload() >> 8U),
            static_cast<std::uint8_t>(event.payload() & 0xffU)};
}

std::uint8_t under_way(const std::array<order::RefundState, order::kRefunds>& refunds) {
    unsigned count = 0;
    for (const order::RefundState refund : refunds) {
        count += is_outstanding(refund) ? 1U : 0U;
    }
    return static_cast<std::uint8_t>(count);
}

}  // namespace

Market::Market(const Setup& setup, kernel::Calendar& calendar, metrics::Tally& tally)
    : setup_(setup),
      calendar_(calendar),
      tally_(tally),
      desks_(setup.cast.params().support),
      hands_free_at_(setup.cast.params().sellers.capacity_per_day > 0
                     ? setup.cast.params().sellers.count
                     : 0) {
    schedule_arrival(SimTime{});
}

void Market::handle(const Event& event) {
    if (violation()) {
        return;
    }
    now_ = event.at;
    if (event.rank() == Rank::command && event.payload() >= kShift) {
        if (event.payload() == kArrival) {
            arrive(OrderId{event.entity()}, event.at);
        } else {
            const agents::Desk desk = desk_at(event.entity());
            serve(desks_.change_shift(desk, event.at), event.at);
            schedule_shift(desk, event.at);
        }
    } else {
        live(OrderId{event.entity()}, event);
    }
    rest(event.at);
}

void Market::live(OrderId id, const Event& event) {
    Life& life = lives_.wake(id);
    --life.awaited;
    if (event.at == life.watched_at) {
        life.watched_at = kNever;
    }
    if (event.rank() == Rank::timer) {
        fire(id, life, event.at);
    } else {
        act(id, life, event);
    }
}

void Market::schedule_arrival(SimTime after) {
    const agents::Arrivals& arrivals = setup_.cast.params().arrivals;
    if (arrivals.orders_max != 0 && lives_.begun() >= arrivals.orders_max) {
        return;
    }
    const std::uint32_t next = lives_.begun();
    const SimTime at = agents::next_arrival(setup_.cast, setup_.draws, next, after);
    if (at < SimTime(arrivals.horizon)) {
        calendar_.push(Event::make(at, next, Rank::command, 0, kArrival));
    }
}

void Market::arrive(OrderId id, SimTime now) {
    Life& life = lives_.begin(id);
    schedule_arrival(now);
    if (setup_.share.owns(id.value)) {
        execute(id, life, agents::placement(view(id, life, now)), now);
    }
}

void Market::act(OrderId id, Life& life, const Event& event) {
    const Act act = act_of(event);
    if (setup_.moments != nullptr) {
        setup_.moments->push_back({id, life.order, life.memory, act});
    }
    if (act.kind == ActKind::service_ends) {
        end_service(id, life, act);
    } else if (act.kind == ActKind::loses_patience || act.kind == ActKind::leaves_line) {
        leave_line(id, life, act);
    } else {
        do_deed(id, life, agents::carry_out(view(id, life, act.at), act, life.memory), act);
    }
}

void Market::do_deed(OrderId id, Life& life, const agents::Deed& deed, const Act& act) {
    const auto tell_about = [&](metrics::OrderEvent::Kind kind) {
        // Who turns to a desk has no command for it: he writes.
        const Command word{.kind = CommandKind::send_message};
        metrics::OrderEvent event = event_of(id, life, deed.command.value_or(word), act.at);
        event.kind = kind;
        tally_.take(event);
    };
    if (deed.is_contact) {
        tell_about(metrics::OrderEvent::Kind::contact);
    }
    if (deed.is_look) {
        tell_about(metrics::OrderEvent::Kind::look);
        look(id, life, act.at);
    }
    if (deed.command) {
        execute(id, life, *deed.command, act.at);
    }
    if (deed.joins) {
        join_line(id, life, *deed.joins, act.at);
    }
    queue(id, life, deed.acts);
}

/// The deadline that the timer was queued for fires if it still stands.
void Market::fire(OrderId id, Life& life, SimTime now) {
    const order::Deadline due = next_deadline(life.order);
    if (due.at > now) {
        return;
    }
    if (setup_.platform == nullptr) [[likely]] {
        execute(id, life, as_command(due), now);
    } else {
        look(id, life, now);
        life.watched_at = kLookedUp;
    }
}

Decision Market::put_to_rules(OrderId id, Life& life, const Command& command, SimTime now) {
    if (setup_.checks == Checks::off) [[likely]] {
        return step(setup_.rules, life.order, setup_.policy, command, now);
    }
    const Order before = life.order;
    const Decision decision = step(setup_.rules, life.order, setup_.policy, command, now);
    if (decision.kind == Decision::Kind::accepted) {
        audit_.step(id, before, life.order, setup_.policy, command, now,
                    setup_.rules.row(decision.transition).id);
    }
    return decision;
}

void Market::execute(OrderId id, Life& life, const Command& command, SimTime now) {
    if (setup_.questions != nullptr) [[unlikely]] {
        setup_.questions->push_back({id, life.order, command, now});
    }
    if (setup_.platform != nullptr) [[unlikely]] {
        ask(id, life, command, now);
        return;
    }
    const agents::Before before{life.order.regions, life.order.refund_state};
    const Decision decision = put_to_rules(id, life, command, now);
    learn(id, life, command, decision, before, now);
}

void Market::ask(OrderId id, Life& life, const Command& command, SimTime now) {
    ++life.awaited;
    setup_.platform->ask(id, command, now);
}

/// The rules at hand have nothing to look up: they fire deadlines at their instants.
void Market::look(OrderId id, Life& life, SimTime now) {
    if (setup_.platform != nullptr) [[unlikely]] {
        ++life.awaited;
        setup_.platform->look(id, now);
    }
}

void Market::hear(OrderId id, std::span<const News> news, SimTime now) {
    now_ = now;
    Life& life = lives_.wake(id);
    --life.awaited;
    if (life.watched_at == kLookedUp) {
        life.watched_at = kNever;
    }
    for (const News& one : news) {
        const agents::Before before{life.order.regions, life.order.refund_state};
        life.order = one.after;
        learn(id, life, one.command, one.decision, before, now);
    }
    rest(now);
}

void Market::learn(OrderId id, Life& life, const Command& command, const Decision& decision,
                   const agents::Before& before, SimTime now) {
    if (decision.kind == Decision::Kind::recorded) {
        return;
    }
    ++useful_events_;
    tell(id, life, command, decision, before, now);
    if (decision.kind == Decision::Kind::accepted) {
        const agents::View seen = view(id, life, now);
        queue(id, life, agents::react(seen, before, command.kind, life.memory));
        if (!hands_free_at_.empty()) {
            SimTime& free_at = hands_free_at_[seen.seller().value];
            free_at = std::max(free_at, life.memory.hands_busy_until);
        }
    }
}

void Market::queue(OrderId id, Life& life, const agents::Acts& acts) {
    if (acts.span().empty()) {
        return;
    }
    const SimTime due = next_deadline(life.order).at;
    for (const Act& act : acts.span()) {
        if (act.at == kNever) {
            continue;  // beyond all instants: resolved on, never done
        }
        const Rank rank = agents::is_fact(act.kind) ? Rank::fact : Rank::command;
        calendar_.push(Event::make(act.at, id.value, rank, life.sequence++, payload_of(act)));
        ++life.awaited;
        const bool is_later = life.watched_at > due || act.at > life.watched_at;
        if (act.at <= due && is_later) {
            life.watched_at = act.at;
        }
    }
}

/// A deadline stands in the calendar only while no other event of the order comes before it: when
/// such an event has come, the deadlines are looked at again. Few orders ever need a timer for
/// what their people do in time.
void Market::watch_deadline(OrderId id, Life& life) {
    SimTime due = next_deadline(life.order).at;
    if (due < life.watched_at) {
        if (setup_.platform != nullptr) [[unlikely]] {
            if (setup_.look_after == kNoLook) {
                return;
            }
            due = std::max(due, now_) + setup_.look_after;
        }
        life.watched_at = due;
        calendar_.push(Event::make(due, id.value, Rank::timer, life.sequence++, 0));
        ++life.awaited;
    }
}

void Market::rest(SimTime now) {
    lives_.rest([this, now](OrderId id, Life& life) {
        watch_deadline(id, life);
        if (life.awaited > 0) {
            return;
        }
        if (setup_.checks == Checks::on) {
            audit_.leave(id, life.order, now);
        }
        if (setup_.farewells != nullptr) {
            setup_.farewells->push_back({id, life.order});
        }
    });
}

void Market::join_line(OrderId id, Life& life, agents::Task task, SimTime now) {
    const Desks::Client client{id, task};
    if (desks_.waits(client)) {
        return;  // what is asked for twice is done once
    }
    tell_desk(client, now, DeskEvent::Kind::joined);
    const std::int32_t priority = agents::support::priority_of(view(id, life, now), task);
    ++life.awaited;
    if (const auto turn = desks_.join(client, priority, now)) {
        serve({*turn}, now);
    } else {
        schedule_shift(desk_of(task), now);
    }
}

void Market::leave_line(OrderId id, Life& life, const Act& act) {
    const Desks::Client client{id, agents::desk_note(act.detail).task};
    const bool is_outdated = act.kind == ActKind::loses_patience &&
                             agents::desk_note(act.detail).number != (life.memory.visits & 31U);
    if (is_outdated || !desks_.waits(client)) {
        return;
    }
    const agents::Deed deed = agents::carry_out(view(id, life, act.at), act, life.memory);
    if (deed.leaves) {
        desks_.leave(client, act.at);
        --life.awaited;
        tell_desk(client, act.at,
                  act.kind == ActKind::loses_patience ? DeskEvent::Kind::left
                                                      : DeskEvent::Kind::dropped);
    } else {
        tell_desk(client, act.at, DeskEvent::Kind::left_silently);
    }
    do_deed(id, life, deed, act);
}

void Market::end_service(OrderId id, Life& life, const Act& act) {
    const Desks::Client client{id, agents::desk_note(act.detail).task};
    const agents::Desk desk = desk_of(client.task);
    const auto turn = desks_.finish(desk, act.at);
    tell_desk(client, act.at, DeskEvent::Kind::ended);
    do_deed(id, life, agents::carry_out(view(id, life, act.at), act, life.memory), act);
    if (turn) {
        serve({*turn}, act.at);
    }
}

/// Begins the services whose turn it is; where nothing is left to do, it is the next one's turn.
void Market::serve(std::vector<Desks::Client> turns, SimTime now) {
    while (!turns.empty()) {
        const Desks::Client turn = turns.back();
        turns.pop_back();
        if (!begin_service(turn, now)) {
            if (const auto next = desks_.finish(desk_of(turn.task), now)) {
                turns.push_back(*next);
            }
        }
    }
}

bool Market::begin_service(const Desks::Client& turn, SimTime now) {
    const OrderId id = turn.order;
    Life& life = lives_.wake(id);
    const auto service =
        agents::support::begin(view(id, life, now), turn.task, life.memory);
    if (service) {
        tell_desk(turn, now, DeskEvent::Kind::began, service->length);
        agents::Acts acts;
        acts.add({now + service->length, ActKind::service_ends,
                  detail_of(agents::DeskNote{turn.task, life.memory.services})});
        queue(id, life, acts);
        if (service->command) {
            execute(id, life, *service->command, now);
        }
    } else {
        tell_desk(turn, now, DeskEvent::Kind::dropped);
    }
    --life.awaited;
    return service.has_value();
}

void Market::schedule_shift(agents::Desk desk, SimTime now) {
    if (const auto at = desks_.next_shift(desk, now)) {
        calendar_.push(Event::make(*at, entity_of(desk), Rank::command, 0, kShift));
    }
}

void Market::tell_desk(const Desks::Client& client, SimTime at, DeskEvent::Kind kind,
                       SimDuration service) {
    tally_.take(DeskEvent{at, kind, service, client.order, client.task});
}

metrics::OrderEvent Market::event_of(OrderId id, const Life& life, const Command& command,
                                     SimTime now) const {
    const Order& order = life.order;
    const std::uint8_t refunds = under_way(order.refund_state);
    return {.at = now,
            .order = id,
            .command = command.kind,
            .actor = command.actor,
            .reason = command.reason,
            .refund = command.refund,
            .has_contacted = life.memory.has_contacted,
            .before = order.regions,
            .after = order.regions,
            .refund_after = order.state_of(order::RefundKind::settlement),
            .version = order.version,
            .amount = is_about_refund(command.kind) ? order.amount_of(command.refund)
                                                    : command.amount,
            .paid_at = order.paid_at,
            .held_back = life.memory.held_back,
            .claim = order.claim,
            .total = order.total,
            .captured = captured(order),
            .refunded = refunds_paid(order),
            .has_violation = order.has(order::Mark::violation),
            .refunds_before = refunds,
            .refunds_after = refunds};
}

void Market::tell(OrderId id, const Life& life, const Command& command, const Decision& decision,
                  const agents::Before& before, SimTime now) {
    metrics::OrderEvent event = event_of(id, life, command, now);
    event.kind = decision.kind == Decision::Kind::accepted
                     ? metrics::OrderEvent::Kind::transition
                     : metrics::OrderEvent::Kind::refusal;
    event.transition = decision.transition;
    event.refusal = decision.refusal;
    event.before = before.regions;
    event.refunds_before = under_way(before.refunds);
    const bool is_cancellation = cancels_paid(event);
    if (event.command == CommandKind::place_order || begins_refund(event) || is_cancellation) {
        const agents::View seen = view(id, life, now);
        event.seller = seen.seller();
        event.reorders = is_cancellation && agents::buyer::reorders(seen);
    }
    tally_.take(event);
    if (setup_.log != nullptr) {
        setup_.log->write(event, view(id, life, now));
    }
    if (setup_.ledger != nullptr) {
        setup_.ledger->take(event, view(id, life, now));
    }
}

void Market::check_end(SimTime now) {
    if (setup_.checks == Checks::off) {
        return;
    }
    lives_.for_each([this](const Order& order) { audit_.remain(order); });
    audit_.close(now, calendar_.empty());
}

}  // namespace ordersim::market
