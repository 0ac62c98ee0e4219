#include "sim/check/order_space.hpp"

#include <algorithm>

#include "sim/base/assert.hpp"

namespace ordersim::check {
namespace {

using namespace order;

constexpr std::size_t kOrdersMax = 0xffff;

/// The deadline of the timer that the command stands for; kNever if it does not run.
SimTime* running_deadline(Order& order, const Command& command) {
    if (class_of(command.kind) != CommandClass::timer) {
        return nullptr;
    }
    const auto kind = static_cast<std::size_t>(command.refund);
    if (command.kind == CommandKind::refund_retry_timer ||
        command.kind == CommandKind::refund_sla_timer) {
        const bool has_failed = order.refund_state[kind] == RefundState::failed;
        const bool is_meant = has_failed == (command.kind == CommandKind::refund_retry_timer);
        SimTime& deadline = order.refund[kind].deadline;
        return is_meant && deadline != kNever ? &deadline : nullptr;
    }
    const auto slot = static_cast<std::size_t>(slot_of(command.kind));
    const bool runs = order.timer[slot] == command.kind && order.deadline[slot] != kNever &&
                      !order.is_paused(static_cast<Slot>(slot));
    return runs ? &order.deadline[slot] : nullptr;
}

void add(std::string& text, std::string_view words) {
    text += text.empty() ? "" : ", ";
    text += words;
}

template <class State>
void add_move(std::string& text, std::string_view region, State before, State after) {
    if (before != after) {
        add(text, std::string(region) + ": " + std::string(enum_name(before)) + " -> " +
                      std::string(enum_name(after)));
    }
}

void add_timers(std::string& text, const Order& before, const Order& after) {
    for (std::size_t i = 0; i < kSlots; ++i) {
        const bool was_on = before.deadline[i] != kNever;
        const bool is_on = after.deadline[i] != kNever;
        const auto slot = static_cast<Slot>(i);
        const bool is_same = before.timer[i] == after.timer[i];
        if (was_on && (!is_on || !is_same)) {
            add(text, std::string(enum_name(before.timer[i])) + " is off");
        }
        if (is_on && (!was_on || !is_same || before.is_paused(slot) != after.is_paused(slot))) {
            add(text, std::string(enum_name(after.timer[i])) +
                          (after.is_paused(slot) ? " waits" : " runs"));
        }
    }
}

}  // namespace

Answer answer_of(const Decision& decision) {
    switch (decision.kind) {
        case Decision::Kind::accepted: return Answer::accepted;
        case Decision::Kind::recorded: return Answer::recorded;
        case Decision::Kind::refused: break;
    }
    return static_cast<Answer>(static_cast<unsigned>(Answer::refused) +
                               static_cast<unsigned>(decision.refusal));
}

std::string text_of(Answer answer) {
    if (!is_refusal(answer)) {
        return std::string(enum_name(answer));
    }
    const unsigned refusal = static_cast<unsigned>(answer) - static_cast<unsigned>(Answer::refused);
    return "refused: " + std::string(enum_name(static_cast<Refusal>(refusal)));
}

OrderSpace::OrderSpace(const Setting& setting, std::vector<Command> commands)
    : setting_(&setting), commands_(std::move(commands)) {}

OrderId OrderSpace::number_of(const Order& order) const {
    const Order form = canonical(*setting_, order);
    const auto found = std::ranges::find(orders_, form);
    const auto id = static_cast<std::size_t>(found - orders_.begin());
    if (found == orders_.end()) {
        ORDERSIM_ASSERT(orders_.size() < kOrdersMax);
        orders_.push_back(form);
        effects_.resize(orders_.size() * commands_.size());
    }
    return static_cast<OrderId>(id);
}

OrderSpace::Effect OrderSpace::effect(OrderId id, std::size_t i) const {
    const std::size_t at = id * commands_.size() + i;
    if (effects_[at].answer == Answer::none) {
        const Effect effect = computed(id, i);
        effects_[at] = effect;
    }
    return effects_[at];
}

OrderSpace::Effect OrderSpace::computed(OrderId id, std::size_t i) const {
    Order order = orders_[id];
    const Money before = refunds_promised(order);
    if (SimTime* const deadline = running_deadline(order, commands_[i])) {
        *deadline = kInstant;
    }
    const Decision decision =
        step(*setting_->rules, order, setting_->policy, commands_[i], kInstant);
    const Money promised = refunds_promised(order) - before;
    return {number_of(order), answer_of(decision),
            static_cast<std::uint8_t>(std::max<std::int64_t>(promised.minor, 0))};
}

OrderId OrderSpace::forced(OrderId now, OrderId seen, std::size_t i) const {
    const Decision decision =
        decide(*setting_->rules, orders_[seen], setting_->policy, commands_[i], kInstant);
    Order order = orders_[now];
    if (decision.kind == Decision::Kind::accepted) {
        apply(*setting_->rules, order, setting_->policy, commands_[i], decision, kInstant);
    }
    return number_of(order);
}

bool OrderSpace::is_due(OrderId id, std::size_t i) const {
    Order order = orders_[id];
    return running_deadline(order, commands_[i]) != nullptr;
}

std::optional<Order> led_to(const Setting& setting, std::span<const Command> commands,
                            CommandKind& stopped_at) {
    Order order;
    for (const Command& command : commands) {
        stopped_at = command.kind;
        if (SimTime* const deadline = running_deadline(order, command)) {
            *deadline = kInstant;
        }
        const Decision decision =
            step(*setting.rules, order, setting.policy, command, kInstant);
        if (decision.kind != Decision::Kind::accepted) {
            return std::nullopt;
        }
        order = canonical(setting, order);
    }
    return order;
}

std::string changes_between(const Order& before, const Order& after) {
    std::string text;
    add_move(text, "order", before.regions.order, after.regions.order);
    add_move(text, "payment", before.regions.payment, after.regions.payment);
    add_move(text, "shipment", before.regions.shipment, after.regions.shipment);
    add_move(text, "request", before.regions.request, after.regions.request);
    add_move(text, "case", before.regions.case_, after.regions.case_);
    add_move(text, "stock", before.regions.stock, after.regions.stock);
    for (std::size_t i = 0; i < kRefunds; ++i) {
        add_move(text, std::string(enum_names<RefundKind>[i]) + " refund", before.refund_state[i],
                 after.refund_state[i]);
    }
    add_timers(text, before, after);
    return text;
}

}  // namespace ordersim::check
