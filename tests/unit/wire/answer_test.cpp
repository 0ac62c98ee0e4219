#include "sim/wire/answer.hpp"

#include <catch2/catch.hpp>

#include "sim/wire/order_json.hpp"
#include "tests/support/policies.hpp"

using namespace ordersim;
using Outcome = wire::Answer::Outcome;

TEST_CASE("answers: what a service writes of an order is read back, after every kind of step") {
    const order::Policy policy = tests::base_policy();
    order::Order order;
    order::Command place;
    place.amount = {12'345};
    place.minutes = 5000;
    SimTime at(SimDuration(17));
    const order::Decision placed = order::step(order::rules(), order, policy, place, at);
    const wire::OrderView view{"42", "b1", "s1", "BRL", order};
    const wire::Answer answer = wire::read_answer(
        201, wire::answer_json(order::rules(), placed, view, at), order::rules());
    CHECK(answer.outcome == Outcome::accepted);
    CHECK(answer.transition == placed.transition);
    CHECK(answer.at == at);
    CHECK(answer.id == 42);
    CHECK(answer.version == order.version);
    CHECK(answer.order.regions == order.regions);
    CHECK(answer.order.total == order.total);
    CHECK(answer.deadline.at == next_deadline(order).at);
    CHECK(answer.deadline.timer == next_deadline(order).timer);
    const wire::Answer shown = wire::read_answer(200, wire::order_json(view), order::rules());
    CHECK(shown.outcome == Outcome::shown);
    CHECK(shown.shows_order);
    CHECK(shown.at == kNever);
}

TEST_CASE("answers: a refusal tells its name, version and state") {
    const std::string body = wire::problem_json(
        {409, "refused", "not now",
         R"("refusal":"already_shipped","version":7,"state":"shipped","at_us":5)"});
    const wire::Answer answer = wire::read_answer(409, body, order::rules());
    CHECK(answer.outcome == Outcome::refused);
    CHECK(answer.refusal == order::Refusal::already_shipped);
    CHECK(answer.version == 7);
    CHECK(answer.shows_state);
    CHECK_FALSE(answer.shows_order);
    CHECK(answer.order.regions.order == order::OrderState::shipped);
    CHECK(answer.at == SimTime(SimDuration(5)));
}

TEST_CASE("answers: whatever else comes is malformed, and nothing crashes") {
    for (const char* body : {"", "{", "[]", "7", "null", R"({"outcome":"accepted"})",
                             R"({"outcome":"accepted","order":{"id":1}})",
                             R"({"id":"1","version":1,"state":"nowhere"})",
                             R"({"refusal":"because"})"}) {
        for (const unsigned status : {200U, 409U, 500U}) {
            INFO(status << " " << body);
            CHECK(wire::read_answer(status, body, order::rules()).outcome == Outcome::malformed);
        }
    }
    CHECK(wire::read_token(R"({"token":"abc"})") == "abc");
    CHECK(wire::read_token("no").empty());
    CHECK_FALSE(wire::read_clock(R"({"status":"ok"})"));
    const auto clock = wire::read_clock(R"({"orders_clock":{"at_us":9,"factor":86400.0}})");
    REQUIRE(clock);
    CHECK(clock->factor == 86400);
    CHECK(clock->at == SimTime(SimDuration(9)));
}
