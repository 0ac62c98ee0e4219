#include "sim/check/play.hpp"
#include "sim/order/changes.hpp"
#include "sim/service/memory_store.hpp"
#include "sim/service/service.hpp"
#include "sim/wire/answer.hpp"
#include "sim/wire/request.hpp"

#include "tests/support/journeys.hpp"
#include "tests/support/reference_rules.hpp"
#include "tests/support/small_market.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

// One suite of command sequences for everything that carries the rules out: the journeys, and the
// lives of the orders of a simulated market. Each target gives the commands in its own way and must
// come to the same answers and to the same order as `decide` step by step: scripts that are played,
// the reference, the market's own orders, and the service, which fires deadlines by itself.

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
    SimTime ends{};  ///< deadlines before it have fired
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
    script.ends = std::max(at.now, after_timer);
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

/// The answer of `decide` in the words of the journeys.
std::string answer_of(const order::Decision& decision) {
    switch (decision.kind) {
        case order::Decision::Kind::accepted:
            return std::string(order::rules().row(decision.transition).id);
        case order::Decision::Kind::recorded: return "-";
        case order::Decision::Kind::refused: break;
    }
    return "!" + std::string(enum_name(decision.refusal));
}

/// An order at the service, which its people and hooks reach by requests.
class Served {
public:
    explicit Served(const order::Policy& policy)
        : service_({policy, "BRL", kKey, &order::rules(), {"trusted"}}, store_) {}

    /// Requires: no timer.
    std::string give(order::Command command, SimTime now) {
        if (command.kind == order::CommandKind::place_order) {
            buyer_ = command.is_trusted ? "trusted" : "buyer";
        }
        if (command.kind == order::CommandKind::return_received) {
            command.actor = order::Actor::carrier;  // for the seller's own word there is no path
        }
        const wire::Request request = wire::request_for(command, "1");
        const bool is_hook = command.actor == order::Actor::gateway ||
                             command.actor == order::Actor::carrier;
        const std::string bearer = is_hook ? "" : "Bearer " + token_of(command.actor);
        const std::string signature = is_hook ? tokens_.sign(request.body) : "";
        const std::string if_match =
            command.expected_version == order::Command::kAnyVersion
                ? ""
                : '"' + std::to_string(command.expected_version) + '"';
        const std::string key = is_hook ? "" : std::to_string(++keys_);
        const service::Reply reply = service_.handle({request.method, request.path, request.body,
                                                      bearer, key, if_match, signature},
                                                     {now, 1});
        const wire::Answer answer = wire::read_answer(reply.status, reply.body, order::rules());
        switch (answer.outcome) {
            case wire::Answer::Outcome::accepted:
                // The answer to a placed order does not name it.
                return answer.transition == order::kNoTransition
                           ? "T01"
                           : std::string(order::rules().row(answer.transition).id);
            case wire::Answer::Outcome::recorded: return "-";
            case wire::Answer::Outcome::refused:
                return "!" + std::string(enum_name(answer.refusal));
            case wire::Answer::Outcome::shown:
            case wire::Answer::Outcome::malformed:
            case wire::Answer::Outcome::acknowledged:
            case wire::Answer::Outcome::hidden:
            case wire::Answer::Outcome::unproved:
            case wire::Answer::Outcome::open: break;
        }
        return reply.body;
    }
    void fire_until(SimTime now) { service_.fire_until(now); }
    [[nodiscard]] order::Order order() const {
        const service::StoredOrder* const stored = store_.find(1);
        return stored == nullptr ? order::Order{} : stored->order;
    }

private:
    static constexpr const char* kKey = "a key for the tests";

    [[nodiscard]] std::string token_of(order::Actor role) const {
        const char* const account = role == order::Actor::buyer    ? buyer_
                                    : role == order::Actor::seller ? "shop"
                                                                   : "desk";
        return tokens_.issue({role, account}, 1000);
    }

    wire::Tokens tokens_{kKey};
    service::MemoryStore store_;
    service::Service service_;
    const char* buyer_ = "buyer";
    std::uint64_t keys_ = 0;
};

