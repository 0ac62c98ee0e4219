#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/base/enum_names.hpp"
#include "sim/order/command.hpp"
#include "sim/order/order.hpp"
#include "sim/order/state_set.hpp"
#include "sim/order/states.hpp"

/// The transition table as data: what may happen to an order, under which guards, to which end.
/// `decide.hpp` reads it; everything else (documents, diagrams, coverage, planted defects) is made
/// from it.
namespace ordersim::order {

/// A condition on order, policy, command and time, evaluated in one place (guards.cpp).
enum class Guard : std::uint8_t {
    always,  ///< fills unused places
    // Policy.
    verify_cancel_direct,
    void_sync,
    lock_holds,      ///< lock is soft or hard
    lock_hard,
    silence_approves,
    silence_escalates,
    approval_automatic,  ///< by policy, for an order that nobody has begun to pick: for every buyer
                         ///< or for trusted ones
    preship_escalation,
    case_holds_ship,
    lost_opens_case,
    rearm_on_message,
    // Payment and stock.
    stock_available,
    price_not_negative,
    amount_is_total,
    payment_unverified,
    payments_left,
    pay_time_left,
    new_payment,   ///< money of an attempt that has brought none yet
    about_latest,  ///< the gateway speaks of the latest payment or refund try
    // Cancellation.
    within_grace,
    within_request_window,
    requests_left,
    offer_rounds_left,
    offer_within_paid,
    offer_open,
    offer_is_refund,
    goodwill_free,   ///< no goodwill refund before this one
    goodwill_given,
    extension_left,
    // Parcel.
    shipment_none,
    shipment_picking,
    parcel_in_warehouse,
    parcel_moving,   ///< handed over; or lost, and may be found
    parcel_out,      ///< handed over or delivered
    shipment_delivered,
    intercept_requested,
    returning,
    warehouse_unaware,  ///< no stop that the warehouse has seen
    stop_pending,
    stock_taken,     ///< deducted, restocked or written off: the units had been paid for
    never_left,      ///< or was intercepted
    // Cases.
    no_open_case,
    case_open,
    no_case_yet,
    refused_or_silent,
    case_waits_seller,
    case_in_talks,   ///< waits for the seller, or negotiating
    case_negotiating,
    case_queued,
    case_in_review,
    case_waits_info,
    case_waits_return,
    asked_party,
    dispute_rounds_left,
    info_rounds_left,
    claim_within_paid,
    counter_offered,
    never_disputed,
    dispute_opened,  ///< its window has
    window_open,     ///< and has not passed: the payment is held
    with_return,     ///< the goods go back first; never for a lost parcel
    after_completion,
    split_awarded,
    for_buyer,         ///< the verdict, or by default the side that did supply information
    for_split,
    // Refunds.
    refund_created,
    refund_submitted,
    refund_in_flight,
    refund_retryable,
    refund_has_failed,
    refund_manual,
    money_quiet,       ///< no open case, no refund outstanding
    settled_in_full,
    by_buyer           ///< the command's actor
};

/// Why a command was refused. The first five need no guard.
enum class Refusal : std::uint8_t {
    none,
    stale_version,
    unknown_order,
    order_closed,
    wrong_state,
    wrong_actor,
    out_of_stock,
    wrong_amount,
    too_many_payments,
    cancellation_blocked,
    grace_over,
    request_window_over,
    too_many_requests,
    too_many_rounds,
    no_offer,
    already_compensated,
    extension_used_up,
    already_packed,
    not_picking,
    already_shipped,
    cancellation_pending,
    case_is_open,
    case_not_open,
    escalation_off,
    nothing_to_escalate,
    already_escalated,
    already_disputed,
    dispute_too_early,
    dispute_window_closed,
    already_sent_back,
    not_asked,
    not_delivered,
    refund_not_ready
};

/// What a transition does beyond moving regions and timers.
enum class Effect : std::uint8_t {
    nothing,  ///< fills unused places
    note_placement,
    note_payment,
    note_verified,
    note_reason,
    note_hand_over,
    take_request,
    take_offer,
    mark_answered,
    count_round,         ///< one negotiation round of this request is used up
    count_follow_up,
    take_evidence,
    extend_ship_limit,
    stop_parcel,        ///< restock if the warehouse holds the parcel, else ask it to
    reclaim_stock,      ///< undo a restock: the parcel has left
    refund_rest,        ///< settlement refund of all not yet promised
    refund_award,
    refund_offer,
    refund_split,
    refund_late_payment,
    hold_refund,
    release_refund,
    send_refund,
    accept_refund,
    finish_refund,
    fail_refund,
    refund_by_hand,
    note_refund_overdue,
    take_claim,
    claim_everything,
    take_counter,
    take_award,
    award_counter,
    ask_for_info,
    note_info,
    wait_a_day,          ///< the same deadline again tomorrow
    deliver_in_dispute,  ///< the clock kept for later becomes the confirmation clock
    waive_return,
    note_interception,
    open_recovery,
    close_recovery,
    book_violation,
    book_violation_by_reason,
    book_silence  ///< a violation if the seller gave this request no answer at all
};

enum class TimerAction : std::uint8_t { nothing, arm, arm_paused, cancel, pause, resume };

struct TimerMove {
    TimerAction action = TimerAction::nothing;
    CommandKind timer = CommandKind::pay_timer;
};

/// Which regions a transition sets, and to what: both as bytes in the order of Regions, so that all
/// regions move in one step.
struct Change {
    Regions to{};            ///< the first state where `sets` says no
    std::uint64_t mask = 0;  ///< all bits of the byte of each region that is set

