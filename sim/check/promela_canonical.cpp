#include "sim/check/promela_text.hpp"

// What may be forgotten of an order, written again, and what must hold of it.
namespace ordersim::check::promela_text {

const std::string_view kTidy = R"(
/* After each step: what no row, effect or property asks about any more is forgotten, so that orders
   which behave alike are one state. */
#define least(a, b) ((a) < (b) -> (a) : (b))
#define tries_kept(refund, tries) (outstanding(refund) -> least(tries, REFUND_RETRIES + 1) : 0)

inline tidy() {
  /* Windows are counted from payment, and only before shipment; the wait for a dispute only while
     a first one may be opened. */
  windows_passed = (payments > 0 && before_shipment -> windows_passed : 0);
  too_early = too_early && !disputed && payment == payment_held &&
              one_of(is(order_shipped) | is(order_delivered) | is(order_completed) |
                     is(order_settled_partial));

  disputed = disputed && one_of(is(order_shipped) | is(order_delivered) | is(order_dispute) |
                                is(order_refunding) | is(order_completed) |
                                is(order_settled_partial));
  after_completion = after_completion && order == order_dispute;
  returns_goods = returns_goods && order == order_dispute;
  split_awarded = split_awarded && order == order_dispute;
  return_waived = return_waived && order == order_refunding;
  intercepted = intercepted && order == order_refunding;
  recovery = recovery && one_of(is(order_refunding) | is(order_cancelled) | is(order_refunded) |
                                is(order_settled_partial));
  seller_answered = seller_answered && open_request;
  info_from_seller = info_from_seller && support == case_info_requested;
  window_over = window_over && ended_with_window;
  trusted = trusted && APPROVAL == approval_auto_if_trusted && before_shipment;

  /* Of the chat only whether the seller owes an answer after a follow-up, as long as a case may
     come of it. */
  followed_up = followed_up && support == case_none && before_shipment;
  chat = (followed_up && chat == chat_wait_seller -> chat_wait_seller : chat_idle);

  /* The reason stands until the request is decided, by the seller or in a case of support's. */
  sellers_fault = sellers_fault &&
                  (open_request ||
                   (order == order_processing && (open_case || support == case_none)));
  offers_other = offers_other && request == request_negotiating;
  offer_rounds = (open_request -> least(offer_rounds, NEGOTIATION_ROUNDS) : 0);
  counter = (request == request_negotiating || support == case_negotiating -> counter : 0);
  claimed = (order == order_dispute -> claimed : 0);
  dispute_rounds = (order == order_dispute -> least(dispute_rounds, NEGOTIATION_ROUNDS) : 0);
  info_rounds = (open_case -> least(info_rounds, INFO_ROUNDS) : 0);
  requests = (before_shipment -> least(requests, MAX_REQUESTS) : 0);
  extended = extended && before_shipment;

  settlement_tries = tries_kept(settlement, settlement_tries);
  goodwill_tries = tries_kept(goodwill, goodwill_tries);
  late_payment_tries = least(late_payment_tries, REFUND_RETRIES + 1)
}
)";

const std::string_view kInvariants = R"(
/* What must hold after every step, before anything is forgotten. Each is a bit of its own, so that
   SPIN names the one that is broken. */
hidden byte inv_01_terminal_is_final; hidden byte inv_02_regions_agree;
hidden byte inv_03_cancelled_parcel_is_here; hidden byte inv_04_locked_order_does_not_ship;
hidden byte inv_05_refunds_within_captured; hidden byte inv_07_stale_report_does_nothing;
hidden byte inv_08_late_money_goes_back; hidden byte inv_08_money_is_taken_up;
hidden byte inv_09_payment_deadline_spares_paid; hidden byte inv_10_order_is_not_stuck;
hidden byte inv_10_deadlines_match_state; hidden byte inv_11_stock_moves_once;
hidden byte inv_11_stock_agrees; hidden byte inv_11_stock_is_booked_once;
hidden byte inv_12_amounts_match_the_end; hidden byte inv_16_release_waits;
hidden byte inv_17_one_case_or_request; hidden byte inv_20_violation_has_cause;
hidden byte due_deadline_has_row; hidden byte unpaid_closes_unpaid;
hidden byte stock_is_not_oversold; hidden byte instant_cancel_is_before_handling;
hidden byte case_keeps_ship_limit; hidden byte refund_is_as_decided;
hidden byte request_is_in_time; hidden byte offer_is_there; hidden byte stopped_is_not_handled;
hidden byte case_ends_in_its_state; hidden byte goods_go_back_if_claimed;
hidden byte parcel_goes_as_parcels_do; hidden byte what_happened_is_noted;

