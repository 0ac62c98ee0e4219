#include <catch2/catch.hpp>

#include "sim/agents/buyer.hpp"
#include "sim/agents/gateway.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using order::Actor;
using order::CommandKind;
using order::OrderState;
using order::RefundKind;
using tests::LoneOrder;

namespace {

LoneOrder paying(const Params& params, const order::Policy& policy) {
    LoneOrder lone(params, policy);
    lone.give(0, placement(lone.view(0)));
    order::Command pay{.kind = CommandKind::pay, .actor = Actor::buyer};
    pay.amount = lone.order.total;
    lone.give(0, pay);
    return lone;
}

}  // namespace

TEST_CASE("gateway: an answer after the time to verify is a fact the rules still hear") {
    order::Policy policy = tests::base_policy();
    policy.verify_limit = std::chrono::hours(1);
    LoneOrder lone = paying(tests::plain_params(), policy);
    lone.give(1, as_command(next_deadline(lone.order)));
    REQUIRE(lone.order.regions.order == OrderState::awaiting_payment);
    const Deed answer = gateway::answer_payment(lone.view(2), 1);
    REQUIRE(answer.command);
    lone.give(2, *answer.command);
    CHECK(lone.order.regions.order == OrderState::processing);
}

TEST_CASE("gateway: a voided payment is answered with failed, whatever it would have been") {
    LoneOrder lone = paying(tests::plain_params(), tests::base_policy());
    lone.give(0.1, CommandKind::cancel_direct, Actor::buyer);
    const Deed answer = gateway::answer_payment(lone.view(1), 1);
    REQUIRE(answer.command);
    CHECK(answer.command->kind == CommandKind::payment_failed);
}

TEST_CASE("gateway: cards may fail, each attempt by its own draw, and may be tried again") {
    Params params = tests::plain_params();
    params.payment.failure_share = 1;
    params.payment.retry_share = 1;
    LoneOrder lone = paying(params, tests::base_policy());
    const Deed answer = gateway::answer_payment(lone.view(0), 1);
    REQUIRE(answer.command);
    CHECK(answer.command->kind == CommandKind::payment_failed);
    CHECK(answer.command->attempt == 1);
    lone.give(0, *answer.command);
    CHECK(lone.hour_of(ActKind::buyer_pays) == Approx(1));
    params.payment.method_share = {0, 0, 1, 0};
    CHECK(gateway::answer_payment(paying(params, tests::base_policy()).view(0), 1).command->kind ==
          CommandKind::payment_verified);
}

TEST_CASE("gateway: a bank leg of business days waits for Monday") {
    Params params = tests::plain_params();
    params.gateway.bank_leg[0] = {Distribution::constant(tests::in_hours(24)).value(), true};
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    // Hour 0 is a Monday: 110 is Friday afternoon, the next business day ends on Monday.
    lone.give(108, CommandKind::request_cancel, Actor::buyer)
        .give(109, CommandKind::approve_cancel, Actor::seller);
    CHECK(lone.hour_of(ActKind::platform_submits_refund) == Approx(115));
    lone.give(110, CommandKind::submit_refund, Actor::platform);
    CHECK(lone.hour_of(ActKind::refund_answer) == Approx(110 + 24 + 48));
    const Deed posted = gateway::post_refund(lone.view(182), RefundKind::settlement);
    REQUIRE(posted.command);
    CHECK(posted.command->kind == CommandKind::refund_succeeded);
}
