#include "sim/order/changes.hpp"

#include "tests/support/life.hpp"

#include <catch2/catch.hpp>

using namespace ordersim;
using namespace ordersim::order;
using namespace ordersim::tests;

namespace {

/// What one more step changes, each change as one line.
std::vector<std::string> told(Life& life, const Steps& steps) {
    const Order before = life.order();
    life.then(steps);
    std::vector<std::string> lines;
    for (const FieldChange& change : changes(before, life.order())) {
        lines.push_back(std::string(change.field) + ": " + change.from + " -> " + change.to);
    }
    return lines;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("changes: a request tells what it moves, the clock it stops and the one it starts") {
    Life life(base_policy());
    life.then(paid());
    CHECK(told(life, {does(CommandKind::request_cancel, "T10").because(Reason::mistake)}) ==
          Lines{"order: processing -> cancel_pending", "request: none -> requested",
                "stop: none -> pending", "ship_timer: running -> paused",
                "cancel_timer: off -> running", "requests: 0 -> 1", "reason: other -> mistake"});
}

TEST_CASE("changes: a refund is told with its amount at every turn") {
    Life life(base_policy());
    life.then(refunding());
    CHECK(told(life, {does(CommandKind::submit_refund, "T54")}) ==
          Lines{"refund settlement: created 1000 -> submitted 1000",
                "refund_sla_timer settlement: off -> running",
                "refund_tries settlement: 0 -> 1"});
    CHECK(told(life, {does(CommandKind::refund_failed, "T31")}) ==
          Lines{"refund settlement: submitted 1000 -> failed 1000",
                "refund_sla_timer settlement: running -> off",
                "refund_retry_timer settlement: off -> running"});
}

TEST_CASE("changes: a clock that goes on to another instant has moved") {
    Life life(policy_with([](Policy& policy) { policy.extension_max = kDay; }));
    life.then(paid());
    CHECK(told(life, {does(CommandKind::extend_processing, "T20").minutes(60)}) ==
          Lines{"ship_timer: running -> moved", "extended_minutes: 0 -> 60"});
}

TEST_CASE("changes: payments are told by their numbers and marks by yes and no") {
    Order before;
    Order after;
    before.payments_verified = 0b1;
    after.payments_verified = 0b101;
    before.set(Mark::info_first);
    after.set(Mark::violation);
    CHECK(changes(before, after) ==
          std::vector<FieldChange>{{"payments_verified", "1", "1, 3"},
                                   {"info_first", "yes", "no"},
                                   {"violation", "no", "yes"}});
}

TEST_CASE("changes: a standing names what has left its first state") {
    CHECK(standing_text(Order{}) == "none");
    Life life(base_policy());
    life.then(pending());
    CHECK(standing_text(life.order()) ==
          "cancel_pending, payment held, request requested, stock deducted, stop pending, "
          "ship_timer paused, cancel_timer running");
}

TEST_CASE("changes: what a command came to is told by row, by refusal or as recorded") {
    const Order none;
    const Policy policy = base_policy();
    Command place;
    place.amount = {1000};
    CHECK(outcome_text(rules(), decide(rules(), none, policy, place, kPlaced)) ==
          "T01 " + std::string(rules().row(rules().find("T01")).title));
    Command ship;
    ship.kind = CommandKind::ship;
    ship.actor = Actor::buyer;
    CHECK(outcome_text(rules(), decide(rules(), none, policy, ship, kPlaced)) ==
          "refused: wrong_actor");
    Command scan;
    scan.kind = CommandKind::delivered_scan;
    scan.actor = Actor::carrier;
    CHECK(outcome_text(rules(), decide(rules(), none, policy, scan, kPlaced)) == "recorded");
}
