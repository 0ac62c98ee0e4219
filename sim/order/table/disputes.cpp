#include "sim/order/table/table.hpp"

// Disputes after shipment: opening, talks, decisions, returns.
namespace ordersim::order::table {
namespace {

constexpr OrderStates kDispute = set_of({O::dispute});

/// The buyer gets `award` at once, or once the goods are back. His time to send them starts when he
/// has them: now, or when the parcel that is still on its way is delivered.
std::vector<Row> awards(C on, std::array<std::string_view, 3> ids, std::string_view title,
                        std::array<Guard, 4> when, std::array<Guard, 4> guards, Effect award,
                        CaseState end) {
    const std::size_t place = when[0] == G::always ? 0 : 1;
    Row on_its_way{.id = ids[1],
                   .title = title,
                   .from = kDispute,
                   .on = on,
                   .when = when,
                   .guards = guards,
                   .change = to(K::return_wait),
                   .timers = {cancel(C::dispute_seller_timer), cancel(C::dispute_platform_timer)},
                   .effects = {award}};
    on_its_way.when[place] = G::with_return;
    Row in_hand = also(ids[0], on, on_its_way);
    in_hand.when[place + 1] = G::shipment_delivered;
    in_hand.timers[2] = arm(C::return_timer);
    return {
        in_hand,
        on_its_way,
        {.id = ids[2],
         .title = title,
         .from = kDispute,
         .on = on,
         .when = when,
         .guards = guards,
         .change = to(O::refunding)(end),
         .timers = {cancel(C::deliver_timer), cancel(C::dispute_seller_timer),
                    cancel(C::dispute_platform_timer)},
         .effects = {award, E::refund_award, E::waive_return}},
    };
}

/// The order goes back to where the dispute found it.
std::vector<Row> restores(C on, std::array<std::string_view, 4> ids, std::string_view title,
                          std::array<Guard, 4> guards, CaseState end) {
    const std::array<TimerMove, 5> timers{
        resume(C::deliver_timer), cancel(C::dispute_seller_timer),
        cancel(C::dispute_platform_timer)};
    return {
        {.id = ids[0], .title = title, .from = kDispute, .on = on,
         .when = {G::after_completion, G::goodwill_given}, .guards = guards,
         .change = to(O::settled_partial)(end), .timers = timers},
        {.id = ids[1], .title = title, .from = kDispute, .on = on,
         .when = {G::after_completion}, .guards = guards,
         .change = to(O::completed)(end), .timers = timers},
        {.id = ids[2], .title = title, .from = kDispute, .on = on,
         .when = {G::shipment_delivered}, .guards = guards,
         .change = to(O::delivered)(end), .timers = timers},
        {.id = ids[3], .title = title, .from = kDispute, .on = on,
         .guards = guards,
         .change = to(O::shipped)(end), .timers = timers},
    };
}

std::vector<Row> talk_rows() {
    return {
        {.id = "T39",
         .title = "buyer opens a dispute",
         .from = set_of({O::shipped, O::delivered, O::completed, O::settled_partial}),
         .on = C::open_dispute,
         .guards = {G::never_disputed, G::window_open, G::dispute_opened, G::claim_within_paid},
         .change = to(O::dispute)(K::open_wait_seller),
         .timers = {pause(C::deliver_timer), arm(C::dispute_seller_timer),
                    arm(C::dispute_platform_timer)},
         .effects = {E::take_claim, E::take_evidence}},
        {.id = "T41a",
         .title = "seller rejects and proposes otherwise",
         .from = kDispute,
         .on = C::reject_proposal,
         .guards = {G::case_waits_seller, G::offer_within_paid},
         .change = to(K::negotiating),
         .timers = {cancel(C::dispute_seller_timer)},
         .effects = {E::take_counter, E::take_evidence}},
        {.id = "T41b",
         .title = "buyer changes the proposal",
         .from = kDispute,
         .on = C::modify_proposal,
         .guards = {G::case_in_talks, G::dispute_rounds_left, G::claim_within_paid},
         .change = to(K::open_wait_seller),
         .timers = {arm(C::dispute_seller_timer)},
         .effects = {E::take_claim, E::take_evidence}},
        {.id = "T43",
         .title = "buyer escalates to support",
         .from = kDispute,
         .on = C::escalate,
         .guards = {G::case_in_talks},
         .change = to(K::queued),
         .timers = {cancel(C::dispute_seller_timer), cancel(C::dispute_platform_timer)}},
        {.id = "T43t",
         .title = "the platform steps in",
         .from = kDispute,
         .on = C::dispute_platform_timer,
         .change = to(K::queued),
         .timers = {cancel(C::dispute_seller_timer), cancel(C::dispute_platform_timer)}},
    };
}

std::vector<Row> return_rows() {
    const Row received{.id = "T48c",
                       .title = "the goods are back; the award is paid",
                       .from = kDispute,
                       .on = C::return_received,
                       .when = {G::returning},
                       .change = to(O::refunding)(K::closed_buyer)(S::returned)(I::restocked),
                       .timers = {cancel(C::deliver_timer), cancel(C::return_receipt_timer)},
                       .effects = {E::refund_award}};
    Row received_part = also("T48e", C::return_received, received);
    received_part.when = {G::returning, G::split_awarded};
    received_part.change = to(O::refunding)(K::closed_split)(S::returned)(I::restocked);
    Row overdue = also("T48d", C::return_receipt_timer, received);
    overdue.title = "nobody reports the goods back in time; the award is paid";
    overdue.when = {};
    overdue.change = to(O::refunding)(K::closed_buyer);
    Row overdue_part = also("T48f", C::return_receipt_timer, overdue);
    overdue_part.when = {G::split_awarded};
    overdue_part.change = to(O::refunding)(K::closed_split);
    return {
        {.id = "T48a",
         .title = "buyer sends the goods back",
         .from = kDispute,
         .on = C::give_return_tracking,
         .guards = {G::case_waits_return, G::shipment_delivered},
         .change = to(S::returning),
         .timers = {cancel(C::return_timer), arm(C::return_receipt_timer)}},
        received_part,
        received,
        overdue_part,
        overdue,
    };
}

}  // namespace

std::vector<Row> dispute_rows() {
    std::vector<Row> rows = talk_rows();
    const auto add = [&rows](const std::vector<Row>& part) {
        rows.insert(rows.end(), part.begin(), part.end());
    };
    add(awards(C::accept_proposal, {"T40a", "T40t", "T40b"}, "seller accepts the proposal", {},
               {G::case_in_talks}, E::nothing, K::closed_buyer));
    add({{.id = "T40c",
          .title = "buyer accepts the seller's proposal",
          .from = kDispute,
          .on = C::accept_counter,
          .guards = {G::case_negotiating, G::counter_offered},
          .change = to(O::refunding)(K::closed_split),
          .timers = {cancel(C::deliver_timer), cancel(C::dispute_platform_timer)},
          .effects = {E::award_counter, E::refund_award, E::waive_return}}});
    add(awards(C::dispute_seller_timer, {"T42a", "T42t", "T42b"},
               "the seller is silent; the proposal is carried out", {}, {}, E::nothing,
               K::closed_buyer));
    add(awards(C::decide_case, {"T47d", "T47t", "T47e"}, "support decides for the buyer",
               {G::for_buyer}, {G::case_in_review}, E::nothing, K::closed_buyer));
    add(awards(C::decide_case, {"T47f", "T47u", "T47g"}, "support splits", {G::for_split},
               {G::case_in_review, G::claim_within_paid}, E::take_award, K::closed_split));
    add(restores(C::decide_case, {"T47h", "T47i", "T47j", "T47k"},
                 "support decides for the seller", {G::case_in_review}, K::closed_seller));
    add(awards(C::info_timer, {"T46d", "T46t", "T46e"},
               "the seller owes information; decided for the buyer", {G::for_buyer}, {},
               E::nothing, K::closed_buyer));
    add(restores(C::info_timer, {"T46h", "T46i", "T46j", "T46k"},
                 "the buyer owes information; decided for the seller", {},
                 K::closed_seller));
    add(return_rows());
    // His time runs only while he has them.
    auto unsent = restores(C::return_timer, {"T48h", "T48i", "T48j", ""},
                           "the buyer does not send the goods back", {}, K::closed_seller);
    unsent.pop_back();
    unsent.back().when = {};
    add(unsent);
    add({{.id = "T49r",
          .title = "no withdrawing once the goods are on their way back",
          .from = kDispute,
          .on = C::withdraw_case,
          .when = {G::returning},
          .refusal = Refusal::already_sent_back}});
    add(restores(C::withdraw_case, {"T49h", "T49i", "T49j", "T49k"},
                 "buyer withdraws the dispute", {}, K::withdrawn));
    return rows;
}

}  // namespace ordersim::order::table
