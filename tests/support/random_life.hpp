#pragma once

#include "sim/base/random.hpp"
#include "sim/order/decide.hpp"

#include "tests/support/journeys.hpp"

#include <cstdint>
#include <vector>

/// Orders to which anybody may do anything at any time, under policies drawn anew for each.
namespace ordersim::tests {

/// A source of choices: drawn by number, or given (and zeros once they run out), so that a
/// failing life can be shrunk.
class Dice {
public:
    Dice(const Draws& draws, std::uint64_t number) : draws_(draws), number_(number) {}
    explicit Dice(std::vector<std::uint16_t> choices)
        : draws_(0, 0), choices_(std::move(choices)), is_given_(true) {}

    [[nodiscard]] std::uint32_t below(std::uint32_t n);
    [[nodiscard]] bool one_in(std::uint32_t n) { return below(n) == 0; }

private:
    Draws draws_;
    std::uint64_t number_ = 0;
    std::vector<std::uint16_t> choices_;
    std::size_t next_ = 0;
    bool is_given_ = false;
};

struct Life {
    order::Policy policy;
    order::Order order;
    SimTime now{};
};

/// Nothing placed yet, under any policy.
[[nodiscard]] Life unborn(Dice& dice);
/// Somewhere along one of the journeys.
[[nodiscard]] Life on_a_journey(const std::vector<Journey>& journeys, Dice& dice);

/// What happens next to the order, and when: a deadline, or any command by anybody who may give
/// it; mostly one that the table knows in this state, and seldom an early end.
[[nodiscard]] order::Command next_command(Life& life, Dice& dice);

}  // namespace ordersim::tests
