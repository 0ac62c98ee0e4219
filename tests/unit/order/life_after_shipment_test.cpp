#include "tests/support/life.hpp"

// Whole lives of orders, with their instants, money and states: from shipment on, and money on its
// way back.

using namespace ordersim;
using namespace ordersim::order;
using namespace std::chrono_literals;
using C = CommandKind;
using ordersim::tests::base_policy;
using ordersim::tests::does;
using ordersim::tests::fires;
using ordersim::tests::kDay;
using ordersim::tests::kPlaced;
using ordersim::tests::Life;
using ordersim::tests::posted;

TEST_CASE("life: a parcel that left after the approval is caught, and its refund waits") {
    Life life(base_policy());
    life.then(tests::refunding())
        .then(does(C::stop_seen, "T11s"))
        .then(does(C::hand_over_scan, "T34").after(2h));
    CHECK(life.at().shipment == ShipmentState::intercept_requested);
    CHECK(life.at().stock == StockState::deducted);
    CHECK(life.order().state_of(RefundKind::settlement) == RefundState::held);
    CHECK(life.order().has(Mark::recovery));
    life.then(does(C::intercepted, "T35")).then(posted()).then(fires(C::settle_timer, "T30a"));
    CHECK(life.at().order == OrderState::cancelled);
    CHECK(life.at().stock == StockState::deducted);
    life.then(does(C::return_received, "T37"));
    CHECK(life.at().stock == StockState::restocked);
    CHECK(life.order().has(Mark::recovery_closed));
}

TEST_CASE("life: a parcel that cannot be caught is written off and its refund waits no more") {
    for (const C end : {C::intercept_failed, C::delivered_scan, C::parcel_lost}) {
        Life life(base_policy());
        life.then(tests::refunding())
            .then(does(C::hand_over_scan, "T34"))
            .then(does(end, end == C::intercept_failed ? "T36"
                            : end == C::delivered_scan ? "T36b"
                                                       : "T36c"));
        CHECK(life.at().stock == StockState::written_off);
        CHECK(life.order().has(Mark::return_waived));
        life.then(posted()).then(fires(C::settle_timer, "T30b"));
        CHECK(life.at().order == OrderState::refunded);
        CHECK(life.paid_back() == 1000);
    }
}

TEST_CASE("life: a lost parcel opens a dispute that the seller's silence decides") {
    Life life(base_policy());
    life.then(tests::shipped()).then(does(C::parcel_lost, "T29").after(20 * kDay));
    CHECK(life.order().claim == Money{1000});
    CHECK(life.at().stock == StockState::written_off);
    CHECK(life.due(C::dispute_seller_timer) == life.now() + 5 * kDay);
    CHECK(life.due(C::dispute_platform_timer) == life.now() + 7 * kDay);
    CHECK(life.order().is_paused(Slot::life));
    life.then(fires(C::dispute_seller_timer, "T42b"))
        .then(posted())
        .then(fires(C::settle_timer, "T30b"));
    CHECK(life.at().order == OrderState::refunded);
    CHECK(life.at().payment == PaymentState::returned);
}

TEST_CASE("life: a lost parcel that reaches its buyer is sold after all, unless it is taken back") {
    const Policy silent = tests::policy_with([](Policy& p) { p.lost_opens_case = false; });
    Life found(silent);
    found.then(tests::shipped()).then(does(C::parcel_lost, "T26c"));
    CHECK(found.at().stock == StockState::written_off);
    found.then(does(C::delivered_scan, "T26"));
    CHECK(found.at().stock == StockState::deducted);

    Life completed(silent);
    completed.then(tests::shipped())
        .then(does(C::parcel_lost, "T26c"))
        .then(fires(C::deliver_timer, "T28"))
        .then(does(C::delivered_scan, "T26b"));
    CHECK(completed.at().stock == StockState::deducted);

    Life disputed(base_policy());
    disputed.then(tests::shipped())
        .then(does(C::parcel_lost, "T29"))
        .then(does(C::delivered_scan, "T26b"));
    CHECK(disputed.at().stock == StockState::deducted);

    Life refunded(base_policy());
    refunded.then(tests::shipped())
        .then(does(C::parcel_lost, "T29"))
        .then(does(C::accept_proposal, "T40b"))
        .then(does(C::delivered_scan, "T26n"));
    CHECK(refunded.at().stock == StockState::written_off);
}

TEST_CASE("life: a dispute with a return pays when the goods are back") {
    Life life(base_policy());
    life.then(tests::delivered())
        .then(does(C::open_dispute, "T39").amount(1000).with_return().after(11 * kDay))
        .then(does(C::accept_proposal, "T40a").after(kDay));
    CHECK(life.due(C::return_timer) == life.now() + 10 * kDay);
    CHECK(refunds_promised(life.order()) == Money{0});
    life.then(does(C::give_return_tracking, "T48a").after(3 * kDay));
    CHECK(life.due(C::return_receipt_timer) == life.now() + 30 * kDay);
    life.then(does(C::return_received, "T48c").after(12 * kDay));
    CHECK(life.at().stock == StockState::restocked);
    CHECK(refunds_promised(life.order()) == Money{1000});
    life.then(posted()).then(fires(C::settle_timer, "T30b"));
    CHECK(life.at().order == OrderState::refunded);
}

