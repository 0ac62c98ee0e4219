#pragma once

#include "sim/agents/react.hpp"
#include "sim/order/decide.hpp"
#include "tests/support/plain_params.hpp"
#include "tests/support/policies.hpp"

namespace ordersim::tests {

/// One order in the hands of its agents, outside of any market: the test gives the commands and
/// asks the agents what they make of them.
class LoneOrder {
public:
    LoneOrder(const agents::Params& params, const order::Policy& policy, std::uint32_t id = 0)
        : policy_(policy), cast_(params), id_{id} {}

    /// Placed and paid, payment verified, at hour 0.
    LoneOrder& paid() {
        give(0, agents::placement(view(0)));
        order::Command pay{.kind = order::CommandKind::pay, .actor = order::Actor::buyer};
        pay.amount = order.total;
        give(0, pay);
        give(0, {.kind = order::CommandKind::payment_verified, .actor = order::Actor::gateway});
        return *this;
    }

    /// Carries the command out and lets the agents react; their acts stay in `acts`.
    LoneOrder& give(double at_hour, const order::Command& command) {
        const agents::Before before{order.regions, order.refund_state};
        decision = step(order::rules(), order, policy_, command, at(at_hour));
        acts = {};
        if (decision.kind == order::Decision::Kind::accepted) {
            acts = react(view(at_hour), before, command.kind, memory);
        }
        return *this;
    }
    LoneOrder& give(double at_hour, order::CommandKind kind, order::Actor actor) {
        return give(at_hour, {.kind = kind, .actor = actor});
    }

    [[nodiscard]] agents::View view(double at_hour) const {
        return {id_, order, policy_, cast_, draws_, at(at_hour)};
    }
    [[nodiscard]] static SimTime at(double hour) { return SimTime(duration_of(in_hours(hour))); }

    /// When the act of that kind among `acts` will come, in hours; negative when there is none.
    [[nodiscard]] double hour_of(agents::ActKind kind) const {
        for (const agents::Act& act : acts.span()) {
            if (act.kind == kind) {
                return hours(act.at.time_since_epoch());
            }
        }
        return -1;
    }

    /// As the seller plans it.
    [[nodiscard]] double hand_over_hour() const {
        return hours(memory.hand_over_at.time_since_epoch());
    }

    order::Order order{};
    agents::Memory memory{};
    agents::Acts acts{};
    order::Decision decision{};

private:
    order::Policy policy_;
    agents::Cast cast_;
    Draws draws_{3, 0};
    OrderId id_;
};

}  // namespace ordersim::tests
