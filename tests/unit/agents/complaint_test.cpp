#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "sim/agents/buyer.hpp"
#include "sim/agents/complaint.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;
using order::Actor;
using order::CommandKind;
using order::OrderState;
using tests::LoneOrder;

namespace {

Params fighting() {
    Params params = tests::plain_params();
    params.buyers.complaints.escalation_share = 1;
    return params;
}

LoneOrder refused(const Params& params, const order::Policy& policy = tests::base_policy()) {
    LoneOrder lone(params, policy);
    lone.paid();
    lone.memory.has_contacted = true;
    lone.give(2, CommandKind::request_cancel, Actor::buyer)
        .give(3, CommandKind::reject_cancel, Actor::seller);
    return lone;
}

Deed escalate(LoneOrder& lone, double hour) {
    return carry_out(lone.view(hour), {LoneOrder::at(hour), ActKind::buyer_escalates},
                     lone.memory);
}

}  // namespace

TEST_CASE("complaint: a refused buyer asks again as often as the rules let him, then escalates") {
    Params params = fighting();
    params.buyers.ask_again_share = 1;
    order::Policy policy = tests::base_policy();
    policy.max_requests = 2;
    LoneOrder lone = refused(params, policy);
    CHECK(lone.hour_of(ActKind::buyer_escalates) == -1);
    REQUIRE(lone.hour_of(ActKind::buyer_requests) == Approx(5));
    const Deed again =
        carry_out(lone.view(5), {LoneOrder::at(5), ActKind::buyer_requests, 1}, lone.memory);
    REQUIRE(again.command);
    lone.give(5, *again.command).give(6, CommandKind::reject_cancel, Actor::seller);
    CHECK(lone.order.requests == 2);
    CHECK(lone.hour_of(ActKind::buyer_requests) == -1);
    CHECK(lone.hour_of(ActKind::buyer_escalates) == Approx(8));
    // What was resolved on at the first refusal has been done.
    CHECK_FALSE(carry_out(lone.view(7), {LoneOrder::at(7), ActKind::buyer_requests, 1},
                          lone.memory)
                    .command);
}

TEST_CASE("complaint: nobody asks again where it would come too late") {
    Params params = fighting();
    params.buyers.ask_again_share = 1;
    order::Policy policy = tests::base_policy();
    policy.max_requests = 2;
    policy.request_window = std::chrono::hours(4);
    const LoneOrder lone = refused(params, policy);
    CHECK(lone.hour_of(ActKind::buyer_requests) == -1);
    CHECK(lone.hour_of(ActKind::buyer_escalates) == Approx(5));
}

TEST_CASE("complaint: before shipment support is asked, with what the buyer can show") {
    Params params = fighting();
    params.buyers.complaints.evidence.items_mean = 100;
    LoneOrder lone = refused(params);
    REQUIRE(lone.hour_of(ActKind::buyer_escalates) == Approx(5));
    const Deed deed = escalate(lone, 5);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::open_case);
    CHECK(deed.command->evidence > 0);
    lone.give(5, *deed.command);
    CHECK(lone.order.regions.case_ == order::CaseState::queued);
    CHECK(lone.hour_of(ActKind::joins_line) == Approx(5));
    CHECK_FALSE(escalate(lone, 6).command);
}

TEST_CASE("complaint: silence that refuses is complained about like a no") {
    order::Policy policy = tests::base_policy();
    policy.on_silence = order::OnSilence::reject;
    LoneOrder lone(fighting(), policy);
    lone.paid();
    lone.give(2, CommandKind::request_cancel, Actor::buyer)
        .give(50, as_command(next_deadline(lone.order)));
    REQUIRE(lone.order.regions.request == order::RequestState::lapsed);
    CHECK(lone.hour_of(ActKind::buyer_escalates) == Approx(52));

    policy.on_silence = order::OnSilence::escalate;
    LoneOrder with_case(fighting(), policy);
    with_case.paid();
    with_case.give(2, CommandKind::request_cancel, Actor::buyer)
        .give(50, as_command(next_deadline(with_case.order)));
    REQUIRE(is_open(with_case.order.regions.case_));
    CHECK(with_case.hour_of(ActKind::buyer_escalates) == -1);
}

TEST_CASE("complaint: without cases before shipment it waits for the parcel and the window") {
    order::Policy policy = tests::base_policy();
    policy.preship_escalation = false;
    LoneOrder lone = refused(fighting(), policy);
    CHECK_FALSE(escalate(lone, 5).command);
    CHECK(lone.memory.complaint_waits);
    lone.give(48, CommandKind::ship, Actor::seller);
    REQUIRE(lone.hour_of(ActKind::buyer_escalates) == Approx(48 + 240));
    const Deed deed = escalate(lone, 48 + 240);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::open_dispute);
    CHECK(deed.command->amount.minor == 10'000);
    CHECK_FALSE(deed.command->with_return);
    lone.give(48 + 240, *deed.command);
    CHECK(lone.order.regions.order == OrderState::dispute);
}

TEST_CASE("complaint: a request that the parcel overtook leads to a dispute when one can be had") {
    LoneOrder lone(fighting(), tests::base_policy());
    lone.paid();
    lone.give(2, CommandKind::request_cancel, Actor::buyer)
        .give(4, CommandKind::ship, Actor::seller);
    REQUIRE(lone.order.regions.request == order::RequestState::overtaken);
    REQUIRE(lone.hour_of(ActKind::buyer_escalates) == Approx(6));
    const Deed early = escalate(lone, 6);
    CHECK_FALSE(early.command);
    REQUIRE(early.acts.span().size() == 1);
    CHECK(early.acts.span()[0].at == LoneOrder::at(4 + 240));
    CHECK(escalate(lone, 4 + 240).command);
}

