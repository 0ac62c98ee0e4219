#include "sim/order/table/table.hpp"

// Support cases before shipment, and what cases and disputes share.
namespace ordersim::order::table {
namespace {

constexpr OrderStates kProcessing = set_of({O::processing});
constexpr OrderStates kWithCase = set_of({O::processing, O::dispute});

/// How a case before shipment ends, by decision or by the default when information is missing.
std::vector<Row> ends(C on, std::array<std::string_view, 3> ids, Guard ready) {
    return {
        {.id = ids[0],
         .title = "support decides for the buyer before shipment",
         .from = kProcessing,
         .on = on,
         .when = {G::for_buyer},
         .guards = {ready},
         .change = to(O::refunding)(K::closed_buyer),
         .timers = {cancel(C::ship_timer), cancel(C::info_timer)},
         .effects = {E::stop_parcel, E::refund_rest, E::book_violation_by_reason}},
        {.id = ids[1],
         .title = "support splits before shipment; the order goes on",
         .from = kProcessing,
         .on = on,
         .when = {G::for_split},
         .guards = {ready, G::offer_within_paid, G::goodwill_free},
         .change = to(K::closed_split),
         .timers = {resume(C::ship_timer), cancel(C::info_timer)},
         .effects = {E::refund_split}},
        {.id = ids[2],
         .title = "support decides for the seller before shipment",
         .from = kProcessing,
         .on = on,
         .guards = {ready},
         .change = to(K::closed_seller),
         .timers = {resume(C::ship_timer), cancel(C::info_timer)}},
    };
}

}  // namespace

std::vector<Row> case_rows() {
    std::vector<Row> rows{
        {.id = "T38",
         .title = "buyer opens a support case; the parcel is held",
         .from = kProcessing,
         .on = C::open_case,
         .when = {G::case_holds_ship},
         .guards = {G::preship_escalation, G::no_open_case, G::no_case_yet, G::refused_or_silent},
         .change = to(K::queued),
         .timers = {pause(C::ship_timer)},
         .effects = {E::take_evidence}},
        {.id = "T38n",
         .title = "buyer opens a support case",
         .from = kProcessing,
         .on = C::open_case,
         .guards = {G::preship_escalation, G::no_open_case, G::no_case_yet, G::refused_or_silent},
         .change = to(K::queued),
         .effects = {E::take_evidence}},
        {.id = "T44",
         .title = "support picks the case up",
         .from = kWithCase,
         .on = C::pick_up_case,
         .guards = {G::case_queued},
         .change = to(K::in_review)},
        {.id = "T45a",
         .title = "support asks for information",
         .from = kWithCase,
         .on = C::request_info,
         .guards = {G::case_in_review, G::info_rounds_left},
         .change = to(K::info_requested),
         .timers = {arm(C::info_timer)},
         .effects = {E::ask_for_info}},
        {.id = "T45b",
         .title = "the information comes",
         .from = kWithCase,
         .on = C::submit_info,
         .guards = {G::case_waits_info, G::asked_party},
         .change = to(K::queued),
         .timers = {cancel(C::info_timer)},
         .effects = {E::take_evidence, E::note_info}},
        {.id = "T49p",
         .title = "buyer withdraws the case before shipment",
         .from = kProcessing,
         .on = C::withdraw_case,
         .guards = {G::case_open},
         .change = to(K::withdrawn),
         .timers = {resume(C::ship_timer), cancel(C::info_timer)}},
    };
    const auto decided = ends(C::decide_case, {"T47a", "T47b", "T47c"}, G::case_in_review);
    rows.insert(rows.end(), decided.begin(), decided.end());
    auto by_default = ends(C::info_timer, {"T46a", "", "T46c"}, G::always);
    by_default.erase(by_default.begin() + 1);
    rows.insert(rows.end(), by_default.begin(), by_default.end());
    return rows;
}

}  // namespace ordersim::order::table