#define none_runs(slot)          (slot == off)
#define waits(slot, mode, timer) (slot == timer && mode != running)

#define case_deadlines \
  (support == case_open_wait_seller -> \
     runs(claim, claim_mode, dispute_platform_timer) && \
     runs(answer, answer_mode, dispute_seller_timer) : \
  (support == case_negotiating -> \
     runs(claim, claim_mode, dispute_platform_timer) && none_runs(answer) : \
  (support == case_info_requested -> \
     none_runs(claim) && runs(answer, answer_mode, info_timer) : \
  (support == case_return_wait && order == order_dispute -> \
     none_runs(claim) && \
     (shipment == shipment_returning -> runs(answer, answer_mode, return_receipt_timer) : \
     (shipment == shipment_delivered -> runs(answer, answer_mode, return_timer) : \
                                        none_runs(answer))) : \
  none_runs(claim) && none_runs(answer)))))

inline regions_agree() {
  if
  :: order == order_awaiting_payment ->
     inv_02_regions_agree = payment == payment_none || payment == payment_failed
  :: order == order_pay_verifying -> inv_02_regions_agree = payment == payment_verifying
  :: order == order_processing || order == order_cancel_pending ->
     inv_02_regions_agree = payment == payment_held && in_warehouse
  :: order == order_shipped || order == order_delivered || order == order_dispute ->
     inv_02_regions_agree = payment == payment_held && !in_warehouse
  :: order == order_refunding ->
     inv_02_regions_agree = payment == payment_held || payment == payment_verifying
  :: order == order_closed_unpaid ->
     inv_02_regions_agree = payment == payment_voided || payment == payment_failed
  :: order == order_cancelled ->
     inv_02_regions_agree = payment == payment_returned || payment == payment_voided
  :: order == order_refunded -> inv_02_regions_agree = payment == payment_returned
  :: order == order_completed || order == order_settled_partial ->
     inv_02_regions_agree = payment == payment_held || payment == payment_released
  :: else -> inv_02_regions_agree = 0
  fi;
  assert(inv_02_regions_agree)
}

inline stock_agrees() {
  if
  :: stock == stock_free -> inv_11_stock_agrees = 0
  :: stock == stock_reserved ->
     inv_11_stock_agrees = order == order_awaiting_payment || order == order_pay_verifying
  :: stock == stock_deducted ->
     inv_11_stock_agrees = payment == payment_held || payment == payment_failed ||
                           payment == payment_voided || payment == payment_released ||
                           payment == payment_returned
  :: stock == stock_released -> inv_11_stock_agrees = shipment == shipment_none
  :: stock == stock_restocked ->
     inv_11_stock_agrees = in_warehouse || shipment == shipment_returned
  :: stock == stock_written_off ->
     inv_11_stock_agrees = !(shipment == shipment_delivered &&
                             (order == order_delivered || order == order_dispute ||
                              order == order_completed))
  fi;
  assert(inv_11_stock_agrees);
  inv_11_stock_moves_once =
    stock == was_stock ||
    (was_stock == stock_free && stock == stock_reserved) ||
    (was_stock == stock_reserved && (stock == stock_released || stock == stock_deducted)) ||
    (was_stock == stock_deducted && (stock == stock_restocked || stock == stock_written_off)) ||
    (was_stock == stock_restocked && stock == stock_deducted) ||
    (was_stock == stock_written_off && (stock == stock_restocked || stock == stock_deducted));
  assert(inv_11_stock_moves_once)
}

