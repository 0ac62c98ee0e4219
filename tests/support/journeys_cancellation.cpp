#include "tests/support/journeys.hpp"

// Paid orders whose buyer or seller wants out before shipment.
namespace ordersim::tests {

using namespace ordersim::order;
using C = CommandKind;

namespace {

using std::chrono::hours;

Policy with_grace() {
    return policy_with([](Policy& p) { p.grace_window = hours(1); });
}
Policy unlocked() {
    return policy_with([](Policy& p) { p.lock = Lock::none; });
}
Policy rejecting(bool holds) {
    return policy_with([holds](Policy& p) {
        p.on_silence = OnSilence::reject;
        p.case_holds_ship = holds;
    });
}
Policy automatic() {
    return policy_with([](Policy& p) { p.approval = Approval::auto_if_unpicked; });
}
Policy trusting() {
    return policy_with([](Policy& p) { p.approval = Approval::auto_if_trusted; });
}
/// An order of a trusted buyer, paid.
Steps paid_by_trusted() {
    Steps steps = paid();
    steps.front().command.is_trusted = true;
    return steps;
}
Policy twice(Lock lock) {
    return policy_with([lock](Policy& p) {
        p.max_requests = 2;
        p.negotiation_rounds = 1;
        p.lock = lock;
    });
}
Policy within_a_day(Lock lock, Approval approval) {
    return policy_with([=](Policy& p) {
        p.request_window = hours(24);
        p.lock = lock;
        p.approval = approval;
    });
}
Policy escalating(bool holds, Lock lock = Lock::soft) {
    return policy_with([=](Policy& p) {
        p.lock = lock;
        p.on_silence = OnSilence::escalate;
        p.case_holds_ship = holds;
        p.max_requests = 2;
    });
}
Policy extending() {
    return policy_with([](Policy& p) { p.extension_max = hours(48); });
}
Policy rearming(std::uint8_t rounds = 3) {
    return policy_with([rounds](Policy& p) {
        p.rearm_on_message = true;
        p.negotiation_rounds = rounds;
    });
}

/// A case opened because the chat stayed silent.
Steps in_case() {
    return paid() + Steps{does(C::send_message, "T51"), does(C::follow_up, "T52"),
                          does(C::open_case, "T38n")};
}
Steps pending_unlocked() {
    return paid() + Steps{does(C::request_cancel, "T10b")};
}

std::vector<Journey> instant() {
    const Step late = does(C::cancel_instant, "!grace_over");
    const Step in_time = does(C::cancel_instant, "T09").because(Reason::slow_shipping);
    return {
        {"cancelled in the last instant of grace", with_grace(),
         paid() + Steps{in_time.after(hours(1))}},
        {"cancelled after grace", with_grace(),
         paid() + Steps{late.after(hours(1) + SimDuration(1))}},
        {"picked within grace", with_grace(),
         paid() + Steps{does(C::start_pick, "T22a"), does(C::cancel_instant, "!already_packed")}},
        {"in grace, but support is at it", with_grace(),
         in_case() + Steps{does(C::cancel_instant, "!case_is_open")}},
        {"an unpicked order needs no approval", automatic(),
         paid() + Steps{does(C::request_cancel, "T10a").because(Reason::slow_shipping),
                        does(C::stop_seen, "T11s"), does(C::stop_seen, "-")}},
        {"a picked one does", automatic(),
         paid() + Steps{does(C::start_pick, "T22a"), does(C::request_cancel, "T10")}},
        {"nor does a trusted buyer's", trusting(),
         paid_by_trusted() + Steps{does(C::request_cancel, "T10a")}},
        {"but when it is picked", trusting(),
         paid_by_trusted() + Steps{does(C::start_pick, "T22a"), does(C::request_cancel, "T10")}},
        {"and any other buyer's", trusting(), paid() + Steps{does(C::request_cancel, "T10")}},
        {"nor while support is at it", automatic(),
         in_case() + Steps{does(C::request_cancel, "!case_is_open")}},
        {"nor too late", within_a_day(Lock::soft, Approval::auto_if_unpicked),
         paid() + Steps{does(C::request_cancel, "!request_window_over").after(hours(25))}},
        {"nor again", policy_with([](Policy& p) {
             p.approval = Approval::auto_if_unpicked;
             p.max_requests = 0;
         }),
         paid() + Steps{does(C::request_cancel, "!too_many_requests")}},
    };
}

std::vector<Journey> requests() {
    const Step ask = does(C::request_cancel, "!request_window_over").after(hours(25));
    const Step ask_again = does(C::request_cancel, "!too_many_requests");
    const Step ask_in_case = does(C::request_cancel, "!case_is_open");
    return {
        {"requested once only", base_policy(), rejected() + Steps{ask_again}},
        {"requested once only, nothing held", unlocked(),
         pending_unlocked() + Steps{does(C::reject_cancel, "T12"), ask_again}},
        {"requested too late", within_a_day(Lock::soft, Approval::always_ask), paid() + Steps{ask}},
        {"requested too late, nothing held", within_a_day(Lock::none, Approval::always_ask),
         paid() + Steps{ask}},
        {"no request during a case", base_policy(), in_case() + Steps{ask_in_case}},
        {"no request during a case, nothing held", unlocked(), in_case() + Steps{ask_in_case}},
        {"withdrawn", base_policy(),
         pending() +
             Steps{does(C::withdraw_cancel, "T17"), does(C::approve_cancel, "!wrong_state")}},
        {"approved", base_policy(), refunding()},
        {"out of stock, and packed for all that", base_policy(),
         pending() + Steps{does(C::approve_cancel, "T11").because(Reason::out_of_stock),
                           does(C::hand_over_scan, "T34"), does(C::intercepted, "T35"),
                           does(C::return_received, "T37")}},
        {"silence approves", base_policy(),
         pending() + Steps{fires_now(C::cancel_timer, "-").after(hours(47)),
                           fires(C::cancel_timer, "T15")}},
        {"silence approves what the seller caused, though he had answered", base_policy(),
         paid() + Steps{does(C::request_cancel, "T10").because(Reason::slow_shipping),
                        does(C::counter_offer, "T13").offering(Offer::coupon),
                        fires(C::cancel_timer, "T15")}},
        {"silence rejects", rejecting(false), pending() + Steps{fires(C::cancel_timer, "T16")}},
        {"silence rejects, where a case would hold the parcel", rejecting(true),
         pending() + Steps{fires(C::cancel_timer, "T16")}},
        {"silence goes to support", escalating(false),
         pending() + Steps{fires(C::cancel_timer, "T16e")}},
        {"silence goes to support, which lets the deadline run", escalating(false),
         pending() + Steps{fires(C::cancel_timer, "T16e"), fires(C::ship_timer, "T21b")}},
        {"silence goes to support, which holds the parcel", escalating(true),
         pending() + Steps{fires(C::cancel_timer, "T16h"), does(C::ship, "!case_is_open")}},
        {"silence goes to support, which holds what was not held", escalating(true, Lock::none),
         pending_unlocked() + Steps{fires(C::cancel_timer, "T16h"), fires(C::ship_timer, "-")}},
        {"silence after support had decided", escalating(false),
         in_case() + Steps{does(C::withdraw_case, "T49p"), does(C::request_cancel, "T10"),
                           fires(C::cancel_timer, "T16")}},
        {"silence after support had decided, which would hold", escalating(true),
         paid() + Steps{does(C::send_message, "T51"), does(C::follow_up, "T52"),
                        does(C::open_case, "T38"), does(C::withdraw_case, "T49p"),
                        does(C::request_cancel, "T10"), fires(C::cancel_timer, "T16")}},
        {"messages do not stop the clock", base_policy(),
         pending() + Steps{does(C::send_message, "T51").evidence(1),
                           does(C::follow_up, "T52").evidence(1),
                           does(C::send_message, "T51s").evidence(1).by(Actor::seller)}},
    };
}

/// Messages that restart the clock, while the request may still be negotiated about.
std::vector<Journey> restarts() {
    const Step buyer = does(C::send_message, "T51r").after(hours(47));
    const Step seller = does(C::send_message, "T51q").by(Actor::seller).after(hours(47));
    const Step in_vain = does(C::send_message, "T51").after(hours(47));
    const Step offer = does(C::counter_offer, "T13").offering(Offer::coupon);
    return {
        {"the buyer's message restarts the clock", rearming(),
         pending() + Steps{does(C::send_message, "T51r").evidence(1).after(hours(47))}},
        {"so does the seller's", rearming(),
         pending() +
             Steps{does(C::send_message, "T51q").evidence(1).by(Actor::seller).after(hours(47))}},
        {"messages restart the clock again and again, but not for ever", rearming(2),
         pending() + Steps{buyer, seller, in_vain,
                           does(C::send_message, "T51s").by(Actor::seller),
                           fires_now(C::cancel_timer, "-").after(hours(1) - SimDuration(1)),
                           fires_now(C::cancel_timer, "T15").after(SimDuration(1))}},
        {"where nothing is negotiated messages restart no clock", rearming(0),
         pending() + Steps{in_vain, fires_now(C::cancel_timer, "T15").after(hours(1))}},
        {"a message that restarts the clock is a round of talks", rearming(1),
         pending() + Steps{buyer, does(C::counter_offer, "!too_many_rounds")}},
        {"and an offer leaves one less for messages", rearming(1),
         pending() + Steps{offer, in_vain, fires_now(C::cancel_timer, "T15").after(hours(1))}},
    };
}

std::vector<Journey> offers() {
    const Step coupon = does(C::counter_offer, "T13").offering(Offer::coupon);
    return {
        {"nothing is offered", base_policy(),
         pending() +
             Steps{does(C::accept_offer, "!no_offer"), does(C::decline_offer, "!no_offer")}},
        {"a part of the money is offered and taken", base_policy(), compensated()},
        {"a coupon is offered, declined, no longer open, offered and taken", base_policy(),
         pending() + Steps{coupon, does(C::decline_offer, "T14c"),
                           does(C::accept_offer, "!no_offer"), coupon,
                           does(C::accept_offer, "T14b")}},
        {"a coupon is declined", base_policy(),
         pending() + Steps{coupon, does(C::decline_offer, "T14c")}},
        {"all of the money is no offer", base_policy(),
         pending() + Steps{does(C::counter_offer, "!wrong_amount").amount(1000),
                           does(C::counter_offer, "!wrong_amount").amount(0)}},
        {"offers run out", twice(Lock::soft),
         pending() + Steps{coupon, does(C::counter_offer, "!too_many_rounds")}},
        {"compensated once only", twice(Lock::soft),
         compensated() + Steps{does(C::request_cancel, "T10"),
                               does(C::counter_offer, "T13").amount(100),
                               does(C::accept_offer, "!already_compensated")}},
    };
}

std::vector<Journey> sellers() {
    return {
        {"seller cancels", base_policy(),
         paid() + Steps{does(C::seller_cancel, "T19").because(Reason::out_of_stock)}},
        {"seller does not cancel during a case", base_policy(),
         in_case() + Steps{does(C::seller_cancel, "!case_is_open")}},
        {"the deadline is moved, as far as it goes", extending(),
         paid() + Steps{does(C::extend_processing, "T20").minutes(48 * 60),
                        does(C::extend_processing, "!extension_used_up").minutes(1),
                        fires_now(C::ship_timer, "-").after(hours(7 * 24)),
                        fires(C::ship_timer, "T21")}},
        {"the deadline does not move during a case", extending(),
         in_case() + Steps{does(C::extend_processing, "!case_is_open").minutes(1)}},
        {"the deadline passes", base_policy(),
         paid() + Steps{fires(C::ship_timer, "T21"), does(C::ship, "!wrong_state")}},
        {"the deadline passes during a case", base_policy(),
         in_case() + Steps{fires(C::ship_timer, "T21b")}},
        {"the deadline passes during a request that holds nothing", unlocked(),
         paid() + Steps{does(C::request_cancel, "T10b").after(hours(5 * 24)),
                        fires(C::ship_timer, "T21c")}},
        {"the deadline stands still while the request holds the parcel", base_policy(),
         paid() +
             Steps{does(C::request_cancel, "T10").after(hours(5 * 24)),
                   fires_now(C::ship_timer, "-").after(hours(47)), does(C::reject_cancel, "T12"),
                   fires_now(C::ship_timer, "-").after(hours(23)), fires(C::ship_timer, "T21")}},
    };
}

}  // namespace

std::vector<Journey> cancellation_journeys() {
    std::vector<Journey> all = instant();
    for (const auto& part : {requests(), restarts(), offers(), sellers()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace ordersim::tests
