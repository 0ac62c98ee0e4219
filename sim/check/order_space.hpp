#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/check/model.hpp"
#include "sim/measure/steps.hpp"

/// The orders of one scene and what its commands make of them, over the rules' own `decide` and
/// `apply`, so that a layer above the rules need not run them at every step.
namespace ordersim::check {

/// What the platform says to a command, as one byte.
enum class Answer : std::uint8_t {
    none,
    accepted,
    recorded,
    seen,        ///< of a look at the order
    key_reused,  ///< the key was used for another request before
    later,       ///< of a hook that comes too early: to be delivered again
    refused      ///< and beyond: the refusal, added to it
};
[[nodiscard]] Answer answer_of(const order::Decision& decision);
[[nodiscard]] constexpr bool is_refusal(Answer answer) { return answer >= Answer::refused; }
[[nodiscard]] std::string text_of(Answer answer);

using OrderId = std::uint16_t;

class OrderSpace {
public:
    /// The commands are those that the scene gives, as they are: amounts and attempts do not
    /// follow the order.
    OrderSpace(const Setting& setting, std::vector<order::Command> commands);

    /// The number of an order's canonical form.
    [[nodiscard]] OrderId number_of(const order::Order& order) const;
    [[nodiscard]] const order::Order& order(OrderId id) const { return orders_[id]; }
    [[nodiscard]] const order::Command& command(std::size_t i) const { return commands_[i]; }
    [[nodiscard]] std::size_t size() const { return orders_.size(); }

    struct Effect {
        OrderId after = 0;
        Answer answer = Answer::none;
        std::uint8_t promised = 0;  ///< money newly promised to the buyer, minor units
    };
    /// What command `i` comes to. A timer whose deadline runs is due: any may be the next.
    [[nodiscard]] Effect effect(OrderId id, std::size_t i) const;
    /// `now` with what command `i` would have done to `seen` carried out on it, whatever the rules
    /// say to that: what a handler comes to that holds on to an overtaken decision.
    [[nodiscard]] OrderId forced(OrderId now, OrderId seen, std::size_t i) const;
    /// Whether command `i` is a timer whose deadline runs.
    [[nodiscard]] bool is_due(OrderId id, std::size_t i) const;

private:
    [[nodiscard]] Effect computed(OrderId id, std::size_t i) const;

    const Setting* setting_;
    std::vector<order::Command> commands_;
    // Filled as they come; a space serves one thread.
    mutable std::vector<order::Order> orders_;
    mutable std::vector<Effect> effects_;  ///< by order, then command
};

/// The order that these commands lead to from nothing; none if the rules do not accept one of
/// them, which is then `stopped_at`.
[[nodiscard]] std::optional<order::Order> led_to(const Setting& setting,
                                                 std::span<const order::Command> commands,
                                                 order::CommandKind& stopped_at);

/// What a step changed in an order, as a list of steps tells it.
[[nodiscard]] std::vector<measure::StepChange> changes_between(const order::Order& before,
                                                               const order::Order& after);

}  // namespace ordersim::check
