#include "tests/support/life.hpp"

// Whole lives of orders, with their instants, money and states: up to shipment.

using namespace ordersim;
using namespace ordersim::order;
using namespace std::chrono_literals;
using C = CommandKind;
using ordersim::tests::base_policy;
using ordersim::tests::does;
using ordersim::tests::fires;
using ordersim::tests::fires_now;
using ordersim::tests::kDay;
using ordersim::tests::kPlaced;
using ordersim::tests::Life;
using ordersim::tests::policy_with;
using ordersim::tests::posted;
using ordersim::tests::Step;

namespace {

Step request(Reason reason = Reason::changed_mind) {
    return does(C::request_cancel, "T10").because(reason);
}
Policy with_lock(Lock lock) {
    return policy_with([lock](Policy& p) { p.lock = lock; });
}
Policy with_clock(AnswerClock clock) {
    return policy_with([clock](Policy& p) { p.answer_clock = clock; });
}
/// Paid at that instant of the week and a request at once: when its answer is due.
SimTime answer_due(AnswerClock clock, SimTime at, double time_zone = 0) {
    Policy policy = with_clock(clock);
    policy.time_zone = time_zone;
    Life life(policy);
    life.then(tests::paid()).then(request().after(at - life.now()));
    return life.due(C::cancel_timer);
}

}  // namespace

TEST_CASE("life: an order that nobody disturbs ends with the seller paid") {
    Life life(base_policy());
    life.then(tests::placed());
    CHECK(life.due(C::pay_timer) == kPlaced + 20 * kDay);
    CHECK(life.at().stock == StockState::reserved);
    life.then(does(C::pay, "T04").amount(1000).after(2min));
    CHECK(life.due(C::verify_timer) == kPlaced + 2min + kDay);
    CHECK(captured(life.order()) == Money{0});
    life.then(does(C::payment_verified, "T05").after(17min));
    const SimTime verified = kPlaced + 19min;
    CHECK(life.due(C::ship_timer) == verified + 6 * kDay);
    CHECK(life.order().paid_at == kPlaced + 2min);
    CHECK(captured(life.order()) == Money{1000});
    CHECK(life.at().stock == StockState::deducted);
    life.then(does(C::ship, "T23").after(40h));
    CHECK(life.due(C::deliver_timer) == verified + 40h + 60 * kDay);
    CHECK(life.order().handed_over_at == verified + 40h);
    life.then(does(C::delivered_scan, "T26").after(9 * kDay));
    CHECK(life.due(C::confirm_timer) == life.now() + 15 * kDay);
    life.then(fires(C::confirm_timer, "T28c"));
    CHECK(life.at().order == OrderState::completed);
    CHECK(life.at().payment == PaymentState::held);
    CHECK(life.due(C::dispute_window_timer) == life.now() + 15 * kDay);
    life.then(fires(C::dispute_window_timer, "T28b"));
    CHECK(life.at().payment == PaymentState::released);
    CHECK(next_deadline(life.order()).at == kNever);
    CHECK(life.order().version == 7);
    CHECK(life.paid_back() == 0);
}

TEST_CASE("life: an unpaid order closes at its limit, less what a failed payment took") {
    Life life(base_policy());
    life.then(tests::placed())
        .then(does(C::pay, "T04").amount(1000).after(19 * kDay + 23h))
        .then(does(C::payment_failed, "T06a").after(5h));
    CHECK(life.due(C::pay_timer) == life.now() + 1h);
    life.then(fires(C::pay_timer, "T03"));
    CHECK(life.now() == kPlaced + 20 * kDay + 5h);
    CHECK(life.at().order == OrderState::closed_unpaid);
    CHECK(life.at().stock == StockState::released);
    CHECK(life.at().payment == PaymentState::voided);
}

TEST_CASE("life: money that comes after the order has closed goes back in full") {
    Life life(base_policy());
    life.then(tests::verifying()).then(does(C::cancel_direct, "T07a"));
    CHECK(life.at().order == OrderState::cancelled);
    CHECK(life.at().payment == PaymentState::voided);
    CHECK(life.at().stock == StockState::released);
    life.then(does(C::payment_verified, "T08").after(30h));
    CHECK(life.order().amount_of(RefundKind::late_payment) == Money{1000});
    CHECK(captured(life.order()) == Money{0});
    life.then(posted(RefundKind::late_payment));
    CHECK(life.at().order == OrderState::cancelled);
    CHECK(life.order().state_of(RefundKind::late_payment) == RefundState::succeeded);
}

