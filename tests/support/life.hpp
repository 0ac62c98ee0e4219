#pragma once

#include "sim/base/enum_names.hpp"

#include "tests/support/journeys.hpp"

#include <catch2/catch.hpp>

/// The life of one order, told step by step in a test.
namespace ordersim::tests {

inline constexpr SimDuration kDay = std::chrono::hours(24);
/// Placing is one hour after the start (see journeys).
inline constexpr SimTime kPlaced{std::chrono::hours(1)};

class Life {
public:
    explicit Life(const order::Policy& policy) : policy_(policy) {}

    Life& then(const Steps& steps) {
        for (const Step& step : steps) {
            INFO(enum_name(step.command.kind) << ", expected " << step.expected);
            REQUIRE(take(order::rules(), policy_, step, at_) == "");
        }
        return *this;
    }
    Life& then(const Step& step) { return then(Steps{step}); }

    [[nodiscard]] const order::Order& order() const { return at_.order; }
    [[nodiscard]] const order::Regions& at() const { return at_.order.regions; }
    [[nodiscard]] SimTime now() const { return at_.now; }
    /// The running deadline of a timer.
    [[nodiscard]] SimTime due(order::CommandKind timer) const {
        const order::Slot slot = order::slot_of(timer);
        const auto i = static_cast<std::size_t>(slot);
        REQUIRE(at_.order.timer[i] == timer);
        REQUIRE_FALSE(at_.order.is_paused(slot));
        return at_.order.deadline[i];
    }
    [[nodiscard]] std::int64_t paid_back() const { return order::refunds_paid(at_.order).minor; }

private:
    order::Policy policy_;
    Arrival at_;
};

/// A settlement refund, or another, sent and posted.
[[nodiscard]] inline Steps posted(order::RefundKind kind = order::RefundKind::settlement) {
    using C = order::CommandKind;
    return {does(C::submit_refund, "T54").of(kind), does(C::refund_succeeded, "T55").of(kind)};
}

}  // namespace ordersim::tests
