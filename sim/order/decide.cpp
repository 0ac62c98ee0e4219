#include "sim/order/decide.hpp"

#include <algorithm>

#include "sim/order/effects.hpp"

namespace ordersim::order {
namespace {

/// `always` if all hold; lists are filled from the front.
Guard first_broken(const std::array<Guard, 4>& guards, const Order& order, const Policy& policy,
                   const Command& command, SimTime now) {
    for (const Guard guard : guards) {
        if (guard == Guard::always) {
            break;
        }
        if (!holds(guard, order, policy, command, now)) {
            return guard;
        }
    }
    return Guard::always;
}

bool is_due(const Order& order, const Command& command, SimTime now) {
    if (command.kind == CommandKind::refund_retry_timer ||
        command.kind == CommandKind::refund_sla_timer) {
        return order.refund[static_cast<std::size_t>(command.refund)].deadline <= now;
    }
    const Slot slot = slot_of(command.kind);
    const auto i = static_cast<std::size_t>(slot);
    return order.timer[i] == command.kind && !order.is_paused(slot) && order.deadline[i] <= now;
}

/// What the world did or a clock says is not conditional on a version.
bool is_stale(const Order& order, const Command& command) {
    return command.expected_version != Command::kAnyVersion &&
           command.expected_version != order.version &&
           class_of(command.kind) == CommandClass::command;
}

Decision refuse(Refusal refusal) {
    return {Decision::Kind::refused, kNoTransition, refusal, Guard::always};
}

/// When no row applies.
Decision without_row(const Order& order, const Command& command) {
    if (class_of(command.kind) != CommandClass::command) {
        return {Decision::Kind::recorded, kNoTransition, Refusal::none, Guard::always};
    }
    if (order.regions.order == OrderState::none) {
        return refuse(Refusal::unknown_order);
    }
    return refuse(is_terminal(order.regions.order) ? Refusal::order_closed
                                                   : Refusal::wrong_state);
}

}  // namespace

Decision decide(const Rules& rules, const Order& order, const Policy& policy,
                const Command& command, SimTime now) noexcept {
    if (is_stale(order, command)) {
        return refuse(Refusal::stale_version);
    }
    if (!may_give(command.actor, command.kind)) {
        return refuse(Refusal::wrong_actor);
    }
    if (class_of(command.kind) == CommandClass::timer && !is_due(order, command, now)) {
        return {Decision::Kind::recorded, kNoTransition, Refusal::none, Guard::always};
    }
    for (const Candidate& row : rules.candidates(order.regions.order, command.kind)) {
        if (first_broken(row.when, order, policy, command, now) != Guard::always) {
            continue;
        }
        if (row.refusal != Refusal::none) {
            return {Decision::Kind::refused, row.id, row.refusal, Guard::always};
        }
        const Guard broken = first_broken(row.guards, order, policy, command, now);
        if (broken != Guard::always) {
            return {Decision::Kind::refused, row.id, refusal_of(broken), broken};
        }
        return {Decision::Kind::accepted, row.id, Refusal::none, Guard::always};
    }
    return without_row(order, command);
}

void apply(const Rules& rules, Order& order, const Policy& policy, const Command& command,
           const Decision& decision, SimTime now) noexcept {
    const Row& row = rules.row(decision.transition);
    const Regions before = order.regions;
    change_regions(order, row.change);
    for (const TimerMove& move : row.timers) {
        if (move.action == TimerAction::nothing) {
            break;
        }
        move_timer(order, policy, move, now);
    }
    for (const Effect effect : row.effects) {
        carry_out(effect, order, policy, command, before, now);
    }
    settle_if_ready(order, now);
    ++order.version;
}

Decision step(const Rules& rules, Order& order, const Policy& policy, const Command& command,
              SimTime now) noexcept {
    const Decision decision = decide(rules, order, policy, command, now);
    if (decision.kind == Decision::Kind::accepted) {
        apply(rules, order, policy, command, decision, now);
    }
    return decision;
}

Command as_command(const Deadline& deadline) noexcept {
    Command command;
    command.kind = deadline.timer;
    command.actor = Actor::clock;
    command.refund = deadline.refund;
    return command;
}

}  // namespace ordersim::order