TEST_CASE("life: of two payments the second goes back and the order goes on") {
    Life life(base_policy());
    life.then(tests::verifying())
        .then(fires(C::verify_timer, "T06c"))
        .then(does(C::pay, "T04").amount(1000))
        .then(does(C::payment_verified, "T05").attempt(1))
        .then(does(C::payment_verified, "T08b").attempt(2));
    CHECK(life.at().order == OrderState::processing);
    CHECK(captured(life.order()) == Money{1000});
    CHECK(refunds_promised(life.order()) == Money{0});
    CHECK(life.order().amount_of(RefundKind::late_payment) == Money{1000});
}

TEST_CASE("life: within grace the buyer cancels alone") {
    Life life(policy_with([](Policy& p) { p.grace_window = 1h; }));
    life.then(tests::paid()).then(does(C::cancel_instant, "T09").after(1h));
    CHECK(life.at().order == OrderState::refunding);
    CHECK(life.order().amount_of(RefundKind::settlement) == Money{1000});
    CHECK(life.at().stock == StockState::deducted);
    life.then(does(C::stop_seen, "T11s"));
    CHECK(life.at().stock == StockState::restocked);
    life.then(posted()).then(fires(C::settle_timer, "T30a"));
    CHECK(life.at().order == OrderState::cancelled);
    CHECK(life.at().payment == PaymentState::returned);
    CHECK(life.paid_back() == 1000);
    CHECK_FALSE(life.order().has(Mark::violation));
}

TEST_CASE("life: an approved request gives all money and the goods back") {
    Life life(base_policy());
    life.then(tests::paid()).then(request().after(2h));
    CHECK(life.due(C::cancel_timer) == life.now() + 48h);
    CHECK(life.at().stop == StopState::pending);
    CHECK(life.order().is_paused(Slot::life));
    life.then(does(C::stop_seen, "T10s")).then(does(C::approve_cancel, "T11").after(5h));
    CHECK(life.at().request == RequestState::approved);
    CHECK(life.at().stock == StockState::restocked);
    CHECK(next_deadline(life.order()).at == kNever);
    life.then(posted());
    CHECK(next_deadline(life.order()).at == life.now());
    life.then(fires(C::settle_timer, "T30a"));
    CHECK(life.at().order == OrderState::cancelled);
    CHECK(life.paid_back() == 1000);
}

TEST_CASE("life: a rejected request goes to support, where the buyer wins") {
    Life life(base_policy());
    life.then(tests::paid())
        .then(request().after(kDay))
        .then(does(C::reject_cancel, "T12").after(10h));
    CHECK(life.at().order == OrderState::processing);
    CHECK(life.at().stop == StopState::none);
    CHECK(life.due(C::ship_timer) == life.now() + 5 * kDay);
    life.then(does(C::open_case, "T38n").evidence(2))
        .then(does(C::pick_up_case, "T44"))
        .then(does(C::request_info, "T45a").asking(Actor::buyer));
    CHECK(life.due(C::info_timer) == life.now() + 3 * kDay);
    life.then(does(C::submit_info, "T45b").evidence(3));
    CHECK(life.order().evidence_buyer == 5);
    CHECK(life.order().has(Mark::info_first));
    life.then(does(C::pick_up_case, "T44")).then(does(C::decide_case, "T47a"));
    CHECK(life.at().case_ == CaseState::closed_buyer);
    life.then(posted()).then(fires(C::settle_timer, "T30a"));
    CHECK(life.at().order == OrderState::cancelled);
    CHECK(life.paid_back() == 1000);
}

TEST_CASE("life: silence approves at the very deadline, and is the seller's fault") {
    Life life(base_policy());
    life.then(tests::paid()).then(request()).then(fires(C::cancel_timer, "T15"));
    CHECK(life.now() == kPlaced + 48h);
    CHECK(life.at().request == RequestState::approved);
    CHECK(life.order().has(Mark::violation));
}

TEST_CASE("life: an offer is an answer, so that its silence is no fault") {
    Life life(base_policy());
    life.then(tests::paid())
        .then(request())
        .then(does(C::counter_offer, "T13").offering(Offer::coupon))
        .then(fires(C::cancel_timer, "T15"));
    CHECK_FALSE(life.order().has(Mark::violation));
}

TEST_CASE("life: support grants a request that the seller caused, which is his fault") {
    const tests::Steps to_support{does(C::reject_cancel, "T12"), does(C::open_case, "T38n"),
                                  does(C::pick_up_case, "T44")};
    for (const Reason reason : {Reason::slow_shipping, Reason::changed_mind}) {
        Life decided(base_policy());
        decided.then(tests::paid()).then(request(reason)).then(to_support);
        Life by_default = decided;
        decided.then(does(C::decide_case, "T47a"));
        CHECK(decided.order().has(Mark::violation) == is_seller_side(reason));
        by_default.then(does(C::request_info, "T45a").asking(Actor::seller))
            .then(fires(C::info_timer, "T46a"));
        CHECK(by_default.order().has(Mark::violation) == is_seller_side(reason));
    }
}