/// A service sells what it knows to be in stock, which is all there is, shows the platform's staff
/// no order whose refund nobody has begun, and reads no amount below nothing.
bool is_servable(const tests::Journey& journey, const Script& script) {
    return script.is_playable && std::ranges::none_of(journey.steps, [](const tests::Step& step) {
        return step.command.stock_free < step.command.quantity || step.command.amount < Money{} ||
               (step.command.kind == order::CommandKind::submit_refund && step.expected[0] == '!');
    });
}

/// What the orders of a market were asked, by their numbers, and how they ended.
struct Lives {
    struct Asked {
        order::Order before;
        order::Command command;
        SimTime now;
    };
    std::map<std::uint32_t, std::vector<Asked>> asked;
    std::map<std::uint32_t, order::Order> ends;
};

Lives simulated() {
    const order::Policy policy = tests::base_policy();
    const agents::Cast cast(tests::busy_params());
    std::vector<market::Question> questions;
    std::vector<market::Farewell> farewells;
    kernel::Calendar calendar;
    metrics::Tally tally{SimTime{}, cast.params()};
    market::Market market({.rules = order::rules(),
                           .policy = policy,
                           .cast = cast,
                           .draws = Draws(5, 0),
                           .questions = &questions,
                           .farewells = &farewells},
                          calendar, tally);
    kernel::run(calendar, market, kNever, {});
    Lives lives;
    for (const market::Question& one : questions) {
        lives.asked[one.id.value].push_back({one.order, one.command, one.now});
    }
    for (const market::Farewell& one : farewells) {
        lives.ends[one.id.value] = one.order;
    }
    return lives;
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

TEST_CASE("conformance: the service comes to what decide comes to, journey by journey") {
    std::size_t served_count = 0;
    for (const tests::Journey& journey : tests::all_journeys()) {
        const Script script = script_of(journey);
        if (!is_servable(journey, script)) {
            continue;
        }
        ++served_count;
        INFO(journey.name);
        Served served(journey.policy);
        std::size_t step = 0;
        for (const TimedCommand& given : script.commands) {
            while (class_of(journey.steps[step].command.kind) == CommandClass::timer) {
                ++step;  // fired by the service itself
            }
            CHECK(served.give(given.command, given.at) == script.expected.answers[step]);
            ++step;
        }
        served.fire_until(script.ends);
        CHECK(standing_text(served.order()) == script.expected.standing);
    }
    CHECK(served_count * 10 > tests::all_journeys().size() * 8);
}

TEST_CASE("conformance: a market's orders live as decide, the reference and the service have it") {
    const order::Policy policy = tests::base_policy();
    const Lives lives = simulated();
    CHECK(lives.asked.size() > 200);
    REQUIRE(lives.ends.size() == lives.asked.size());
    std::size_t given = 0;
    for (const auto& [number, asked] : lives.asked) {
        INFO("order " << number);
        order::Order alone;
        tests::ReferenceOrder reference;
        Served served(policy);
        // To the service what comes of a deadline comes after it: its clock never stands still.
        SimTime after_timer{};
        bool is_on_time = true;
        for (const Lives::Asked& one : asked) {
            REQUIRE(alone == one.before);
            const std::string answer =
                answer_of(step(order::rules(), alone, policy, one.command, one.now));
            static_cast<void>(reference.give(policy, one.command, one.now));
            REQUIRE(reference.difference(alone) == "");
            if (class_of(one.command.kind) == CommandClass::timer) {
                const SimTime due = next_deadline(served.order()).at;
                REQUIRE(due != kNever);
                after_timer = std::max(one.now, due) + SimDuration(1);
                served.fire_until(after_timer);
                continue;
            }
            ++given;
            is_on_time &= one.now >= after_timer;
            INFO(enum_name(one.command.kind) << " by " << enum_name(one.command.actor));
            REQUIRE(served.give(one.command, std::max(one.now, after_timer)) == answer);
            REQUIRE(standing_text(served.order()) == standing_text(alone));
            REQUIRE((served.order() == alone || !is_on_time));
        }
        served.fire_until(std::max(asked.back().now, after_timer) + SimDuration(1));
        REQUIRE(standing_text(served.order()) == standing_text(alone));
        REQUIRE(alone == lives.ends.at(number));
    }
    CHECK(given > 5 * lives.asked.size());
}
