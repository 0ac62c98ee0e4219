#pragma once

#include "tests/support/random_life.hpp"
#include "tests/support/reference_rules.hpp"

#include <string>
#include <vector>

/// One life under the rules and under the reference, held against each other at each step.
namespace ordersim::tests {

class TwinLife {
public:
    /// Nothing placed yet. `rules` must outlive it.
    TwinLife(const order::Rules& rules, const order::Policy& policy)
        : rules_(rules), life_{policy, {}, {}} {}

    /// Gives the command to both, now. Requires: no problem yet.
    order::Decision give(const order::Command& command);
    /// As a journey takes the step, whatever comes of it. Requires: no problem yet.
    order::Decision take(const Step& step);

    [[nodiscard]] Life& life() { return life_; }
    /// The first disagreement and all that led to it; empty if there was none.
    [[nodiscard]] const std::string& problem() const { return problem_; }

private:
    struct Given {
        order::Command command;
        SimTime at{};
        Answer answer;
    };
    /// All that was given until now, a line each.
    [[nodiscard]] std::string told() const;

    const order::Rules& rules_;
    Life life_;
    ReferenceOrder reference_;
    std::vector<Given> given_;
    std::string problem_;
};

/// What happens next, as in `next_command`; now and then an order about nothing, a command by an
/// actor who may not give it or about another version than the order's, or a timer that nobody set.
[[nodiscard]] order::Command next_odd_command(Life& life, Dice& dice);

}  // namespace ordersim::tests