TEST_CASE("life: silence rejects, and the shipping limit resumes where it stood") {
    Life life(policy_with([](Policy& p) { p.on_silence = OnSilence::reject; }));
    life.then(tests::paid()).then(request().after(5 * kDay)).then(fires(C::cancel_timer, "T16"));
    CHECK(life.at().request == RequestState::lapsed);
    CHECK(life.due(C::ship_timer) == kPlaced + 6 * kDay + 48h);
    CHECK_FALSE(life.order().has(Mark::violation));
    life.then(fires(C::ship_timer, "T21"));
    CHECK(life.order().has(Mark::violation));
}

TEST_CASE("life: silence escalates once, then rejects") {
    Life life(policy_with([](Policy& p) {
        p.on_silence = OnSilence::escalate;
        p.max_requests = 2;
    }));
    life.then(tests::paid()).then(request()).then(fires(C::cancel_timer, "T16e"));
    CHECK(life.at().case_ == CaseState::queued);
    CHECK(life.at().request == RequestState::lapsed);
    life.then(does(C::pick_up_case, "T44"))
        .then(does(C::decide_case, "T47c").for_(Verdict::seller))
        .then(request())
        .then(fires(C::cancel_timer, "T16"));
    CHECK(life.at().case_ == CaseState::closed_seller);
}

TEST_CASE("life: the answer limit runs on the clock that the policy names") {
    const SimTime monday_ten{10h};
    const SimTime friday_ten = monday_ten + 4 * kDay;
    const SimTime saturday_ten = monday_ten + 5 * kDay;
    CHECK(answer_due(AnswerClock::elapsed, friday_ten) == friday_ten + 2 * kDay);
    CHECK(answer_due(AnswerClock::end_of_day, monday_ten) == SimTime(2 * kDay + 23h + 59min));
    const SimTime late = SimTime(kDay - SimDuration(1));
    CHECK(answer_due(AnswerClock::end_of_day, late) == late + 2 * kDay);
    CHECK(answer_due(AnswerClock::business_days, monday_ten) == monday_ten + 2 * kDay);
    CHECK(answer_due(AnswerClock::business_days, friday_ten) == friday_ten + 4 * kDay);
    CHECK(answer_due(AnswerClock::business_days, saturday_ten) == SimTime(9 * kDay));
    Life life(policy_with([](Policy& p) {
        p.answer_clock = AnswerClock::business_days;
        p.answer_limit = 36h;
    }));
    life.then(tests::paid()).then(request().after(4 * kDay + 22h));
    CHECK(life.due(C::cancel_timer) == SimTime(8 * kDay + 11h));
}

TEST_CASE("life: the answer clock's days are those of its time zone") {
    const auto end_of_day = [](SimTime at, double zone) {
        return answer_due(AnswerClock::end_of_day, at, zone);
    };
    // Monday 20:00 is Tuesday 04:00 eight hours ahead: until Thursday 23:59 there.
    CHECK(end_of_day(SimTime(20h), 8) == SimTime(3 * kDay + 15h + 59min));
    // Monday 02:00 is Sunday 21:00 five hours behind: until Tuesday 23:59 there.
    CHECK(end_of_day(SimTime(2h), -5) == SimTime(2 * kDay + 4h + 59min));
    CHECK(end_of_day(SimTime(10h), 5.75) == SimTime(2 * kDay + 18h + 14min));
    const auto business_days = [](SimTime at, double zone) {
        return answer_due(AnswerClock::business_days, at, zone);
    };
    // Friday 20:00 is a Saturday ahead, where counting begins on Monday 00:00.
    CHECK(business_days(SimTime(4 * kDay + 20h), 8) == SimTime(8 * kDay + 16h));
    // Monday 02:00 is still Sunday behind, where Monday begins three hours later.
    CHECK(business_days(SimTime(2h), -5) == SimTime(2 * kDay + 5h));
    CHECK(business_days(SimTime(7 * kDay + 2h), -5) == SimTime(9 * kDay + 5h));
    CHECK(answer_due(AnswerClock::elapsed, SimTime(20h), 8) == SimTime(20h) + 2 * kDay);
}

