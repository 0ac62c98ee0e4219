#include "sim/base/enum_names.hpp"

#include "tests/support/twin_life.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

// The table against the reference. Both are given the same commands, and must come to the same
// answer and the same order at each step; a disagreement's message tells the life that led to it.

using namespace ordersim;
using namespace ordersim::order;
using ordersim::tests::Dice;
using ordersim::tests::TwinLife;

namespace {

constexpr int kSteps = 60;

struct Coverage {
    std::set<TransitionId> rows;
    std::set<Refusal> refusals;
    std::uint64_t accepted = 0;
    std::uint64_t recorded = 0;
    std::uint64_t refused = 0;

    void note(const Rules& rules, const Decision& decision) {
        refusals.insert(decision.refusal);
        accepted += decision.kind == Decision::Kind::accepted ? 1 : 0;
        recorded += decision.kind == Decision::Kind::recorded ? 1 : 0;
        refused += decision.kind == Decision::Kind::refused ? 1 : 0;
        const bool is_taken = decision.transition != kNoTransition &&
                              (decision.kind == Decision::Kind::accepted ||
                               rules.row(decision.transition).refusal == decision.refusal);
        if (is_taken) {
            rows.insert(decision.transition);
        }
    }
};

/// One life, from nothing at all or along one of the journeys and on. The first disagreement, if
/// there is one.
std::string live(const Rules& rules, const std::vector<tests::Journey>& journeys,
                 std::uint64_t number, Coverage& coverage) {
    Dice dice(Draws(13, 0), number);
    tests::Journey journey{"", tests::unborn(dice).policy, {}};
    if (!dice.one_in(4)) {
        journey = journeys[dice.below(static_cast<std::uint32_t>(journeys.size()))];
        journey.steps.resize(1 + dice.below(static_cast<std::uint32_t>(journey.steps.size())));
    }
    TwinLife twin(rules, journey.policy);
    for (const tests::Step& step : journey.steps) {
        if (twin.problem().empty()) {
            coverage.note(rules, twin.take(step));
        }
    }
    for (int i = 0; i < kSteps && twin.problem().empty(); ++i) {
        coverage.note(rules, twin.give(tests::next_odd_command(twin.life(), dice)));
    }
    return twin.problem();
}

/// The first disagreement in so many lives.
std::string disagreement(const Rules& rules, std::uint64_t lives, Coverage& coverage) {
    const std::vector<tests::Journey> journeys = tests::all_journeys();
    for (std::uint64_t number = 0; number < lives; ++number) {
        const std::string problem = live(rules, journeys, number, coverage);
        if (!problem.empty()) {
            return "life " + std::to_string(number) + ": " + problem;
        }
    }
    return "";
}

/// The marketplace's rules but for one row.
template <class Change>
Rules altered(std::string_view id, Change change) {
    std::vector<Row> rows = standard_rows();
    change(*std::ranges::find(rows, id, &Row::id));
    return Rules(std::move(rows));
}

bool is_caught(const Rules& rules) {
    Coverage coverage;
    return !disagreement(rules, 20'000, coverage).empty();
}

}  // namespace

TEST_CASE("reference: any life goes by it as by the table, step by step") {
    rc::prop("the same answers, the same order", [] {
        constexpr int count = 900;
        const auto choice = rc::gen::resize(rc::kNominalSize, rc::gen::arbitrary<std::uint16_t>());
        Dice dice(*rc::gen::container<std::vector<std::uint16_t>>(count, choice));
        TwinLife twin(rules(), tests::unborn(dice).policy);
        for (int i = 0; i < kSteps; ++i) {
            twin.give(tests::next_odd_command(twin.life(), dice));
            if (!twin.problem().empty()) {
                RC_FAIL(twin.problem());
            }
        }
        RC_CLASSIFY(twin.life().order.version >= 8);
    });
}

TEST_CASE("reference: every journey goes by it as by the table, to its last step") {
    for (const tests::Journey& journey : tests::all_journeys()) {
        TwinLife twin(rules(), journey.policy);
        for (const tests::Step& step : journey.steps) {
            twin.take(step);
            INFO(journey.name);
            REQUIRE(twin.problem() == "");
        }
    }
}

TEST_CASE("reference: 20,000 lives through every row go by it as by the table") {
    Coverage coverage;
    const std::string problem = disagreement(rules(), 20'000, coverage);
    INFO(problem);
    REQUIRE(problem.empty());
    CHECK(coverage.accepted > 200'000);
    CHECK(coverage.recorded > 100'000);
    CHECK(coverage.refused > 200'000);
    for (std::size_t i = 0; i < rules().rows().size(); ++i) {
        const Row& row = rules().rows()[i];
        INFO(row.id << " " << row.title);
        CHECK(coverage.rows.contains(static_cast<TransitionId>(i)));
    }
    for (std::size_t i = 0; i < enum_count<Refusal>; ++i) {
        const auto refusal = static_cast<Refusal>(i);
        INFO(enum_name(refusal));
        CHECK(coverage.refusals.contains(refusal));
    }
}

TEST_CASE("reference: a table with one row altered disagrees with it") {
    CHECK(is_caught(altered("T10", [](Row& row) { row.guards.fill(Guard::always); })));
    CHECK(is_caught(altered("T18r", [](Row& row) { row.when[0] = Guard::lock_holds; })));
    CHECK(is_caught(altered("T28b", [](Row& row) { row.when.fill(Guard::always); })));
    CHECK(is_caught(altered("T34", [](Row& row) { row.effects.fill(Effect::nothing); })));
    CHECK(is_caught(altered("T39", [](Row& row) { row.timers.fill({}); })));
    CHECK(is_caught(altered("T48m", [](Row& row) { row.from = {}; })));
}
