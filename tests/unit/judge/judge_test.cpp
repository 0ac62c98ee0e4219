#include "sim/judge/judge.hpp"

#include <catch2/catch.hpp>

#include "tests/support/policies.hpp"
#include "tests/unit/judge/told_life.hpp"

using namespace ordersim;
using namespace ordersim::tests;

namespace {

struct Sum {
    std::uint64_t replies = 0;
    std::uint64_t judged = 0;
    std::uint64_t unknown = 0;
    std::uint64_t accused = 0;
};

Sum judge_lives(std::uint64_t lives, const TellOptions& options) {
    Sum sum;
    const Draws draws(7, 0);
    for (std::uint64_t i = 0; i < lives; ++i) {
        Dice dice(draws, i);
        const ToldLife life = tell(order::rules(), dice, options);
        const judge::Verdict verdict = verdict_on(life, options);
        sum.replies += verdict.replies;
        sum.judged += verdict.judged;
        sum.unknown += verdict.unknown;
        sum.accused += verdict.violation_count();
        if (!verdict.first.empty()) {
            const judge::Violation& violation = verdict.first.front();
            FAIL("life " << i << ": " << violation.rule << ": " << violation.words);
        }
        REQUIRE(verdict.judged + verdict.unknown + verdict.unheard == verdict.replies);
    }
    return sum;
}

}  // namespace

TEST_CASE("judge: the target's books must be the sum of its orders") {
    const Journey paid_for{"", base_policy(), paid()};
    const ToldLife life = tell(order::rules(), paid_for, {});
    for (const std::int64_t captured : {1000, 999}) {
        judge::JudgeConfig config;
        config.clock.factor = TellOptions{}.factor;
        judge::Judge judge(order::rules(), life.policy, config);
        for (const judge::Observation& seen : life.told) {
            judge.sent(0);
            judge.saw(seen);
        }
        judge.finish(judge::Judge::Totals{1, {captured}, {}, 1});
        CHECK(judge.verdict().violation_count() == (captured == 1000 ? 0 : 1));
    }
}

TEST_CASE("judge: a legal service that tells its instants is never accused, and all is judged") {
    const Sum sum = judge_lives(10'000, {});
    CHECK(sum.accused == 0);
    CHECK(sum.unknown == 0);
    CHECK(sum.judged == sum.replies);
    CHECK(sum.replies > 200'000);
}

TEST_CASE("judge: nor is one that does not tell them") {
    TellOptions options;
    options.tells_instants = false;
    options.call_most = std::chrono::hours(1);
    const Sum sum = judge_lives(5'000, options);
    CHECK(sum.accused == 0);
    CHECK(sum.unknown * 200 < sum.replies);
}

TEST_CASE("judge: nor is one whose replies are lost, and whose callers ask again") {
    TellOptions options;
    options.lost_per_cent = 5;
    options.resent_per_cent = 20;
    const Sum sum = judge_lives(5'000, options);
    CHECK(sum.accused == 0);
    CHECK(sum.unknown * 5 < sum.replies);
}
