#include "sim/load/follower.hpp"

#include <catch2/catch.hpp>

#include "sim/order/command.hpp"
#include "tests/support/policies.hpp"

using namespace ordersim;
using namespace ordersim::load;
using order::Actor;
using order::Command;
using order::CommandKind;
using order::Decision;
using Outcome = wire::Answer::Outcome;

namespace {

SimTime at_hour(double hours) {
    return SimTime(SimDuration(static_cast<std::int64_t>(hours * 3.6e9)));
}

Command command_of(CommandKind kind, Actor actor) {
    Command command;
    command.kind = kind;
    command.actor = actor;
    command.amount = {1000};
    command.minutes = 10'000;
    return command;
}

/// The service's side of one order.
class Service {
public:
    Told gives(const Command& command, SimTime at) {
        for (auto due = next_deadline(order_); due.at < at; due = next_deadline(order_)) {
            order::step(order::rules(), order_, policy_, as_command(due), due.at);
        }
        const Decision decision = order::step(order::rules(), order_, policy_, command, at);
        wire::Answer answer;
        answer.outcome = decision.kind == Decision::Kind::accepted  ? Outcome::accepted
                         : decision.kind == Decision::Kind::refused ? Outcome::refused
                                                                    : Outcome::recorded;
        answer.transition = decision.transition;
        answer.refusal = decision.refusal;
        return show(answer, command, at);
    }
    Told shows(SimTime at) {
        for (auto due = next_deadline(order_); due.at < at; due = next_deadline(order_)) {
            order::step(order::rules(), order_, policy_, as_command(due), due.at);
        }
        wire::Answer answer;
        answer.outcome = Outcome::shown;
        return show(answer, {}, at);
    }
    [[nodiscard]] const order::Order& order() const { return order_; }

private:
    Told show(wire::Answer answer, const Command& command, SimTime at) const {
        answer.order = order_;
        answer.version = order_.version;
        answer.shows_order = answer.outcome != Outcome::refused;
        return {command, answer, at};
    }

    order::Policy policy_ = tests::base_policy();
    order::Order order_;
};

const Command kPlace = command_of(CommandKind::place_order, Actor::buyer);
const Command kPay = command_of(CommandKind::pay, Actor::buyer);
const Command kVerified = command_of(CommandKind::payment_verified, Actor::gateway);

std::vector<market::News> hear(Follower& follower, const Told& told, std::uint32_t in_flight) {
    std::vector<market::News> news;
    follower.hear(order::rules(), tests::base_policy(), told, in_flight, news);
    return news;
}

}  // namespace

TEST_CASE("follower: replies in their order are followed by the rules") {
    Service service;
    Follower follower;
    CHECK(hear(follower, service.gives(kPlace, at_hour(0)), 0).size() == 1);
    CHECK(hear(follower, service.gives(kPay, at_hour(1)), 0).size() == 1);
    const auto news = hear(follower, service.gives(kVerified, at_hour(2)), 0);
    REQUIRE(news.size() == 1);
    CHECK(news[0].command == kVerified);
    CHECK(news[0].after == service.order());
    CHECK(follower.known() == service.order());
    CHECK(follower.adopted() == 0);
}

TEST_CASE("follower: a reply that overtakes another waits for it") {
    Service service;
    Follower follower;
    hear(follower, service.gives(kPlace, at_hour(0)), 0);
    const Told paid = service.gives(kPay, at_hour(1));
    const Told verified = service.gives(kVerified, at_hour(2));
    CHECK(hear(follower, verified, 1).empty());
    CHECK(follower.known().version == 1);
    const auto news = hear(follower, paid, 0);
    REQUIRE(news.size() == 2);
    CHECK(news[0].command == kPay);
    CHECK(news[1].command == kVerified);
    CHECK(follower.known() == service.order());
}

TEST_CASE("follower: deadlines that nobody told of are found from what a look shows") {
    Service service;
    Follower follower;
    hear(follower, service.gives(kPlace, at_hour(0)), 0);
    const auto news = hear(follower, service.shows(at_hour(24 * 21)), 0);
    REQUIRE(news.size() == 1);
    CHECK(news[0].command.kind == CommandKind::pay_timer);
    CHECK(news[0].at == at_hour(24 * 20));
    CHECK(follower.known().regions.order == order::OrderState::closed_unpaid);
    CHECK(hear(follower, service.shows(at_hour(24 * 22)), 0).empty());
}

