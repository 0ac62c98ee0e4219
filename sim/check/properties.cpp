#include "sim/check/properties.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/order/invariants.hpp"

namespace ordersim::check {
namespace {

using namespace order;
using Kind = Decision::Kind;

bool is_accepted(const Step& step) { return step.decision.kind == Kind::accepted; }
bool is_by_stranger(const Step& step) {
    return !may_give(step.command.actor, step.command.kind);
}

bool (*state_predicate(Invariant id))(const Order&) {
    const auto all = state_invariants();
    const auto found = std::ranges::find(all, id, &StateInvariant::id);
    return found == all.end() ? nullptr : found->holds;
}
bool (*step_predicate(Invariant id))(const OrderStep&) {
    const auto all = step_invariants();
    const auto found = std::ranges::find(all, id, &StepInvariant::id);
    return found == all.end() ? nullptr : found->holds;
}

/// An invariant of the order module, by its number: the same predicate that a simulation checks.
template <Invariant Id>
bool invariant_holds(const Step& step) {
    static const auto of_state = state_predicate(Id);
    static const auto of_step = step_predicate(Id);
    return of_state != nullptr ? of_state(step.after)
                               : of_step({step.before, step.after, step.setting.policy,
                                          step.command, step.now});
}

bool answers_fit(const Step& step) {
    const bool is_command = class_of(step.command.kind) == CommandClass::command;
    const bool is_stranger = !may_give(step.command.actor, step.command.kind);
    return is_stranger || step.decision.kind != (is_command ? Kind::recorded : Kind::refused);
}

bool due_deadline_has_row(const Step& step) {
    return class_of(step.command.kind) != CommandClass::timer || is_accepted(step);
}

bool actor_may(const Step& step) {
    return may_give(step.command.actor, step.command.kind);
}

/// Money that comes pays for the order, or a refund for it is begun or waits for its turn.
bool money_is_taken_up(const Step& step) {
    if (step.command.kind != CommandKind::payment_verified) {
        return true;
    }
    const bool pays = step.before.regions.payment != PaymentState::held &&
                      step.after.regions.payment == PaymentState::held;
    const bool goes_back =
        step.after.late_waiting > step.before.late_waiting ||
        (step.after.state_of(RefundKind::late_payment) == RefundState::created &&
         step.before.state_of(RefundKind::late_payment) != RefundState::created);
    return pays != goes_back;
}

/// A row that gives stock back finds it taken: what is released or restocked once is not again.
bool stock_is_booked_once(const Step& step) {
    constexpr unsigned region = 6;
    const Change& change = step.setting.rules->row(step.decision.transition).change;
    const StockState from = step.before.regions.stock;
    const bool gives_back =
        change.sets(region) &&
        (change.to.stock == StockState::released || change.to.stock == StockState::restocked);
    return !gives_back || from != change.to.stock;
}

bool is_stale(const Step& step) {
    const bool is_payment = step.command.kind == CommandKind::payment_failed;
    const bool is_refund = step.command.kind == CommandKind::refund_accepted ||
                           step.command.kind == CommandKind::refund_succeeded ||
                           step.command.kind == CommandKind::refund_failed;
    const unsigned latest =
        is_payment ? step.before.payments
                   : step.before.refund_tries[static_cast<std::size_t>(step.command.refund)];
    return (is_payment || is_refund) && step.command.attempt != 0 &&
           step.command.attempt != latest;
}
bool stale_report_does_nothing(const Step& step) { return !is_stale(step); }

bool is_deed(const Step& step) {
    const CommandKind kind = step.command.kind;
    return is_accepted(step) && kind != CommandKind::send_message &&
           kind != CommandKind::follow_up;
}
/// The version alone is no effect.
bool accepted_has_effect(const Step& step) {
    Order after = step.after;
    after.version = step.before.version;
    return !is_deed(step) || after != step.before;
}

bool unpaid_closes_unpaid(const Step& step) {
    return step.before.regions.order != OrderState::awaiting_payment ||
           !is_terminal(step.after.regions.order) ||
           step.after.regions.order == OrderState::closed_unpaid;
}

/// Whether amounts are too much is for the invariants of refunds to say.
bool amounts_are_in_range(const Step& step) {
    const Order& order = step.after;
    return order.total >= Money{} && order.claim >= Money{} && order.counter >= Money{} &&
           std::ranges::all_of(order.refund,
                               [](const Refund& one) { return one.amount >= Money{}; }) &&
           order.payments <= kPayments && order.late_waiting < kPayments;
}

/// Whether a case ends so: by decision, or by default against the side that owes information.
bool is_for(const Step& step, Verdict verdict) {
    if (step.command.kind == CommandKind::info_timer) {
        const bool is_sellers_debt = step.before.has(Mark::info_from_seller);
        return verdict == (is_sellers_debt ? Verdict::buyer : Verdict::seller);
    }
    return step.command.kind == CommandKind::decide_case && step.command.verdict == verdict;
}

/// What a step that gives money back has to give: what support or the two agreed on, in a dispute
/// the claim as it stands, and otherwise all that is left.
Money decided(const Step& step) {
    const Order& before = step.before;
    if (is_for(step, Verdict::seller)) {
        return {};
    }
    if (is_for(step, Verdict::split)) {
        return step.command.amount;
    }
    if (step.command.kind == CommandKind::accept_offer) {
        return before.offer == Offer::partial_refund ? before.counter : Money{};
    }
    if (step.command.kind == CommandKind::accept_counter) {
        return before.counter;
    }
    return before.regions.order == OrderState::dispute
               ? before.claim
               : captured(step.after) - refunds_promised(before);
}

/// The order is called off, its money came after it was, or a part is given while it goes on.
bool gives_back(const Step& step) {
    const Regions& from = step.before.regions;
    const Regions& to = step.after.regions;
    const bool takes_back =
        to.order == OrderState::refunding &&
        (from.order != OrderState::refunding || from.payment != to.payment);
    return is_accepted(step) && (takes_back || is_for(step, Verdict::split) ||
                                 step.command.kind == CommandKind::accept_offer);
}

/// At once, or noted until the goods are back; and nothing that nobody decided.
bool refund_is_as_decided(const Step& step) {
    const Money promised = refunds_promised(step.after) - refunds_promised(step.before);
    if (step.after.regions.case_ == CaseState::return_wait) {
        return promised == Money{} && step.after.claim == decided(step);
    }
    return promised == (gives_back(step) ? decided(step) : Money{});
}

/// What the rules make of the policy as it was asked for.
bool policy_is_kept(const Step& step) {
    const Setting& setting = step.setting;
    if (!setting.misreads_policy) {
        return true;
    }
    const Decision asked =
        decide(*setting.rules, step.before, setting.asked, step.command, step.now);
    return asked.kind == step.decision.kind && asked.transition == step.decision.transition;
}

bool moves_to(const Step& step, OrderState state) {
    return is_accepted(step) && step.after.regions.order == state;
}

/// Without being asked a seller loses no order that he has begun to handle.
bool is_cancelled_before_handling(const Step& step) {
    return step.command.kind != CommandKind::cancel_instant ||
           step.before.regions.shipment == ShipmentState::none;
}
bool case_keeps_ship_limit(const Step& step) {
    return step.command.kind != CommandKind::extend_processing ||
           !is_open(step.before.regions.case_);
}

bool request_is_in_time(const Step& step) {
    return step.command.kind != CommandKind::request_cancel ||
           step.now - step.before.paid_at <= step.setting.asked.request_window;
}

bool answers_offer(const Step& step) {
    return step.command.kind == CommandKind::accept_offer ||
           step.command.kind == CommandKind::decline_offer;
}
bool offer_is_there(const Step& step) {
    return !answers_offer(step) || step.before.regions.request == RequestState::negotiating;
}

bool handles(const Step& step) {
    return step.command.kind == CommandKind::start_pick ||
           step.command.kind == CommandKind::print_label;
}
bool stopped_is_not_handled(const Step& step) {
    return !handles(step) || step.before.regions.stop != StopState::seen;
}

/// Whether the report is about a payment whose money has come before.
bool brings_money_again(const Step& step) {
    const unsigned attempt =
        step.command.attempt != 0 ? step.command.attempt : unsigned{step.before.payments};
    return step.command.kind == CommandKind::payment_verified && attempt != 0 &&
           (step.before.payments_verified >> (attempt - 1U) & 1U) != 0;
}
bool money_comes_once(const Step& step) { return !brings_money_again(step); }

/// Which way a parcel may go in one step. A hand-over that nobody had been told of shows at the
/// first scan; what is lost may yet be delivered; what is on its way back comes back.
bool parcel_may_go(ShipmentState from, ShipmentState to) {
    using enum ShipmentState;
    switch (from) {
        case none:
            return to == picking || to == handed_over || to == intercept_requested;
        case picking:
            return to == labelled || to == handed_over || to == intercept_requested;
        case labelled: return to == handed_over || to == intercept_requested;
        case handed_over: return to == delivered || to == lost;
        case delivered: return to == returning || to == lost;
        case intercept_requested:
            return to == handed_over || to == delivered || to == lost || to == returning;
        case returning: return to == returned;
        case returned: return false;
        case lost: return to == delivered;
    }
    return false;
}
bool moves_parcel(const Step& step) {
    return is_accepted(step) && step.before.regions.shipment != step.after.regions.shipment;
}
bool parcel_goes_as_parcels_do(const Step& step) {
    return !moves_parcel(step) ||
           parcel_may_go(step.before.regions.shipment, step.after.regions.shipment);
}

bool hands_over(const Step& step) {
    const ShipmentState to = step.after.regions.shipment;
    return is_in_warehouse(step.before.regions.shipment) &&
           (to == ShipmentState::handed_over || to == ShipmentState::intercept_requested);
}
bool answers_request(const Step& step) {
    return step.command.kind == CommandKind::approve_cancel ||
           step.command.kind == CommandKind::reject_cancel ||
           step.command.kind == CommandKind::counter_offer;
}
/// What rows ask about later: when the parcel left, whether the seller answered, whether the
/// parcel was stopped, whose money came.
bool what_happened_is_noted(const Step& step) {
    const Order& after = step.after;
    const bool is_about_money = step.command.kind == CommandKind::payment_verified;
    const bool is_stop = step.command.kind == CommandKind::intercepted;
    return (!hands_over(step) || after.handed_over_at == step.now) &&
           (!answers_request(step) || after.has(Mark::seller_answered)) &&
           (!is_stop || after.has(Mark::intercepted)) &&
           (!is_about_money || after.payments_verified != step.before.payments_verified);
}

bool is_in_talks(CaseState state) {
    return state == CaseState::open_wait_seller || state == CaseState::negotiating;
}
/// Support decides what lies before an agent, and the two settle what they still talk about.
bool case_ends_in_its_state(const Step& step) {
    const CaseState at = step.before.regions.case_;
    const CommandKind kind = step.command.kind;
    return (kind != CommandKind::decide_case || at == CaseState::in_review) &&
           (kind != CommandKind::accept_proposal || is_in_talks(at)) &&
           (kind != CommandKind::accept_counter || at == CaseState::negotiating);
}

/// A word for one side needs no amount that could be wrong.
bool decides_for_one_side(const Step& step) {
    return step.command.kind == CommandKind::decide_case &&
           step.command.verdict != Verdict::split &&
           step.before.regions.case_ == CaseState::in_review && !is_by_stranger(step) &&
           step.decision.refusal != Refusal::stale_version;
}
bool verdict_for_one_side_stands(const Step& step) {
    return is_accepted(step) || !decides_for_one_side(step);
}

bool waits_for_goods(const Step& step) {
    return is_accepted(step) && step.after.regions.case_ == CaseState::return_wait &&
           step.before.regions.case_ != CaseState::return_wait;
}
bool goods_go_back_if_claimed(const Step& step) {
    return !waits_for_goods(step) ||
           (step.before.has(Mark::with_return) && !is_for(step, Verdict::seller));
}

// When each could have been broken.
bool decides_elsewhere(const Step& step) { return !case_ends_in_its_state(step); }
bool requests_late(const Step& step) {
    return step.command.kind == CommandKind::request_cancel && !request_is_in_time(step);
}
bool answers_no_offer(const Step& step) { return !offer_is_there(step); }
bool handles_what_is_stopped(const Step& step) { return !stopped_is_not_handled(step); }
bool notes(const Step& step) {
    return is_accepted(step) && (hands_over(step) || answers_request(step));
}
bool cancels_what_is_handled(const Step& step) {
    return step.command.kind == CommandKind::cancel_instant &&
           step.before.regions.shipment != ShipmentState::none;
}
bool extends_in_case(const Step& step) {
    return step.command.kind == CommandKind::extend_processing &&
           is_open(step.before.regions.case_);
}
bool ends(const Step& step) {
    return is_accepted(step) && is_terminal(step.after.regions.order) &&
           step.before.regions.order != step.after.regions.order;
}
bool starts_terminal(const Step& step) {
    return is_accepted(step) && is_terminal(step.before.regions.order);
}
bool cancels_what_left(const Step& step) {
    return moves_to(step, OrderState::cancelled) &&
           !is_in_warehouse(step.after.regions.shipment);
}
bool ships(const Step& step) {
    return step.command.kind == CommandKind::ship &&
           (is_accepted(step) || step.before.regions.order == OrderState::cancel_pending);
}
bool promises_refund(const Step& step) {
    return is_accepted(step) && refunds_promised(step.after) > refunds_promised(step.before);
}
bool takes_late_money(const Step& step) {
    return is_accepted(step) && step.after.state_of(RefundKind::late_payment) != RefundState::none;
}
bool pay_timer_fires(const Step& step) {
    return is_accepted(step) && step.command.kind == CommandKind::pay_timer;
}
bool waits_without_deadline(const Step& step) {
    return is_accepted(step) && !is_terminal(step.after.regions.order) &&
           next_deadline(step.after).at == kNever;
}
bool pauses(const Step& step) { return is_accepted(step) && step.after.paused != 0; }
bool moves_stock(const Step& step) {
    return is_accepted(step) && step.before.regions.stock != step.after.regions.stock;
}
bool settles_in_part(const Step& step) { return moves_to(step, OrderState::settled_partial); }
bool is_timer(const Step& step) { return class_of(step.command.kind) == CommandClass::timer; }
bool releases(const Step& step) {
    return is_accepted(step) && step.after.regions.payment == PaymentState::released;
}
bool claims(const Step& step) {
    return is_accepted(step) &&
           (is_open(step.after.regions.request) || is_open(step.after.regions.case_));
}
bool books_violation(const Step& step) {
    return is_accepted(step) && step.after.has(Mark::violation);
}
bool is_not_command(const Step& step) {
    return class_of(step.command.kind) != CommandClass::command &&
           step.decision.kind == Kind::recorded;
}
bool brings_money(const Step& step) {
    return is_accepted(step) && step.command.kind == CommandKind::payment_verified;
}
bool ends_unpaid(const Step& step) {
    return moves_to(step, OrderState::closed_unpaid);
}
bool reads_policy(const Step& step) {
    return step.decision.guard == Guard::within_grace ||
           step.command.kind == CommandKind::cancel_instant;
}

template <Invariant Id>
constexpr Property invariant(std::string_view title, bool (*is_at_stake)(const Step&)) {
    return {enum_name(Id), title, invariant_holds<Id>, is_at_stake};
}

using enum Invariant;
using About = Property::About;
constexpr std::array kProperties{
    invariant<inv_01_terminal_is_final>(
        "an order that has ended stays so, but for a dispute in time", starts_terminal),
    invariant<inv_02_regions_agree>("payment and parcel are where the order's state says", ends),
    invariant<inv_03_cancelled_parcel_is_here>(
        "a cancelled order's parcel is here, or its recovery is recorded", cancels_what_left),
    invariant<inv_04_locked_order_does_not_ship>(
        "what is locked, refunding or over is not shipped", ships),
    invariant<inv_05_refunds_within_captured>("refunds never come to more than was captured",
                                              promises_refund),
    invariant<inv_08_late_money_goes_back>("money for an ended order goes back in full",
                                           takes_late_money),
    invariant<inv_09_payment_deadline_spares_paid>(
        "the payment deadline never ends an order whose payment is held or verified",
        pay_timer_fires),
    invariant<inv_10_deadlines_match_state>("a state's own deadlines run, and no others", pauses),
    invariant<inv_10_order_is_not_stuck>(
        "an open order has a deadline, or somebody whose turn it is", waits_without_deadline),
    invariant<inv_11_stock_moves_once>("a unit of stock moves only as goods can", moves_stock),
    invariant<inv_11_stock_agrees>("stock is where payment and parcel say", moves_stock),
    invariant<inv_12_amounts_match_the_end>("what was paid back is what the end says",
                                            settles_in_part),
    invariant<inv_15_timer_is_due>("no timer has an effect before its deadline", is_timer),
    invariant<inv_16_release_waits>("the seller is not paid while a case or refund is open",
                                    releases),
    invariant<inv_17_one_case_or_request>("one request and one case at most, where they belong",
                                          claims),
    invariant<inv_18_version_counts>("each accepted command is one version", is_accepted),
    invariant<inv_20_violation_has_cause>("a seller's violation is booked iff the cause is his",
                                          books_violation),
    Property{"answers_fit", "facts and timers are never refused, commands never passed over",
             answers_fit, is_not_command, About::any_answer},
    Property{"due_deadline_has_row", "whatever falls due has a row that takes it",
             due_deadline_has_row, is_timer, About::any_answer},
    Property{"actor_may", "nobody does what is not his to do", actor_may, is_by_stranger},
    Property{"inv_07_stale_report_does_nothing",
             "a report about an earlier try than the latest changes nothing",
             stale_report_does_nothing, is_stale},
    Property{"inv_08_money_is_taken_up", "money that comes pays the order or goes back",
             money_is_taken_up, brings_money},
    Property{"inv_11_stock_is_booked_once", "no unit is released or restocked twice",
             stock_is_booked_once, moves_stock},
    Property{"accepted_has_effect", "what is accepted has an effect", accepted_has_effect,
             is_deed},
    Property{"unpaid_closes_unpaid", "an order that waits for its payment ends as closed_unpaid",
             unpaid_closes_unpaid, ends_unpaid},
    Property{"amounts_are_in_range",
             "no amount is negative, and no payment beyond the last",
             amounts_are_in_range, claims},
    Property{"policy_is_kept", "windows and limits are those of the policy, to the instant",
             policy_is_kept, reads_policy, About::any_answer},
    Property{"instant_cancel_is_before_handling",
             "nobody cancels without asking what the seller has begun to handle",
             is_cancelled_before_handling, cancels_what_is_handled},
    Property{"case_keeps_ship_limit",
             "while a case is open the time to ship is not extended", case_keeps_ship_limit,
             extends_in_case},
    Property{"refund_is_as_decided",
             "what goes back to the buyer is what was decided, no less and no more",
             refund_is_as_decided, gives_back},
    Property{"request_is_in_time", "a cancellation is asked for within its window",
             request_is_in_time, requests_late},
    Property{"offer_is_there", "nobody accepts or declines what was not offered", offer_is_there,
             answers_no_offer},
    Property{"stopped_is_not_handled",
             "the warehouse does not pick or label what it was told to stop",
             stopped_is_not_handled, handles_what_is_stopped},
    Property{"money_comes_once", "the money of one payment is not counted twice",
             money_comes_once, brings_money_again},
    Property{"parcel_goes_as_parcels_do", "a parcel is found only where it can have come to",
             parcel_goes_as_parcels_do, moves_parcel},
    Property{"what_happened_is_noted",
             "hand-over, answer, interception and payment are in the record",
             what_happened_is_noted, notes},
    Property{"case_ends_in_its_state",
             "support decides what is in review, and the two settle what they talk about",
             case_ends_in_its_state, decides_elsewhere},
    Property{"goods_go_back_if_claimed",
             "goods are waited for if the claim says so, and the claim is granted",
             goods_go_back_if_claimed, waits_for_goods},
    Property{"verdict_for_one_side_stands", "support may always decide for one of the two",
             verdict_for_one_side_stands, decides_for_one_side, About::any_answer}};
static_assert(kProperties.size() <= 64);
constexpr auto kPlaces = std::make_index_sequence<kProperties.size()>();

template <std::size_t Place>
bool breaks(const Step& step, bool is_accepted) {
    constexpr const Property& property = kProperties[Place];
    return (property.about == About::any_answer || is_accepted) && !property.holds(step);
}
template <std::size_t... Place>
std::uint64_t broken_in(const Step& step, std::index_sequence<Place...>) {
    const bool accepted = is_accepted(step);
    return ((std::uint64_t{breaks<Place>(step, accepted)} << Place) | ...);
}
template <std::size_t... Place>
std::uint64_t at_stake_beyond(std::uint64_t known, const Step& step,
                              std::index_sequence<Place...>) {
    return ((std::uint64_t{(known >> Place & 1U) != 0 ||
                           kProperties[Place].is_at_stake(step)}
             << Place) |
            ...);
}

}  // namespace

std::span<const Property> properties() { return kProperties; }

PropertySet broken_by(const Step& step) { return broken_in(step, kPlaces); }

PropertySet at_stake_in(const Step& step, const PropertySet& known) {
    return at_stake_beyond(known.to_ullong(), step, kPlaces);
}

bool is_settled(const Order& order) { return !broken_at_end(order).has_value(); }

}  // namespace ordersim::check
