#include "tests/unit/metrics/story.hpp"

using namespace ordersim;
using namespace ordersim::metrics;
using agents::Task;
using order::Actor;
using order::CommandKind;
using tests::Story;

// Orders of 10.00 in the currency; each price is another digit of the sum.
namespace {

agents::Params priced() {
    agents::Params params = tests::plain_params();
    params.costs = {.support_minute = 0.01,
                    .seller_message = 1,
                    .pick = 10,
                    .label = 100,
                    .shipping = 1'000,
                    .interception = 10'000,
                    .return_shipping = 7,
                    .refund_fee = 1,
                    .refund_fee_share = 0.5,
                    .write_off_share = 10'000};
    return params;
}

Story story() { return Story(tests::base_policy(), SimTime{}, priced()); }

}  // namespace

TEST_CASE("costs: an early way out costs its refund's fee, and what the seller wrote") {
    Story told = story();
    const CostCounts costs = told.paid(0, 0)
                                 .request(2)
                                 .say(3, CommandKind::send_message, Actor::seller)
                                 .say(5, CommandKind::approve_cancel, Actor::seller)
                                 .refunded(8)
                                 .end(9)
                                 .costs;
    CHECK(costs.seller == Approx(2));
    CHECK(costs.platform == Approx(1 + 0.5 * 10));
    CHECK(costs.buyer == 0);
}

TEST_CASE("costs: picking and label are lost with the order they were made for, and not else") {
    const auto labelled = [] {
        Story told = story();
        told.paid(0, 0)
            .say(1, CommandKind::start_pick, Actor::seller)
            .say(2, CommandKind::print_label, Actor::seller)
            .request(3);
        return told;
    };
    Story out = labelled();
    CHECK(out.say(5, CommandKind::approve_cancel, Actor::seller).end(6).costs.seller ==
          Approx(1 + 10 + 100));
    Story in = labelled();
    CHECK(in.say(5, CommandKind::reject_cancel, Actor::seller).end(6).costs.seller == Approx(1));
}

TEST_CASE("costs: a parcel that left is stopped, and lost where it does not come back") {
    const auto stopped = [] {
        Story told = story();
        told.paid(0, 0)
            .request(2)
            .say(3, CommandKind::approve_cancel, Actor::seller)
            .say(4, CommandKind::hand_over_scan, Actor::carrier);
        return told;
    };
    constexpr double kPacked = 1 + 10 + 100;
    Story back = stopped();
    CHECK(back.say(5, CommandKind::intercepted, Actor::carrier).end(6).costs.seller ==
          Approx(kPacked + 10'000));
    Story gone = stopped();
    CHECK(gone.say(5, CommandKind::intercept_failed, Actor::carrier).end(6).costs.seller ==
          Approx(kPacked + 10'000 + 1'000 + 10'000 * 10));
}

TEST_CASE("costs: who sends the goods back pays the way, and the seller loses no goods") {
    Story told = story();
    told.paid(0, 0).request(2).say(3, CommandKind::ship, Actor::seller);
    told.say(100, CommandKind::delivered_scan, Actor::carrier)
        .dispute(300, 1000, true)
        .say(301, CommandKind::accept_proposal, Actor::seller)
        .say(310, CommandKind::give_return_tracking, Actor::buyer);
    const CostCounts costs =
        told.say(400, CommandKind::return_received, Actor::carrier).end(401).costs;
    CHECK(costs.buyer == Approx(7));
    CHECK(costs.seller == Approx(1 + 10 + 100));
}

TEST_CASE("costs: staff is paid by the minute of service, whoever is there to hear it") {
    Story told = story();
    told.paid(0, 0).contact(2, CommandKind::send_message);
    told.joins(2, Task::first_contact)
        .serves(3, Task::first_contact, 0.5)
        .joins(9, Task::preship_case)
        .serves(9, Task::preship_case, 1);
    CHECK(told.end(20).costs.platform == Approx(90 * 0.01));
}

TEST_CASE("costs: orders whose buyers never wanted out cost nothing here") {
    Story told = story();
    const Counts counts = told.delivered(0, 0)
                              .dispute(300, 500)
                              .say(310, CommandKind::accept_proposal, Actor::seller)
                              .refunded(320)
                              .end(330);
    CHECK(counts.costs.seller + counts.costs.platform + counts.costs.buyer == 0);
    CHECK(counts.journeys.wasted_shipments == 0);
}

TEST_CASE("effort: looks, commands, messages and chats from the first contact to the money") {
    Story told = story();
    told.paid(0, 0)
        .look(1)
        .contact(2, CommandKind::send_message)
        .say(2, CommandKind::send_message, Actor::buyer)
        .joins(3, Task::first_contact)
        .give(4, {.kind = CommandKind::request_cancel})
        .say(10, CommandKind::follow_up, Actor::buyer)
        .refused(11, CommandKind::request_cancel)
        .say(12, CommandKind::send_message, Actor::seller)
        .say(20, CommandKind::approve_cancel, Actor::seller)
        .look(30);
    const EffortCounts effort = told.refunded(50).end(80).effort;
    CHECK(effort.calls == 5);
    CHECK(effort.messages == 3);
    CHECK(effort.days == Approx(2));
}

TEST_CASE("effort: shopping on is none, and what is still open lasts to the end of the run") {
    Story told = story();
    told.paid(0, 0).request(2).say(5, CommandKind::reject_cancel, Actor::seller);
    told.say(6, CommandKind::ship, Actor::seller)
        .say(100, CommandKind::delivered_scan, Actor::carrier)
        .say(110, CommandKind::confirm_receipt, Actor::buyer);
    told.paid(1, 120).request(122);
    const EffortCounts effort = told.end(146).effort;
    CHECK(effort.calls == 2);
    CHECK(effort.days == Approx((3 + 24) / 24.0));
}

TEST_CASE("sellers: not to send, to run out and to be the reason is their fault; silence a point") {
    Story told = story();
    told.at_seller(7).paid(0, 0).fire(144);
    told.at_seller(8).paid(1, 0).give(5, {.kind = CommandKind::seller_cancel,
                                          .actor = Actor::seller,
                                          .reason = order::Reason::out_of_stock});
    told.paid(2, 0).request(2, order::Reason::slow_shipping).fire(50);
    told.paid(3, 0).request(2, order::Reason::changed_mind).fire(50);
    told.paid(4, 0).request(2).say(4, CommandKind::approve_cancel, Actor::seller);
    const SellerCounts sellers = told.end(200).sellers;
    CHECK(sellers.points == 4);
    CHECK(sellers.at_fault == 3);
}

TEST_CASE("sellers: the orders above a limit are all those of the sellers who exceed it") {
    Story told = story();
    // 1 of 40 orders is 2.5 %, which does not exceed it; 1 of 30 does; 1 of 5 exceeds all.
    std::uint32_t id = 0;
    for (const auto& [seller, orders] : {std::pair(1U, 40U), std::pair(2U, 30U), std::pair(3U, 5U),
                                        std::pair(4U, 9U)}) {
        told.at_seller(seller);
        for (std::uint32_t i = 1; i < orders; ++i) {
            told.begin(id++, 0);
        }
        told.paid(id++, 0);
        if (seller != 4) {
            told.fire(144);
        }
    }
    const Counts counts = told.end(200);
    CHECK(counts.orders == 84);
    CHECK(counts.sellers.orders_above == std::array<double, 3>{35, 5, 5});
}

TEST_CASE("sales: what stays is what was captured, less refunds, and what is ordered again") {
    Story told = story();
    told.paid(0, 0);
    told.begin(1, 0);
    told.paid(2, 0)
        .reorders()
        .request(2)
        .say(3, CommandKind::approve_cancel, Actor::seller)
        .refunded(5);
    told.delivered(3, 0).dispute(300, 400).say(301, CommandKind::accept_proposal, Actor::seller);
    const SalesCounts sales = told.refunded(310).end(311).sales;
    CHECK(sales.captured == 3000);
    CHECK(sales.refunded == 1400);
    CHECK(sales.reordered == 1000);
}

TEST_CASE("levels: refunds of any kind are under way from their beginning to their posting") {
    Story told = story();
    told.paid(0, 0).request(2).say(3.5, CommandKind::approve_cancel, Actor::seller);
    const Counts counts = told.refunded(6.5).end(10);
    REQUIRE(counts.refunds_by_hour.size() == 7);
    CHECK(counts.refunds_by_hour[3] == 0);
    CHECK(counts.refunds_by_hour[4] == 1);
    CHECK(counts.refunds_by_hour[6] == 1);
}

TEST_CASE("sales: a payment voided before it was captured was sold and given back all the same") {
    Story story(tests::base_policy());
    order::Command pay{.kind = order::CommandKind::pay};
    pay.amount = {1000};
    story.begin(0, 0).reorders().give(0, pay);
    story.contact(1, order::CommandKind::cancel_direct);
    story.say(1, order::CommandKind::cancel_direct, order::Actor::buyer);
    const SalesCounts sales = story.end(10).sales;
    CHECK(sales.captured == 1000);
    CHECK(sales.refunded == 1000);
    CHECK(sales.reordered == 1000);
}
