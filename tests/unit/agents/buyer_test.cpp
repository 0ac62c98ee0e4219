#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/agents/buyer.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using order::Actor;
using order::CommandKind;
using tests::LoneOrder;

namespace {

Params with_wish(double share) {
    Params params = tests::plain_params();
    params.buyers.intent.share = share;
    return params;
}

Deed want_out(LoneOrder& lone, double at_hour) {
    return buyer::want_out(lone.view(at_hour), lone.order.payments, lone.memory);
}

}  // namespace

TEST_CASE("buyer: a mistake is noticed after the payment, by the law's delay") {
    LoneOrder lone(with_wish(1), tests::base_policy());
    lone.give(0, placement(lone.view(0)));
    order::Command pay{.kind = CommandKind::pay, .actor = Actor::buyer};
    pay.amount = lone.order.total;
    lone.give(5, pay);
    CHECK(lone.hour_of(ActKind::buyer_wants_out) == Approx(7));
}

TEST_CASE("buyer: takes what needs no approval, else asks or requests") {
    order::Policy grace = tests::base_policy();
    grace.grace_window = std::chrono::hours(4);
    LoneOrder lone(with_wish(1), grace);
    lone.paid();
    Deed deed = want_out(lone, 2);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::cancel_instant);
    CHECK(deed.is_contact);

    LoneOrder late(with_wish(1), grace);
    late.paid();
    deed = want_out(late, 4.1);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::request_cancel);

    Params chatty = with_wish(1);
    chatty.buyers.chat_first_share = 1;
    LoneOrder chat(chatty, tests::base_policy());
    chat.paid();
    deed = want_out(chat, 2);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::send_message);
    REQUIRE(deed.acts.span().size() == 1);
    CHECK(deed.acts.span()[0].kind == ActKind::buyer_requests);
    CHECK(hours(deed.acts.span()[0].at.time_since_epoch()) == Approx(14));
}

TEST_CASE("buyer: wants out once, and not because of a payment that failed") {
    LoneOrder lone(with_wish(1), tests::base_policy());
    lone.paid();
    CHECK_FALSE(buyer::want_out(lone.view(2), 0, lone.memory).command);
    CHECK(want_out(lone, 2).command);
    CHECK_FALSE(want_out(lone, 3).command);
}

TEST_CASE("buyer: slow shipping wears patience down faster as the deadline nears") {
    Params params = with_wish(1);
    params.buyers.intent.cause_share = {0, 0, 1};
    params.buyers.intent.slow_rate_per_day = 0.05;
    params.buyers.intent.slow_factor = 3;
    params.buyers.intent.slow_from = 0.7;
    // The deadline is 240 h, the turn at 168 h: survival exp(-0.05 t / 24), then three times.
    int before_turn = 0;
    int before_deadline = 0;
    constexpr int n = 4000;
    for (std::uint32_t id = 0; id < n; ++id) {
        LoneOrder lone(params, tests::base_policy(), id);
        lone.paid();
        const double hour = lone.hour_of(ActKind::buyer_wants_out);
        REQUIRE(hour >= 0);
        before_turn += hour < 168 ? 1 : 0;
        before_deadline += hour < 240 ? 1 : 0;
    }
    const auto is_near = [](int count, double expected) {
        const double se = std::sqrt(expected * (1 - expected) / n);
        return std::abs(count / static_cast<double>(n) - expected) < 4.5 * se;
    };
    CHECK(is_near(before_turn, 1 - std::exp(-0.05 * 7)));
    CHECK(is_near(before_deadline, 1 - std::exp(-0.05 * 7 - 0.15 * 3)));
}

TEST_CASE("buyer: follows up as often as allowed, only while the request is open") {
    Params params = with_wish(1);
    params.buyers.follow_ups_max = 2;
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    REQUIRE(want_out(lone, 2).command);
    lone.give(2, CommandKind::request_cancel, Actor::buyer);
    CHECK(lone.hour_of(ActKind::buyer_follows_up) == Approx(14));
    const Deed first = buyer::follow_up(lone.view(14), 1, lone.memory);
    REQUIRE(first.command);
    CHECK(first.acts.span().size() == 1);
    const Deed second = buyer::follow_up(lone.view(26), 2, lone.memory);
    REQUIRE(second.command);
    CHECK(second.acts.span().empty());
    CHECK_FALSE(buyer::follow_up(lone.view(38), 1, lone.memory).command);

    LoneOrder answered(params, tests::base_policy());
    answered.paid();
    answered.give(2, CommandKind::request_cancel, Actor::buyer)
        .give(3, CommandKind::reject_cancel, Actor::seller);
    CHECK_FALSE(buyer::follow_up(answered.view(14), 1, answered.memory).command);
}