    constexpr Change operator()(OrderState s) const { return with<0>(&Regions::order, s); }
    constexpr Change operator()(PaymentState s) const { return with<1>(&Regions::payment, s); }
    constexpr Change operator()(ShipmentState s) const { return with<2>(&Regions::shipment, s); }
    constexpr Change operator()(RequestState s) const { return with<3>(&Regions::request, s); }
    constexpr Change operator()(ChatState s) const { return with<4>(&Regions::chat, s); }
    constexpr Change operator()(CaseState s) const { return with<5>(&Regions::case_, s); }
    constexpr Change operator()(StockState s) const { return with<6>(&Regions::stock, s); }
    constexpr Change operator()(StopState s) const { return with<7>(&Regions::stop, s); }

    /// By its place in Regions.
    [[nodiscard]] constexpr bool sets(unsigned region) const {
        return (mask >> 8U * region & 1U) != 0;
    }
    [[nodiscard]] constexpr bool moves_order() const { return sets(0); }
    [[nodiscard]] constexpr Regions applied_to(const Regions& regions) const {
        const auto old = std::bit_cast<std::uint64_t>(regions);
        return std::bit_cast<Regions>((old & ~mask) | std::bit_cast<std::uint64_t>(to));
    }

private:
    template <unsigned Region, class State>
    constexpr Change with(State Regions::*member, State state) const {
        Change result = *this;
        result.to.*member = state;
        result.mask = mask | std::uint64_t{0xff} << 8U * Region;
        return result;
    }
};

/// Sets of order states, as bits.
using OrderStates = std::uint16_t;
[[nodiscard]] constexpr OrderStates set_of(std::initializer_list<OrderState> states) {
    unsigned bits = 0;
    for (const OrderState state : states) {
        bits |= 1U << static_cast<unsigned>(state);
    }
    return static_cast<OrderStates>(bits);
}
[[nodiscard]] constexpr bool contains(OrderStates set, OrderState state) {
    return (unsigned{set} >> static_cast<unsigned>(state) & 1U) != 0;
}

/// One row. Of the rows for a state and a command, the first whose `when` holds is the one: its
/// `guards` then accept the command, or name the refusal. `refusal` other than none makes it a row
/// that only refuses.
struct Row {
    std::string_view id;
    std::string_view title;
    OrderStates from = 0;
    CommandKind on = CommandKind::place_order;
    std::array<Guard, 4> when{};
    std::array<Guard, 4> guards{};
    Change change{};
    std::array<TimerMove, 5> timers{};
    std::array<Effect, 4> effects{};
    Refusal refusal = Refusal::none;
};

/// An index into the rows of one table; printed as the row's id.
using TransitionId = std::uint8_t;
inline constexpr TransitionId kNoTransition = 0xff;

/// Several guards that hold together, made ready: those about the state of a single region as one
/// set of states, the others as they are.
struct Condition {
    StateSet states = kAllStates;
    std::array<Guard, 4> others{};
};

/// What deciding needs of a row, side by side with the others for its state and command.
struct Candidate {
    TransitionId id = kNoTransition;
    Refusal refusal = Refusal::none;
    std::array<Guard, 4> guards{};  ///< of the row, for naming the first that does not hold
    Condition when;
    Condition accepts;
};

/// A table ready for look-up. The standard one is `rules()`; a changed copy of its rows makes
/// another, which is how planted defects and dropped guards are tried.
class Rules {
public:
    /// Requires: at most 254 rows.
    explicit Rules(std::vector<Row> rows);