TEST_CASE("life: an unlocked or softly locked request may be overtaken by the parcel") {
    for (const Lock lock : {Lock::none, Lock::soft}) {
        Life life(with_lock(lock));
        life.then(tests::paid())
            .then(does(C::request_cancel, lock == Lock::none ? "T10b" : "T10"))
            .then(does(C::ship, "T18").after(3h));
        CHECK(life.at().order == OrderState::shipped);
        CHECK(life.at().request == RequestState::overtaken);
        CHECK(life.due(C::deliver_timer) == life.now() + 60 * kDay);
    }
}

TEST_CASE("life: a hard lock refuses shipment, but the scan of a parcel is a fact") {
    Life life(with_lock(Lock::hard));
    life.then(tests::paid()).then(request()).then(does(C::ship, "!cancellation_pending"));
    CHECK(life.at().order == OrderState::cancel_pending);
    life.then(does(C::hand_over_scan, "T18s").after(1h));
    CHECK(life.at().order == OrderState::shipped);
    CHECK(life.at().request == RequestState::overtaken);
    CHECK(life.order().handed_over_at == life.now());
}

TEST_CASE("life: a missed shipping limit gives everything back and is a violation") {
    Life life(base_policy());
    life.then(tests::rejected())
        .then(does(C::open_case, "T38n"))
        .then(fires(C::ship_timer, "T21b"));
    CHECK(life.now() == kPlaced + 6 * kDay);
    CHECK(life.at().case_ == CaseState::closed_buyer);
    CHECK(life.order().has(Mark::violation));
    life.then(does(C::stop_seen, "T11s")).then(posted()).then(fires(C::settle_timer, "T30a"));
    CHECK(life.paid_back() == 1000);
    CHECK(life.at().stock == StockState::restocked);
}

TEST_CASE("life: a taken offer leaves the seller the rest") {
    Life life(base_policy());
    life.then(tests::compensated());
    CHECK(life.at().request == RequestState::withdrawn);
    CHECK(refunds_promised(life.order()) == Money{250});
    life.then(does(C::ship, "T23"))
        .then(does(C::confirm_receipt, "T27p"))
        .then(fires(C::dispute_window_timer, "T28d"));
    CHECK(life.at().payment == PaymentState::held);
    CHECK(life.due(C::dispute_window_timer) == life.now() + kDay);
    life.then(posted(RefundKind::goodwill)).then(fires(C::dispute_window_timer, "T28b"));
    CHECK(life.at().order == OrderState::settled_partial);
    CHECK(life.at().payment == PaymentState::released);
    CHECK(life.paid_back() == 250);
}

TEST_CASE("life: want of stock is the seller's fault, and nothing is restocked") {
    Life life(base_policy());
    life.then(tests::paid()).then(does(C::seller_cancel, "T19").because(Reason::out_of_stock));
    CHECK(life.order().has(Mark::violation));
    CHECK(life.at().stock == StockState::written_off);
    life.then(posted()).then(fires(C::settle_timer, "T30a"));
    CHECK(life.paid_back() == 1000);
    CHECK(life.at().stock == StockState::written_off);
}

TEST_CASE("ties: a command at the very deadline comes before the timer") {
    Life seller(base_policy());
    seller.then(tests::pending())
        .then(does(C::reject_cancel, "T12").after(48h))
        .then(fires_now(C::cancel_timer, "-"));
    CHECK(seller.at().request == RequestState::rejected);
    Life buyer(base_policy());
    buyer.then(tests::placed())
        .then(does(C::pay, "T04").amount(1000).after(20 * kDay))
        .then(fires_now(C::pay_timer, "-"));
    CHECK(buyer.at().order == OrderState::pay_verifying);
    Life shipper(base_policy());
    shipper.then(tests::paid())
        .then(does(C::ship, "T23").after(6 * kDay))
        .then(fires_now(C::ship_timer, "-"));
    CHECK_FALSE(shipper.order().has(Mark::violation));
}

TEST_CASE("ties: of two deadlines at one instant the shipping limit comes before the answer's") {
    Life life(with_lock(Lock::none));
    life.then(tests::paid()).then(does(C::request_cancel, "T10b").after(4 * kDay));
    CHECK(life.due(C::ship_timer) == life.due(C::cancel_timer));
    CHECK(next_deadline(life.order()).timer == C::ship_timer);
    life.then(fires(C::ship_timer, "T21c")).then(fires_now(C::cancel_timer, "-"));
    CHECK(life.at().request == RequestState::non_fulfilment);
}

TEST_CASE("ties: a paused deadline is no deadline") {
    Life life(with_lock(Lock::soft));
    life.then(tests::paid()).then(request().after(5 * kDay + 23h));
    CHECK(next_deadline(life.order()).timer == C::cancel_timer);
    life.then(fires_now(C::ship_timer, "-").after(2h));
}
