#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/agents/dispute.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using order::Actor;
using order::CaseState;
using order::CommandKind;
using order::OrderState;
using tests::LoneOrder;

namespace {

Params answering() {
    Params params = tests::plain_params();
    params.sellers.classes[0].dispute_answer_share = 1;
    return params;
}

/// Shipped at hour 48, delivered at 148, disputed at 300.
LoneOrder disputed(const Params& params, bool with_return = false, std::uint32_t id = 0) {
    LoneOrder lone(params, tests::base_policy(), id);
    lone.paid();
    order::Command dispute{.kind = CommandKind::open_dispute, .actor = Actor::buyer};
    dispute.amount = lone.order.total;
    dispute.with_return = with_return;
    lone.give(48, CommandKind::ship, Actor::seller)
        .give(148, CommandKind::delivered_scan, Actor::carrier)
        .give(300, dispute);
    return lone;
}

/// What the act of that kind, which the last command left behind, comes to at its instant, if the
/// order is still as it is now.
Deed what_comes(LoneOrder& lone, ActKind kind) {
    for (const Act& act : lone.acts.span()) {
        if (act.kind == kind) {
            return carry_out(lone.view(hours(act.at.time_since_epoch())), act, lone.memory);
        }
    }
    return {};
}

LoneOrder rejected(Params params) {
    LoneOrder lone = disputed(params);
    order::Command counter{.kind = CommandKind::reject_proposal, .actor = Actor::seller};
    counter.amount = {3000};
    lone.give(310, counter);
    return lone;
}

}  // namespace

TEST_CASE("dispute: sellers answer within their limit, as many as their class says") {
    Params params = answering();
    params.sellers.classes[0].dispute_answer_share = 0.7;
    constexpr int n = 4000;
    int answers = 0;
    double last = 0;
    for (std::uint32_t id = 0; id < n; ++id) {
        const LoneOrder lone = disputed(params, false, id);
        const double hour = lone.hour_of(ActKind::seller_answers_dispute);
        if (hour >= 0) {
            REQUIRE(hour >= 300);
            REQUIRE(hour <= 300 + 120);
            last = std::max(last, hour);
            ++answers;
        }
    }
    CHECK(std::abs(answers / double{n} - 0.7) < 4.5 * std::sqrt(0.7 * 0.3 / n));
    CHECK(last > 300 + 119);
}

TEST_CASE("dispute: the seller concedes, or rejects with evidence and proposes a part") {
    Params params = answering();
    params.sellers.disputes.accept_share = 1;
    LoneOrder conceded = disputed(params);
    Deed deed = what_comes(conceded, ActKind::seller_answers_dispute);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::accept_proposal);
    conceded.give(310, *deed.command);
    CHECK(conceded.order.regions.order == OrderState::refunding);

    params.sellers.disputes.accept_share = 0;
    params.sellers.disputes.counter_share = 0.3;
    params.sellers.disputes.evidence.items_mean = 100;
    LoneOrder refused = disputed(params);
    deed = what_comes(refused, ActKind::seller_answers_dispute);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::reject_proposal);
    CHECK(deed.command->amount.minor == 3000);
    CHECK(deed.command->evidence > 0);
    refused.give(310, *deed.command);
    CHECK(refused.order.regions.case_ == CaseState::negotiating);
    CHECK(refused.hour_of(ActKind::buyer_answers_proposal) == Approx(334));
}

TEST_CASE("dispute: a seller's answer to a claim that has changed stays unsaid") {
    LoneOrder lone = disputed(answering());
    const Act first = lone.acts.span()[0];
    REQUIRE(first.kind == ActKind::seller_answers_dispute);
    order::Command counter{.kind = CommandKind::reject_proposal, .actor = Actor::seller};
    order::Command less{.kind = CommandKind::modify_proposal, .actor = Actor::buyer};
    less.amount = {6000};
    lone.give(301, counter);
    CHECK_FALSE(carry_out(lone.view(302), first, lone.memory).command);
    lone.give(303, less);
    REQUIRE(lone.order.regions.case_ == CaseState::open_wait_seller);
    CHECK_FALSE(carry_out(lone.view(304), first, lone.memory).command);
    const Deed second = what_comes(lone, ActKind::seller_answers_dispute);
    REQUIRE(second.command);
    CHECK(second.command->amount.minor == 1800);
}