    [[nodiscard]] std::span<const Row> rows() const { return rows_; }
    [[nodiscard]] const Row& row(TransitionId id) const { return rows_[id]; }
    /// The rows that may apply, in the table's order.
    [[nodiscard]] std::span<const Candidate> candidates(OrderState state,
                                                        CommandKind kind) const {
        const Cell cell = cells_[static_cast<std::size_t>(state)][static_cast<std::size_t>(kind)];
        return {candidates_.data() + cell.first, cell.count};
    }
    /// The row of that name, or kNoTransition.
    [[nodiscard]] TransitionId find(std::string_view id) const;
    /// The same rules but for one guard, which then holds always where it would refuse.
    [[nodiscard]] Rules without(Guard guard) const;

private:
    struct Cell {
        std::uint16_t first = 0;
        std::uint16_t count = 0;
    };
    std::vector<Row> rows_;
    std::vector<Candidate> candidates_;
    std::array<std::array<Cell, enum_count<CommandKind>>, enum_count<OrderState>> cells_{};
};

/// The marketplace's rules. Made once before main; safe to share.
[[nodiscard]] const Rules& rules();
/// Its rows, in the order of the document.
[[nodiscard]] std::vector<Row> standard_rows();

/// The states in which the guard holds, if one region decides it; else all. Other regions do not
/// restrict it. For start-up: it asks `holds`.
[[nodiscard]] StateSet states_of(Guard guard);
/// Whether one region decides the guard.
[[nodiscard]] bool is_about_region(Guard guard);
/// The refusal that a guard names when it does not hold.
[[nodiscard]] Refusal refusal_of(Guard guard);
/// The slot that holds a timer's deadline. Requires: not a refund timer.
[[nodiscard]] constexpr Slot slot_of(CommandKind timer) {
    if (timer == CommandKind::verify_timer || timer == CommandKind::cancel_timer ||
        timer == CommandKind::dispute_platform_timer) {
        return Slot::claim;
    }
    if (timer == CommandKind::dispute_seller_timer ||
        (timer >= CommandKind::info_timer && timer <= CommandKind::return_receipt_timer)) {
        return Slot::answer;
    }
    return Slot::life;
}

/// The policy's field that says how long a timer runs, or where else that comes from.
/// Requires: `timer` is a timer.
[[nodiscard]] std::string_view duration_name(CommandKind timer);

/// Who may give a command, as bits of Actor; facts and timers have their own actors.
[[nodiscard]] constexpr unsigned actors_of(CommandKind kind) {
    const auto within = [kind](CommandKind first, CommandKind last) {
        return kind >= first && kind <= last;
    };
    const auto bit = [](Actor actor) { return 1U << static_cast<unsigned>(actor); };
    using C = CommandKind;
    if (within(C::place_order, C::follow_up)) {
        return bit(Actor::buyer);
    }
    if (within(C::send_message, C::submit_info)) {
        return bit(Actor::buyer) | bit(Actor::seller);
    }
    if (within(C::approve_cancel, C::reject_proposal)) {
        return bit(Actor::seller);
    }
    if (within(C::pick_up_case, C::pay_out_by_hand)) {
        return bit(Actor::platform);
    }
    if (within(C::payment_verified, C::refund_failed)) {
        return bit(Actor::gateway);
    }
    if (kind == C::return_received) {
        return bit(Actor::carrier) | bit(Actor::seller);
    }
    return within(C::stop_seen, C::intercept_failed) ? bit(Actor::carrier) : bit(Actor::clock);
}

namespace rules_detail {
inline constexpr auto kActorsOf = [] {
    std::array<std::uint8_t, enum_count<CommandKind>> actors{};
    for (std::size_t i = 0; i < actors.size(); ++i) {
        actors[i] = static_cast<std::uint8_t>(actors_of(static_cast<CommandKind>(i)));
    }
    return actors;
}();
}  // namespace rules_detail

[[nodiscard]] constexpr bool may_give(Actor actor, CommandKind kind) {
    const unsigned actors = rules_detail::kActorsOf[static_cast<std::size_t>(kind)];
    return (actors >> static_cast<unsigned>(actor) & 1U) != 0;
}

}  // namespace ordersim::order
