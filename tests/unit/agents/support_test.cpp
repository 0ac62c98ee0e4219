#include <catch2/catch.hpp>
#include <cmath>

#include "sim/agents/evidence.hpp"
#include "sim/agents/support.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using order::Actor;
using order::CaseState;
using order::CommandKind;
using tests::LoneOrder;

namespace {

/// Refused before shipment, and the case is before support.
LoneOrder with_case(const Params& params, std::uint32_t id = 0,
                    order::Policy policy = tests::base_policy()) {
    LoneOrder lone(params, policy, id);
    lone.paid();
    lone.give(1, {.kind = CommandKind::request_cancel, .actor = Actor::buyer,
                  .reason = order::Reason::changed_mind});
    lone.give(2, CommandKind::reject_cancel, Actor::seller);
    lone.give(3, CommandKind::open_case, Actor::buyer);
    REQUIRE(lone.order.regions.case_ == CaseState::queued);
    return lone;
}

LoneOrder in_review(const Params& params, std::uint32_t id = 0) {
    LoneOrder lone = with_case(params, id);
    const auto service = support::begin(lone.view(4), Task::preship_case, lone.memory);
    REQUIRE(service);
    lone.give(4, *service->command);
    return lone;
}

/// The review that is going on.
DeskNote review(const LoneOrder& lone) { return {Task::preship_case, lone.memory.review}; }

Params deciding(double logit) {
    Params params = tests::plain_params();
    params.support.decision_base = logit;
    return params;
}

}  // namespace

TEST_CASE("support: a case that waits joins the line, and leaves it when it is withdrawn") {
    LoneOrder lone = with_case(tests::plain_params());
    CHECK(lone.hour_of(ActKind::joins_line) == Approx(3));
    lone.give(4, CommandKind::withdraw_case, Actor::buyer);
    CHECK(lone.hour_of(ActKind::leaves_line) == Approx(4));
    CHECK_FALSE(support::begin(lone.view(4), Task::preship_case, lone.memory));
}

TEST_CASE("support: a review takes its time from pick-up and ends in a decision") {
    LoneOrder lone = with_case(deciding(50));
    const auto service = support::begin(lone.view(4), Task::preship_case, lone.memory);
    REQUIRE(service);
    REQUIRE(service->command);
    CHECK(service->command->kind == CommandKind::pick_up_case);
    CHECK(service->length == std::chrono::minutes(30));
    lone.give(4, *service->command);
    const Deed deed = support::end(lone.view(4.5), review(lone), lone.memory);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::decide_case);
    CHECK(deed.command->verdict == order::Verdict::buyer);
    lone.give(4.5, *deed.command);
    CHECK(lone.order.regions.order == order::OrderState::refunding);
}

TEST_CASE("support: decisions follow evidence, chat, persistence and whose fault it is") {
    Params params = deciding(0.85);
    params.support.decision_evidence = 2;
    params.support.decision_chat = 0.2;
    params.support.decision_seller_fault = 0.4;
    params.support.decision_follow_up = 0.1;
    LoneOrder lone = in_review(params);
    const auto logit = [&](double share) { return std::log(share / (1 - share)); };
    CHECK(logit(support::win_share(lone.view(5), lone.memory)) == Approx(0.85));
    lone.memory.has_chatted = true;
    CHECK(logit(support::win_share(lone.view(5), lone.memory)) == Approx(1.05));
    lone.order.reason = order::Reason::slow_shipping;
    lone.order.follow_ups = 3;
    CHECK(logit(support::win_share(lone.view(5), lone.memory)) == Approx(1.75));

    // What nobody has handed in proves nothing.
    params.buyers.complaints.evidence = {50, Distribution::constant(0.6).value()};
    params.sellers.disputes.evidence = {50, Distribution::constant(0.1).value()};
    LoneOrder proven = in_review(params);
    CHECK(logit(support::win_share(proven.view(5), proven.memory)) == Approx(0.85));
    proven.order.evidence_buyer = 1;
    proven.order.evidence_seller = 2;
    CHECK(logit(support::win_share(proven.view(5), proven.memory)) == Approx(1.85));
}