inline deadlines_match() {
  if
  :: order == order_awaiting_payment ->
     inv_10_deadlines_match_state =
       runs(life, life_mode, pay_timer) && none_runs(claim) && none_runs(answer)
  :: order == order_pay_verifying ->
     inv_10_deadlines_match_state = waits(life, life_mode, pay_timer) &&
       runs(claim, claim_mode, verify_timer) && none_runs(answer)
  :: order == order_processing ->
     inv_10_deadlines_match_state =
       life == ship_timer && (open_case || life_mode == running) && case_deadlines
  :: order == order_cancel_pending ->
     inv_10_deadlines_match_state =
       life == ship_timer && runs(claim, claim_mode, cancel_timer) && none_runs(answer)
  :: order == order_shipped ->
     inv_10_deadlines_match_state =
       (runs(life, life_mode, deliver_timer) || runs(life, life_mode, confirm_timer)) &&
       none_runs(claim) && none_runs(answer)
  :: order == order_delivered ->
     inv_10_deadlines_match_state =
       runs(life, life_mode, confirm_timer) && none_runs(claim) && none_runs(answer)
  :: order == order_dispute ->
     inv_10_deadlines_match_state = life != off && life_mode != running && case_deadlines
  :: order == order_refunding ->
     inv_10_deadlines_match_state =
       (none_runs(life) || runs(life, life_mode, settle_timer)) && none_runs(answer) &&
       (payment == payment_verifying -> runs(claim, claim_mode, verify_timer) : none_runs(claim))
  :: order == order_completed || order == order_settled_partial ->
     inv_10_deadlines_match_state =
       (payment == payment_held -> runs(life, life_mode, dispute_window_timer) :
                                   none_runs(life)) && none_runs(claim) && none_runs(answer)
  :: else ->
     inv_10_deadlines_match_state = none_runs(life) && none_runs(claim) && none_runs(answer)
  fi;
  assert(inv_10_deadlines_match_state);
  inv_10_order_is_not_stuck =
    ended(order) ||
    (life != off && life_mode == running) || (claim != off && claim_mode == running) ||
    (answer != off && answer_mode == running) ||
    settlement_due || goodwill_due || late_payment_due ||
    payment == payment_verifying || shipment == shipment_handed_over ||
    shipment == shipment_intercept_requested || support == case_queued ||
    support == case_in_review ||
    outstanding(settlement) || outstanding(goodwill) || outstanding(late_payment);
  assert(inv_10_order_is_not_stuck)
}

inline money_agrees() {
  inv_05_refunds_within_captured = payment == payment_verifying || promised <= (captured);
  assert(inv_05_refunds_within_captured);
  inv_08_late_money_goes_back =
    (late_payment == refund_none || late_payment_amount == TOTAL) &&
    (late_waiting == 0 || outstanding(late_payment));
  assert(inv_08_late_money_goes_back);
  inv_08_money_is_taken_up =
    command != on_payment_verified ||
    (was_payment != payment_held && payment == payment_held) !=
    (late_waiting > was_late_waiting ||
     (late_payment == refund_created && was_late_payment != refund_created));
  assert(inv_08_money_is_taken_up);
  if
  :: order == order_cancelled || order == order_refunded ->
     inv_12_amounts_match_the_end = paid_back == (captured) && promised == paid_back
  :: order == order_settled_partial ->
     inv_12_amounts_match_the_end = promised > 0 && promised < (captured)
  :: order == order_completed || order == order_closed_unpaid ->
     inv_12_amounts_match_the_end = promised == 0
  :: else -> inv_12_amounts_match_the_end = 1
  fi;
  assert(inv_12_amounts_match_the_end);
  inv_16_release_waits =
    payment != payment_released ||
    (!open_case && !outstanding(goodwill) && !outstanding(settlement));
  assert(inv_16_release_waits)
}

#define cancels_paid (order == order_refunding && was_order != order_refunding)
#define sellers_doing \
  (command == on_cancel_timer -> !was_answered || was_sellers_fault : \
  (command == on_decide_case || command == on_info_timer -> \
     was_order == order_processing && was_sellers_fault : \
  (command == on_approve_cancel -> blames_seller || was_sellers_fault : \
  (command == on_seller_cancel || command == on_cancel_instant || command == on_request_cancel -> \
     blames_seller : \
  command == on_ship_timer))))

inline course_is_kept() {
  inv_01_terminal_is_final =
    !ended(was_order) || order == was_order ||
    (command == on_open_dispute &&
     (was_order == order_completed || was_order == order_settled_partial));
  assert(inv_01_terminal_is_final);
  inv_03_cancelled_parcel_is_here =
    (order != order_cancelled || in_warehouse || recovery) &&
    (shipment != shipment_intercept_requested || order == order_refunding ||
     order == order_cancelled);
  assert(inv_03_cancelled_parcel_is_here);
  inv_04_locked_order_does_not_ship =
    command != on_ship || !(ended(was_order) || was_order == order_refunding ||
                         (was_order == order_cancel_pending && LOCK == lock_hard));
  assert(inv_04_locked_order_does_not_ship);
  inv_09_payment_deadline_spares_paid =
    command != on_pay_timer || (was_payment != payment_verifying && was_payment != payment_held);
  assert(inv_09_payment_deadline_spares_paid);
  inv_17_one_case_or_request =
    open_request == (order == order_cancel_pending) &&
    (!open_case || order == order_processing || order == order_dispute) &&
    (order != order_dispute || open_case);
  assert(inv_17_one_case_or_request);
  inv_20_violation_has_cause = violation == (cancels_paid && (sellers_doing));
  assert(inv_20_violation_has_cause);
  unpaid_closes_unpaid =
    was_order != order_awaiting_payment || !ended(order) || order == order_closed_unpaid;
  assert(unpaid_closes_unpaid);
  instant_cancel_is_before_handling =
    command != on_cancel_instant || was_shipment == shipment_none;
  assert(instant_cancel_is_before_handling);
  case_keeps_ship_limit = command != on_extend_processing || !is_open_case(was_case);
  assert(case_keeps_ship_limit)
}

