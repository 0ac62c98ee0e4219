#include "sim/judge/explain.hpp"

#include <catch2/catch.hpp>
#include <vector>

#include "tests/support/policies.hpp"
#include "tests/unit/judge/told_life.hpp"

// What is shown of a violation.
using namespace ordersim;
using namespace ordersim::tests;
using judge::Observation;
using Reply = Observation::Reply;

namespace {

judge::JudgeConfig config() {
    judge::JudgeConfig config;
    config.clock.factor = TellOptions{}.factor;
    return config;
}

std::vector<Observation> without(std::vector<Observation> calls, std::size_t one) {
    calls.erase(calls.begin() + static_cast<std::ptrdiff_t>(one));
    return calls;
}

}  // namespace

TEST_CASE("explain: of a life the fewest calls that break the rule are left") {
    std::size_t before = 0;
    std::size_t after = 0;
    for (std::uint64_t i = 0; i < 100; ++i) {
        Dice dice(Draws(11, 0), i);
        ToldLife life = tell(order::rules(), dice, {});
        // A reply late in the life shows money that never was.
        auto late = life.told.end();
        while (late != life.told.begin() && (late - 1)->shows != judge::Shows::order) {
            --late;
        }
        if (late == life.told.begin()) {
            continue;
        }
        (late - 1)->after.total += Money{1};
        const judge::Verdict verdict = verdict_on(life, {});
        if (verdict.first.empty()) {
            continue;
        }
        const judge::Violation& violation = verdict.first.front();
        const auto fewest = judge::fewest_calls(order::rules(), life.policy, config(), violation,
                                                life.told);
        if (fewest.empty()) {
            continue;
        }
        before += life.told.size();
        after += fewest.size();
        CHECK(judge::fewest_calls(order::rules(), life.policy, config(), violation, fewest)
                  .size() == fewest.size());
        for (std::size_t one = 0; one < fewest.size(); ++one) {
            const auto fewer = judge::fewest_calls(order::rules(), life.policy, config(),
                                                   violation, without(fewest, one));
            CHECK(fewer.empty());
        }
    }
    INFO(before << " calls, " << after << " left");
    CHECK(after > 0);
    CHECK(after < before / 2);
}

TEST_CASE("explain: calls that break nothing by themselves are not blamed") {
    const Journey journey{"", base_policy(), paid()};
    const ToldLife life = tell(order::rules(), journey, {});
    const judge::Violation violation{"T04", "pay by buyer: refused expected", 0, 2, {}};
    CHECK(judge::fewest_calls(order::rules(), life.policy, config(), violation, life.told)
              .empty());
}