TEST_CASE("support: no delivery scan speaks for the buyer, once the parcel was sent") {
    Params params = deciding(0);
    params.support.decision_unscanned = 0.8;
    LoneOrder before = in_review(params);
    CHECK(support::win_share(before.view(5), before.memory) == Approx(0.5));
    LoneOrder sent = with_case(params);
    sent.give(5, CommandKind::ship, Actor::seller);
    REQUIRE(sent.order.regions.order == order::OrderState::dispute);
    CHECK(support::win_share(sent.view(6), sent.memory) == Approx(1 / (1 + std::exp(-0.8))));
}

TEST_CASE("support: the share of decisions for the buyer is the share promised") {
    int wins = 0;
    constexpr int n = 2000;
    const Params params = deciding(0.85);
    for (std::uint32_t id = 0; id < n; ++id) {
        LoneOrder lone = in_review(params, id);
        const Deed deed = support::end(lone.view(5), review(lone), lone.memory);
        wins += deed.command->verdict == order::Verdict::buyer ? 1 : 0;
    }
    const double p = 1 / (1 + std::exp(-0.85));
    CHECK(std::abs(wins - n * p) < 4 * std::sqrt(n * p * (1 - p)));
}

TEST_CASE("support: a split gives its share, once an order before shipment") {
    Params params = deciding(50);
    params.support.split_share = 1;
    params.support.split_amount_share = 0.4;
    LoneOrder lone = in_review(params);
    const Deed deed = support::end(lone.view(5), review(lone), lone.memory);
    REQUIRE(deed.command);
    CHECK(deed.command->verdict == order::Verdict::split);
    CHECK(deed.command->amount == Money{4000});
    lone.give(5, *deed.command);
    CHECK(lone.decision.kind == order::Decision::Kind::accepted);

    LoneOrder again = in_review(params);
    again.order.refund_state[static_cast<std::size_t>(order::RefundKind::goodwill)] =
        order::RefundState::succeeded;
    CHECK(support::end(again.view(5), review(again), again.memory).command->verdict ==
          order::Verdict::buyer);
}

TEST_CASE("support: asks for information as often as the rules allow, then decides") {
    Params params = deciding(50);
    params.support.info_share = 1;
    LoneOrder lone = in_review(params);
    const Deed deed = support::end(lone.view(5), review(lone), lone.memory);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::request_info);
    lone.give(5, *deed.command);
    order::Command info{.kind = CommandKind::submit_info, .actor = deed.command->party};
    lone.give(6, info);
    REQUIRE(lone.order.regions.case_ == CaseState::queued);
    CHECK(lone.hour_of(ActKind::joins_line) == Approx(6));
    // Its turn comes before that of others.
    LoneOrder other = with_case(params, 1);
    CHECK(support::priority_of(lone.view(6), Task::preship_case) <
          support::priority_of(other.view(6), Task::preship_case));
    lone.give(7, CommandKind::pick_up_case, Actor::platform);
    CHECK(support::end(lone.view(8), review(lone), lone.memory).command->kind ==
          CommandKind::decide_case);
}

TEST_CASE("support: lines are ordered by arrival, kind, value or deadline") {
    Params params = tests::plain_params();
    const auto priority = [&](Priority rule, Task task, double amount) {
        params.support.priority = rule;
        params.payment.amount = Distribution::constant(amount).value();
        const LoneOrder lone = with_case(params);
        return support::priority_of(lone.view(3), task);
    };
    CHECK(priority(Priority::fifo, Task::preship_case, 1) ==
          priority(Priority::fifo, Task::dispute, 1000));
    CHECK(priority(Priority::preship, Task::preship_case, 1) <
          priority(Priority::preship, Task::dispute, 1));
    CHECK(priority(Priority::value, Task::dispute, 1000) <
          priority(Priority::value, Task::dispute, 999));
    CHECK(priority(Priority::value, Task::dispute, 4e10) ==
          priority(Priority::value, Task::dispute, 3e10));
    // The shipping limit of ten days comes next; it stood still for the hour of the request.
    CHECK(priority(Priority::deadline, Task::preship_case, 1) == 60 * 241);
}

TEST_CASE("support: who gives up says so or keeps his place, and presses the button either way") {
    Params params = tests::plain_params();
    for (const double silent : {0.0, 1.0}) {
        params.support.silent_share = silent;
        LoneOrder lone(params, tests::base_policy());
        lone.paid();
        const Deed deed = support::lose_patience(lone.view(1), Task::first_contact, lone.memory);
        CHECK(deed.leaves.has_value() == (silent == 0.0));
        REQUIRE(deed.acts.span().size() == 1);
        CHECK(deed.acts.span()[0].kind == ActKind::buyer_requests);
    }
}

