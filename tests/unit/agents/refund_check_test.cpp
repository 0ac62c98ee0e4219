#include <catch2/catch.hpp>

#include "sim/agents/buyer.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using order::Actor;
using order::CommandKind;
using order::RefundKind;
using order::RefundState;
using tests::LoneOrder;

namespace {

/// Buyers look every 24 hours; what is posted shows 30 hours later.
Params looking() {
    Params params = tests::plain_params();
    params.buyers.check_delay = tests::after(24);
    params.gateway.status_lag = tests::after(30);
    return params;
}

/// A cancelled order whose refund is created at hour 2.
LoneOrder refunding(const Params& params) {
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    lone.give(1, CommandKind::request_cancel, Actor::buyer)
        .give(2, CommandKind::approve_cancel, Actor::seller);
    return lone;
}

order::Command about_refund(CommandKind kind) {
    order::Command command;
    command.kind = kind;
    command.actor = kind == CommandKind::submit_refund ? Actor::platform : Actor::gateway;
    return command;
}

Deed look(LoneOrder& lone, double hour) {
    return carry_out(lone.view(hour), {LoneOrder::at(hour), ActKind::buyer_checks_refund},
                     lone.memory);
}

}  // namespace

TEST_CASE("refund check: the buyer looks until he sees the refund posted, which takes a while") {
    LoneOrder lone = refunding(looking());
    CHECK(lone.hour_of(ActKind::buyer_checks_refund) == Approx(26));
    const Deed first = look(lone, 26);
    CHECK(first.is_look);
    CHECK_FALSE(first.command);
    REQUIRE(first.acts.span().size() == 1);
    CHECK(first.acts.span()[0].at == LoneOrder::at(50));
    lone.give(27, about_refund(CommandKind::submit_refund))
        .give(40, about_refund(CommandKind::refund_succeeded));
    REQUIRE(lone.order.state_of(RefundKind::settlement) == RefundState::succeeded);
    const Deed not_yet = look(lone, 69.9);
    CHECK(not_yet.acts.span().size() == 1);
    const Deed seen = look(lone, 70);
    CHECK(seen.is_look);
    CHECK(seen.acts.span().empty());
    CHECK(lone.memory.checks == 3);
}

TEST_CASE("refund check: a second refund is seen by the same looks, or begins new ones") {
    LoneOrder lone = refunding(looking());
    CHECK(buyer::plan_check(lone.view(3), RefundKind::goodwill, lone.memory).size() == 0);
    lone.memory.is_checking = false;
    CHECK(buyer::plan_check(lone.view(3), RefundKind::goodwill, lone.memory).size() == 1);
}

TEST_CASE("refund check: nobody looks for what comes back of a late payment") {
    LoneOrder lone(looking(), tests::base_policy());
    lone.paid();
    CHECK(buyer::plan_check(lone.view(3), RefundKind::late_payment, lone.memory).size() == 0);
    CHECK_FALSE(lone.memory.is_checking);
}

TEST_CASE("refund check: who would look once in a hundred years does not look") {
    LoneOrder lone = refunding(tests::plain_params());
    CHECK(lone.hour_of(ActKind::buyer_checks_refund) < 0);
    CHECK_FALSE(lone.memory.is_checking);
}

TEST_CASE("refund check: looks end though the refund never comes") {
    LoneOrder lone = refunding(looking());
    lone.memory.checks = 0xfffe;
    const Deed last = look(lone, 26);
    CHECK(last.is_look);
    CHECK(last.acts.span().empty());
    CHECK_FALSE(lone.memory.is_checking);
}

TEST_CASE("refund check: the buyer of an overdue refund asks support, once a notice") {
    LoneOrder lone = refunding(looking());
    lone.give(27, about_refund(CommandKind::submit_refund));
    const order::Deadline overdue = next_deadline(lone.order);
    REQUIRE(overdue.timer == CommandKind::refund_sla_timer);
    const double hour = hours(overdue.at.time_since_epoch());
    lone.give(hour, as_command(overdue));
    REQUIRE(lone.order.has(order::Mark::refund_overdue));
    CHECK(lone.hour_of(ActKind::joins_line) == Approx(hour));
    CHECK(desk_note(lone.acts.span()[0].detail).task == Task::refund_question);
    lone.give(hour + 1, as_command(overdue));
    CHECK(lone.acts.span().empty());
}
