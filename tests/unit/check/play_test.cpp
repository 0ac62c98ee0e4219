#include "sim/check/play.hpp"

#include "tests/support/policies.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace ordersim;
using measure::StepList;
using order::Actor;
using order::Command;
using order::CommandKind;
using check::TimedCommand;
using C = CommandKind;
using namespace std::chrono_literals;

namespace {

TimedCommand step(SimDuration at, Actor actor, C kind, std::uint32_t number = 1) {
    Command command;
    command.kind = kind;
    command.actor = actor;
    if (kind == C::place_order || kind == C::pay) {
        command.amount = {1000};
        command.minutes = 6 * 24 * 60;
    }
    return {SimTime(at), number, command};
}

StepList play(const order::Policy& policy, const order::Rules& rules,
              const std::vector<TimedCommand>& steps) {
    return check::play(check::whole(rules, policy), steps);
}

/// An order whose payment is verified at hour 2.
std::vector<TimedCommand> paid(std::uint32_t number = 1) {
    return {step(1h, Actor::buyer, C::place_order, number),
            step(1h, Actor::buyer, C::pay, number),
            step(2h, Actor::gateway, C::payment_verified, number)};
}

std::vector<TimedCommand> operator+(std::vector<TimedCommand> first, const TimedCommand& then) {
    first.push_back(then);
    return first;
}

/// The steps as "hour actor command: outcome's first word".
std::vector<std::string> told(const StepList& list, std::size_t from = 0) {
    std::vector<std::string> lines;
    for (std::size_t i = from; i < list.steps.size(); ++i) {
        const measure::Step& step = list.steps[i];
        lines.push_back(exact_text(step.at.time_since_epoch()) + " " + step.actor + " " +
                        step.command + ": " + step.outcome.substr(0, step.outcome.find(' ')));
    }
    return lines;
}

using Lines = std::vector<std::string>;

/// The rules with one row altered.
template <class Alter>
order::Rules altered(std::string_view id, Alter alter) {
    std::vector<order::Row> rows = order::standard_rows();
    alter(*std::ranges::find(rows, id, &order::Row::id));
    return order::Rules(std::move(rows));
}

}  // namespace

TEST_CASE("play: every step is told with what it came to and what it changed") {
    const StepList list = play(tests::base_policy(), order::rules(),
                               paid() + step(3h, Actor::carrier, C::request_cancel) +
                                   step(3h, Actor::carrier, C::delivered_scan));
    REQUIRE(list.steps.size() >= 5);
    CHECK(list.steps[0].outcome == "T01 " + std::string(order::rules().row(0).title));
    CHECK(list.steps[0].detail == "minutes 8640, amount 1000");
    CHECK(list.steps[0].changes.front() ==
          measure::StepChange{"order", "none", "awaiting_payment"});
    CHECK(list.steps[3].outcome == "refused: wrong_actor");
    CHECK(list.steps[3].changes.empty());
    CHECK(list.steps[4].outcome == "recorded");
}

TEST_CASE("play: deadlines fire between the steps and after them until none is left") {
    const StepList list = play(tests::base_policy(), order::rules(),
                               paid() + step(3h, Actor::buyer, C::request_cancel) +
                                   step(60h, Actor::platform, C::submit_refund) +
                                   step(61h, Actor::gateway, C::refund_succeeded));
    CHECK(told(list, 3) == Lines{"3h buyer request_cancel: T10", "2d 3h clock cancel_timer: T15",
                                 "2d 12h platform submit_refund: T54",
                                 "2d 13h gateway refund_succeeded: T55",
                                 "2d 13h clock settle_timer: T30a"});
    CHECK(list.violation.empty());
    CHECK(list.note.empty());
    REQUIRE(list.standings.size() == 1);
    CHECK(list.standings[0].state.starts_with("cancelled, payment returned"));
}

TEST_CASE("play: a command at the very instant of a deadline comes before the timer") {
    const StepList list = play(tests::base_policy(), order::rules(),
                               paid() + step(3h, Actor::buyer, C::request_cancel) +
                                   step(51h, Actor::buyer, C::withdraw_cancel));
    CHECK(told(list, 4).front() == "2d 3h buyer withdraw_cancel: T17");
    const StepList late = play(
        tests::base_policy(), order::rules(),
        paid() + step(3h, Actor::buyer, C::request_cancel) +
            step(51h + 1us, Actor::buyer, C::withdraw_cancel));
    CHECK(told(late, 4).front() == "2d 3h clock cancel_timer: T15");
}

TEST_CASE("play: of several orders the earliest deadline fires first, of one instant by number") {
    std::vector<TimedCommand> steps{step(0h, Actor::buyer, C::place_order, 2),
                                  step(0h, Actor::buyer, C::place_order, 3),
                                  step(1h, Actor::buyer, C::place_order, 1)};
    const StepList list = play(tests::base_policy(), order::rules(), steps);
    std::vector<std::uint32_t> fired;
    for (const measure::Step& step : list.steps) {
        if (step.actor == "clock") {
            fired.push_back(step.order);
        }
    }
    CHECK(fired == std::vector<std::uint32_t>{2, 3, 1});
    REQUIRE(list.standings.size() == 3);
    CHECK(list.standings[2].order == 3);
    CHECK(list.standings[2].state.starts_with("closed_unpaid"));
}

TEST_CASE("play: the first broken invariant ends the list and is named") {
    const order::Rules planted = altered(
        "T23", [](order::Row& row) { row.change = order::Change{}(order::ShipmentState::lost); });
    const StepList list =
        play(tests::base_policy(), planted,
             paid() + step(3h, Actor::seller, C::ship) +
                 step(4h, Actor::carrier, C::delivered_scan));
    CHECK(list.violation == "inv_02_regions_agree");
    CHECK(list.steps.size() == 4);
    CHECK(list.standings.size() == 1);
}

TEST_CASE("play: an order that waits day by day for a fact left out is not followed for ever") {
    TimedCommand offer = step(4h, Actor::seller, C::counter_offer);
    offer.command.amount = {250};
    const StepList list = play(tests::base_policy(), order::rules(),
                               paid() + step(3h, Actor::buyer, C::request_cancel) + offer +
                                   step(5h, Actor::buyer, C::accept_offer) +
                                   step(6h, Actor::seller, C::ship) +
                                   step(7h, Actor::buyer, C::confirm_receipt));
    CHECK(list.violation.empty());
    CHECK(list.steps.size() == 8 + 30);
    CHECK(list.note == "Stopped 30 deadlines after the last step, since they only go on waiting; "
                       "next would be dispute_window_timer of order 1.");
}

TEST_CASE("play: a timer whose row does nothing breaks a property") {
    const order::Rules planted = altered("T28b", [](order::Row& row) {
        row.timers = {};
        row.change = {};
    });
    const StepList list = play(
        tests::base_policy(), planted,
        paid() + step(3h, Actor::seller, C::ship) + step(4h, Actor::buyer, C::confirm_receipt));
    CHECK(list.steps.size() == 6);
    CHECK(list.violation == "accepted_has_effect");
}

TEST_CASE("play: the same script under another policy comes out otherwise") {
    order::Policy hard = tests::base_policy();
    hard.lock = order::Lock::hard;
    const auto race = paid() + step(3h, Actor::buyer, C::request_cancel) +
                      step(3h, Actor::seller, C::ship);
    CHECK(told(play(tests::base_policy(), order::rules(), race), 4).front() ==
          "3h seller ship: T18");
    CHECK(told(play(hard, order::rules(), race), 4).front() == "3h seller ship: refused:");
}
