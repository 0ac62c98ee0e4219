#include "tests/support/journeys.hpp"

// Orders on their way to a verified payment, or not.
namespace ordersim::tests {

using namespace ordersim::order;
using C = CommandKind;

namespace {

constexpr SimDuration kPayLimit = std::chrono::hours(480);

Policy blocked() {
    return policy_with([](Policy& p) { p.verify_cancel = VerifyCancel::blocked; });
}
Policy async() {
    return policy_with([](Policy& p) { p.void_sync = false; });
}
Policy async_and_blocked() {
    return policy_with([](Policy& p) {
        p.void_sync = false;
        p.verify_cancel = VerifyCancel::blocked;
    });
}

/// A second attempt to pay after the gateway had been silent about the first.
Steps verifying_again() {
    return verifying() + Steps{fires(C::verify_timer, "T06c"), does(C::pay, "T04").amount(1000)};
}

/// Eight payments that fail.
Steps out_of_attempts() {
    Steps steps = placed();
    for (int i = 0; i < 8; ++i) {
        steps.push_back(does(C::pay, "T04").amount(1000));
        steps.push_back(does(C::payment_failed, "T06a"));
    }
    return steps;
}

/// Paid at the last instant that the limit allows.
Steps paid_at_last() {
    return placed() + Steps{does(C::pay, "T04").amount(1000).after(kPayLimit)};
}

std::vector<Journey> to_pay() {
    const Policy base = base_policy();
    return {
        {"placed, but nothing is left",
         base,
         {does(C::place_order, "!out_of_stock").stock_free(0), does(C::pay, "!unknown_order")}},
        {"placed for less than nothing, then for nothing",
         base,
         {does(C::place_order, "!wrong_amount").amount(-1),
          does(C::place_order, "T01").amount(0)}},
        {"cancelled unpaid", base,
         placed() + Steps{does(C::cancel_unpaid, "T02").because(Reason::mistake),
                          does(C::pay, "!order_closed")}},
        {"never paid", base, placed() + Steps{fires(C::pay_timer, "T03")}},
        {"paid wrongly, then rightly", base,
         placed() +
             Steps{does(C::pay, "!wrong_amount").amount(999), does(C::pay, "T04").amount(1000)}},
        {"tried to pay too often", base,
         out_of_attempts() + Steps{does(C::pay, "!too_many_payments").amount(1000)}},
        {"verified by a payment never made", base,
         placed() + Steps{does(C::payment_verified, "-"), does(C::pay, "T04").amount(1000),
                          does(C::payment_verified, "-").attempt(2),
                          does(C::payment_verified, "T05").attempt(1)}},
        {"failed, then paid again", base,
         verifying() + Steps{does(C::payment_failed, "T06a"), does(C::pay, "T04").amount(1000),
                             does(C::payment_verified, "T05")}},
        {"failed with no time left", base, paid_at_last() + Steps{does(C::payment_failed, "T06b")}},
        {"unanswered with no time left", base,
         paid_at_last() + Steps{fires(C::verify_timer, "T06d")}},
        {"verified after it had failed", base,
         verifying() + Steps{does(C::payment_failed, "T06a"), does(C::payment_verified, "T05b")}},
        {"the old attempt's failure does not end the new", base,
         verifying_again() + Steps{does(C::payment_failed, "-").attempt(1),
                                   does(C::payment_failed, "T06a").attempt(2)}},
        {"nor does it when no time is left", base,
         verifying() + Steps{does(C::payment_failed, "T06a"),
                             does(C::pay, "T04").amount(1000).after(kPayLimit),
                             does(C::payment_failed, "-").attempt(1),
                             does(C::payment_failed, "T06b").attempt(2)}},
        {"a stale timer is nothing", base,
         placed() + Steps{fires_now(C::pay_timer, "-"), fires_now(C::verify_timer, "-"),
                          fires_now(C::ship_timer, "-").after(kPayLimit)}},
        {"the wrong hand and the wrong version", base,
         placed() + Steps{does(C::pay, "!wrong_actor").amount(1000).by(Actor::seller),
                          does(C::pay, "!stale_version").amount(1000).version(0),
                          does(C::pay, "T04").amount(1000).version(1),
                          does(C::payment_verified, "T05").version(0)}},
        {"unpaid is not to be shipped", base, placed() + Steps{does(C::ship, "!wrong_state")}},
    };
}

std::vector<Journey> to_void() {
    return {
        {"voided at once, and the money comes all the same", base_policy(),
         verifying() + Steps{does(C::cancel_direct, "T07a").because(Reason::mistake),
                             does(C::payment_failed, "-"), does(C::hand_over_scan, "-"),
                             does(C::payment_verified, "T08"), does(C::payment_verified, "-")}},
        {"no cancelling while verified", blocked(),
         verifying() + Steps{does(C::cancel_direct, "!cancellation_blocked")}},
        {"nor where voiding takes time", async_and_blocked(),
         verifying() + Steps{does(C::cancel_direct, "!cancellation_blocked")}},
        {"voided in time: the payment is verified and goes back", async(),
         verifying() + Steps{does(C::cancel_direct, "T07b").because(Reason::mistake),
                             does(C::payment_verified, "-").attempt(2),
                             does(C::payment_verified, "T07c"), does(C::payment_failed, "-"),
                             does(C::payment_verified, "-")}},
        {"voided in time: the payment fails", async(),
         verifying_again() + Steps{does(C::cancel_direct, "T07b"),
                                   does(C::payment_failed, "-").attempt(1),
                                   does(C::payment_failed, "T07d").attempt(2),
                                   does(C::payment_verified, "T08").attempt(1)}},
        {"voided in time: the payment is never answered", async(),
         verifying() + Steps{does(C::cancel_direct, "T07b"), fires(C::verify_timer, "T07e")}},
        {"voided in time: two payments come", async(),
         verifying_again() + Steps{does(C::cancel_direct, "T07b"),
                                   does(C::payment_verified, "T07c").attempt(1),
                                   does(C::payment_verified, "T08b").attempt(2)}},
    };
}

std::vector<Journey> twice_paid() {
    const RefundKind late = RefundKind::late_payment;
    return {
        {"paid twice", base_policy(),
         verifying_again() + Steps{does(C::payment_verified, "T05").attempt(1),
                                   does(C::payment_verified, "-").attempt(1),
                                   does(C::payment_verified, "T08b").attempt(2),
                                   does(C::payment_verified, "-").attempt(2),
                                   does(C::submit_refund, "T54").of(late),
                                   does(C::refund_succeeded, "T55").of(late),
                                   does(C::ship, "T23")}},
        {"closed unpaid, and two late payments go back one after the other", base_policy(),
         verifying_again() + Steps{does(C::payment_failed, "T06a").attempt(2),
                                   does(C::cancel_unpaid, "T02"),
                                   does(C::payment_verified, "T08").attempt(2),
                                   does(C::payment_verified, "T08").attempt(1),
                                   does(C::submit_refund, "T54").of(late),
                                   does(C::submit_refund, "!refund_not_ready").of(late),
                                   does(C::refund_succeeded, "T55").of(late).attempt(1),
                                   does(C::refund_succeeded, "-").of(late).attempt(1),
                                   does(C::submit_refund, "T54").of(late),
                                   does(C::refund_succeeded, "-").of(late).attempt(1),
                                   does(C::refund_succeeded, "T55").of(late).attempt(2)}},
    };
}

}  // namespace

std::vector<Journey> payment_journeys() {
    std::vector<Journey> all = to_pay();
    for (const auto& part : {to_void(), twice_paid()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace ordersim::tests