TEST_CASE("dispute: the buyer accepts a proposal, claims less, escalates or waits") {
    Params params = answering();
    params.buyers.complaints.accept_share = 1;
    LoneOrder accepting = rejected(params);
    Deed deed = what_comes(accepting, ActKind::buyer_answers_proposal);
    REQUIRE(deed.command);
    accepting.give(334, *deed.command);
    CHECK(accepting.order.regions.case_ == CaseState::closed_split);
    CHECK(accepting.order.amount_of(order::RefundKind::settlement).minor == 3000);

    params.buyers.complaints.accept_share = 0;
    params.buyers.complaints.modify_share = 1;
    LoneOrder modifying = rejected(params);
    deed = what_comes(modifying, ActKind::buyer_answers_proposal);
    REQUIRE(deed.command);
    CHECK(deed.command->amount.minor == 6500);
    modifying.give(334, *deed.command);
    CHECK(modifying.order.regions.case_ == CaseState::open_wait_seller);
    CHECK(modifying.order.claim.minor == 6500);

    params.buyers.complaints.modify_share = 0;
    params.buyers.complaints.escalate_share = 1;
    LoneOrder escalating = rejected(params);
    deed = what_comes(escalating, ActKind::buyer_answers_proposal);
    REQUIRE(deed.command);
    escalating.give(334, *deed.command);
    CHECK(escalating.order.regions.case_ == CaseState::queued);
    CHECK(escalating.hour_of(ActKind::joins_line) == Approx(334));

    params.buyers.complaints.escalate_share = 0;
    LoneOrder waiting = rejected(params);
    CHECK_FALSE(what_comes(waiting, ActKind::buyer_answers_proposal).command);
    CHECK(next_deadline(waiting.order).timer == CommandKind::dispute_platform_timer);
}

TEST_CASE("dispute: a smaller claim keeps the promise to send the goods back") {
    Params params = answering();
    params.buyers.complaints.modify_share = 1;
    LoneOrder lone = disputed(params, true);
    lone.give(310, {.kind = CommandKind::reject_proposal, .actor = Actor::seller});
    const Deed deed = what_comes(lone, ActKind::buyer_answers_proposal);
    REQUIRE(deed.command);
    CHECK(deed.command->with_return);
}

