#include "sim/market/market.hpp"

#include <utility>

#include "sim/base/enum_names.hpp"

namespace ordersim::market {
namespace {

using agents::Act;
using agents::ActKind;
using kernel::Event;
using kernel::Rank;
using order::Command;
using order::CommandKind;
using order::Decision;
using order::Order;

/// Payload of the event by which an order arrives; acts have their kind and detail there.
constexpr std::uint16_t kArrival = 0xffff;

std::uint16_t payload_of(const Act& act) {
    return static_cast<std::uint16_t>(static_cast<unsigned>(act.kind) << 8U | act.detail);
}

Act act_of(const Event& event) {
    return {event.at, static_cast<ActKind>(event.payload() >> 8U),
            static_cast<std::uint8_t>(event.payload() & 0xffU)};
}

order::RefundState settlement_of(const Order& order) {
    return order.state_of(order::RefundKind::settlement);
}

}  // namespace

Market::Market(const Setup& setup, kernel::Calendar& calendar, metrics::Tally& tally)
    : setup_(setup), calendar_(calendar), tally_(tally) {
    schedule_arrival(SimTime{});
}

void Market::handle(const Event& event) {
    if (violation_) {
        return;
    }
    now_ = event.at;
    const OrderId id{event.entity()};
    if (event.payload() == kArrival && event.rank() == Rank::command) {
        arrive(id, event.at);
        return;
    }
    Life& life = lives_[place_of_[id.value]];
    --life.queued;
    if (event.rank() == Rank::timer) {
        if (event.at == life.timer_at) {
            life.timer_at = kNever;
            fire(id, life, event.at);
        }
    } else {
        act(id, life, event);
    }
    if (life.queued == 0) {
        leave(id, event.at);
    }
}

void Market::schedule_arrival(SimTime after) {
    const agents::Arrivals& arrivals = setup_.cast.params().arrivals;
    if (arrivals.orders_max != 0 && next_order_ >= arrivals.orders_max) {
        return;
    }
    const SimTime at = agents::next_arrival(setup_.cast, setup_.draws, next_order_, after);
    if (at < SimTime(arrivals.horizon)) {
        calendar_.push(Event::make(at, next_order_, Rank::command, 0, kArrival));
    }
}

void Market::arrive(OrderId id, SimTime now) {
    std::uint32_t place = static_cast<std::uint32_t>(lives_.size());
    if (free_.empty()) {
        lives_.emplace_back();
    } else {
        place = free_.back();
        free_.pop_back();
        lives_[place] = Life{};
    }
    place_of_.push_back(place);
    ++next_order_;
    schedule_arrival(now);
    Life& life = lives_[place];
    execute(id, life, agents::placement(view(id, life, now)), now);
    if (life.queued == 0) {
        leave(id, now);
    }
}

void Market::act(OrderId id, Life& life, const Event& event) {
    const Act act = act_of(event);
    if (setup_.moments != nullptr) {
        setup_.moments->push_back({id, life.order, life.memory, act});
    }
    const agents::Deed deed = agents::carry_out(view(id, life, event.at), act, life.memory);
    if (deed.command) {
        if (deed.is_contact) {
            tell_contact(event_of(id, life, *deed.command, event.at));
        }
        execute(id, life, *deed.command, event.at);
    }
    queue(id, life, deed.acts);
}

/// The timer event that counts has come: the deadline it was queued for fires if it still stands.
void Market::fire(OrderId id, Life& life, SimTime now) {
    const order::Deadline due = next_deadline(life.order);
    if (due.at <= now) {
        execute(id, life, as_command(due), now);
    } else {
        queue_timer(id, life);
    }
}

void Market::execute(OrderId id, Life& life, const Command& command, SimTime now) {
    const agents::Before before{life.order.regions, life.order.refund_state};
    std::optional<Order> whole_before;
    if (setup_.checks == Checks::on) {
        whole_before = life.order;
    }
    const Decision decision = step(setup_.rules, life.order, setup_.policy, command, now);
    if (decision.kind == Decision::Kind::recorded) {
        return;
    }
    ++useful_events_;
    if (whole_before) {
        check(id, *whole_before, life.order, command, decision, now);
    }
    tell(event_of(id, life, command, now), decision, before.regions);
    if (decision.kind == Decision::Kind::accepted) {
        queue(id, life,
              agents::react(view(id, life, now), before, command.kind, life.memory));
        queue_timer(id, life);
    }
}

void Market::queue(OrderId id, Life& life, const agents::Acts& acts) {
    for (const Act& act : acts.span()) {
        if (act.at == kNever) {
            continue;  // beyond all instants: resolved on, never done
        }
        const Rank rank = agents::is_fact(act.kind) ? Rank::fact : Rank::command;
        calendar_.push(Event::make(act.at, id.value, rank, life.sequence++, payload_of(act)));
        ++life.queued;
    }
}

/// Of an order's deadlines only the earliest stands in the calendar. A later one waits there until
/// it is looked at again; an earlier one makes the event in the calendar count no more.
void Market::queue_timer(OrderId id, Life& life) {
    const SimTime due = next_deadline(life.order).at;
    if (due < life.timer_at) {
        life.timer_at = due;
        calendar_.push(Event::make(due, id.value, Rank::timer, life.sequence++, 0));
        ++life.queued;
    }
}

void Market::leave(OrderId id, SimTime now) {
    const std::uint32_t place = place_of_[id.value];
    const Order& order = lives_[place].order;
    if (setup_.checks == Checks::on && !violation_) {
        ++checks_made_;
        if (const auto broken = order::broken_at_end(order)) {
            violate(id, now, std::string(enum_name(*broken)) + " at the order's end");
        }
    }
    if (order.regions.payment == order::PaymentState::held) {
        ledger_.held += captured(order) - refunds_paid(order);
    }
    free_.push_back(place);
}

metrics::OrderEvent Market::event_of(OrderId id, const Life& life, const Command& command,
                                     SimTime now) const {
    const Order& order = life.order;
    metrics::OrderEvent event;
    event.at = now;
    event.order = id;
    event.command = command.kind;
    event.actor = command.actor;
    event.reason = command.reason;
    event.refund = command.refund;
    event.has_contacted = life.memory.has_contacted;
    event.before = order.regions;
    event.after = order.regions;
    event.refund_after = settlement_of(order);
    event.version = order.version;
    event.amount =
        is_about_refund(command.kind) ? order.amount_of(command.refund) : command.amount;
    event.paid_at = order.paid_at;
    event.held_back = life.memory.held_back;
    return event;
}

void Market::tell(metrics::OrderEvent event, const Decision& decision,
                  const order::Regions& before) {
    event.kind = decision.kind == Decision::Kind::accepted
                     ? metrics::OrderEvent::Kind::transition
                     : metrics::OrderEvent::Kind::refusal;
    event.transition = decision.transition;
    event.refusal = decision.refusal;
    event.before = before;
    tally_.take(event);
    if (setup_.log != nullptr) {
        const Life& life = lives_[place_of_[event.order.value]];
        setup_.log->write(event, view(event.order, life, event.at));
    }
}

void Market::tell_contact(metrics::OrderEvent event) {
    event.kind = metrics::OrderEvent::Kind::contact;
    tally_.take(event);
}

void Market::check(OrderId id, const Order& before, const Order& after, const Command& command,
                   const Decision& decision, SimTime now) {
    ++checks_made_;
    std::optional<order::Invariant> broken;
    if (decision.kind == Decision::Kind::accepted) {
        account(before, after);
        broken = broken_by_step(before, after, setup_.policy, command, now);
        if (!broken) {
            broken = broken_by_state(after);
        }
    }
    if (broken) {
        violate(id, now,
                std::string(enum_name(*broken)) + " by " +
                    std::string(enum_name(command.kind)) + " (" +
                    std::string(setup_.rules.row(decision.transition).id) + ")");
    }
}

/// Follows the money by what changed, not by where it is said to be.
void Market::account(const Order& before, const Order& after) {
    const Money paid_now = refunds_paid(after) - refunds_paid(before);
    ledger_.captured += captured(after) - captured(before);
    ledger_.refunded += paid_now;
    if (after.regions.payment == order::PaymentState::released &&
        before.regions.payment != order::PaymentState::released) {
        ledger_.released += captured(after) - refunds_paid(after);
    }
}

void Market::check_end(SimTime now) {
    if (setup_.checks == Checks::off || violation_) {
        return;
    }
    ++checks_made_;
    if (calendar_.empty() && orders_alive() != 0) {
        violate({}, now, "inv_10_order_is_not_stuck: orders are alive that nothing awaits");
        return;
    }
    Money held = ledger_.held;
    std::vector<bool> is_free(lives_.size(), false);
    for (const std::uint32_t place : free_) {
        is_free[place] = true;
    }
    for (std::size_t place = 0; place < lives_.size(); ++place) {
        const Order& order = lives_[place].order;
        if (!is_free[place] && order.regions.payment != order::PaymentState::released) {
            held += captured(order) - refunds_paid(order);
        }
    }
    if (ledger_.captured != ledger_.refunded + ledger_.released + held) {
        violate({}, now, "inv_19_money_is_conserved over the run");
    }
}

void Market::violate(OrderId id, SimTime now, std::string what) {
    violation_ = Violation{id, now, std::move(what)};
}

}  // namespace ordersim::market