/* Nobody acts on what is not there. */
inline deeds_have_ground() {
  request_is_in_time = command != on_request_cancel || was_windows < REQUEST_ENDS;
  assert(request_is_in_time);
  offer_is_there =
    (command != on_accept_offer && command != on_decline_offer) ||
    was_request == request_negotiating;
  assert(offer_is_there);
  stopped_is_not_handled =
    (command != on_start_pick && command != on_print_label) || was_stop != stop_seen;
  assert(stopped_is_not_handled);
  case_ends_in_its_state =
    (command != on_decide_case || was_case == case_in_review) &&
    (command != on_accept_proposal ||
     was_case == case_open_wait_seller || was_case == case_negotiating) &&
    (command != on_accept_counter || was_case == case_negotiating);
  assert(case_ends_in_its_state);
  goods_go_back_if_claimed =
    support != case_return_wait || was_case == case_return_wait ||
    (was_returning_goods && verdict != verdict_seller);
  assert(goods_go_back_if_claimed)
}

/* What the record says is what can have come about. */
#define goes(from, to) (was_shipment == from && shipment == to)
#define was_in_warehouse (was_shipment == shipment_none || was_shipment == shipment_picking || \
                          was_shipment == shipment_labelled)
inline record_is_true() {
  parcel_goes_as_parcels_do =
    shipment == was_shipment ||
    (was_in_warehouse &&
     (shipment == shipment_handed_over || shipment == shipment_intercept_requested)) ||
    goes(shipment_none, shipment_picking) || goes(shipment_picking, shipment_labelled) ||
    goes(shipment_handed_over, shipment_delivered) || goes(shipment_handed_over, shipment_lost) ||
    goes(shipment_delivered, shipment_returning) || goes(shipment_delivered, shipment_lost) ||
    goes(shipment_intercept_requested, shipment_handed_over) ||
    goes(shipment_intercept_requested, shipment_delivered) ||
    goes(shipment_intercept_requested, shipment_lost) ||
    goes(shipment_intercept_requested, shipment_returning) ||
    goes(shipment_returning, shipment_returned) || goes(shipment_lost, shipment_delivered);
  assert(parcel_goes_as_parcels_do);
  what_happened_is_noted =
    ((command != on_approve_cancel && command != on_reject_cancel &&
      command != on_counter_offer) || seller_answered) &&
    (command != on_intercepted || intercepted) &&
    (command != on_payment_verified || payments == 0 ||
     earlier_verified + latest_verified > was_verified);
  assert(what_happened_is_noted)
}

/* What a step has to give back: what support or the two agreed on, in a dispute what is claimed,
   and otherwise all that is left. */
#define decided \
  (verdict == verdict_seller -> 0 : \
  (verdict == verdict_split -> amount : \
  (command == on_accept_offer -> (was_offers_other -> 0 : was_counter) : \
  (command == on_accept_counter -> was_counter : \
  (was_order == order_dispute -> was_claimed : (captured) - was_promised)))))
/* The order is called off, its money came after it was, or a part is given while it goes on. */
#define gives_back \
  (order == order_refunding && (was_order != order_refunding || was_payment != payment) || \
   verdict == verdict_split || command == on_accept_offer)

inline refunds_fit() {
  if
  :: support == case_return_wait ->
     refund_is_as_decided = promised == was_promised && claimed == decided
  :: else ->
     refund_is_as_decided = promised - was_promised == (gives_back -> decided : 0)
  fi;
  assert(refund_is_as_decided)
}

inline inspect() {
  regions_agree(); stock_agrees(); deadlines_match(); money_agrees(); course_is_kept();
  deeds_have_ground(); record_is_true(); refunds_fit()
}
)";

}  // namespace ordersim::check::promela_text