TEST_CASE("dispute: no rounds left, or no less to claim: the buyer waits for the platform") {
    Params params = answering();
    params.buyers.complaints.modify_share = 1;
    LoneOrder lone = rejected(params);
    lone.order.dispute_rounds = tests::base_policy().negotiation_rounds;
    CHECK_FALSE(what_comes(lone, ActKind::buyer_answers_proposal).command);

    LoneOrder all = disputed(params);
    order::Command counter{.kind = CommandKind::reject_proposal, .actor = Actor::seller};
    counter.amount = {10'000};
    all.give(310, counter);
    CHECK_FALSE(what_comes(all, ActKind::buyer_answers_proposal).command);
}

TEST_CASE("dispute: to accept an offer of nothing is to withdraw") {
    Params params = answering();
    params.buyers.complaints.accept_share = 1;
    LoneOrder lone = disputed(params);
    lone.give(310, {.kind = CommandKind::reject_proposal, .actor = Actor::seller});
    const Deed deed = what_comes(lone, ActKind::buyer_answers_proposal);
    REQUIRE(deed.command);
    lone.give(334, *deed.command);
    CHECK(lone.order.regions.case_ == CaseState::withdrawn);
}

TEST_CASE("dispute: an answer to a proposal that is gone stays unsaid") {
    Params params = answering();
    params.buyers.complaints.accept_share = 1;
    LoneOrder lone = rejected(params);
    const Act act = lone.acts.span()[0];
    REQUIRE(act.kind == ActKind::buyer_answers_proposal);
    lone.give(320, CommandKind::escalate, Actor::buyer);
    CHECK_FALSE(carry_out(lone.view(334), act, lone.memory).command);
}

TEST_CASE("dispute: buyers withdraw within the seller's time, but not what they have won") {
    Params params = answering();
    params.buyers.complaints.withdraw_share = 1;
    double last = 0;
    for (std::uint32_t id = 0; id < 300; ++id) {
        const LoneOrder lone = disputed(params, false, id);
        const double hour = lone.hour_of(ActKind::buyer_withdraws_case);
        REQUIRE(hour >= 300);
        REQUIRE(hour <= 420);
        last = std::max(last, hour);
    }
    CHECK(last > 415);

    LoneOrder lone = disputed(params, true);
    const Act act{LoneOrder::at(350), ActKind::buyer_withdraws_case, 1};
    CHECK(carry_out(lone.view(350), act, lone.memory).command);
    lone.give(310, CommandKind::accept_proposal, Actor::seller);
    REQUIRE(lone.order.regions.case_ == CaseState::return_wait);
    CHECK_FALSE(carry_out(lone.view(350), act, lone.memory).command);
}

TEST_CASE("dispute: the withdrawal of a case before shipment is not one of the dispute") {
    Params params = answering();
    params.buyers.complaints.withdraw_share = 1;
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    lone.give(2, CommandKind::request_cancel, Actor::buyer)
        .give(3, CommandKind::reject_cancel, Actor::seller)
        .give(5, CommandKind::open_case, Actor::buyer);
    REQUIRE(lone.hour_of(ActKind::buyer_withdraws_case) >= 5);
    const Act act{LoneOrder::at(60), ActKind::buyer_withdraws_case, 0};
    CHECK(carry_out(lone.view(6), act, lone.memory).command);
    lone.give(48, CommandKind::ship, Actor::seller);
    REQUIRE(lone.order.regions.order == OrderState::dispute);
    CHECK(lone.hour_of(ActKind::buyer_withdraws_case) >= 48);
    CHECK(lone.hour_of(ActKind::seller_answers_dispute) >= 48);
    CHECK_FALSE(carry_out(lone.view(60), act, lone.memory).command);
}

TEST_CASE("dispute: one that a lost parcel opened is answered, and not withdrawn") {
    Params params = answering();
    params.buyers.complaints.withdraw_share = 1;
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    lone.give(48, CommandKind::ship, Actor::seller)
        .give(300, CommandKind::parcel_lost, Actor::carrier);
    REQUIRE(lone.order.regions.order == OrderState::dispute);
    CHECK(lone.hour_of(ActKind::seller_answers_dispute) >= 300);
    CHECK(lone.hour_of(ActKind::buyer_withdraws_case) == -1);
}

TEST_CASE("dispute: the side that was asked informs in time, or the case is decided without") {
    Params params = answering();
    params.support.info_answer_share = 1;
    params.sellers.disputes.evidence.items_mean = 100;
    for (const Actor party : {Actor::buyer, Actor::seller}) {
        LoneOrder lone = rejected(params);
        order::Command question{.kind = CommandKind::request_info, .actor = Actor::platform};
        question.party = party;
        lone.give(320, CommandKind::escalate, Actor::buyer)
            .give(330, CommandKind::pick_up_case, Actor::platform)
            .give(331, question);
        REQUIRE(lone.hour_of(ActKind::party_informs) == Approx(355));
        const Act act = lone.acts.span()[0];
        const Deed deed = carry_out(lone.view(355), act, lone.memory);
        REQUIRE(deed.command);
        CHECK(deed.command->actor == party);
        CHECK((deed.command->evidence > 0) == (party == Actor::seller));
        LoneOrder too_late = lone;
        lone.give(355, *deed.command);
        CHECK(lone.order.regions.case_ == CaseState::queued);
        CHECK(lone.hour_of(ActKind::joins_line) == Approx(355));
        too_late.give(331 + 72, as_command(next_deadline(too_late.order)));
        CHECK_FALSE(carry_out(too_late.view(404), act, too_late.memory).command);
    }
    params.support.info_answer_share = 0;
    LoneOrder silent = rejected(params);
    silent.give(320, CommandKind::escalate, Actor::buyer)
        .give(330, CommandKind::pick_up_case, Actor::platform)
        .give(331, CommandKind::request_info, Actor::platform);
    CHECK(silent.hour_of(ActKind::party_informs) == -1);
}

TEST_CASE("dispute: goods go back after the decision, and the carrier brings them") {
    LoneOrder lone = disputed(answering(), true);
    lone.give(310, CommandKind::accept_proposal, Actor::seller);
    REQUIRE(lone.hour_of(ActKind::buyer_sends_goods_back) == Approx(358));
    const Act act = lone.acts.span()[0];
    const Deed deed = carry_out(lone.view(358), act, lone.memory);
    REQUIRE(deed.command);
    lone.give(358, *deed.command);
    CHECK(lone.hour_of(ActKind::carrier_returns) == Approx(478));
    CHECK_FALSE(carry_out(lone.view(359), act, lone.memory).command);
    const Deed back =
        carry_out(lone.view(478), {LoneOrder::at(478), ActKind::carrier_returns}, lone.memory);
    REQUIRE(back.command);
    lone.give(478, *back.command);
    CHECK(lone.order.regions.order == OrderState::refunding);

    LoneOrder waiting(answering(), tests::base_policy());
    waiting.paid();
    order::Command dispute{.kind = CommandKind::open_dispute, .actor = Actor::buyer};
    dispute.amount = waiting.order.total;
    dispute.with_return = true;
    waiting.give(48, CommandKind::ship, Actor::seller)
        .give(300, dispute)
        .give(310, CommandKind::accept_proposal, Actor::seller);
    REQUIRE(waiting.order.regions.case_ == CaseState::return_wait);
    CHECK(waiting.hour_of(ActKind::buyer_sends_goods_back) == -1);
    waiting.give(700, CommandKind::delivered_scan, Actor::carrier);
    CHECK(waiting.hour_of(ActKind::buyer_sends_goods_back) == Approx(748));

    Params lazy = answering();
    lazy.buyers.complaints.return_sent_share = 0;
    LoneOrder kept = disputed(lazy, true);
    kept.give(310, CommandKind::accept_proposal, Actor::seller);
    CHECK(kept.hour_of(ActKind::buyer_sends_goods_back) == -1);
    CHECK(next_deadline(kept.order).timer == CommandKind::return_timer);
}
