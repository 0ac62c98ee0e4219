#include "sim/check/play.hpp"
#include "sim/order/changes.hpp"

#include "tests/support/journeys.hpp"
#include "tests/support/reference_rules.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

// One suite of command sequences for everything that carries the rules out: the journeys. Each
// target gives a journey's commands in its own way and must come to the same answers and to the
// same order as `decide` step by step. A live service joins as another target.

using namespace ordersim;
using order::CommandClass;
using order::TimedCommand;

namespace {

/// What a target answered to each step, and how the order stands at the end.
struct Account {
    std::vector<std::string> answers;
    std::string standing;
};

/// A journey as commands at instants. Timers are left to fire by themselves, so that a journey
/// which gives one before it is due, or which waits past one, is no script.
struct Script {
    std::vector<TimedCommand> commands;
    Account expected;
    bool is_playable = true;
};

Script script_of(const tests::Journey& journey) {
    Script script;
    tests::Arrival at;
    // At the very instant of a deadline a script's command would come before it.
    SimTime after_timer{};
    for (const tests::Step& step : journey.steps) {
        const SimTime due = next_deadline(at.order).at;
        const std::string failure = take(order::rules(), journey.policy, step, at);
        script.is_playable &= failure.empty();
        const bool is_timer = class_of(step.command.kind) == CommandClass::timer;
        script.is_playable &= is_timer ? step.is_fired && at.now == due && step.expected != "-"
                                       : at.now <= due;
        if (is_timer) {
            after_timer = at.now + SimDuration(1);
        } else {
            script.commands.push_back({std::max(at.now, after_timer), 1, step.command});
        }
        script.expected.answers.emplace_back(step.expected);
    }
    script.expected.standing = standing_text(at.order);
    return script;
}

/// "T10", "!grace_over" or "-" of an outcome in words.
std::string answer_of(const std::string& outcome) {
    constexpr std::string_view refused = "refused: ";
    if (outcome.starts_with(refused)) {
        return "!" + outcome.substr(refused.size());
    }
    return outcome == "recorded" ? "-" : outcome.substr(0, outcome.find(' '));
}

Account played(const tests::Journey& journey, const Script& script) {
    const measure::StepList list = check::play(check::whole(order::rules(), journey.policy),
                                               script.commands, script.expected.answers.size());
    Account account;
    for (const measure::Step& step : list.steps) {
        account.answers.push_back(answer_of(step.outcome));
    }
    account.standing = list.standings.front().state;
    return account;
}

Account by_the_reference(const tests::Journey& journey) {
    Account account;
    tests::ReferenceOrder reference;
    tests::Arrival at;
    for (const tests::Step& step : journey.steps) {
        static_cast<void>(take(order::rules(), journey.policy, step, at));
        const auto answer = reference.give(journey.policy, step.command, at.now);
        account.answers.push_back(
            answer.kind == order::Decision::Kind::accepted   ? "accepted"
            : answer.kind == order::Decision::Kind::recorded ? "-"
                                                             : "!" + std::string(enum_name(
                                                                         answer.refusal)));
        account.standing = reference.difference(at.order);
        if (!account.standing.empty()) {
            break;
        }
    }
    return account;
}

}  // namespace

TEST_CASE("conformance: played scripts come to what decide comes to, journey by journey") {
    std::size_t played_count = 0;
    for (const tests::Journey& journey : tests::all_journeys()) {
        const Script script = script_of(journey);
        if (!script.is_playable) {
            continue;
        }
        ++played_count;
        INFO(journey.name);
        const Account account = played(journey, script);
        CHECK(account.answers == script.expected.answers);
        CHECK(account.standing == script.expected.standing);
    }
    CHECK(played_count * 10 > tests::all_journeys().size() * 8);
}

TEST_CASE("conformance: the reference comes to what decide comes to, journey by journey") {
    for (const tests::Journey& journey : tests::all_journeys()) {
        const Account account = by_the_reference(journey);
        INFO(journey.name << ": " << account.standing);
        REQUIRE(account.standing.empty());
        REQUIRE(account.answers.size() == journey.steps.size());
        for (std::size_t i = 0; i < account.answers.size(); ++i) {
            const std::string_view expected = journey.steps[i].expected;
            const bool is_row = expected.front() == 'T';
            CHECK(account.answers[i] == (is_row ? "accepted" : expected));
        }
    }
}
