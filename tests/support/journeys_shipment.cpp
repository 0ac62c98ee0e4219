#include "tests/support/journeys.hpp"

// Parcels: packed, stopped, sent, lost, back.
namespace ordersim::tests {

using namespace ordersim::order;
using C = CommandKind;

namespace {

Policy locked(Lock lock) {
    return policy_with([lock](Policy& p) { p.lock = lock; });
}
Policy case_holds() {
    return policy_with([](Policy& p) { p.case_holds_ship = true; });
}
Policy lost_is_silent() {
    return policy_with([](Policy& p) { p.lost_opens_case = false; });
}

Steps case_opens(std::string_view row) {
    return {does(C::send_message, "T51"), does(C::follow_up, "T52"), does(C::open_case, row)};
}
/// The parcel left although the order was cancelled.
Steps intercepting() {
    return refunding() + Steps{does(C::hand_over_scan, "T34")};
}

std::vector<Journey> warehouse() {
    return {
        {"picked and labelled", base_policy(),
         paid() + Steps{does(C::start_pick, "T22a"), does(C::print_label, "T22b")}},
        {"picked, labelled, shipped", base_policy(),
         paid() + Steps{does(C::print_label, "!not_picking"), does(C::start_pick, "T22a"),
                        does(C::start_pick, "!already_packed"), does(C::print_label, "T22b"),
                        does(C::ship, "T23"), does(C::ship, "!wrong_state"),
                        does(C::hand_over_scan, "-"), does(C::request_cancel, "!already_shipped")}},
        {"packed until the warehouse sees the request", base_policy(),
         pending() + Steps{does(C::start_pick, "T22a"), does(C::stop_seen, "T10s"),
                           does(C::stop_seen, "-"), does(C::print_label, "!cancellation_pending")}},
        {"not begun once it has", base_policy(),
         pending() +
             Steps{does(C::stop_seen, "T10s"), does(C::start_pick, "!cancellation_pending")}},
        {"no request to see where nothing is held", locked(Lock::none),
         paid() + Steps{does(C::request_cancel, "T10b"), does(C::stop_seen, "-"),
                        does(C::start_pick, "T22a")}},
        {"stopped", base_policy(),
         refunding() + Steps{does(C::stop_seen, "T11s"), does(C::stop_seen, "-")}},
        {"stopped too late", base_policy(), intercepting() + Steps{does(C::stop_seen, "-")}},
    };
}

std::vector<Journey> hand_over() {
    return {
        {"the parcel overtakes the request", base_policy(),
         pending() + Steps{does(C::ship, "T18")}},
        {"the parcel is scanned before the request is answered", base_policy(),
         pending() + Steps{does(C::hand_over_scan, "T18s")}},
        {"no shipping under a hard lock, but a scan is a fact", locked(Lock::hard),
         pending() +
             Steps{does(C::ship, "!cancellation_pending"), does(C::hand_over_scan, "T18s")}},
        {"a scan before the tracking number", base_policy(),
         paid() + Steps{does(C::hand_over_scan, "T23s")}},
        {"a case becomes a dispute by shipping", base_policy(),
         paid() + case_opens("T38n") + Steps{does(C::ship, "T38b")}},
        {"a case becomes a dispute by a scan", base_policy(),
         paid() + case_opens("T38n") + Steps{does(C::hand_over_scan, "T38s")}},
        {"a case that holds the parcel stops a tracking number, not a scan", case_holds(),
         paid() + case_opens("T38") +
             Steps{does(C::ship, "!case_is_open"), does(C::hand_over_scan, "T38s")}},
        {"a scan of an order that never was paid", base_policy(),
         placed() + Steps{does(C::hand_over_scan, "-")}},
    };
}

std::vector<Journey> interception() {
    return {
        {"caught", base_policy(),
         intercepting() + Steps{does(C::hand_over_scan, "-"), does(C::intercepted, "T35"),
                                does(C::intercepted, "-"), does(C::intercept_failed, "-"),
                                does(C::return_received, "T37"), does(C::return_received, "-")}},
        {"not caught", base_policy(),
         intercepting() + Steps{does(C::intercept_failed, "T36"), does(C::intercept_failed, "-"),
                                does(C::return_received, "-"), does(C::delivered_scan, "T26n"),
                                does(C::delivered_scan, "-")}},
        {"delivered before it was caught", base_policy(),
         intercepting() + Steps{does(C::delivered_scan, "T36b"), does(C::delivered_scan, "-")}},
        {"lost before it was caught", base_policy(),
         intercepting() + Steps{does(C::parcel_lost, "T36c"), does(C::parcel_lost, "-")}},
        {"a restock is undone when the parcel leaves", base_policy(),
         refunding() + Steps{does(C::stop_seen, "T11s"), does(C::hand_over_scan, "T34")}},
        {"a scan after the order has come back is nothing new", base_policy(),
         intercepting() + Steps{does(C::intercepted, "T35"), does(C::hand_over_scan, "-")}},
        {"leaves at the very instant at which all is paid", base_policy(),
         refunding() + Steps{does(C::submit_refund, "T54"), does(C::refund_succeeded, "T55"),
                             does(C::hand_over_scan, "T34"), fires_now(C::settle_timer, "-"),
                             does(C::intercept_failed, "T36"), fires(C::settle_timer, "T30b")}},
    };
}

std::vector<Journey> delivery() {
    return {
        {"confirmed", base_policy(),
         completed() + Steps{does(C::delivered_scan, "-"), fires(C::dispute_window_timer, "T28b"),
                             does(C::open_dispute, "!dispute_window_closed").amount(1000)}},
        {"confirmed before any scan", base_policy(),
         shipped() + Steps{does(C::confirm_receipt, "T27"), does(C::delivered_scan, "T26b"),
                           does(C::delivered_scan, "-")}},
        {"confirmed after an offer was taken", base_policy(),
         compensated() + Steps{does(C::ship, "T23"), does(C::confirm_receipt, "T27p")}},
        {"the delivery limit completes", base_policy(),
         shipped() + Steps{fires(C::deliver_timer, "T28")}},
        {"the delivery limit completes after an offer was taken", base_policy(),
         compensated() + Steps{does(C::ship, "T23"), fires(C::deliver_timer, "T28p")}},
        {"the confirmation limit completes", base_policy(),
         delivered() + Steps{fires(C::confirm_timer, "T28c")}},
        {"the confirmation limit completes after an offer was taken", base_policy(),
         compensated() + Steps{does(C::ship, "T23"), does(C::delivered_scan, "T26"),
                               fires(C::confirm_timer, "T28q")}},
        {"the window passes while money is on its way back", base_policy(),
         compensated() + Steps{does(C::ship, "T23"), does(C::confirm_receipt, "T27p"),
                               fires(C::dispute_window_timer, "T28d"),
                               does(C::open_dispute, "!dispute_window_closed").amount(100),
                               does(C::submit_refund, "T54").of(RefundKind::goodwill),
                               does(C::refund_succeeded, "T55").of(RefundKind::goodwill),
                               fires(C::dispute_window_timer, "T28b")}},
        {"the window passes before a dispute becomes possible",
         policy_with([](Policy& p) { p.dispute_window = std::chrono::hours(96); }),
         compensated() + Steps{does(C::ship, "T23"), does(C::confirm_receipt, "T27p"),
                               fires(C::dispute_window_timer, "T28d"),
                               does(C::open_dispute, "!dispute_window_closed").amount(100)}},
        {"lost", base_policy(),
         shipped() + Steps{does(C::parcel_lost, "T29"), does(C::parcel_lost, "-"),
                           does(C::delivered_scan, "T26b")}},
        {"lost after its delivery was reported", base_policy(),
         delivered() + Steps{does(C::parcel_lost, "T29")}},
        {"lost, which nobody is told", lost_is_silent(),
         shipped() + Steps{does(C::parcel_lost, "T26c"), does(C::parcel_lost, "-"),
                           does(C::delivered_scan, "T26")}},
        {"lost, found and delivered after all", lost_is_silent(),
         delivered() + Steps{does(C::parcel_lost, "T26c"), does(C::delivered_scan, "T26b"),
                             fires(C::confirm_timer, "T28c")}},
        {"lost, completed and delivered after all", lost_is_silent(),
         shipped() + Steps{does(C::parcel_lost, "T26c"), fires(C::deliver_timer, "T28"),
                           does(C::delivered_scan, "T26b")}},
        {"lost, paid back and delivered after all", base_policy(),
         shipped() + Steps{does(C::parcel_lost, "T29"), does(C::accept_proposal, "T40b"),
                           does(C::delivered_scan, "T26n")}},
        {"lost after a dispute", base_policy(),
         shipped() + disputes(1000) +
             Steps{does(C::withdraw_case, "T49k"), does(C::parcel_lost, "T26c")}},
        {"lost during a dispute", base_policy(),
         shipped() + disputes(1000) + Steps{does(C::parcel_lost, "T26c")}},
    };
}

}  // namespace

std::vector<Journey> shipment_journeys() {
    std::vector<Journey> all = warehouse();
    for (const auto& part : {hand_over(), interception(), delivery()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

}  // namespace ordersim::tests
