#include "sim/check/plants.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "sim/base/assert.hpp"
#include "sim/order/table/table.hpp"

// The words of the rows are those of the table that they change.
namespace ordersim::check {
namespace {

using namespace order;
using namespace order::table;
using Rows = std::vector<Row>;

Row& row(Rows& rows, std::string_view id) {
    const auto found = std::ranges::find(rows, id, &Row::id);
    ORDERSIM_ASSERT(found != rows.end());
    return *found;
}

/// Takes a value out of a list that is filled from the front.
template <class Value, std::size_t Size>
void take_out(std::array<Value, Size>& list, auto&& is_it) {
    const auto rest = std::ranges::remove_if(list, is_it);
    ORDERSIM_ASSERT(!rest.empty());
    std::ranges::fill(rest, Value{});
}
void drop(Row& from, Effect effect) {
    take_out(from.effects, [effect](Effect e) { return e == effect; });
}
void drop(Row& from, Guard guard) {
    const bool is_condition = std::ranges::find(from.when, guard) != from.when.end();
    take_out(is_condition ? from.when : from.guards, [guard](Guard g) { return g == guard; });
}
void drop(Row& from, TimerAction action, C timer) {
    take_out(from.timers, [=](const TimerMove& move) {
        return move.action == action && move.timer == timer;
    });
}
void put_in_place_of(Row& in, Effect old, Effect effect) {
    const auto found = std::ranges::find(in.effects, old);
    ORDERSIM_ASSERT(found != in.effects.end());
    *found = effect;
}

template <void (*Edit)(Rows&)>
Rules edited() {
    Rows rows = standard_rows();
    Edit(rows);
    return Rules(std::move(rows));
}

void ships_refunding(Rows& rows) {
    row(rows, "T23").from |= set_of({O::refunding});
    row(rows, "T23").when = {};
}
void keeps_late_money(Rows& rows) { drop(row(rows, "T08"), E::refund_late_payment); }
void closes_verifying(Rows& rows) {
    drop(row(rows, "T04"), TimerAction::pause, C::pay_timer);
    row(rows, "T03").from |= set_of({O::pay_verifying});
}
void closes_refunding(Rows& rows) {
    row(rows, "T09").timers = {cancel(C::ship_timer), arm(C::pay_timer)};
    row(rows, "T03").from |= set_of({O::refunding});
}
void never_closes_unpaid(Rows& rows) { drop(row(rows, "T01"), TimerAction::arm, C::pay_timer); }
void restocks_again(Rows& rows) { drop(row(rows, "T37"), G::returning); }
void releases_taken_stock(Rows& rows) {
    row(rows, "T19").change = to(O::refunding)(I::released);
}
void keeps_stock(Rows& rows) { row(rows, "T02").change = to(O::closed_unpaid)(P::voided); }
void forgets_part_refunds(Rows& rows) { drop(row(rows, "T39"), G::claim_within_paid); }
void offers_more_than_paid(Rows& rows) { drop(row(rows, "T13"), G::offer_within_paid); }
void forgets_refund(Rows& rows) { drop(row(rows, "T11"), E::refund_rest); }
void waits_for_payment_for_ever(Rows& rows) {
    drop(row(rows, "T04"), TimerAction::arm, C::verify_timer);
}
void leaves_authorisation(Rows& rows) {
    row(rows, "T07a").change = to(O::cancelled)(I::released);
}
void refunds_whole_order(Rows& rows) {
    put_in_place_of(row(rows, "T08b"), E::refund_late_payment, E::refund_rest);
}
void approves_after_rejection(Rows& rows) {
    drop(row(rows, "T12"), TimerAction::cancel, C::cancel_timer);
    row(rows, "T15").from |= set_of({O::processing});
}
void cancels_again(Rows& rows) { row(rows, "T02").from |= set_of({O::closed_unpaid}); }
void releases_in_dispute(Rows& rows) { drop(row(rows, "T28b"), G::money_quiet); }
void revives_cancelled(Rows& rows) {
    Row& late = row(rows, "T08");
    late.change = to(O::processing)(P::held)(I::deducted);
    late.timers = {arm(C::ship_timer)};
    late.effects = {E::note_verified};
}
void believes_stale_failure(Rows& rows) {
    drop(row(rows, "T06a"), G::about_latest);
    drop(row(rows, "T06b"), G::about_latest);
}
void cancels_shipped(Rows& rows) {
    Row& late = row(rows, "T25");
    late.refusal = Refusal::none;
    late.change = to(O::refunding)(R::approved);
    late.timers = {cancel(C::deliver_timer)};
    late.effects = {E::take_request, E::refund_rest};
}
void keeps_pay_timer(Rows& rows) { drop(row(rows, "T07b"), TimerAction::cancel, C::pay_timer); }
void forgets_answer_limit(Rows& rows) {
    drop(row(rows, "T10"), TimerAction::arm, C::cancel_timer);
}
void acknowledges_for_nothing(Rows& rows) {
    Row& request = row(rows, "T10");
    request.change = {};
    request.timers = {};
    request.effects = {};
}
void cancels_unpaid(Rows& rows) {
    row(rows, "T03").change = to(O::cancelled)(P::voided)(I::released);
}
void ignores_refund_report(Rows& rows) { drop(row(rows, "T55"), E::finish_refund); }
void ships_unpaid(Rows& rows) {
    row(rows, "T06c").change = to(O::processing)(P::failed)(I::deducted);
    row(rows, "T06c").timers = {cancel(C::verify_timer), arm(C::ship_timer)};
}

void grace_ends_early(Policy& policy) { policy.grace_window -= SimDuration(1); }

void with_grace(Policy& policy) { policy.grace_window = std::chrono::hours(1); }
void without_void(Policy& policy) { policy.void_sync = false; }

using H = HandlerDefect;
using N = NetworkDefect;

// What D33 (timers on a clock that jumps), D37 (torn records) and D43 (cents lost in dividing) come
// to depends on a service's clock, its files and lines of an order, which these layers do not have.
constexpr std::array kPlants{
    Plant{.id = "D01", .title = "a seller ships an order that is being refunded",
          .evidence = "openbazaar-go #757, medusa #12561",
          .property = "inv_04_locked_order_does_not_ship", .rules = edited<ships_refunding>},
    Plant{.id = "D02", .title = "two concurrent cancels both refund",
          .evidence = "open-mercato #4036, Truxify #3637",
          .property = "inv_05_promised_within_captured", .handler = H::write_without_compare,
          .part = "seller_cancels_twice"},
    Plant{.id = "D03", .title = "a refund asked for again under a new key is paid twice",
          .evidence = "medusa #16681, adyen-shopware6 #248",
          .property = "inv_05_paid_back_within_captured", .network = N::new_key_each_time,
          .part = "refund_answer_late"},
    Plant{.id = "D04", .title = "a refund is booked by the hook and by the answer it outran",
          .evidence = "woocommerce-gateway-stripe #838",
          .property = "inv_19_booked_was_paid", .network = N::booked_by_each_message,
          .part = "refund_answer_late"},
    Plant{.id = "D05", .title = "money that comes after the order was closed is kept",
          .evidence = "woocommerce-gateway-stripe #5703, woocommerce-payments #5605",
          .property = "inv_08_money_is_taken_up", .rules = edited<keeps_late_money>},
    Plant{.id = "D06", .title = "the payment deadline closes an order whose payment is verified",
          .evidence = "woocommerce-gateway-stripe #5486, pretix #827",
          .property = "inv_10_deadlines_match_state", .rules = edited<closes_verifying>},
    Plant{.id = "D07", .title = "the payment deadline closes an order that is being refunded",
          .evidence = "Sylius #13442", .property = "inv_10_deadlines_match_state",
          .rules = edited<closes_refunding>, .shows_under = with_grace},
    Plant{.id = "D08", .title = "an unpaid order keeps its stock for ever",
          .evidence = "magento2 #23455, woocommerce #22975",
          .property = "inv_10_deadlines_match_state", .rules = edited<never_closes_unpaid>},
    Plant{.id = "D09", .title = "a unit is restocked twice",
          .evidence = "PrestaShop #35460, woocommerce #22489",
          .property = "inv_11_stock_is_booked_once", .rules = edited<restocks_again>},
    Plant{.id = "D10", .title = "stock is released that was taken, not reserved",
          .evidence = "vendure #1557, Sylius #12869", .property = "inv_11_stock_moves_once",
          .rules = edited<releases_taken_stock>},
    Plant{.id = "D11", .title = "a cancelled order's stock is never released",
          .evidence = "solidus #2947, vendure #1198", .property = "inv_11_stock_agrees",
          .rules = edited<keeps_stock>},
    Plant{.id = "D12", .title = "a claim ignores what was refunded before",
          .evidence = "medusa #15153, eventyay #1405",
          .property = "inv_05_refunds_within_captured", .rules = edited<forgets_part_refunds>},
    Plant{.id = "D13", .title = "a partial refund is more than was paid",
          .evidence = "woocommerce #64668, polar #13770",
          .property = "inv_05_refunds_within_captured", .rules = edited<offers_more_than_paid>},
    Plant{.id = "D14", .title = "an order is cancelled without its refund",
          .evidence = "spree #10108, medusa #5457", .property = "refund_is_as_decided",
          .rules = edited<forgets_refund>},
    Plant{.id = "D15", .title = "an order hangs in the verification of its payment",
          .evidence = "magento2 #26158", .property = "inv_10_deadlines_match_state",
          .rules = edited<waits_for_payment_for_ever>},
    Plant{.id = "D16", .title = "the hook of a payment comes before its order and is lost",
          .evidence = "statamic-cargo #190", .property = "inv_19_books_agree",
          .network = N::called_before_written,
          .part = "checkout"},
    Plant{.id = "D17", .title = "an authorisation is left open by the cancellation",
          .evidence = "mollie-api-php #306, spree #6500", .property = "inv_02_regions_agree",
          .rules = edited<leaves_authorisation>},
    Plant{.id = "D18", .title = "a second payment's refund is booked as the order's own",
          .evidence = "pretix #343", .property = "inv_08_money_is_taken_up",
          .rules = edited<refunds_whole_order>,
          .part = "payments"},
    Plant{.id = "D19", .title = "silence approves a request that was rejected", .evidence = "",
          .property = "inv_10_deadlines_match_state", .rules = edited<approves_after_rejection>},
    Plant{.id = "D20", .title = "an order that is closed is cancelled again",
          .evidence = "OpenBazaar #2008", .property = "inv_11_stock_is_booked_once",
          .rules = edited<cancels_again>},
    Plant{.id = "D21", .title = "a window ends one tick early", .evidence = "MRLIVING/magento #42",
          .property = "policy_is_kept", .policy = grace_ends_early, .shows_under = with_grace},
    Plant{.id = "D22", .title = "the seller is paid while a refund is open", .evidence = "",
          .property = "inv_16_release_waits", .rules = edited<releases_in_dispute>},
    Plant{.id = "D23", .title = "late money revives a cancelled order",
          .evidence = "mollie/WooCommerce #1252", .property = "inv_01_terminal_is_final",
          .rules = edited<revives_cancelled>},
    Plant{.id = "D24", .title = "the failure of an earlier payment is taken for the latest one's",
          .evidence = "mollie/WooCommerce #1159", .property = "inv_07_stale_report_does_nothing",
          .rules = edited<believes_stale_failure>,
          .part = "payments"},
    Plant{.id = "D25", .title = "a parcel on its way is cancelled and refunded",
          .evidence = "openbazaar-go #757", .property = "inv_20_violation_has_cause",
          .rules = edited<cancels_shipped>,
          .part = "talks"},
    Plant{.id = "D26", .title = "cancelling and shipping overwrite one another",
          .evidence = "Eventra #18962", .property = "no_lost_update",
          .handler = H::write_without_compare,
          .part = "cancel_or_ship"},
    Plant{.id = "D27", .title = "a request sent again under its key takes effect again",
          .evidence = "woocommerce-paypal-payments #3976", .property = "s9_key_has_one_effect",
          .handler = H::key_not_looked_up,
          .part = "offer_sent_again"},
    Plant{.id = "D28", .title = "keys are forgotten on restart", .evidence = "Eventra #18962",
          .property = "s9_key_has_one_effect", .handler = H::keys_in_memory,
          .part = "offer_sent_again"},
    Plant{.id = "D29", .title = "another request under a used key gets the old answer",
          .evidence = "", .property = "s9_answer_is_own", .handler = H::body_not_compared,
          .part = "key_for_two_requests"},
    Plant{.id = "D30", .title = "the payment deadline runs on after the payment was cancelled",
          .evidence = "", .property = "inv_10_deadlines_match_state",
          .rules = edited<keeps_pay_timer>, .shows_under = without_void},
    Plant{.id = "D31", .title = "the seller's answer limit is never set", .evidence = "",
          .property = "inv_10_deadlines_match_state", .rules = edited<forgets_answer_limit>},
    Plant{.id = "D32", .title = "after a restart a deadline never comes", .evidence = "",
          .property = "ag_ef_settled", .handler = H::timers_in_memory,
          .part = "approve_at_deadline"},
    Plant{.id = "D34", .title = "a request is acknowledged and nothing happens", .evidence = "",
          .property = "accepted_has_effect", .rules = edited<acknowledges_for_nothing>},
    Plant{.id = "D35", .title = "an unpaid order ends as cancelled", .evidence = "",
          .property = "unpaid_closes_unpaid", .rules = edited<cancels_unpaid>},
    Plant{.id = "D36", .title = "a power cut takes back what was acknowledged", .evidence = "",
          .property = "s10_acknowledged_is_durable", .handler = H::acknowledged_before_sync,
          .part = "cancel_sent_again"},
    Plant{.id = "D38", .title = "the order looks as if the request had not been made",
          .evidence = "", .property = "answers_are_fresh", .handler = H::read_from_cache,
          .part = "ask_and_look"},
    Plant{.id = "D39", .title = "two of the support staff both decide a case", .evidence = "",
          .property = "inv_06_decided_once", .handler = H::decision_forced,
          .part = "two_agents"},
    Plant{.id = "D40", .title = "the report of a posted refund is ignored", .evidence = "",
          .property = "accepted_has_effect", .rules = edited<ignores_refund_report>},
    Plant{.id = "D41", .title = "of two that capture one payment the second undoes it",
          .evidence = "medusa #13301", .property = "inv_19_books_agree",
          .network = N::second_report_undone,
          .part = "payment_answer_late"},
    Plant{.id = "D42", .title = "an order whose payment was never verified is shipped",
          .evidence = "woocommerce-gateway-stripe #1378", .property = "inv_02_regions_agree",
          .rules = edited<ships_unpaid>},
    Plant{.id = "D44", .title = "an error after the effect makes the client ask anew",
          .evidence = "", .property = "inv_06_decided_once", .handler = H::retried_with_new_key,
          .part = "offer_sent_again"},
    Plant{.id = "D45", .title = "events swap their places in the log", .evidence = "",
          .property = "inv_18_events_in_order", .handler = H::log_written_apart,
          .part = "cancel_or_ship"},
    Plant{.id = "D46", .title = "a refused request sent again is accepted", .evidence = "",
          .property = "s9_retry_gets_same_answer", .handler = H::refusals_not_stored,
          .part = "cancel_or_ship"},
    Plant{.id = "D47", .title = "a power cut takes back what was acknowledged to a retry",
          .evidence = "", .property = "s10_acknowledged_is_durable",
          .handler = H::stored_answer_not_synced, .part = "cancel_sent_again"},
    Plant{.id = "D48", .title = "a crash between order and event loses the event",
          .evidence = "", .property = "inv_18_log_replays", .handler = H::log_written_apart,
          .part = "cancel_sent_again"},
    Plant{.id = "D49", .title = "a refund is paid out by hand and then posted after all",
          .evidence = "", .property = "inv_07_refund_paid_once",
          .network = N::hand_pays_unlooked, .part = "refund_by_hand"},
    Plant{.id = "D50", .title = "after a lost answer a refund is never finished", .evidence = "",
          .property = "ag_ef_settled", .network = N::never_sent_again,
          .part = "refund_answer_late"},
    Plant{.id = "D51", .title = "the gateway's failure of the first payment undoes the second",
          .evidence = "mollie/WooCommerce #1159", .property = "inv_07_stale_failure_ignored",
          .network = N::attempt_not_named, .part = "second_payment"}};

}  // namespace

std::span<const Plant> plants() { return kPlants; }

std::vector<std::string> plant_ids() {
    std::vector<std::string> ids;
    for (const Plant& plant : kPlants) {
        ids.emplace_back(plant.id);
    }
    return ids;
}

const Plant* find_plant(std::string_view id) {
    const auto* const found = std::ranges::find(kPlants, id, &Plant::id);
    return found == kPlants.end() ? nullptr : found;
}

}  // namespace ordersim::check
