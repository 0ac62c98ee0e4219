#include "sim/check/order_space.hpp"

#include <algorithm>

#include "sim/base/assert.hpp"
#include "sim/order/changes.hpp"

namespace ordersim::check {
namespace {

using namespace order;

constexpr std::size_t kOrdersMax = 0xffff;

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
    make_due(order, commands_[i]);
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
    return make_due(order, commands_[i]);
}

std::optional<Order> led_to(const Setting& setting, std::span<const Command> commands,
                            CommandKind& stopped_at) {
    Order order;
    for (const Command& command : commands) {
        stopped_at = command.kind;
        make_due(order, command);
        const Decision decision =
            step(*setting.rules, order, setting.policy, command, kInstant);
        if (decision.kind != Decision::Kind::accepted) {
            return std::nullopt;
        }
        order = canonical(setting, order);
    }
    return order;
}

std::vector<measure::StepChange> changes_between(const Order& before, const Order& after) {
    std::vector<measure::StepChange> told;
    for (FieldChange& change : changes(before, after)) {
        told.push_back({std::string(change.field), std::move(change.from), std::move(change.to)});
    }
    return told;
}

}  // namespace ordersim::check
