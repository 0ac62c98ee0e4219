#include "sim/check/promela_text.hpp"

// What an order consists of, and the statements that effects are made of. Plain Promela.
namespace ordersim::check::promela_text {

const std::string_view kVariables = R"(
/* All that is kept of an order. Bits are packed: SPIN stores them as they lie. */
typedef Order {
  unsigned order_ : 4; unsigned payment_ : 3; unsigned shipment_ : 4; unsigned request_ : 4;
  unsigned chat_ : 2; unsigned support_ : 4; unsigned stock_ : 3; unsigned stop_ : 2;

  /* Three deadlines: whose they are, and whether they run, wait, or wait with nothing left. */
  unsigned life_ : 6; unsigned life_mode_ : 2;
  unsigned claim_ : 6; unsigned claim_mode_ : 2;
  unsigned answer_ : 6; unsigned answer_mode_ : 2;

  /* Refunds: state, amount, tries, and whether a deadline runs. */
  unsigned settlement_ : 3; unsigned settlement_amount_ : 4; unsigned settlement_tries_ : 4;
  bit settlement_due_;
  unsigned goodwill_ : 3; unsigned goodwill_amount_ : 4; unsigned goodwill_tries_ : 4;
  bit goodwill_due_;
  unsigned late_payment_ : 3; unsigned late_payment_amount_ : 4; unsigned late_payment_tries_ : 4;
  bit late_payment_due_;
  unsigned late_waiting_ : 4;      /* late payments whose refund is not yet made */

  unsigned payments_ : 4;          /* attempts to pay */
  bit latest_verified_;            /* the money of the latest came */
  unsigned earlier_verified_ : 4;  /* of how many of the others */
  unsigned windows_passed_ : 2;    /* since payment */
  bit too_early_;                  /* for a dispute, by the time since hand-over */

  unsigned claimed_ : 4;           /* what the buyer proposes, later what was awarded */
  unsigned counter_ : 4;           /* what the seller offers */
  unsigned requests_ : 4; unsigned offer_rounds_ : 4;
  unsigned dispute_rounds_ : 4; unsigned info_rounds_ : 4;
  bit offers_other_;               /* not money */
  bit sellers_fault_;              /* by the reason of the request */
  bit followed_up_; bit extended_; bit trusted_; bit disputed_; bit after_completion_;
  bit returns_goods_; bit return_waived_; bit intercepted_; bit recovery_; bit seller_answered_;
  bit info_from_seller_; bit window_over_; bit split_awarded_
};
Order orders[ORDERS];

/* The order whose step it is. */
#define me                  orders[_pid]
#define order               me.order_
#define payment             me.payment_
#define shipment            me.shipment_
#define request             me.request_
#define chat                me.chat_
#define support             me.support_
#define stock               me.stock_
#define stop                me.stop_
#define life                me.life_
#define life_mode           me.life_mode_
#define claim               me.claim_
#define claim_mode          me.claim_mode_
#define answer              me.answer_
#define answer_mode         me.answer_mode_
#define settlement          me.settlement_
#define settlement_amount   me.settlement_amount_
#define settlement_tries    me.settlement_tries_
#define settlement_due      me.settlement_due_
#define goodwill            me.goodwill_
#define goodwill_amount     me.goodwill_amount_
#define goodwill_tries      me.goodwill_tries_
#define goodwill_due        me.goodwill_due_
#define late_payment        me.late_payment_
#define late_payment_amount me.late_payment_amount_
#define late_payment_tries  me.late_payment_tries_
#define late_payment_due    me.late_payment_due_
#define late_waiting        me.late_waiting_
#define payments            me.payments_
#define latest_verified     me.latest_verified_
#define earlier_verified    me.earlier_verified_
#define windows_passed      me.windows_passed_
#define too_early           me.too_early_
#define claimed             me.claimed_
#define counter             me.counter_
#define requests            me.requests_
#define offer_rounds        me.offer_rounds_
#define dispute_rounds      me.dispute_rounds_
#define info_rounds         me.info_rounds_
#define offers_other        me.offers_other_
#define sellers_fault       me.sellers_fault_
#define followed_up         me.followed_up_
#define extended            me.extended_
#define trusted             me.trusted_
#define disputed            me.disputed_
#define after_completion    me.after_completion_
#define returns_goods       me.returns_goods_
#define return_waived       me.return_waived_
#define intercepted         me.intercepted_
#define recovery            me.recovery_
#define seller_answered     me.seller_answered_
#define info_from_seller    me.info_from_seller_
#define window_over         me.window_over_
#define split_awarded       me.split_awarded_

/* What a step began with, and what its command says; no part of the state. */
hidden byte command;
hidden short amount;
hidden byte blames_seller;       /* the command's own reason */
hidden byte at_deadline;         /* the deadline `life` is due at this very instant */
hidden byte was_order; hidden byte was_payment; hidden byte was_stock; hidden byte was_case;
hidden byte was_late_waiting; hidden byte was_late_payment;
hidden byte was_sellers_fault; hidden byte was_answered; hidden byte was_shipment;
hidden byte was_claimed; hidden byte was_counter; hidden byte was_promised;
hidden byte was_offers_other; hidden byte was_windows; hidden byte was_request;
hidden byte was_stop; hidden byte was_returning_goods; hidden byte was_verified;
hidden byte verdict;             /* by decision or, for want of information, by default */
hidden byte violation;           /* the step books one against the seller */

/* Amounts: the price is TOTAL, offers and claims are 1 or all that is left. */
#define TOTAL    3
#define captured ((payment == payment_held || payment == payment_released || \
                   payment == payment_returned) -> TOTAL : 0)
