#include <catch2/catch.hpp>
#include <set>

#include "sim/agents/gateway.hpp"
#include "sim/agents/hooks.hpp"
#include "sim/agents/support.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using order::Actor;
using order::CommandKind;
using order::OrderState;
using order::RefundKind;
using order::RefundState;
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

/// Cancelled; its refund is submitted at hour 10.
LoneOrder submitted(const Params& params) {
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    lone.give(1, CommandKind::request_cancel, Actor::buyer)
        .give(2, CommandKind::approve_cancel, Actor::seller)
        .give(10, CommandKind::submit_refund, Actor::platform);
    return lone;
}

/// So many tries to refund fail, so many of these for good.
Params refusing(double share, double permanent_share) {
    Params params = tests::plain_params();
    params.gateway.refund_failure_share = share;
    params.gateway.refund_permanent_share = permanent_share;
    params.gateway.bank_leg[0] = {Distribution::exponential(tests::in_hours(72)).value(), false};
    return params;
}

void hear(LoneOrder& lone, double at_hour, const Act& report) {
    const Deed deed = carry_out(lone.view(at_hour), report, lone.memory);
    REQUIRE(deed.command);
    lone.give(at_hour, *deed.command);
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
    REQUIRE(lone.acts.span().size() == 2);
    const Act posted = lone.acts.span()[1];
    CHECK(posted.at == LoneOrder::at(110 + 24 + 48));
    const Deed report = gateway::report_refund(lone.view(182), posted.detail);
    REQUIRE(report.command);
    CHECK(report.command->kind == CommandKind::refund_succeeded);
    CHECK(report.command->attempt == 1);
}

TEST_CASE("gateway: a refund is accepted at once and posted when the bank is done") {
    LoneOrder lone = submitted(tests::plain_params());
    REQUIRE(lone.acts.span().size() == 2);
    CHECK(lone.hour_of(ActKind::refund_report) == Approx(10));
    hear(lone, 10, lone.acts.span()[0]);
    CHECK(lone.order.state_of(RefundKind::settlement) == RefundState::pending);
    CHECK(lone.acts.span().empty());
}

TEST_CASE("gateway: a try that fails shows at once, and each try has its own draws") {
    LoneOrder lone = submitted(refusing(0.5, 0));
    std::set<double> waits;
    double now = 10;
    int failures = 0;
    int tries = 1;
    for (; tries <= 6; ++tries) {
        const Act first = lone.acts.span()[0];
        CHECK(first.at == LoneOrder::at(now));
        if (lone.acts.span().size() == 2) {
            waits.insert(hours(lone.acts.span()[1].at - first.at));
        }
        hear(lone, now, first);
        if (lone.order.state_of(RefundKind::settlement) == RefundState::pending) {
            hear(lone, now, {LoneOrder::at(now), ActKind::refund_report,
                             hooks::detail_of({RefundKind::settlement, hooks::RefundWord::failed,
                                               static_cast<std::uint8_t>(tries)})});
        } else {
            ++failures;
        }
        if (lone.order.state_of(RefundKind::settlement) != RefundState::failed) {
            break;
        }
        const order::Deadline retry = next_deadline(lone.order);
        REQUIRE(retry.timer == CommandKind::refund_retry_timer);
        now = hours(retry.at.time_since_epoch());
        lone.give(now, as_command(retry));
        REQUIRE(lone.order.state_of(RefundKind::settlement) == RefundState::submitted);
    }
    // Some of six tries fail and some do not, and no two bank legs are the same.
    CHECK(failures > 0);
    CHECK(failures < tries);
    CHECK(waits.size() == static_cast<std::size_t>(tries - failures));
    CHECK(lone.order.state_of(RefundKind::settlement) == RefundState::manual);
}

TEST_CASE("gateway: what was reported of an earlier try is no news of the present one") {
    LoneOrder lone = submitted(refusing(1, 0));
    const Act failure = lone.acts.span()[0];
    hear(lone, 10, failure);
    lone.give(11, as_command(next_deadline(lone.order)));
    REQUIRE(lone.order.state_of(RefundKind::settlement) == RefundState::submitted);
    hear(lone, 11.5, failure);
    CHECK(lone.decision.kind == order::Decision::Kind::recorded);
    CHECK(lone.order.state_of(RefundKind::settlement) == RefundState::submitted);
    CHECK(lone.order.refund_tries[0] == 2);
}

TEST_CASE("gateway: a refund that can never succeed is paid out by hand a day later") {
    LoneOrder lone = submitted(refusing(1, 1));
    hear(lone, 10, lone.acts.span()[0]);
    CHECK(lone.order.state_of(RefundKind::settlement) == RefundState::manual);
    CHECK(lone.hour_of(ActKind::joins_line) == Approx(34));
    CHECK(static_cast<Task>(lone.acts.span()[0].detail) == Task::payout);
    const Deed paid = support::end(lone.view(35), {Task::payout}, lone.memory);
    REQUIRE(paid.command);
    CHECK_FALSE(paid.joins);
    lone.give(35, *paid.command);
    CHECK(lone.order.state_of(RefundKind::settlement) == RefundState::succeeded);
}

TEST_CASE("gateway: of two refunds to be paid out by hand the second follows the first") {
    LoneOrder lone = submitted(refusing(1, 1));
    lone.order.refund_state = {RefundState::manual, RefundState::none, RefundState::manual};
    const Deed first = support::end(lone.view(35), {Task::payout}, lone.memory);
    REQUIRE(first.joins);
    CHECK(*first.joins == Task::payout);
}

TEST_CASE("gateway: a payment that it found good before the cancellation arrives all the same") {
    Params params = tests::plain_params();
    params.gateway.hooks.late_share = 1;
    params.gateway.hooks.late_delay = tests::after(3);
    LoneOrder lone = paying(params, tests::base_policy());
    const Deed answer = gateway::answer_payment(lone.view(0), 1);
    CHECK_FALSE(answer.command);
    REQUIRE(answer.acts.span().size() == 1);
    lone.give(1, CommandKind::cancel_direct, Actor::buyer);
    REQUIRE(lone.order.regions.order == OrderState::cancelled);
    const Act late = answer.acts.span()[0];
    CHECK(late.at == LoneOrder::at(3));
    hear(lone, 3, late);
    CHECK(lone.order.state_of(RefundKind::late_payment) == RefundState::created);
}