TEST_CASE("support: a review that a parcel overtook decides nothing about the dispute") {
    LoneOrder lone = in_review(deciding(50));
    const DeskNote overtaken = review(lone);
    lone.give(4.1, CommandKind::ship, Actor::seller);
    REQUIRE(lone.order.regions.order == order::OrderState::dispute);
    lone.give(4.2, CommandKind::escalate, Actor::buyer);
    const auto service = support::begin(lone.view(4.3), Task::dispute, lone.memory);
    REQUIRE(service);
    lone.give(4.3, *service->command);
    CHECK_FALSE(support::end(lone.view(4.5), overtaken, lone.memory).command);
    CHECK(support::end(lone.view(4.8), {Task::dispute, lone.memory.review}, lone.memory).command);
}

TEST_CASE("support: who has walked off without a word asks for nothing when his turn comes") {
    Params params = tests::plain_params();
    params.support.silent_share = 1;
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    static_cast<void>(support::lose_patience(lone.view(1), Task::first_contact, lone.memory));
    CHECK(support::end(lone.view(2), {Task::first_contact, 1}, lone.memory).acts.size() == 0);
}

TEST_CASE("support: each visit to the chat has its own patience, each review its own draws") {
    Params params = deciding(0);
    params.support.chat_patience = Distribution::exponential(tests::in_hours(1)).value();
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    const auto patience = [&] {
        const Acts acts = support::plan_chat(lone.view(1), Task::refund_question, lone.memory);
        return acts.span()[1];
    };
    const Act first = patience();
    const Act second = patience();
    CHECK(first.at != second.at);
    CHECK(desk_note(first.detail).number != desk_note(second.detail).number);

    // The next case of the same order, with as many questions asked, is decided by another draw.
    int differ = 0;
    for (std::uint32_t id = 0; id < 200; ++id) {
        LoneOrder twice = in_review(params, id);
        const Deed earlier = support::end(twice.view(5), review(twice), twice.memory);
        ++twice.memory.review;
        const Deed later = support::end(twice.view(5), review(twice), twice.memory);
        differ += earlier.command->verdict != later.command->verdict ? 1 : 0;
    }
    CHECK(differ > 60);
}

TEST_CASE("support: a case that silence opened is not withdrawn when the parcel overtakes it") {
    Params params = tests::plain_params();
    params.buyers.complaints.withdraw_share = 1;
    order::Policy policy = tests::base_policy();
    policy.on_silence = order::OnSilence::escalate;
    LoneOrder lone(params, policy);
    lone.paid();
    lone.give(1, CommandKind::request_cancel, Actor::buyer);
    lone.give(49, as_command(next_deadline(lone.order)));
    REQUIRE(lone.order.regions.case_ == CaseState::queued);
    CHECK(lone.hour_of(ActKind::buyer_withdraws_case) < 0);
    lone.give(50, CommandKind::ship, Actor::seller);
    REQUIRE(lone.order.regions.order == order::OrderState::dispute);
    CHECK(lone.hour_of(ActKind::buyer_withdraws_case) < 0);
}

TEST_CASE("support: what is found missing while support looks is said when the case is over") {
    LoneOrder lone = with_case(deciding(-50));
    CHECK_FALSE(carry_out(lone.view(3.5), {LoneOrder::at(3.5), ActKind::seller_is_out_of_stock},
                          lone.memory)
                    .command);
    lone.give(4, CommandKind::withdraw_case, Actor::buyer);
    CHECK(lone.hour_of(ActKind::seller_is_out_of_stock) == Approx(4));
    lone.memory.hand_over_at = LoneOrder::at(5);
    CHECK_FALSE(carry_out(lone.view(5), {LoneOrder::at(5), ActKind::seller_hands_over},
                          lone.memory)
                    .command);
}

TEST_CASE("support: as many buyers as the law says have nothing to show") {
    Params params = tests::plain_params();
    params.buyers.complaints.evidence = {2, Distribution::uniform(0.2, 0.8).value()};
    int without = 0;
    constexpr int n = 4000;
    for (std::uint32_t id = 0; id < n; ++id) {
        LoneOrder lone(params, tests::base_policy(), id);
        without += evidence::buyer_items(lone.view(0)) == 0 ? 1 : 0;
    }
    const double p = std::exp(-2.0);
    CHECK(std::abs(without - n * p) < 4 * std::sqrt(n * p * (1 - p)));
}
