#include <catch2/catch.hpp>
#include <cmath>

#include "sim/agents/negotiation.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using order::Actor;
using order::CommandKind;
using order::RequestState;
using tests::LoneOrder;

namespace {

Params offering(order::Offer kind) {
    Params params = tests::plain_params();
    params.sellers.offers.share = 1;
    params.sellers.offers.kind_share = {};
    params.sellers.offers.kind_share[static_cast<std::size_t>(kind)] = 1;
    return params;
}

LoneOrder requested(const Params& params, const order::Policy& policy = tests::base_policy(),
                    std::uint32_t id = 0) {
    LoneOrder lone(params, policy, id);
    lone.paid();
    lone.memory.has_contacted = true;
    lone.give(2, CommandKind::request_cancel, Actor::buyer);
    return lone;
}

/// Lets the act of that kind that the last command left behind come now.
void come(LoneOrder& lone, ActKind kind) {
    for (const Act& act : lone.acts.span()) {
        if (act.kind == kind) {
            const double hour = hours(act.at.time_since_epoch());
            const Deed deed = carry_out(lone.view(hour), act, lone.memory);
            lone.acts = {};
            if (deed.command) {
                lone.give(hour, *deed.command);
            }
            return;
        }
    }
    FAIL("no such act");
}

}  // namespace

TEST_CASE("negotiation: a partial refund is offered, accepted, and the order goes on") {
    Params params = offering(order::Offer::partial_refund);
    params.buyers.offer_accept_share = 1;
    LoneOrder lone = requested(params);
    come(lone, ActKind::seller_answers);
    REQUIRE(lone.order.regions.request == RequestState::negotiating);
    CHECK(lone.order.counter.minor == 2500);
    CHECK(lone.hour_of(ActKind::buyer_answers_offer) == Approx(5));
    come(lone, ActKind::buyer_answers_offer);
    CHECK(lone.order.regions.order == order::OrderState::processing);
    CHECK(lone.order.regions.request == RequestState::withdrawn);
    CHECK(lone.order.amount_of(order::RefundKind::goodwill).minor == 2500);
}

TEST_CASE("negotiation: any other offer that is accepted ends the request without money") {
    Params params = offering(order::Offer::faster_shipping);
    params.buyers.offer_accept_share = 1;
    LoneOrder lone = requested(params);
    come(lone, ActKind::seller_answers);
    come(lone, ActKind::buyer_answers_offer);
    CHECK(lone.order.regions.request == RequestState::withdrawn);
    CHECK(lone.order.state_of(order::RefundKind::goodwill) == order::RefundState::none);
}

TEST_CASE("negotiation: after a declined offer an answer is due again, until rounds run out") {
    order::Policy policy = tests::base_policy();
    policy.negotiation_rounds = 2;
    LoneOrder lone = requested(offering(order::Offer::coupon), policy);
    for (int round = 1; round <= 2; ++round) {
        come(lone, ActKind::seller_answers);
        REQUIRE(lone.order.regions.request == RequestState::negotiating);
        REQUIRE(lone.order.offer_rounds == round);
        come(lone, ActKind::buyer_answers_offer);
        REQUIRE(lone.order.regions.request == RequestState::requested);
        REQUIRE(lone.hour_of(ActKind::seller_answers) == Approx(3 + 3 * round));
    }
    come(lone, ActKind::seller_answers);
    CHECK(lone.order.regions.request == RequestState::approved);
}

