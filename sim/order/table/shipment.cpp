#include "sim/order/table/table.hpp"

// The parcel: packing, hand-over, delivery, and the parcel that left although it should not.
namespace ordersim::order::table {
namespace {

/// Sold, or still to be decided; and taken back.
constexpr OrderStates kStands =
    set_of({O::delivered, O::dispute, O::completed, O::settled_partial});
constexpr OrderStates kTakenBack = set_of({O::refunding, O::cancelled, O::refunded});
constexpr OrderStates kOnTheWay = set_of({O::shipped, O::delivered});
constexpr OrderStates kStopped = set_of({O::refunding, O::cancelled});

std::vector<Row> warehouse_rows() {
    const OrderStates open = set_of({O::processing, O::cancel_pending});
    return {
        {.id = "T22a",
         .title = "picking starts",
         .from = open,
         .on = C::start_pick,
         .guards = {G::shipment_none, G::warehouse_unaware},
         .change = to(S::picking)},
        {.id = "T22b",
         .title = "the label is printed",
         .from = open,
         .on = C::print_label,
         .guards = {G::shipment_picking, G::warehouse_unaware},
         .change = to(S::labelled)},
        {.id = "T10s",
         .title = "the warehouse sees the request",
         .from = set_of({O::cancel_pending}),
         .on = C::stop_seen,
         .when = {G::stop_pending},
         .change = to(StopState::seen)},
        {.id = "T11s",
         .title = "the warehouse stops the parcel",
         .from = kStopped,
         .on = C::stop_seen,
         .when = {G::stop_pending, G::parcel_in_warehouse},
         .change = to(StopState::seen),
         .effects = {E::stop_parcel}},
    };
}

std::vector<Row> hand_over_rows() {
    const Row overtakes{.id = "T18",
                        .title = "seller ships although a request is pending",
                        .from = set_of({O::cancel_pending}),
                        .on = C::ship,
                        .change = to(O::shipped)(S::handed_over)(R::overtaken)(StopState::none),
                        .timers = {cancel(C::cancel_timer), cancel(C::ship_timer),
                                   arm(C::deliver_timer)},
                        .effects = {E::note_hand_over}};
    const Row ships{.id = "T23",
                    .title = "seller ships",
                    .from = set_of({O::processing}),
                    .on = C::ship,
                    .when = {G::no_open_case},
                    .change = to(O::shipped)(S::handed_over),
                    .timers = {cancel(C::ship_timer), arm(C::deliver_timer)},
                    .effects = {E::note_hand_over}};
    const Row converts{.id = "T38b",
                       .title = "seller ships during a case, which becomes a dispute",
                       .from = set_of({O::processing}),
                       .on = C::ship,
                       .change = to(O::dispute)(S::handed_over)(K::open_wait_seller),
                       .timers = {cancel(C::ship_timer), cancel(C::info_timer),
                                  arm_paused(C::deliver_timer), arm(C::dispute_seller_timer),
                                  arm(C::dispute_platform_timer)},
                       .effects = {E::note_hand_over, E::claim_everything}};
    return {
        {.id = "T18r",
         .title = "no shipping while the request locks the order",
         .from = set_of({O::cancel_pending}),
         .on = C::ship,
         .when = {G::lock_hard},
         .refusal = Refusal::cancellation_pending},
        overtakes,
        also("T18s", C::hand_over_scan, overtakes),
        ships,
        also("T23s", C::hand_over_scan, ships),
        {.id = "T38r",
         .title = "no shipping while the case holds the parcel",
         .from = set_of({O::processing}),
         .on = C::ship,
         .when = {G::case_holds_ship},
         .refusal = Refusal::case_is_open},
        converts,
        also("T38s", C::hand_over_scan, converts),
    };
}

std::vector<Row> delivery_rows() {
    const Row completes{.id = "T27",
                        .title = "buyer confirms receipt",
                        .from = kOnTheWay,
                        .on = C::confirm_receipt,
                        .change = to(O::completed),
                        .timers = {arm(C::dispute_window_timer)}};
    Row settles = completes;
    settles.id = "T27p";
    settles.title = "buyer confirms receipt; a part was refunded";
    settles.when = {G::goodwill_given};
    settles.change = to(O::settled_partial);
    const Row cannot_return{.id = "T48l",
                            .title = "the parcel is lost and cannot go back; the award is paid",
                            .from = set_of({O::dispute}),
                            .on = C::parcel_lost,
                            .when = {G::case_waits_return, G::parcel_out},
                            .change = to(O::refunding)(S::lost)(K::closed_buyer)(I::written_off),
                            .timers = {cancel(C::deliver_timer), cancel(C::return_timer)},
                            .effects = {E::refund_award, E::waive_return}};
    Row cannot_return_part = cannot_return;
    cannot_return_part.id = "T48m";
    cannot_return_part.when = {G::parcel_out, G::split_awarded};
    cannot_return_part.change = to(O::refunding)(S::lost)(K::closed_split)(I::written_off);
    const auto by_itself = [](std::string_view id, C timer, Row row) {
        row.title = timer == C::deliver_timer ? "the delivery limit completes the order"
                                              : "the confirmation limit completes the order";
        return also(id, timer, row);
    };
    return {
        {.id = "T26",
         .title = "the parcel is delivered",
         .from = set_of({O::shipped}),
         .on = C::delivered_scan,
         .change = to(O::delivered)(S::delivered)(I::deducted),
         .timers = {arm(C::confirm_timer)}},
        {.id = "T26w",
         .title = "the parcel that is to go back is delivered; the time to send it starts",
         .from = set_of({O::dispute}),
         .on = C::delivered_scan,
         .when = {G::case_waits_return, G::parcel_moving},
         .change = to(S::delivered),
         .timers = {arm(C::return_timer)},
         .effects = {E::deliver_in_dispute}},
        {.id = "T26b",
         .title = "the parcel is delivered; the order's course stands",
         .from = kStands,
         .on = C::delivered_scan,
         .when = {G::parcel_moving},
         .change = to(S::delivered)(I::deducted),
         .effects = {E::deliver_in_dispute}},
        {.id = "T26n",
         .title = "the parcel is delivered; the order's end stands",
         .from = kTakenBack,
         .on = C::delivered_scan,
         .when = {G::parcel_moving},
         .change = to(S::delivered)},
        cannot_return_part,
        cannot_return,
        {.id = "T29",
         .title = "the parcel is lost, which opens a dispute",
         .from = kOnTheWay,
         .on = C::parcel_lost,
         .when = {G::lost_opens_case, G::never_disputed},
         .change = to(O::dispute)(S::lost)(K::open_wait_seller)(I::written_off),
         .timers = {pause(C::deliver_timer), arm(C::dispute_seller_timer),
                    arm(C::dispute_platform_timer)},
         .effects = {E::claim_everything}},
        {.id = "T26c",
         .title = "the parcel is lost; the order's course stands",
         .from = kOnTheWay | kStands | kTakenBack,
         .on = C::parcel_lost,
         .when = {G::parcel_out},
         .change = to(S::lost)(I::written_off)},
        settles,
        completes,
        by_itself("T28p", C::deliver_timer, settles),
        by_itself("T28", C::deliver_timer, completes),
        by_itself("T28q", C::confirm_timer, settles),
        by_itself("T28c", C::confirm_timer, completes),
        {.id = "T28b",
         .title = "the seller is paid",
         .from = set_of({O::completed, O::settled_partial}),
         .on = C::dispute_window_timer,
         .when = {G::money_quiet},
         .change = to(P::released),
         .timers = {cancel(C::dispute_window_timer)}},
        {.id = "T28d",
         .title = "the seller's payment waits for a refund",
         .from = set_of({O::completed, O::settled_partial}),
         .on = C::dispute_window_timer,
         .effects = {E::wait_a_day}},
    };
}

std::vector<Row> interception_rows() {
    const Row fails{.id = "T36",
                    .title = "the parcel cannot be stopped",
                    .from = kStopped,
                    .on = C::intercept_failed,
                    .when = {G::intercept_requested},
                    .change = to(S::handed_over)(I::written_off),
                    .effects = {E::waive_return, E::release_refund}};
    Row delivered = also("T36b", C::delivered_scan, fails);
    delivered.title = "the parcel is delivered before it could be stopped";
    delivered.change = to(S::delivered)(I::written_off);
    Row lost = also("T36c", C::parcel_lost, fails);
    lost.title = "the parcel is lost before it could be stopped";
    lost.change = to(S::lost)(I::written_off);
    return {
        {.id = "T34",
         .title = "the parcel left after the cancellation; stop it",
         .from = kStopped,
         .on = C::hand_over_scan,
         .when = {G::parcel_in_warehouse, G::stock_taken},
         .change = to(S::intercept_requested),
         .timers = {cancel(C::settle_timer)},
         .effects = {E::reclaim_stock, E::hold_refund, E::open_recovery, E::note_hand_over}},
        {.id = "T35",
         .title = "the carrier stops the parcel",
         .from = kStopped,
         .on = C::intercepted,
         .when = {G::intercept_requested},
         .change = to(S::returning),
         .effects = {E::note_interception, E::release_refund}},
        fails,
        delivered,
        lost,
        {.id = "T37",
         .title = "the parcel is back",
         .from = set_of({O::refunding, O::cancelled, O::refunded, O::settled_partial}),
         .on = C::return_received,
         .when = {G::returning},
         .change = to(S::returned)(I::restocked),
         .effects = {E::close_recovery}},
    };
}

}  // namespace

std::vector<Row> shipment_rows() {
    std::vector<Row> rows = warehouse_rows();
    for (const auto& part : {hand_over_rows(), interception_rows(), delivery_rows()}) {
        rows.insert(rows.end(), part.begin(), part.end());
    }
    return rows;
}

}  // namespace ordersim::order::table
