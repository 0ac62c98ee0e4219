#include "sim/judge/judge.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

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
    const auto verdict_on = [&](const order::Books& books, SimTime at) {
        judge::JudgeConfig config;
        config.clock.factor = TellOptions{}.factor;
        judge::Judge judge(order::rules(), life.policy, config);
        for (const judge::Observation& seen : life.told) {
            judge.sent(0);
            judge.saw(seen);
        }
        judge.finish(judge::Judge::Told{books, at});
        CHECK(judge.verdict().violation_count() ==
              (judge.verdict().books == judge::BooksVerdict::right ? 0 : 1));
        return judge.verdict().books;
    };
    CHECK(verdict_on({1, {1000}, {}, 1}, SimTime{}) == judge::BooksVerdict::right);
    CHECK(verdict_on({1, {999}, {}, 1}, SimTime{}) == judge::BooksVerdict::wrong);
    CHECK(verdict_on({1, {1000}, {1000}, 1}, SimTime{}) == judge::BooksVerdict::wrong);
    CHECK(verdict_on({1, {1000}, {}, 0}, SimTime{}) == judge::BooksVerdict::wrong);
    CHECK(verdict_on({2, {1000}, {}, 1}, SimTime{}) == judge::BooksVerdict::wrong);
}

TEST_CASE("judge: deadlines that nobody told of are in the books, too") {
    const Journey paid_for{"", base_policy(), paid()};
    const ToldLife life = tell(order::rules(), paid_for, {});
    judge::JudgeConfig config;
    config.clock.factor = TellOptions{}.factor;
    judge::Judge judge(order::rules(), life.policy, config);
    judge.sent(0);
    judge.saw(life.told.front());  // placed, and never heard of again
    CHECK(judge.books(SimTime{}).least.stock_taken == 1);
    CHECK(judge.books(SimTime(std::chrono::hours(24 * 365))).most.stock_taken == 0);
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

TEST_CASE("judge: nor is one that tells no versions, but the words for its states") {
    TellOptions options;
    options.only_states = true;
    options.call_most = std::chrono::minutes(5);  // few enough calls at once to be put into order
    const Sum sum = judge_lives(3'000, options);
    CHECK(sum.accused == 0);
    CHECK(sum.unknown * 50 < sum.replies);
    options.lost_per_cent = 3;
    options.resent_per_cent = 10;
    const Sum lost = judge_lives(1'500, options);
    CHECK(lost.accused == 0);
    CHECK(lost.judged * 2 > lost.replies);
}

TEST_CASE("judge: nor is one whose replies are lost, and whose callers ask again") {
    TellOptions options;
    options.lost_per_cent = 5;
    options.resent_per_cent = 20;
    const Sum sum = judge_lives(5'000, options);
    CHECK(sum.accused == 0);
    CHECK(sum.unknown * 5 < sum.replies);
}

TEST_CASE("judge: nor is one that names no versions, and nearly all is judged") {
    TellOptions options;
    options.names_versions = false;
    options.call_most = std::chrono::minutes(30);
    Sum sum = judge_lives(3'000, options);
    CHECK(sum.accused == 0);
    CHECK(sum.unknown * 100 < sum.replies);
    options.lost_per_cent = 2;
    options.resent_per_cent = 10;
    sum = judge_lives(3'000, options);
    CHECK(sum.accused == 0);
    CHECK(sum.unknown * 5 < sum.replies);
    options.tells_instants = false;
    CHECK(judge_lives(1'000, options).accused == 0);
}

TEST_CASE("judge: a payment that nobody heard of may leave time to pay, or none") {
    const order::Policy policy = base_policy();
    const TellOptions options;
    const auto wall_ns = [&options](SimTime at) {
        return static_cast<std::int64_t>(
            static_cast<double>(at.time_since_epoch().count()) * 1000 / options.factor);
    };
    order::Order order;
    const auto give = [&](const Step& step, SimTime now) {
        const auto decision = order::step(order::rules(), order, policy, step.command, now);
        REQUIRE(decision.kind == order::Decision::Kind::accepted);
        judge::Observation seen;
        seen.command = step.command;
        seen.transition = decision.transition;
        seen.reply = judge::Observation::Reply::accepted;
        seen.after = order;
        seen.deadline = next_deadline(order);
        seen.at = now;
        seen.called_ns = wall_ns(now) - 1;
        seen.returned_ns = wall_ns(now) + 1;
        return seen;
    };
    ToldLife life{policy, {give(placed().front(), SimTime(std::chrono::hours(1)))}};
    judge::Observation lost = give(verifying().back(), SimTime(std::chrono::hours(2)));
    lost.reply = judge::Observation::Reply::unknown;
    lost.at = kNever;
    lost.key = 9;
    life.told.push_back(lost);
    for (order::Deadline due = next_deadline(order); due.at != kNever; due = next_deadline(order)) {
        order::step(order::rules(), order, policy, as_command(due), due.at);
    }
    REQUIRE(order.version == 4);
    judge::Observation look = lost;
    look.is_read = true;
    look.key = 0;
    look.reply = judge::Observation::Reply::seen;
    look.after = order;
    look.deadline = {};
    look.deadline.at = kNever;
    look.called_ns = wall_ns(SimTime(std::chrono::hours(24 * 90)));
    look.returned_ns = look.called_ns + 2;
    life.told.push_back(look);
    const judge::Verdict verdict = verdict_on(life, options);
    INFO((verdict.first.empty() ? "" : verdict.first.front().words));
    CHECK(verdict.violation_count() == 0);
    CHECK(verdict.judged == 2);
}

TEST_CASE("judge: a kept answer is of the version at which it was given, however long ago") {
    Journey journey{"", base_policy(), delivered()};
    for (Step& step : journey.steps) {
        step.wait = std::max(step.wait, SimDuration(std::chrono::hours(1)));
    }
    const TellOptions options;
    ToldLife life = tell(order::rules(), journey, options);
    std::vector<judge::Observation>& told = life.told;
    const auto paid = std::ranges::find(told, order::CommandKind::payment_verified,
                                        [](const auto& seen) { return seen.command.kind; });
    REQUIRE(paid != told.end());
    REQUIRE(told.back().after.version >= paid->after.version + 2);
    judge::Observation lost = *paid;
    lost.command = {};
    lost.command.kind = order::CommandKind::confirm_receipt;
    lost.command.actor = order::Actor::buyer;
    lost.key = 1000;
    lost.called_ns = paid->returned_ns + 1;
    lost.returned_ns = paid->returned_ns + 2;
    lost.at = kNever;
    lost.reply = judge::Observation::Reply::unknown;
    judge::Observation again = lost;
    again.is_resent = true;
    again.called_ns = told.back().returned_ns + 1;
    again.returned_ns = told.back().returned_ns + 2;
    again.reply = judge::Observation::Reply::refused;
    again.refusal = order::Refusal::wrong_state;
    again.transition = order::kNoTransition;
    again.shows = judge::Shows::state;
    told.push_back(lost);
    told.push_back(again);
    std::ranges::stable_sort(told, {}, &judge::Observation::returned_ns);
    judge::Verdict verdict = verdict_on(life, options);
    INFO((verdict.first.empty() ? "" : verdict.first.front().words));
    CHECK(verdict.violation_count() == 0);
    CHECK(verdict.unknown == 1);
    told.back().refusal = order::Refusal::grace_over;
    CHECK(verdict_on(life, options).violation_count() == 1);
}
