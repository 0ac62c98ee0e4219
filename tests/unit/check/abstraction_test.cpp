#include "sim/check/model.hpp"

#include "tests/support/random_life.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

// The states that the checker explores stand for real orders: whatever happens to a real one, with
// amounts and instants of any size, happens to its state as well.

using namespace ordersim;
using namespace ordersim::check;
using namespace ordersim::order;
using ordersim::tests::Dice;
using ordersim::tests::Life;

namespace {

const Slice kEverything{"everything", "nothing is cut", {kPayments, 1, 1, 4}, {}};

/// Whether time alone leads from one state to the other.
bool passes_to(const Setting& setting, const Order& from, const Order& to) {
    std::vector<Order> reached{from};
    for (std::size_t i = 0; i < reached.size(); ++i) {
        if (reached[i] == to) {
            return true;
        }
        for (const Move& move : all_moves()) {
            Outcome outcome;
            if (move.passing != Move::Passing::none &&
                perform(setting, reached[i], move, outcome)) {
                reached.push_back(outcome.after);
            }
        }
    }
    return false;
}

/// Whether some move of the same command gets the same answer and leads to the same state.
bool is_followed(const Setting& setting, const Order& state, const Command& command,
                 const Decision& decision, const Order& next) {
    return std::ranges::any_of(all_moves(), [&](const Move& move) {
        Outcome outcome;
        if (move.passing != Move::Passing::none || move.command.kind != command.kind ||
            move.command.actor != command.actor || !perform(setting, state, move, outcome)) {
            return false;
        }
        const bool is_same = outcome.decision.kind == decision.kind &&
                             outcome.decision.transition == decision.transition &&
                             outcome.decision.refusal == decision.refusal;
        return is_same && (decision.kind != Decision::Kind::accepted ||
                           canonical(setting, outcome.after) == next);
    });
}

struct Walk {
    std::uint64_t steps = 0;
    std::uint64_t accepted = 0;
    std::uint64_t windows_passed = 0;
};

void walk(std::uint64_t number, const std::vector<tests::Journey>& journeys, Walk& seen) {
    constexpr int steps = 60;
    Dice dice(Draws(11, 0), number);
    Life life = dice.one_in(4) ? tests::unborn(dice) : tests::on_a_journey(journeys, dice);
    const Setting setting(rules(), life.policy, kEverything);
    Order state = abstracted(setting, life.order, life.now);
    for (int i = 0; i < steps; ++i) {
        Command command = tests::next_command(life, dice);
        if (command.kind == CommandKind::extend_processing) {
            command.minutes = extension_minutes(setting.policy);
        }
        const Order waited = abstracted(setting, life.order, life.now);
        INFO("walk " << number << " step " << i << ": " << enum_name(command.kind) << " in "
                     << enum_name(life.order.regions.order));
        REQUIRE(passes_to(setting, state, waited));
        seen.windows_passed += waited == state ? 0U : 1U;
        const Decision decision =
            step(rules(), life.order, setting.policy, command, life.now);
        const Order next = abstracted(setting, life.order, life.now);
        REQUIRE((decision.kind == Decision::Kind::recorded ||
                 is_followed(setting, waited, command, decision, next)));
        REQUIRE((decision.kind == Decision::Kind::accepted || next == waited));
        state = next;
        ++seen.steps;
        seen.accepted += decision.kind == Decision::Kind::accepted ? 1U : 0U;
    }
}

}  // namespace

TEST_CASE("abstraction: whatever happens to a real order happens to its state") {
    const std::vector<tests::Journey> journeys = tests::all_journeys();
    Walk seen;
    for (std::uint64_t number = 0; number < 3'000; ++number) {
        walk(number, journeys, seen);
    }
    CHECK(seen.accepted > 30'000);
    CHECK(seen.windows_passed > 100);
}
