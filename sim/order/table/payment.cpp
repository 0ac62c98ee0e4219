#include "sim/order/table/table.hpp"

// From placing an order to its verified payment, and what comes of late payments.
namespace ordersim::order::table {
namespace {

constexpr OrderStates kUnpaid = set_of({O::awaiting_payment});
constexpr OrderStates kVerifying = set_of({O::pay_verifying});
constexpr OrderStates kPaidAndLater =
    set_of({O::processing, O::cancel_pending, O::shipped, O::delivered, O::dispute, O::refunding,
            O::completed, O::refunded, O::settled_partial});

/// A payment that comes to nothing: by the gateway's word, which may be about an earlier one, or
/// by its silence.
std::vector<Row> failure_rows() {
    const Row with_time_left{.id = "T06c",
                             .title = "the gateway is silent; the rest of the time to pay runs on",
                             .from = kVerifying,
                             .on = C::verify_timer,
                             .when = {G::pay_time_left},
                             .change = to(O::awaiting_payment)(P::failed),
                             .timers = {resume(C::pay_timer), cancel(C::verify_timer)}};
    const Row at_last{.id = "T06d",
                      .title = "the gateway is silent, and no time is left to pay",
                      .from = kVerifying,
                      .on = C::verify_timer,
                      .change = to(O::closed_unpaid)(P::failed)(I::released),
                      .timers = {cancel(C::pay_timer), cancel(C::verify_timer)}};
    Row fails = also("T06a", C::payment_failed, with_time_left);
    fails.title = "payment fails; the rest of the time to pay runs on";
    fails.when = {G::about_latest, G::pay_time_left};
    Row fails_at_last = also("T06b", C::payment_failed, at_last);
    fails_at_last.title = "payment fails with no time left";
    fails_at_last.when = {G::about_latest};
    return {fails, with_time_left, fails_at_last, at_last};
}

/// Cancelling while the payment is verified.
std::vector<Row> void_rows() {
    const Row never_answered{.id = "T07e",
                             .title = "the payment of a cancelled order never came",
                             .from = set_of({O::refunding}),
                             .on = C::verify_timer,
                             .change = to(O::cancelled)(P::voided),
                             .timers = {cancel(C::verify_timer)}};
    Row failed = also("T07d", C::payment_failed, never_answered);
    failed.title = "the payment of a cancelled order fails";
    failed.when = {G::payment_unverified, G::about_latest};
    return {
        {.id = "T07a",
         .title = "buyer cancels while the payment is verified; it is voided at once",
         .from = kVerifying,
         .on = C::cancel_direct,
         .when = {G::void_sync},
         .guards = {G::verify_cancel_direct},
         .change = to(O::cancelled)(P::voided)(I::released),
         .timers = {cancel(C::pay_timer), cancel(C::verify_timer)},
         .effects = {E::note_reason}},
        {.id = "T07b",
         .title = "buyer cancels while the payment is verified; its answer is awaited",
         .from = kVerifying,
         .on = C::cancel_direct,
         .guards = {G::verify_cancel_direct},
         .change = to(O::refunding)(I::released),
         .timers = {cancel(C::pay_timer)},
         .effects = {E::note_reason}},
        {.id = "T07c",
         .title = "the payment of a cancelled order is verified and goes back",
         .from = set_of({O::refunding}),
         .on = C::payment_verified,
         .when = {G::payment_unverified, G::new_payment},
         .change = to(P::held),
         .timers = {cancel(C::verify_timer)},
         .effects = {E::note_verified, E::refund_rest}},
        failed,
        never_answered,
    };
}

}  // namespace

std::vector<Row> payment_rows() {
    std::vector<Row> rows{
        {.id = "T01",
         .title = "buyer places the order",
         .from = set_of({O::none}),
         .on = C::place_order,
         .guards = {G::stock_available, G::price_not_negative},
         .change = to(O::awaiting_payment)(I::reserved),
         .timers = {arm(C::pay_timer)},
         .effects = {E::note_placement}},
        {.id = "T02",
         .title = "buyer cancels the unpaid order",
         .from = kUnpaid,
         .on = C::cancel_unpaid,
         .change = to(O::closed_unpaid)(P::voided)(I::released),
         .timers = {cancel(C::pay_timer)},
         .effects = {E::note_reason}},
        {.id = "T03",
         .title = "nobody pays in time",
         .from = kUnpaid,
         .on = C::pay_timer,
         .change = to(O::closed_unpaid)(P::voided)(I::released),
         .timers = {cancel(C::pay_timer)}},
        {.id = "T04",
         .title = "buyer pays",
         .from = kUnpaid,
         .on = C::pay,
         .guards = {G::amount_is_total, G::payments_left},
         .change = to(O::pay_verifying)(P::verifying),
         .timers = {pause(C::pay_timer), arm(C::verify_timer)},
         .effects = {E::note_payment}},
        {.id = "T05",
         .title = "payment is verified",
         .from = kVerifying,
         .on = C::payment_verified,
         .when = {G::new_payment},
         .change = to(O::processing)(P::held)(I::deducted),
         .timers = {cancel(C::pay_timer), cancel(C::verify_timer), arm(C::ship_timer)},
         .effects = {E::note_verified}},
        {.id = "T05b",
         .title = "payment is verified after it had failed",
         .from = kUnpaid,
         .on = C::payment_verified,
         .when = {G::new_payment},
         .change = to(O::processing)(P::held)(I::deducted),
         .timers = {cancel(C::pay_timer), arm(C::ship_timer)},
         .effects = {E::note_verified}},
    };
    for (const auto& part : {failure_rows(), void_rows()}) {
        rows.insert(rows.end(), part.begin(), part.end());
    }
    rows.push_back({.id = "T08",
                    .title = "money for an ended order arrives and goes back",
                    .from = set_of({O::closed_unpaid, O::cancelled}),
                    .on = C::payment_verified,
                    .when = {G::new_payment},
                    .effects = {E::note_verified, E::refund_late_payment}});
    rows.push_back({.id = "T08b",
                    .title = "money for a paid order arrives once more and goes back",
                    .from = kPaidAndLater,
                    .on = C::payment_verified,
                    .when = {G::new_payment},
                    .effects = {E::note_verified, E::refund_late_payment}});
    return rows;
}

}  // namespace ordersim::order::table