#define promised (settlement_amount + goodwill_amount)
#define rest     ((captured) - promised)
#define paid_back ((settlement == refund_succeeded -> settlement_amount : 0) + \
                   (goodwill == refund_succeeded -> goodwill_amount : 0))

#define one_of(states)         ((((states) >> order) & 1) == 1)
#define is(state)              (1 << (state))
#define open_request           (request == request_requested || request == request_negotiating)
#define is_open_case(state)    ((state) == case_open_wait_seller || \
                                (state) == case_negotiating || (state) == case_queued || \
                                (state) == case_in_review || (state) == case_info_requested || \
                                (state) == case_return_wait)
#define open_case              is_open_case(support)
#define outstanding(refund)    ((refund) != refund_none && (refund) != refund_succeeded)
#define in_warehouse           (shipment == shipment_none || shipment == shipment_picking || \
                                shipment == shipment_labelled)
#define before_shipment        one_of(is(order_awaiting_payment) | is(order_pay_verifying) | \
                                      is(order_processing) | is(order_cancel_pending))
#define ended(state)           ((state) == order_closed_unpaid || (state) == order_cancelled || \
                                (state) == order_completed || (state) == order_refunded || \
                                (state) == order_settled_partial)
#define ended_with_window      ((order == order_completed || order == order_settled_partial) && \
                                payment == payment_held)

/* Of deadlines only the time to pay can be paused with nothing left of it. */
#define off      0
#define running  0
#define paused   1
#define spent    2
#define runs(slot, mode, timer) (slot == timer && mode == running)
)";

const std::string_view kStatements = R"(
/* Deadlines. */
inline arm(slot, mode, timer) { slot = timer; mode = running }
inline arm_paused(slot, mode, timer) { slot = timer; mode = paused }
inline disarm(slot, mode) { slot = off; mode = running }
inline pause(slot, mode) {
  if
  :: slot != off && mode == running -> mode = (slot == pay_timer && at_deadline -> spent : paused)
  :: else
  fi
}
inline resume(slot, mode) { mode = running }