TEST_CASE("life: the time to send goods back starts when the buyer has them") {
    Life life(base_policy());
    life.then(tests::shipped())
        .then(does(C::open_dispute, "T39").amount(1000).with_return().after(10 * kDay))
        .then(does(C::accept_proposal, "T40t"));
    CHECK(next_deadline(life.order()).at == kNever);
    life.then(does(C::give_return_tracking, "!not_delivered"))
        .then(does(C::delivered_scan, "T26w").after(30 * kDay));
    CHECK(life.due(C::return_timer) == life.now() + 10 * kDay);
    CHECK(life.order().is_paused(Slot::life));
    life.then(does(C::give_return_tracking, "T48a").after(10 * kDay))
        .then(does(C::return_received, "T48c"))
        .then(posted())
        .then(fires(C::settle_timer, "T30b"));
    CHECK(life.paid_back() == 1000);
}

TEST_CASE("life: goods that come back after the award was paid close no recovery") {
    Life life(base_policy());
    life.then(tests::delivered())
        .then(does(C::open_dispute, "T39").amount(1000).with_return().after(11 * kDay))
        .then(does(C::accept_proposal, "T40a"))
        .then(does(C::give_return_tracking, "T48a"))
        .then(fires(C::return_receipt_timer, "T48d"))
        .then(does(C::return_received, "T37"));
    CHECK(life.at().stock == StockState::restocked);
    CHECK_FALSE(life.order().has(Mark::recovery_closed));
}

TEST_CASE("life: a split pays the buyer his part and the seller the rest") {
    Life life(base_policy());
    life.then(tests::delivered())
        .then(tests::disputes(1000))
        .then(does(C::reject_proposal, "T41a").amount(100).after(kDay))
        .then(fires(C::dispute_platform_timer, "T43t"))
        .then(does(C::pick_up_case, "T44"))
        .then(does(C::decide_case, "T47g").for_(Verdict::split).amount(300));
    CHECK(life.at().case_ == CaseState::closed_split);
    CHECK(refunds_promised(life.order()) == Money{300});
    CHECK(life.order().has(Mark::return_waived));
    life.then(posted()).then(fires(C::settle_timer, "T30c"));
    CHECK(life.at().order == OrderState::settled_partial);
    CHECK(life.at().payment == PaymentState::released);
    CHECK(life.paid_back() == 300);
}

TEST_CASE("life: a counter-proposal taken is paid as proposed") {
    Life life(base_policy());
    life.then(tests::delivered())
        .then(tests::disputes(1000))
        .then(does(C::reject_proposal, "T41a").amount(120))
        .then(does(C::accept_counter, "T40c"));
    CHECK(refunds_promised(life.order()) == Money{120});
}

TEST_CASE("life: a dispute stops the protection clock, and losing it lets it run on") {
    Life life(base_policy());
    life.then(tests::shipped())
        .then(tests::disputes(1000))
        .then(does(C::reject_proposal, "T41a").amount(0).after(kDay))
        .then(tests::Steps{does(C::escalate, "T43"), does(C::pick_up_case, "T44")})
        .then(does(C::decide_case, "T47k").for_(Verdict::seller).after(2 * kDay));
    CHECK(life.at().order == OrderState::shipped);
    CHECK(life.due(C::deliver_timer) == kPlaced + 60 * kDay + 3 * kDay);
    CHECK(life.paid_back() == 0);
}

TEST_CASE("life: a dispute at the last instant of the window, and none after it") {
    Life life(base_policy());
    life.then(tests::completed())
        .then(does(C::open_dispute, "T39").amount(1000).after(15 * kDay))
        .then(does(C::withdraw_case, "T49i").after(kDay));
    CHECK(life.at().order == OrderState::completed);
    CHECK(life.due(C::dispute_window_timer) == life.now());
    life.then(fires(C::dispute_window_timer, "T28b"));
    Life quiet(base_policy());
    quiet.then(tests::completed())
        .then(fires(C::dispute_window_timer, "T28b"))
        .then(does(C::open_dispute, "!dispute_window_closed").amount(1000));
}

TEST_CASE("life: a refund is tried again with doubling waits, then paid out by hand") {
    Life life(base_policy());
    life.then(tests::refunding()).then(does(C::submit_refund, "T54"));
    const SimTime monday{kPlaced};
    const auto settlement = static_cast<std::size_t>(RefundKind::settlement);
    CHECK(life.order().refund[settlement].deadline == monday + 28 * kDay);
    for (const int wait : {1, 2, 4, 8, 16}) {
        const SimTime failed = life.now();
        life.then(does(C::refund_failed, "T31"));
        CHECK(next_deadline(life.order()).at == failed + wait * 1h);
        life.then(fires(C::refund_retry_timer, "T31t"));
    }
    life.then(does(C::refund_failed, "T32"));
    CHECK(life.order().state_of(RefundKind::settlement) == RefundState::manual);
    CHECK(life.order().refund_tries[settlement] == 6);
    CHECK(next_deadline(life.order()).at == kNever);
    life.then(does(C::pay_out_by_hand, "T32b")).then(fires(C::settle_timer, "T30a"));
    CHECK(life.paid_back() == 1000);
}

TEST_CASE("life: a refund past its service level is noted, and waited for") {
    Life life(base_policy());
    life.then(tests::refunding())
        .then(does(C::submit_refund, "T54"))
        .then(fires(C::refund_sla_timer, "T56"));
    CHECK(life.order().has(Mark::refund_overdue));
    life.then(does(C::refund_succeeded, "T55").after(kDay));
    CHECK(life.paid_back() == 1000);
}
