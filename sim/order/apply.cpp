#include "sim/order/decide.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace ordersim::order {
namespace {

constexpr SimDuration kDay = std::chrono::hours(24);

struct Duration {
    SimDuration Policy::*field = nullptr;  ///< none: the order's or the policy otherwise
    std::string_view name;
};

/// How long each timer runs, from pay_timer on.
constexpr std::array kDurations{
    Duration{&Policy::pay_limit, "pay_limit"},
    Duration{&Policy::verify_limit, "verify_limit"},
    Duration{nullptr, "the order's shipping limit"},
    Duration{&Policy::answer_limit, "answer_limit, by answer_clock"},
    Duration{&Policy::delivery_limit, "delivery_limit"},
    Duration{&Policy::confirm_limit, "confirm_limit"},
    Duration{&Policy::dispute_window, "dispute_window"},
    Duration{&Policy::dispute_answer_limit, "dispute_answer_limit"},
    Duration{&Policy::dispute_platform_limit, "dispute_platform_limit"},
    Duration{&Policy::info_limit, "info_limit"},
    Duration{&Policy::return_limit, "return_limit"},
    Duration{&Policy::return_receipt_limit, "return_receipt_limit"},
    Duration{nullptr, "refund_retry_delay, doubling with each try"},
    Duration{nullptr, "refund_sla_business_days"},
    Duration{nullptr, "none: due at once"}};

const Duration& duration_entry(CommandKind timer) {
    const auto first = static_cast<std::size_t>(CommandKind::pay_timer);
    return kDurations[static_cast<std::size_t>(timer) - first];
}

SimDuration duration_of_timer(const Order& order, const Policy& policy, CommandKind timer) {
    if (timer == CommandKind::ship_timer) {
        return std::chrono::minutes(order.ship_limit_minutes);
    }
    return policy.*duration_entry(timer).field;
}

/// By which a clock on the wall is ahead of the simulation's: the policy's time zone, to the
/// minute, and a week that keeps it from ever showing less than 0.
SimDuration wall_clock_lead(const Policy& policy) {
    return std::chrono::minutes(std::lround(policy.time_zone * 60)) + 7 * kDay;
}

/// `limit` counted on Monday to Friday alone.
SimTime plus_business_time(SimTime from, SimDuration limit) {
    const SimTime day = plus_business_days(from, static_cast<int>(limit / kDay));
    const SimTime end = day + limit % kDay;
    const auto weekday = end.time_since_epoch() / kDay % 7;
    return weekday < 5 ? end : end + 2 * kDay;
}

/// Not before the limit has passed, and in the last minute of that day at the earliest.
SimTime end_of_day_after(SimTime from, SimDuration limit) {
    const SimTime at = from + limit;
    const SimTime midnight(at.time_since_epoch() / kDay * kDay + kDay);
    return std::max(at, midnight - std::chrono::minutes(1));
}

SimTime due(const Order& order, const Policy& policy, CommandKind timer, SimTime now) {
    const SimDuration limit = duration_of_timer(order, policy, timer);
    if (timer != CommandKind::cancel_timer) {
        return now + limit;
    }
    const SimDuration lead = wall_clock_lead(policy);
    switch (policy.answer_clock) {
        case AnswerClock::elapsed: return now + limit;
        case AnswerClock::end_of_day: return end_of_day_after(now + lead, limit) - lead;
        case AnswerClock::business_days: return plus_business_time(now + lead, limit) - lead;
    }
    return now + limit;
}

struct SlotView {
    SimTime& deadline;
    CommandKind& timer;
    std::uint8_t& paused;
    std::uint8_t bit;
};

SlotView view(Order& order, Slot slot) {
    const auto i = static_cast<std::size_t>(slot);
    return {order.deadline[i], order.timer[i], order.paused, static_cast<std::uint8_t>(1U << i)};
}

void clear_slot(const SlotView& slot) {
    slot.deadline = kNever;
    slot.paused = static_cast<std::uint8_t>(slot.paused & ~slot.bit);
}

Refund& refund_of(Order& order, RefundKind kind) {
    return order.refund[static_cast<std::size_t>(kind)];
}
RefundState& refund_state_of(Order& order, RefundKind kind) {
    return order.refund_state[static_cast<std::size_t>(kind)];
}
std::uint8_t& refund_tries_of(Order& order, RefundKind kind) {
    return order.refund_tries[static_cast<std::size_t>(kind)];
}

void create_refund(Order& order, RefundKind kind, Money amount) {
    if (amount > Money{}) {
        refund_of(order, kind).amount = amount;
        refund_state_of(order, kind) = RefundState::created;
    }
}

/// Each late payment goes back by its own refund, one after the other.
void start_late_refund(Order& order) {
    const RefundState state = order.state_of(RefundKind::late_payment);
    const bool is_free = state == RefundState::none || state == RefundState::succeeded;
    if (is_free && order.late_waiting > 0) {
        --order.late_waiting;
        create_refund(order, RefundKind::late_payment, order.total);
    }
}

void send_refund(Order& order, const Policy& policy, RefundKind kind, SimTime now) {
    refund_state_of(order, kind) = RefundState::submitted;
    ++refund_tries_of(order, kind);
    refund_of(order, kind).deadline = plus_business_days(now, policy.refund_sla_business_days);
}

/// The n-th retry waits 2^(n-1) times the first delay.
void fail_refund(Order& order, const Policy& policy, RefundKind kind, SimTime now) {
    const unsigned failures = refund_tries_of(order, kind);
    refund_state_of(order, kind) = RefundState::failed;
    refund_of(order, kind).deadline =
        now + policy.refund_retry_delay * (std::int64_t{1} << std::min(failures - 1U, 16U));
}

void end_refund(Order& order, RefundKind kind, RefundState state) {
    refund_state_of(order, kind) = state;
    refund_of(order, kind).deadline = kNever;
}

void finish_refund(Order& order, RefundKind kind) {
    end_refund(order, kind, RefundState::succeeded);
    if (kind == RefundKind::late_payment) {
        start_late_refund(order);
    }
}

void note_payment(Order& order, SimTime now) {
    order.paid_at = now;
    ++order.payments;
}

void note_verified(Order& order, const Command& command) {
    const unsigned attempt = command.attempt == 0 ? order.payments : command.attempt;
    // An attempt that never was, which only a table without the guard lets in, leaves no mark.
    const unsigned bit = attempt <= kPayments ? 1U << attempt >> 1U : 0U;
    order.payments_verified = static_cast<std::uint8_t>(order.payments_verified | bit);
}

void note_placement(Order& order, const Command& command) {
    order.total = command.amount;
    order.quantity = command.quantity;
    order.ship_limit_minutes = command.minutes;
    if (command.is_trusted) {
        order.set(Mark::trusted);
    }
}

/// A count that nobody limits stays at the most that it can hold.
void count(std::uint8_t& counter, std::uint8_t more) {
    counter = static_cast<std::uint8_t>(std::min(255, counter + more));
}

void take_evidence(Order& order, const Command& command) {
    count(command.actor == Actor::seller ? order.evidence_seller : order.evidence_buyer,
          command.evidence);
}

void take_request(Order& order, const Command& command) {
    order.reason = command.reason;
    order.offer_rounds = 0;
    order.clear(Mark::seller_answered);
    ++order.requests;
    take_evidence(order, command);
}

void take_offer(Order& order, const Command& command) {
    order.offer = command.offer;
    order.counter = command.amount;
    ++order.offer_rounds;
}

/// A new case: nobody has been asked for anything yet.
void forget_info(Order& order) {
    order.info_rounds = 0;
    order.clear(Mark::info_from_seller);
    order.clear(Mark::info_first);
}

void claim_everything(Order& order, const Regions& before) {
    order.set(Mark::disputed);
    order.claim = captured(order) - refunds_promised(order);
    if (!is_open(before.case_)) {
        forget_info(order);
    }
}

void take_claim(Order& order, const Command& command, const Regions& before) {
    order.claim = command.amount;
    if (command.with_return) {
        order.set(Mark::with_return);
    } else {
        order.clear(Mark::with_return);
    }
    if (before.order == OrderState::dispute) {
        ++order.dispute_rounds;
        return;
    }
    order.set(Mark::disputed);
    forget_info(order);
    if (is_terminal(before.order)) {
        order.set(Mark::after_completion);
    }
}

/// Goods that never were cannot go back to stock; a parcel that the warehouse holds can at once;
/// any other once the warehouse has seen the stop.
void stop_parcel(Order& order, const Command& command) {
    Regions& at = order.regions;
    if (at.stock != StockState::deducted) {
        return;
    }
    if (command.actor == Actor::seller && command.reason == Reason::out_of_stock) {
        at.stock = StockState::written_off;
        at.stop = StopState::seen;
    } else if (at.stop == StopState::seen) {
        at.stock = StockState::restocked;
    } else {
        at.stop = StopState::pending;
    }
}

/// The reason of this cancellation: the seller's own, or that of the request which he, silence or
/// support grants.
void book_violation_by_reason(Order& order, const Command& command) {
    const bool own = command.actor == Actor::seller && is_seller_side(command.reason);
    const bool requested =
        command.kind != CommandKind::seller_cancel && is_seller_side(order.reason);
    if (own || requested) {
        order.set(Mark::violation);
    }
}

void deliver_in_dispute(Order& order, const Policy& policy) {
    const SlotView life = view(order, Slot::life);
    if (order.regions.order == OrderState::dispute && life.timer == CommandKind::deliver_timer) {
        life.timer = CommandKind::confirm_timer;
        life.deadline = SimTime(policy.confirm_limit);
    }
}

void ask_for_info(Order& order, const Command& command) {
    ++order.info_rounds;
    if (command.party == Actor::seller) {
        order.set(Mark::info_from_seller);
    } else {
        order.clear(Mark::info_from_seller);
    }
}

void extend_ship_limit(Order& order, const Command& command) {
    order.extended_minutes += command.minutes;
    view(order, Slot::life).deadline += std::chrono::minutes(command.minutes);
}

/// Arms with the policy's (for `ship` the order's own) duration; a paused slot keeps what is left.
void move_timer(Order& order, const Policy& policy, const TimerMove& move, SimTime now) {
    const SlotView slot = view(order, slot_of(move.timer));
    const bool is_paused = (slot.paused & slot.bit) != 0;
    switch (move.action) {
        case TimerAction::nothing: return;
        case TimerAction::arm:
            clear_slot(slot);
            slot.timer = move.timer;
            slot.deadline = due(order, policy, move.timer, now);
            return;
        case TimerAction::arm_paused:
            slot.timer = move.timer;
            slot.deadline = SimTime(duration_of_timer(order, policy, move.timer));
            slot.paused = static_cast<std::uint8_t>(slot.paused | slot.bit);
            return;
        case TimerAction::cancel: clear_slot(slot); return;
        case TimerAction::pause:
            if (!is_paused && slot.deadline != kNever) {
                slot.deadline = SimTime(slot.deadline - now);
                slot.paused = static_cast<std::uint8_t>(slot.paused | slot.bit);
            }
            return;
        case TimerAction::resume:
            if (is_paused) {
                const SimTime due = now + slot.deadline.time_since_epoch();
                clear_slot(slot);
                slot.deadline = due;
            }
            return;
    }
}

/// `before`: the regions before the row changed them.
void carry_out(Effect effect, Order& order, const Policy& policy, const Command& command,
               const Regions& before, SimTime now) {
    const RefundKind kind = command.refund;
    switch (effect) {
        case Effect::nothing: return;
        case Effect::note_placement: note_placement(order, command); return;
        case Effect::note_payment: note_payment(order, now); return;
        case Effect::note_verified: note_verified(order, command); return;
        case Effect::note_reason: order.reason = command.reason; return;
        case Effect::note_hand_over: order.handed_over_at = now; return;
        case Effect::take_request: take_request(order, command); return;
        case Effect::take_offer: take_offer(order, command); return;
        case Effect::mark_answered: order.set(Mark::seller_answered); return;
        case Effect::count_round: ++order.offer_rounds; return;
        case Effect::count_follow_up: count(order.follow_ups, 1); return;
        case Effect::take_evidence: take_evidence(order, command); return;
        case Effect::extend_ship_limit: extend_ship_limit(order, command); return;
        case Effect::stop_parcel: stop_parcel(order, command); return;
        case Effect::reclaim_stock: order.regions.stock = StockState::deducted; return;
        case Effect::refund_rest:
            create_refund(order, RefundKind::settlement, captured(order) - refunds_promised(order));
            return;
        case Effect::refund_award:
            create_refund(order, RefundKind::settlement, order.claim);
            return;
        case Effect::refund_offer:
            create_refund(order, RefundKind::goodwill, order.counter);
            return;
        case Effect::refund_split:
            create_refund(order, RefundKind::goodwill, command.amount);
            return;
        case Effect::refund_late_payment:
            ++order.late_waiting;
            start_late_refund(order);
            return;
        case Effect::hold_refund:
            if (order.state_of(RefundKind::settlement) == RefundState::created) {
                refund_state_of(order, RefundKind::settlement) = RefundState::held;
            }
            return;
        case Effect::release_refund:
            if (order.state_of(RefundKind::settlement) == RefundState::held) {
                refund_state_of(order, RefundKind::settlement) = RefundState::created;
            }
            return;
        case Effect::send_refund: send_refund(order, policy, kind, now); return;
        case Effect::accept_refund: refund_state_of(order, kind) = RefundState::pending; return;
        case Effect::finish_refund: finish_refund(order, kind); return;
        case Effect::fail_refund: fail_refund(order, policy, kind, now); return;
        case Effect::refund_by_hand: end_refund(order, kind, RefundState::manual); return;
        case Effect::note_refund_overdue:
            order.set(Mark::refund_overdue);
            refund_of(order, kind).deadline = kNever;
            return;
        case Effect::take_claim: take_claim(order, command, before); return;
        case Effect::claim_everything: claim_everything(order, before); return;
        case Effect::take_counter:
            order.counter = command.amount;
            order.set(Mark::seller_answered);
            return;
        case Effect::take_award:
            order.claim = command.amount;
            order.set(Mark::split_awarded);
            return;
        case Effect::award_counter: order.claim = order.counter; return;
        case Effect::ask_for_info: ask_for_info(order, command); return;
        case Effect::note_info: order.set(Mark::info_first); return;
        case Effect::wait_a_day:
            order.set(Mark::window_over);
            view(order, Slot::life).deadline = now + kDay;
            return;
        case Effect::deliver_in_dispute: deliver_in_dispute(order, policy); return;
        case Effect::waive_return: order.set(Mark::return_waived); return;
        case Effect::note_interception: order.set(Mark::intercepted); return;
        case Effect::open_recovery: order.set(Mark::recovery); return;
        case Effect::close_recovery:
            if (order.has(Mark::recovery)) {
                order.set(Mark::recovery_closed);
            }
            return;
        case Effect::book_violation: order.set(Mark::violation); return;
        case Effect::book_violation_by_reason: book_violation_by_reason(order, command); return;
        case Effect::book_silence:
            if (!order.has(Mark::seller_answered)) {
                order.set(Mark::violation);
            }
            return;
    }
}

/// An order in refunding whose refunds are all paid and whose parcel needs no waiting settles at
/// once: its settle deadline is now.
void settle_if_ready(Order& order, SimTime now) {
    const Regions& at = order.regions;
    if (at.order != OrderState::refunding) {
        return;
    }
    const bool is_parcel_settled =
        order.has(Mark::return_waived) ||
        (at.shipment != ShipmentState::handed_over && at.shipment != ShipmentState::delivered);
    const SlotView life = view(order, Slot::life);
    if (at.payment == PaymentState::verifying ||
        at.shipment == ShipmentState::intercept_requested || !is_parcel_settled ||
        is_outstanding(order.state_of(RefundKind::settlement)) ||
        is_outstanding(order.state_of(RefundKind::goodwill)) ||
        (life.timer == CommandKind::settle_timer && life.deadline != kNever)) {
        return;
    }
    clear_slot(life);
    life.timer = CommandKind::settle_timer;
    life.deadline = now;
}

}  // namespace

std::string_view duration_name(CommandKind timer) { return duration_entry(timer).name; }

void apply(const Rules& rules, Order& order, const Policy& policy, const Command& command,
           const Decision& decision, SimTime now) noexcept {
    const Row& row = rules.row(decision.transition);
    const Regions before = order.regions;
    order.regions = row.change.applied_to(before);
    for (const TimerMove& move : row.timers) {
        if (move.action == TimerAction::nothing) {
            break;
        }
        move_timer(order, policy, move, now);
    }
    for (const Effect effect : row.effects) {
        if (effect != Effect::nothing) {
            carry_out(effect, order, policy, command, before, now);
        }
    }
    settle_if_ready(order, now);
    ++order.version;
}

}  // namespace ordersim::order