TEST_CASE("negotiation: offers are as frequent and of such kinds as the shares say") {
    Params params = tests::plain_params();
    params.sellers.offers.share = 0.15;
    params.sellers.offers.kind_share = {0.1, 0.2, 0.3, 0.4};
    constexpr int n = 20'000;
    int offers = 0;
    std::array<int, 4> kinds{};
    for (std::uint32_t id = 0; id < n; ++id) {
        const LoneOrder lone = requested(params, tests::base_policy(), id);
        if (const auto offer = negotiation::offer(lone.view(3), lone.memory)) {
            ++offers;
            ++kinds[static_cast<std::size_t>(offer->offer)];
        }
    }
    CHECK(std::abs(offers / double{n} - 0.15) < 4.5 * std::sqrt(0.15 * 0.85 / n));
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        const double share = params.sellers.offers.kind_share[i];
        CHECK(std::abs(kinds[i] / double(offers) - share) <
              4.5 * std::sqrt(share * (1 - share) / offers));
    }
}

TEST_CASE("negotiation: no part is offered that is nothing, or was given already") {
    Params params = offering(order::Offer::partial_refund);
    params.payment.amount = Distribution::constant(3).value();
    const LoneOrder tiny = requested(params);
    CHECK_FALSE(negotiation::offer(tiny.view(3), tiny.memory));

    LoneOrder again = requested(offering(order::Offer::partial_refund));
    CHECK(negotiation::offer(again.view(3), again.memory));
    again.order.refund_state[static_cast<std::size_t>(order::RefundKind::goodwill)] =
        order::RefundState::succeeded;
    CHECK_FALSE(negotiation::offer(again.view(3), again.memory));
}

TEST_CASE("negotiation: an answer to an offer that is gone stays unsaid") {
    LoneOrder lone = requested(offering(order::Offer::coupon));
    come(lone, ActKind::seller_answers);
    const Act first = lone.acts.span()[0];
    REQUIRE(first.kind == ActKind::buyer_answers_offer);
    lone.give(4, CommandKind::decline_offer, Actor::buyer);
    CHECK_FALSE(carry_out(lone.view(5), first, lone.memory).command);
    come(lone, ActKind::seller_answers);
    REQUIRE(lone.order.regions.request == RequestState::negotiating);
    CHECK_FALSE(carry_out(lone.view(5), first, lone.memory).command);
    CHECK(carry_out(lone.view(7), lone.acts.span()[0], lone.memory).command);
}

TEST_CASE("negotiation: the time to answer a request runs on during an offer") {
    LoneOrder lone = requested(offering(order::Offer::coupon));
    const SimTime limit = next_deadline(lone.order).at;
    come(lone, ActKind::seller_answers);
    CHECK(next_deadline(lone.order).at == limit);
    lone.give(50, as_command(next_deadline(lone.order)));
    CHECK(lone.order.regions.request == RequestState::approved);
    CHECK_FALSE(negotiation::answer(lone.view(51), lone.memory.replies, lone.memory).command);
}

TEST_CASE("negotiation: a seller who consented in the chat offers nothing else") {
    LoneOrder lone(offering(order::Offer::coupon), tests::base_policy());
    lone.paid();
    lone.memory.has_contacted = true;
    lone.memory.has_consent = true;
    lone.give(2, CommandKind::request_cancel, Actor::buyer);
    come(lone, ActKind::seller_answers);
    CHECK(lone.order.regions.request == RequestState::approved);
}

TEST_CASE("negotiation: there is nothing to follow up while an offer stands") {
    Params params = offering(order::Offer::coupon);
    params.buyers.follow_ups_max = 3;
    LoneOrder lone = requested(params);
    const Act first{LoneOrder::at(14), ActKind::buyer_follows_up, lone.memory.reminders};
    come(lone, ActKind::seller_answers);
    CHECK_FALSE(carry_out(lone.view(14), first, lone.memory).command);
    lone.give(13, CommandKind::decline_offer, Actor::buyer);
    CHECK(lone.hour_of(ActKind::buyer_follows_up) == Approx(25));
    // The one resolved on before the offer is outdated: there would be two at once.
    CHECK_FALSE(carry_out(lone.view(14), first, lone.memory).command);
    come(lone, ActKind::buyer_follows_up);
    CHECK(lone.order.follow_ups == 1);
}
