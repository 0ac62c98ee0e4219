#include "sim/order/state_set.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/order/decide.hpp"
#include "tests/support/policies.hpp"
#include "tests/support/random_life.hpp"

#include <algorithm>
#include <bit>
#include <catch2/catch.hpp>

using namespace ordersim;
using namespace ordersim::order;

namespace {

using Bytes = std::array<std::uint8_t, 8>;
constexpr Bytes kStates{enum_count<OrderState>, enum_count<PaymentState>,
                        enum_count<ShipmentState>, enum_count<RequestState>,
                        enum_count<ChatState>, enum_count<CaseState>,
                        enum_count<StockState>, enum_count<StopState>};

/// All pairs of states of two regions, the others as they begin.
template <class Visit>
void for_pairs(Visit visit) {
    for (std::size_t one = 0; one < 8; ++one) {
        for (std::size_t other = 0; other < one; ++other) {
            for (std::uint8_t i = 0; i < kStates[one]; ++i) {
                for (std::uint8_t j = 0; j < kStates[other]; ++j) {
                    Bytes bytes{};
                    bytes[one] = i;
                    bytes[other] = j;
                    visit(std::bit_cast<Regions>(bytes));
                }
            }
        }
    }
}

bool all_hold(const std::array<Guard, 4>& guards, const Order& order, const Policy& policy,
              const Command& command, SimTime now) {
    return std::ranges::all_of(
        guards, [&](Guard guard) { return holds(guard, order, policy, command, now); });
}

/// What the table says, read row by row and guard by guard: kNoTransition if no row applies.
std::pair<TransitionId, bool> read_plainly(const Order& order, const Policy& policy,
                                           const Command& command, SimTime now) {
    for (std::size_t i = 0; i < rules().rows().size(); ++i) {
        const Row& row = rules().rows()[i];
        if (row.on == command.kind && contains(row.from, order.regions.order) &&
            all_hold(row.when, order, policy, command, now)) {
            const bool is_accepted = row.refusal == Refusal::none &&
                                     all_hold(row.guards, order, policy, command, now);
            return {static_cast<TransitionId>(i), is_accepted};
        }
    }
    return {kNoTransition, false};
}

}  // namespace

TEST_CASE("decide: comes to what the table says, row by row and guard by guard") {
    const std::vector<tests::Journey> journeys = tests::all_journeys();
    const Draws draws(6, 0);
    int accepted = 0;
    int refused_by_row = 0;
    for (std::uint64_t number = 0; number < 3000; ++number) {
        tests::Dice dice(draws, number);
        tests::Life life = tests::on_a_journey(journeys, dice);
        for (int i = 0; i < 20; ++i) {
            const Command command = tests::next_command(life, dice);
            const Order before = life.order;
            const Decision decision =
                step(rules(), life.order, life.policy, command, life.now);
            if (!may_give(command.actor, command.kind) ||
                decision.refusal == Refusal::stale_version ||
                class_of(command.kind) == CommandClass::timer) {
                continue;
            }
            const auto [row, is_accepted] =
                read_plainly(before, life.policy, command, life.now);
            REQUIRE(decision.transition == row);
            REQUIRE((decision.kind == Decision::Kind::accepted) == is_accepted);
            accepted += is_accepted ? 1 : 0;
            refused_by_row += !is_accepted && row != kNoTransition ? 1 : 0;
        }
    }
    CHECK(accepted > 1000);
    CHECK(refused_by_row > 100);
}

TEST_CASE("state sets: an order is in eight states, no two of which share a bit") {
    for_pairs([](const Regions& regions) { REQUIRE(std::popcount(states_in(regions)) == 8); });
    StateSet all = 0;
    for_pairs([&all](const Regions& regions) { all |= states_in(regions); });
    CHECK(std::popcount(all) == 62);
}

TEST_CASE("state sets: a region's guard holds in its set of states and nowhere else") {
    for (std::size_t i = 0; i < enum_count<Guard>; ++i) {
        const auto guard = static_cast<Guard>(i);
        INFO(enum_name(guard));
        if (!is_about_region(guard)) {
            CHECK(states_of(guard) == kAllStates);
            continue;
        }
        CHECK(states_of(guard) != kAllStates);
        for_pairs([guard](const Regions& regions) {
            Order order;
            order.regions = regions;
            const bool is_in = all_in(states_in(regions), states_of(guard));
            REQUIRE(is_in == holds(guard, order, tests::base_policy(), Command{}, SimTime{}));
        });
    }
}
