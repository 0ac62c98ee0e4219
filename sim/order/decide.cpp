#include "sim/order/decide.hpp"

#include <algorithm>

#include "sim/base/assert.hpp"

namespace ordersim::order {
namespace {

/// Lists are filled from the front.
bool all_hold(const std::array<Guard, 4>& guards, const Order& order, const Policy& policy,
              const Command& command, SimTime now) {
    for (const Guard guard : guards) {
        if (guard == Guard::always) {
            break;
        }
        if (!holds(guard, order, policy, command, now)) {
            return false;
        }
    }
    return true;
}

Guard first_broken(const std::array<Guard, 4>& guards, const Order& order, const Policy& policy,
                   const Command& command, SimTime now) {
    const auto* const found = std::ranges::find_if_not(
        guards, [&](Guard guard) { return holds(guard, order, policy, command, now); });
    ORDERSIM_ASSERT(found != guards.end());
    return *found;
}

constexpr bool is_refund_timer(CommandKind kind) {
    return kind == CommandKind::refund_retry_timer || kind == CommandKind::refund_sla_timer;
}

/// The slot of each timer; of other commands any.
constexpr auto kSlotOf = [] {
    std::array<std::uint8_t, enum_count<CommandKind>> slots{};
    for (std::size_t i = static_cast<std::size_t>(CommandKind::pay_timer); i < slots.size(); ++i) {
        slots[i] = static_cast<std::uint8_t>(slot_of(static_cast<CommandKind>(i)));
    }
    return slots;
}();

/// A timer comes too early unless the order holds its deadline and that has passed. Written
/// without branches, since no predictor knows what comes next for an order.
bool is_early(const Order& order, const Command& command, SimTime now) {
    if (is_refund_timer(command.kind)) [[unlikely]] {
        return order.refund[static_cast<std::size_t>(command.refund)].deadline > now;
    }
    const std::size_t slot = kSlotOf[static_cast<std::size_t>(command.kind)];
    const bool is_timer = class_of(command.kind) == CommandClass::timer;
    const bool is_other = order.timer[slot] != command.kind;
    const bool is_paused = (order.paused >> slot & 1U) != 0;
    return is_timer & (is_other | is_paused | (order.deadline[slot] > now));
}

/// What the world did or a clock says is not conditional on a version.
bool is_stale(const Order& order, const Command& command) {
    const bool is_conditional = command.expected_version != Command::kAnyVersion;
    const bool has_moved = command.expected_version != order.version;
    return is_conditional & has_moved & (class_of(command.kind) == CommandClass::command);
}

constexpr Decision kRecorded{Decision::Kind::recorded, kNoTransition, Refusal::none,
                             Guard::always};

Decision refuse(Refusal refusal) {
    return {Decision::Kind::refused, kNoTransition, refusal, Guard::always};
}

/// When no row applies.
Decision without_row(const Order& order, const Command& command) {
    if (class_of(command.kind) != CommandClass::command) {
        return kRecorded;
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
    const bool is_stale_command = is_stale(order, command);
    const bool is_strange = !may_give(command.actor, command.kind);
    if (is_stale_command | is_strange | is_early(order, command, now)) [[unlikely]] {
        return is_stale_command ? refuse(Refusal::stale_version)
               : is_strange     ? refuse(Refusal::wrong_actor)
                                : kRecorded;
    }
    const StateSet states = states_in(order.regions);
    for (const Candidate& row : rules.candidates(order.regions.order, command.kind)) {
        if (!all_in(states, row.when.states) ||
            !all_hold(row.when.others, order, policy, command, now)) {
            continue;
        }
        if (row.refusal != Refusal::none) {
            return {Decision::Kind::refused, row.id, row.refusal, Guard::always};
        }
        if (all_in(states, row.accepts.states) &&
            all_hold(row.accepts.others, order, policy, command, now)) {
            return {Decision::Kind::accepted, row.id, Refusal::none, Guard::always};
        }
        const Guard broken = first_broken(row.guards, order, policy, command, now);
        return {Decision::Kind::refused, row.id, refusal_of(broken), broken};
    }
    return without_row(order, command);
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