TEST_CASE("follower: a refusal is told and changes nothing") {
    Service service;
    Follower follower;
    hear(follower, service.gives(kPlace, at_hour(0)), 0);
    const auto news =
        hear(follower, service.gives(command_of(CommandKind::ship, Actor::seller), at_hour(1)), 0);
    REQUIRE(news.size() == 1);
    CHECK(news[0].decision.kind == Decision::Kind::refused);
    CHECK(news[0].after == service.order());
}

TEST_CASE("follower: where the rules do not lead the order is taken as shown, and counted") {
    Service service;
    Follower follower;
    hear(follower, service.gives(kPlace, at_hour(0)), 0);
    Told odd = service.gives(kPay, at_hour(1));
    odd.answer.order.regions.order = order::OrderState::shipped;
    const auto news = hear(follower, odd, 0);
    REQUIRE(news.size() == 1);
    CHECK(follower.known().regions.order == order::OrderState::shipped);
    CHECK(follower.known().version == 2);
    CHECK(follower.adopted() == 1);
    CHECK(next_deadline(follower.known()).at == kNever);  // none was shown
}

TEST_CASE("follower: a version that will never be told of is skipped once nothing is in flight") {
    Service service;
    Follower follower;
    hear(follower, service.gives(kPlace, at_hour(0)), 0);
    (void)service.gives(kPay, at_hour(1));  // its reply is lost
    const Told verified = service.gives(kVerified, at_hour(2));
    CHECK(hear(follower, verified, 1).empty());
    const auto news = hear(follower, {kPay, wire::Answer{}, at_hour(3)}, 0);
    REQUIRE(news.size() == 1);
    CHECK(follower.known().version == 3);
    CHECK(follower.known().regions.order == order::OrderState::processing);
}

namespace {

/// As a service tells it that has words for states and nothing else.
Told in_words(Told told) {
    told.answer.shows_order = false;
    told.answer.shows_state = true;
    told.answer.has_version = false;
    told.answer.version = 0;
    told.answer.transition = order::kNoTransition;
    told.answer.states.add(told.answer.order.regions.order);
    told.answer.order = {};
    return told;
}

}  // namespace

TEST_CASE("follower: words for states are enough to follow by the rules, in whatever order") {
    Service service;
    Follower follower;
    hear(follower, in_words(service.gives(kPlace, at_hour(0))), 0);
    const Told paid = in_words(service.gives(kPay, at_hour(1)));
    const Told verified = in_words(service.gives(kVerified, at_hour(2)));
    CHECK(hear(follower, verified, 1).empty());
    const auto news = hear(follower, paid, 0);
    REQUIRE(news.size() == 2);
    CHECK(news[0].command == kPay);
    CHECK(news[1].command == kVerified);
    CHECK(follower.known().regions == service.order().regions);
    CHECK(follower.adopted() == 0);
}

TEST_CASE("follower: a look that may be older than what is known teaches nobody") {
    Service service;
    Follower follower;
    hear(follower, in_words(service.gives(kPlace, at_hour(0))), 0);
    Told look = in_words(service.shows(at_hour(0.5)));
    look.known = follower.known().version;
    hear(follower, in_words(service.gives(kPay, at_hour(1))), 1);
    CHECK(hear(follower, look, 0).empty());
    CHECK(follower.known().regions.order == order::OrderState::pay_verifying);
    CHECK(follower.adopted() == 0);
}

TEST_CASE("follower: a word that the rules do not lead to is taken as it is") {
    Service service;
    Follower follower;
    hear(follower, in_words(service.gives(kPlace, at_hour(0))), 0);
    Told odd = in_words(service.gives(kPay, at_hour(1)));
    odd.answer.states = {};
    odd.answer.states.add(order::OrderState::shipped);
    const auto news = hear(follower, odd, 0);
    REQUIRE(news.size() == 1);
    CHECK(news[0].decision.kind == Decision::Kind::recorded);
    CHECK(follower.known().regions.order == order::OrderState::shipped);
    CHECK(follower.adopted() == 1);
}

TEST_CASE("follower: a fact that is acknowledged did what the rules make of it, or nothing") {
    Service service;
    Follower follower;
    hear(follower, in_words(service.gives(kPlace, at_hour(0))), 0);
    hear(follower, in_words(service.gives(kPay, at_hour(1))), 0);
    Told verified = in_words(service.gives(kVerified, at_hour(2)));
    verified.answer.outcome = Outcome::acknowledged;
    CHECK(hear(follower, verified, 0).size() == 1);
    CHECK(follower.known().regions.order == order::OrderState::processing);
    const auto again = hear(follower, verified, 0);
    REQUIRE(again.size() == 1);
    CHECK(again[0].decision.kind == Decision::Kind::recorded);
    CHECK(follower.adopted() == 0);
}
