#include "sim/order/table/table.hpp"

// Getting out of a paid order before it is shipped.
namespace ordersim::order::table {
namespace {

constexpr OrderStates kPending = set_of({O::cancel_pending});
constexpr OrderStates kProcessing = set_of({O::processing});

std::vector<Row> request_rows() {
    return {
        {.id = "T09",
         .title = "buyer cancels within the grace window",
         .from = kProcessing,
         .on = C::cancel_instant,
         .guards = {G::within_grace, G::shipment_none, G::no_open_case},
         .change = to(O::refunding),
         .timers = {cancel(C::ship_timer)},
         .effects = {E::note_reason, E::stop_parcel, E::refund_rest,
                     E::book_violation_by_reason}},
        {.id = "T10a",
         .title = "buyer requests cancellation; an unpicked order needs no approval",
         .from = kProcessing,
         .on = C::request_cancel,
         .when = {G::approval_automatic},
         .guards = {G::no_open_case, G::requests_left, G::within_request_window},
         .change = to(O::refunding)(R::approved),
         .timers = {cancel(C::ship_timer)},
         .effects = {E::take_request, E::stop_parcel, E::refund_rest,
                     E::book_violation_by_reason}},
        {.id = "T10",
         .title = "buyer requests cancellation; the parcel is held",
         .from = kProcessing,
         .on = C::request_cancel,
         .when = {G::lock_holds},
         .guards = {G::no_open_case, G::requests_left, G::within_request_window},
         .change = to(O::cancel_pending)(R::requested)(StopState::pending),
         .timers = {pause(C::ship_timer), arm(C::cancel_timer)},
         .effects = {E::take_request}},
        {.id = "T10b",
         .title = "buyer requests cancellation; nothing is held",
         .from = kProcessing,
         .on = C::request_cancel,
         .guards = {G::no_open_case, G::requests_left, G::within_request_window},
         .change = to(O::cancel_pending)(R::requested),
         .timers = {arm(C::cancel_timer)},
         .effects = {E::take_request}},
        {.id = "T17",
         .title = "buyer withdraws the request",
         .from = kPending,
         .on = C::withdraw_cancel,
         .change = to(O::processing)(R::withdrawn)(StopState::none),
         .timers = {cancel(C::cancel_timer), resume(C::ship_timer)}},
        {.id = "T25",
         .title = "too late to request: shipped",
         .from = set_of({O::shipped, O::delivered}),
         .on = C::request_cancel,
         .refusal = Refusal::already_shipped},
    };
}

std::vector<Row> answer_rows() {
    return {
        {.id = "T11",
         .title = "seller approves",
         .from = kPending,
         .on = C::approve_cancel,
         .change = to(O::refunding)(R::approved),
         .timers = {cancel(C::cancel_timer), cancel(C::ship_timer)},
         .effects = {E::mark_answered, E::stop_parcel, E::refund_rest,
                     E::book_violation_by_reason}},
        {.id = "T12",
         .title = "seller rejects",
         .from = kPending,
         .on = C::reject_cancel,
         .change = to(O::processing)(R::rejected)(StopState::none),
         .timers = {cancel(C::cancel_timer), resume(C::ship_timer)},
         .effects = {E::mark_answered}},
        {.id = "T15",
         .title = "silence approves",
         .from = kPending,
         .on = C::cancel_timer,
         .when = {G::silence_approves},
         .change = to(O::refunding)(R::approved),
         .timers = {cancel(C::cancel_timer), cancel(C::ship_timer)},
         .effects = {E::stop_parcel, E::refund_rest, E::book_silence,
                     E::book_violation_by_reason}},
        {.id = "T16h",
         .title = "silence opens a support case; the parcel is held",
         .from = kPending,
         .on = C::cancel_timer,
         .when = {G::silence_escalates, G::no_case_yet, G::case_holds_ship},
         .change = to(O::processing)(R::lapsed)(K::queued)(StopState::none),
         .timers = {cancel(C::cancel_timer), pause(C::ship_timer)}},
        {.id = "T16e",
         .title = "silence opens a support case",
         .from = kPending,
         .on = C::cancel_timer,
         .when = {G::silence_escalates, G::no_case_yet},
         .change = to(O::processing)(R::lapsed)(K::queued)(StopState::none),
         .timers = {cancel(C::cancel_timer), resume(C::ship_timer)}},
        {.id = "T16",
         .title = "silence rejects",
         .from = kPending,
         .on = C::cancel_timer,
         .change = to(O::processing)(R::lapsed)(StopState::none),
         .timers = {cancel(C::cancel_timer), resume(C::ship_timer)}},
    };
}

std::vector<Row> offer_rows() {
    return {
        {.id = "T13",
         .title = "seller makes an offer instead",
         .from = kPending,
         .on = C::counter_offer,
         .guards = {G::offer_rounds_left, G::offer_within_paid},
         .change = to(R::negotiating)(ChatState::wait_buyer),
         .effects = {E::take_offer, E::mark_answered}},
        {.id = "T14a",
         .title = "buyer accepts a partial refund",
         .from = kPending,
         .on = C::accept_offer,
         .when = {G::offer_is_refund},
         .guards = {G::offer_open, G::goodwill_free},
         .change = to(O::processing)(R::withdrawn)(ChatState::idle)(StopState::none),
         .timers = {cancel(C::cancel_timer), resume(C::ship_timer)},
         .effects = {E::refund_offer}},
        {.id = "T14b",
         .title = "buyer accepts another offer",
         .from = kPending,
         .on = C::accept_offer,
         .guards = {G::offer_open},
         .change = to(O::processing)(R::withdrawn)(ChatState::idle)(StopState::none),
         .timers = {cancel(C::cancel_timer), resume(C::ship_timer)}},
        {.id = "T14c",
         .title = "buyer declines the offer",
         .from = kPending,
         .on = C::decline_offer,
         .guards = {G::offer_open},
         .change = to(R::requested)(ChatState::wait_seller)},
    };
}

std::vector<Row> seller_rows() {
    const Row misses_deadline{.id = "T21",
                              .title = "seller misses the shipping deadline",
                              .from = kProcessing,
                              .on = C::ship_timer,
                              .when = {G::no_open_case},
                              .change = to(O::refunding),
                              .timers = {cancel(C::ship_timer)},
                              .effects = {E::stop_parcel, E::refund_rest, E::book_violation}};
    Row with_case = also("T21b", C::ship_timer, misses_deadline);
    with_case.title = "seller misses the shipping deadline during a case";
    with_case.when = {};
    with_case.change = to(O::refunding)(K::closed_buyer);
    with_case.timers = {cancel(C::ship_timer), cancel(C::info_timer)};
    Row with_request = also("T21c", C::ship_timer, misses_deadline);
    with_request.title = "seller misses the shipping deadline during a request";
    with_request.from = kPending;
    with_request.when = {};
    with_request.change = to(O::refunding)(R::non_fulfilment);
    with_request.timers = {cancel(C::ship_timer), cancel(C::cancel_timer)};
    return {
        {.id = "T19",
         .title = "seller cancels",
         .from = kProcessing,
         .on = C::seller_cancel,
         .guards = {G::no_open_case},
         .change = to(O::refunding),
         .timers = {cancel(C::ship_timer)},
         .effects = {E::stop_parcel, E::refund_rest, E::book_violation_by_reason}},
        {.id = "T20",
         .title = "buyer gives the seller more time",
         .from = kProcessing,
         .on = C::extend_processing,
         .guards = {G::no_open_case, G::extension_left},
         .effects = {E::extend_ship_limit}},
        misses_deadline,
        with_case,
        with_request,
    };
}

}  // namespace

std::vector<Row> cancellation_rows() {
    std::vector<Row> rows = request_rows();
    for (const auto& part : {answer_rows(), offer_rows(), seller_rows()}) {
        rows.insert(rows.end(), part.begin(), part.end());
    }
    return rows;
}

}  // namespace ordersim::order::table