TEST_CASE("buyer: what concerned an earlier request is outdated in the next") {
    Params params = with_wish(1);
    params.buyers.follow_ups_max = 2;
    params.buyers.withdraw_share = 1;
    order::Policy policy = tests::base_policy();
    policy.max_requests = 2;
    LoneOrder lone(params, policy);
    lone.paid();
    lone.give(2, CommandKind::request_cancel, Actor::buyer)
        .give(3, CommandKind::reject_cancel, Actor::seller)
        .give(4, CommandKind::request_cancel, Actor::buyer);
    REQUIRE(lone.hour_of(ActKind::buyer_follows_up) == Approx(16));
    CHECK_FALSE(buyer::follow_up(lone.view(14), 1, lone.memory).command);
    CHECK(buyer::follow_up(lone.view(16), 2, lone.memory).command);
    CHECK_FALSE(buyer::withdraw(lone.view(14), 1).command);
    CHECK(buyer::withdraw(lone.view(14), 2).command);
}

TEST_CASE("buyer: shows with message and request what he has to show") {
    Params params = with_wish(1);
    params.buyers.complaints.evidence.items_mean = 100;
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    const Deed request = want_out(lone, 2);
    REQUIRE(request.command);
    CHECK(request.command->evidence > 50);
    params.buyers.chat_first_share = 1;
    LoneOrder chat(params, tests::base_policy());
    chat.paid();
    const Deed message = want_out(chat, 2);
    REQUIRE(message.command);
    CHECK(message.command->kind == CommandKind::send_message);
    CHECK(message.command->evidence == request.command->evidence);
}

TEST_CASE("buyer: a wish that comes while cancelling is blocked waits for the approval") {
    Params params = with_wish(1);
    order::Policy policy = tests::base_policy();
    policy.verify_cancel = order::VerifyCancel::blocked;
    LoneOrder lone(params, policy);
    lone.give(0, placement(lone.view(0)));
    order::Command pay{.kind = CommandKind::pay, .actor = Actor::buyer};
    pay.amount = lone.order.total;
    lone.give(0, pay);
    CHECK_FALSE(want_out(lone, 1).command);
    CHECK(lone.memory.wish_waits);
    lone.give(6, CommandKind::payment_verified, Actor::gateway);
    CHECK(lone.hour_of(ActKind::buyer_wants_out) == Approx(6));
}

TEST_CASE("buyer: a withdrawal lies between the request and its limit, whatever its clock") {
    Params params = with_wish(1);
    params.buyers.withdraw_share = 1;
    order::Policy policy = tests::base_policy();
    policy.answer_clock = order::AnswerClock::business_days;
    double last = 0;
    for (std::uint32_t id = 0; id < 200; ++id) {
        LoneOrder lone(params, policy, id);
        lone.paid();
        REQUIRE(want_out(lone, 100).command);
        lone.give(100, CommandKind::request_cancel, Actor::buyer);
        const double limit = hours(next_deadline(lone.order).at.time_since_epoch());
        REQUIRE(limit == Approx(196));  // Friday 04:00, 48 business hours: Tuesday 04:00
        const double hour = lone.hour_of(ActKind::buyer_withdraws);
        REQUIRE(hour >= 100);
        REQUIRE(hour <= limit);
        last = std::max(last, hour);
    }
    CHECK(last > 190);
}

TEST_CASE("buyer: consent in the chat is requested and granted at once") {
    Params params = with_wish(1);
    params.buyers.chat_first_share = 1;
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    const Deed asks = want_out(lone, 2);
    REQUIRE(asks.command);
    lone.give(2, *asks.command);
    const double reply_at = lone.hour_of(ActKind::seller_replies);
    REQUIRE(reply_at == Approx(3));
    const Deed reply = carry_out(lone.view(3), {LoneOrder::at(3), ActKind::seller_replies},
                                 lone.memory);
    REQUIRE(reply.command);
    CHECK(reply.command->kind == CommandKind::send_message);
    CHECK(lone.memory.has_consent);
    const Deed request = buyer::request(lone.view(3), 0, lone.memory);
    REQUIRE(request.command);
    lone.give(3, *request.command);
    CHECK(lone.hour_of(ActKind::seller_answers) == Approx(3));
    const Deed answer = carry_out(lone.view(3), {LoneOrder::at(3), ActKind::seller_answers},
                                  lone.memory);
    REQUIRE(answer.command);
    CHECK(answer.command->kind == CommandKind::approve_cancel);
}

TEST_CASE("buyer: takes the way out that needs nobody's consent, whatever he would ask first") {
    Params params = with_wish(1);
    params.buyers.chat_first_share = 1;
    order::Policy policy = tests::base_policy();
    policy.approval = order::Approval::auto_if_unpicked;
    LoneOrder lone(params, policy);
    lone.paid();
    Deed deed = want_out(lone, 1);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::request_cancel);
    CHECK(deed.is_contact);
    lone.memory = {};
    lone.give(2, CommandKind::start_pick, Actor::seller);
    deed = want_out(lone, 3);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::send_message);
}