inline begin(kind, sum, blames, is_due, is_for) {
  command = kind; amount = sum; blames_seller = blames; at_deadline = is_due; verdict = is_for;
  violation = 0;
  was_order = order; was_payment = payment; was_stock = stock; was_case = support;
  was_shipment = shipment; was_late_waiting = late_waiting; was_late_payment = late_payment;
  was_sellers_fault = sellers_fault; was_answered = seller_answered;
  was_claimed = claimed; was_counter = counter; was_promised = promised;
  was_offers_other = offers_other; was_windows = windows_passed; was_request = request;
  was_stop = stop; was_returning_goods = returns_goods;
  was_verified = earlier_verified + latest_verified
}

/* Payment. */
inline note_payment() {
  earlier_verified = earlier_verified + latest_verified; latest_verified = 0;
  payments = payments + 1; windows_passed = 0
}
inline note_latest_verified() { latest_verified = payments > 0 }
inline note_earlier_verified() {
  if
  :: earlier_verified < payments - 1 -> earlier_verified = earlier_verified + 1
  :: else
  fi
}

/* Stock: nothing is released or restocked that was so already. */
inline book_stock(books) {
  inv_11_stock_is_booked_once = stock != books; assert(inv_11_stock_is_booked_once);
  stock = books
}
inline stop_parcel(is_sold_out) {
  if
  :: stock != stock_deducted
  :: else ->
     if
     :: is_sold_out -> stock = stock_written_off; stop = stop_seen
     :: !is_sold_out && stop == stop_seen -> stock = stock_restocked
     :: !is_sold_out && stop != stop_seen -> stop = stop_pending
     fi
  fi
}

/* Refunds. */
inline create_refund(refund, sum, money) {
  if
  :: money > 0 -> sum = money; refund = refund_created
  :: else
  fi
}
inline start_late_refund() {  /* one after the other */
  if
  :: late_waiting > 0 && !outstanding(late_payment) ->
     late_waiting = late_waiting - 1; late_payment_amount = TOTAL; late_payment = refund_created
  :: else
  fi
}
inline hold_refund() {
  if
  :: settlement == refund_created -> settlement = refund_held
  :: else
  fi
}
inline release_refund() {
  if
  :: settlement == refund_held -> settlement = refund_created
  :: else
  fi
}

/* Requests, cases and disputes. */
inline take_request(fault) {
  sellers_fault = fault; offer_rounds = 0; seller_answered = 0; requests = requests + 1
}
inline take_offer(is_other) {
  offers_other = is_other; counter = amount; offer_rounds = offer_rounds + 1
}
inline ask_for_info(is_seller) { info_rounds = info_rounds + 1; info_from_seller = is_seller }
inline forget_info() { info_rounds = 0; info_from_seller = 0 }
inline take_claim(with_goods) {
  claimed = amount; returns_goods = with_goods;
  if
  :: was_order == order_dispute -> dispute_rounds = dispute_rounds + 1
  :: else ->
     disputed = 1; forget_info(); after_completion = after_completion || ended(was_order)
  fi
}
inline claim_everything() {
  disputed = 1; claimed = rest;
  if
  :: was_case == case_open_wait_seller || was_case == case_negotiating ||
     was_case == case_queued || was_case == case_in_review ||
     was_case == case_info_requested || was_case == case_return_wait
  :: else -> forget_info()
  fi
}
inline deliver_in_dispute() {
  if
  :: order == order_dispute && life == deliver_timer -> life = confirm_timer
  :: else
  fi
}

/* An order in refunding with all refunds paid and no parcel to wait for settles at once. */
inline settle_if_ready() {
  if
  :: order == order_refunding && payment != payment_verifying &&
     shipment != shipment_intercept_requested &&
     (return_waived || (shipment != shipment_handed_over && shipment != shipment_delivered)) &&
     !outstanding(settlement) && !outstanding(goodwill) && life != settle_timer ->
     arm(life, life_mode, settle_timer)
  :: else
  fi
}
)";

}  // namespace ordersim::check::promela_text
