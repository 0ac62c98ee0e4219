#include <catch2/catch.hpp>

#include "sim/agents/carrier.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using order::Actor;
using order::CommandKind;
using tests::LoneOrder;

namespace {

LoneOrder shipped(const Params& params) {
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    lone.give(48, CommandKind::ship, Actor::seller);
    return lone;
}

/// Cancelled at hour 3, left the warehouse at `hour` all the same.
LoneOrder escaped(const Params& params, double hour) {
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    lone.give(2, CommandKind::request_cancel, Actor::buyer)
        .give(3, CommandKind::approve_cancel, Actor::seller)
        .give(hour, CommandKind::hand_over_scan, Actor::carrier);
    return lone;
}

}  // namespace

TEST_CASE("carrier: delivers after the transit, or declares the loss after twice of it") {
    Params params = tests::plain_params();
    CHECK(shipped(params).hour_of(ActKind::carrier_delivers) == Approx(148));
    params.carrier.lost_share = 1;
    const LoneOrder lost = shipped(params);
    CHECK(lost.hour_of(ActKind::carrier_delivers) == -1);
    CHECK(lost.hour_of(ActKind::carrier_loses) == Approx(248));
}

TEST_CASE("carrier: stops a parcel more often before line-haul, and brings it back") {
    Params params = tests::plain_params();
    params.carrier.intercept_early_share = 1;
    params.carrier.linehaul_after = std::chrono::hours(12);
    LoneOrder lone = escaped(params, 4);
    REQUIRE(lone.hour_of(ActKind::carrier_answers_stop) == Approx(28));
    const Deed early = carrier::answer_stop(lone.view(28));
    REQUIRE(early.command);
    CHECK(early.command->kind == CommandKind::intercepted);
    lone.give(28, *early.command);
    CHECK(lone.hour_of(ActKind::carrier_returns) == Approx(148));

    params.carrier.linehaul_after = SimDuration(-1);
    const LoneOrder late = escaped(params, 4);
    const Deed answer = carrier::answer_stop(late.view(28));
    REQUIRE(answer.command);
    CHECK(answer.command->kind == CommandKind::intercept_failed);
}