TEST_CASE("complaint: a short shipping limit opens disputes at once") {
    Params params = fighting();
    params.sellers.shipping_deadline = tests::after(24 * 4);
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    lone.give(2, CommandKind::request_cancel, Actor::buyer)
        .give(4, CommandKind::ship, Actor::seller);
    const Deed deed = escalate(lone, 6);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::open_dispute);
}

TEST_CASE("complaint: whoever requests too late may complain, once an order") {
    LoneOrder lone(fighting(), tests::base_policy());
    lone.paid();
    lone.memory.has_contacted = true;
    lone.give(48, CommandKind::ship, Actor::seller);
    const Deed deed = buyer::request(lone.view(50), 0, lone.memory);
    REQUIRE(deed.command);
    CHECK(deed.command->kind == CommandKind::request_cancel);
    REQUIRE(deed.acts.span().size() == 1);
    CHECK(deed.acts.span()[0].kind == ActKind::buyer_escalates);
    CHECK(deed.acts.span()[0].at == LoneOrder::at(52));
    lone.give(50, *deed.command);
    CHECK(lone.decision.refusal == order::Refusal::already_shipped);
    CHECK(buyer::request(lone.view(51), 0, lone.memory).acts.size() == 0);
}

TEST_CASE("complaint: dear orders are fought for by the weight of their value's normal score") {
    Params params = tests::plain_params();
    params.payment.amount = Distribution::lognormal(10'000, 0.8).value();
    params.buyers.complaints.escalation_share = 0.3;
    params.buyers.complaints.escalation_value_weight = 0.5;
    for (std::uint32_t id = 0; id < 50; ++id) {
        const LoneOrder lone(params, tests::base_policy(), id);
        const double amount =
            params.payment.amount.quantile(lone.view(0).draw(Purpose::amount));
        const double logit =
            std::log(0.3 / 0.7) + 0.5 * (std::log(amount) - std::log(10'000)) / 0.8;
        CHECK(complaint::escalation_share(lone.view(0)) ==
              Approx(1 / (1 + std::exp(-logit))).epsilon(1e-6));
    }
    params.buyers.complaints.escalation_share = 0;
    CHECK(complaint::escalation_share(LoneOrder(params, tests::base_policy()).view(0)) == 0);
    params.buyers.complaints.escalation_share = 1;
    CHECK(complaint::escalation_share(LoneOrder(params, tests::base_policy()).view(0)) == 1);
}

TEST_CASE("complaint: comes after delivery and the window's opening, within the span") {
    Params params = tests::plain_params();
    params.buyers.complaints.share = 1;
    params.carrier.transit = tests::after(300);
    double first = 1e9;
    double last = 0;
    for (std::uint32_t id = 0; id < 300; ++id) {
        LoneOrder lone(params, tests::base_policy(), id);
        lone.paid();
        lone.give(48, CommandKind::ship, Actor::seller);
        const double hour = lone.hour_of(ActKind::buyer_complains);
        first = std::min(first, hour);
        last = std::max(last, hour);
    }
    CHECK(first >= 348);
    CHECK(first < 348 + 10);
    CHECK(last <= 348 + 360);
    CHECK(last > 348 + 350);

    params.carrier.transit = tests::after(100);
    LoneOrder quick(params, tests::base_policy());
    quick.paid();
    quick.give(48, CommandKind::ship, Actor::seller);
    CHECK(quick.hour_of(ActKind::buyer_complains) >= 48 + 240);
}

TEST_CASE("complaint: only goods that were received may go back for the money") {
    Params params = tests::plain_params();
    params.buyers.complaints.share = 1;
    params.buyers.complaints.return_share = 1;
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    lone.give(48, CommandKind::ship, Actor::seller);
    const Act act{LoneOrder::at(300), ActKind::buyer_complains};
    Deed deed = carry_out(lone.view(300), act, lone.memory);
    REQUIRE(deed.command);
    CHECK_FALSE(deed.command->with_return);
    lone.give(290, CommandKind::delivered_scan, Actor::carrier);
    deed = carry_out(lone.view(300), act, lone.memory);
    REQUIRE(deed.command);
    CHECK(deed.command->with_return);
    CHECK(deed.command->amount.minor == 10'000);
}

TEST_CASE("complaint: of a buyer who wanted out meanwhile, or whose time is over, comes none") {
    Params params = tests::plain_params();
    params.buyers.complaints.share = 1;
    LoneOrder lone(params, tests::base_policy());
    lone.paid();
    lone.give(48, CommandKind::ship, Actor::seller);
    const Act act{LoneOrder::at(300), ActKind::buyer_complains};
    CHECK(carry_out(lone.view(300), act, lone.memory).command);
    lone.memory.has_contacted = true;
    CHECK_FALSE(carry_out(lone.view(300), act, lone.memory).command);
    lone.memory.has_contacted = false;
    lone.give(150, CommandKind::delivered_scan, Actor::carrier)
        .give(160, CommandKind::confirm_receipt, Actor::buyer);
    CHECK(carry_out(lone.view(300), act, lone.memory).command);
    lone.give(160 + 360, as_command(next_deadline(lone.order)));
    REQUIRE(lone.order.regions.payment == order::PaymentState::released);
    CHECK_FALSE(carry_out(lone.view(530), act, lone.memory).command);

    LoneOrder wanted_out(params, tests::base_policy());
    wanted_out.paid();
    wanted_out.memory.has_contacted = true;
    wanted_out.give(48, CommandKind::ship, Actor::seller);
    CHECK(wanted_out.hour_of(ActKind::buyer_complains) == -1);
}
