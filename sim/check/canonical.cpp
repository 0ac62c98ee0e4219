#include <algorithm>

#include "sim/base/assert.hpp"
#include "sim/check/model.hpp"

// What may be forgotten of an order, and its packing.
namespace ordersim::check {
namespace {

using namespace order;

constexpr SimDuration kLeft = std::chrono::hours(1);

bool is_one_of(OrderState state, std::initializer_list<OrderState> states) {
    return std::ranges::find(states, state) != states.end();
}

bool is_before_shipment(OrderState state) {
    return is_one_of(state, {OrderState::awaiting_payment, OrderState::pay_verifying,
                             OrderState::processing, OrderState::cancel_pending});
}

/// Only whether a deadline runs, is paused with something left, or with nothing, can be told.
void forget_times(Order& order) {
    for (std::size_t i = 0; i < kSlots; ++i) {
        const bool is_paused = order.is_paused(static_cast<Slot>(i));
        if (order.deadline[i] == kNever) {
            order.timer[i] = CommandKind::place_order;
        } else if (!is_paused) {
            order.deadline[i] = kInstant + kLeft;
        } else if (order.timer[i] != CommandKind::pay_timer || order.deadline[i] > SimTime{}) {
            order.deadline[i] = SimTime(kLeft);
        }
    }
    for (Refund& refund : order.refund) {
        refund.deadline = refund.deadline == kNever ? kNever : kInstant + kLeft;
    }
}

/// How many windows an order of that age has seen pass.
std::size_t windows_before(const Setting& setting, SimDuration age) {
    return static_cast<std::size_t>(std::ranges::count_if(
        setting.windows, [age](SimDuration window) { return age > window; }));
}
/// The age that stands for all with so many windows behind them: the last instant of the next
/// window, where an error of the smallest step shows; or the first instant after the last.
SimDuration age_after(const Setting& setting, std::size_t windows) {
    if (windows < setting.windows.size()) {
        return setting.windows[windows];
    }
    return windows == 0 ? SimDuration::zero() : setting.windows.back() + SimDuration(1);
}

/// Windows that nothing asks about any more have not passed; of the others it counts which have.
void forget_ages(const Setting& setting, Order& order) {
    const OrderState state = order.regions.order;
    const bool counts_from_payment =
        order.payments > 0 &&
        is_before_shipment(state);
    const SimDuration age = counts_from_payment ? kInstant - order.paid_at : SimDuration::zero();
    order.paid_at = kInstant - age_after(setting, windows_before(setting, age));
    const bool waits_for_opening =
        !order.has(Mark::disputed) && order.regions.payment == PaymentState::held &&
        is_one_of(state, {OrderState::shipped, OrderState::delivered, OrderState::completed,
                          OrderState::settled_partial});
    const bool is_open = !waits_for_opening || kInstant >= dispute_opens_at(order, setting.policy);
    const SimDuration since = is_open ? setting.policy.dispute_opens : SimDuration::zero();
    order.handed_over_at = kInstant - since;
}

void clear_unless(bool is_needed, Order& order, std::initializer_list<Mark> marks) {
    for (const Mark mark : marks) {
        if (!is_needed) {
            order.clear(mark);
        }
    }
}

/// Facts are forgotten where no row, effect or invariant asks for them any more.
void forget_marks(const Setting& setting, Order& order) {
    const Regions& at = order.regions;
    const bool is_terminal_with_window =
        is_one_of(at.order, {OrderState::completed, OrderState::settled_partial}) &&
        at.payment == PaymentState::held;
    clear_unless(false, order, {Mark::refund_overdue, Mark::info_first, Mark::violation,
                                Mark::recovery_closed});
    clear_unless(is_one_of(at.order, {OrderState::shipped, OrderState::delivered,
                                      OrderState::dispute}) ||
                     is_terminal_with_window,
                 order, {Mark::disputed});
    clear_unless(at.order == OrderState::dispute, order,
                 {Mark::after_completion, Mark::with_return, Mark::split_awarded});
    clear_unless(at.order == OrderState::refunding, order,
                 {Mark::return_waived, Mark::intercepted});
    clear_unless(is_one_of(at.order, {OrderState::refunding, OrderState::cancelled,
                                      OrderState::refunded, OrderState::settled_partial}),
                 order, {Mark::recovery});
    clear_unless(is_open(at.request), order, {Mark::seller_answered});
    clear_unless(at.case_ == CaseState::info_requested, order, {Mark::info_from_seller});
    clear_unless(is_terminal_with_window, order, {Mark::window_over});
    clear_unless(setting.policy.approval == Approval::auto_if_trusted &&
                     is_before_shipment(at.order),
                 order, {Mark::trusted});
}

/// Of the chat a guard asks only whether the seller owes an answer after a follow-up.
void forget_talk(Order& order) {
    const Regions& at = order.regions;
    const bool may_open_case =
        at.case_ == CaseState::none &&
        is_before_shipment(at.order);
    const bool was_reminded = may_open_case && order.follow_ups > 0;
    const bool is_owed = was_reminded && at.chat == ChatState::wait_seller;
    order.follow_ups = was_reminded ? 1 : 0;
    order.regions.chat = is_owed ? ChatState::wait_seller : ChatState::idle;
}

/// A count that has reached the most that is allowed need not be told from a higher one.
void keep_if(bool is_needed, std::uint8_t& count, std::uint8_t most) {
    count = is_needed ? std::min(count, most) : std::uint8_t{0};
}

void forget_claims(const Setting& setting, Order& order) {
    const Regions& at = order.regions;
    const bool is_pending = is_open(at.request);
    const bool has_offer = at.request == RequestState::negotiating;
    const bool is_dispute = at.order == OrderState::dispute;
    // Whoever grants the request books its reason: support too, in a case that is or may be opened.
    const bool may_be_granted =
        is_pending || (at.order == OrderState::processing &&
                       (is_open(at.case_) || at.case_ == CaseState::none));
    order.reason = may_be_granted && is_seller_side(order.reason) ? Reason::slow_shipping
                                                                  : Reason::other;
    if (!has_offer || order.offer != Offer::partial_refund) {
        order.offer = has_offer ? Offer::coupon : Offer::partial_refund;
    }
    keep_if(is_pending, order.offer_rounds, setting.policy.negotiation_rounds);
    if (!has_offer && at.case_ != CaseState::negotiating) {
        order.counter = {};
    }
    order.claim = is_dispute ? order.claim : Money{};
    keep_if(is_dispute, order.dispute_rounds, setting.policy.negotiation_rounds);
    keep_if(is_open(at.case_), order.info_rounds, setting.policy.info_rounds);
    const bool is_unshipped = is_before_shipment(at.order);
    keep_if(is_unshipped, order.requests, setting.policy.max_requests);
    order.extended_minutes = is_unshipped ? order.extended_minutes : 0;
}

/// A refund that has ended is no more tried; tries beyond the last retry are all alike.
void forget_tries(const Setting& setting, Order& order) {
    const unsigned most = setting.policy.refund_retries + 1U;
    for (std::size_t i = 0; i < kRefunds; ++i) {
        const bool counts = is_outstanding(order.refund_state[i]) ||
                            static_cast<RefundKind>(i) == RefundKind::late_payment;
        const unsigned tries = counts ? std::min<unsigned>(order.refund_tries[i], most) : 0U;
        order.refund_tries[i] = static_cast<std::uint8_t>(tries);
    }
}

/// Earlier attempts to pay are told apart only by whether their money came.
void forget_order_of_payments(Order& order) {
    if (order.payments < 2) {
        return;
    }
    const unsigned latest = 1U << (order.payments - 1U);
    const unsigned earlier = static_cast<unsigned>(
        std::popcount(static_cast<unsigned>(order.payments_verified) & (latest - 1U)));
    const unsigned mask = (order.payments_verified & latest) | ((1U << earlier) - 1U);
    order.payments_verified = static_cast<std::uint8_t>(mask);
}

}  // namespace

Order canonical(const Setting& setting, const Order& order) {
    Order state = order;
    state.version = 0;
    state.evidence_buyer = 0;
    state.evidence_seller = 0;
    forget_ages(setting, state);
    forget_times(state);
    forget_marks(setting, state);
    forget_talk(state);
    forget_claims(setting, state);
    forget_tries(setting, state);
    forget_order_of_payments(state);
    return state;
}

namespace {

/// All that is left to claim or refund, a part of it, or nothing.
Money share_of(Money amount, Money rest, Money small_rest) {
    return amount == Money{} ? Money{} : amount == rest ? small_rest : Money{1};
}

/// To a total of three units, with every order between amounts that a guard asks for.
void shrink_amounts(Order& order) {
    if (order.regions.order == OrderState::none) {
        return;
    }
    const Money whole = captured(order);
    const Money goodwill = order.amount_of(RefundKind::goodwill);
    const Money small_goodwill{goodwill == Money{} ? 0 : 1};
    const Money rest = whole - goodwill;
    const Money small_rest = kTotal - small_goodwill;
    const auto amount = [&order](RefundKind kind) -> Money& {
        return order.refund[static_cast<std::size_t>(kind)].amount;
    };
    order.claim = share_of(order.claim, rest, small_rest);
    order.counter = order.regions.order != OrderState::dispute &&
                            order.offer != Offer::partial_refund
                        ? Money{}
                        : share_of(order.counter, rest, small_rest);
    Money& settlement = amount(RefundKind::settlement);
    settlement = share_of(settlement, rest, small_rest);
    amount(RefundKind::goodwill) = small_goodwill;
    Money& late = amount(RefundKind::late_payment);
    late = late == Money{} ? Money{} : kTotal;
    order.total = kTotal;
}

}  // namespace

Order abstracted(const Setting& setting, const Order& order, SimTime now) {
    Order state = order;
    const SimDuration shift = kInstant - now;
    for (std::size_t i = 0; i < kSlots; ++i) {
        if (state.deadline[i] != kNever && !state.is_paused(static_cast<Slot>(i))) {
            state.deadline[i] += shift;
        }
    }
    state.paid_at += shift;
    state.handed_over_at += shift;
    state.quantity = 1;
    shrink_amounts(state);
    state = canonical(setting, state);
    state.ship_limit_minutes =
        state.regions.order == OrderState::none ? 0 : kShipLimitMinutes;
    return state;
}

namespace {

/// Visits every field that a canonical order may hold other than at its default, with the number
/// of bits that its values need. The same walk packs and unpacks.
template <class Visitor>
void visit_fields(Visitor& visit, const Setting& setting, Order& order) {
    Regions& at = order.regions;
    visit.enumeration(at.order, 4);
    visit.enumeration(at.payment, 3);
    visit.enumeration(at.shipment, 4);
    visit.enumeration(at.request, 4);
    visit.enumeration(at.chat, 2);
    visit.enumeration(at.case_, 4);
    visit.enumeration(at.stock, 3);
    visit.enumeration(at.stop, 2);
    for (std::size_t i = 0; i < kSlots; ++i) {
        visit.timer(order, i);
    }
    visit.number(order.marks, 15);
    for (std::size_t i = 0; i < kRefunds; ++i) {
        visit.enumeration(order.refund_state[i], 3);
        visit.number(order.refund[i].amount.minor, 3);
        visit.number(order.refund_tries[i], 3);
        visit.running(order.refund[i].deadline);
    }
    visit.number(order.claim.minor, 3);
    visit.number(order.counter.minor, 3);
    visit.number(order.late_waiting, 3);
    visit.number(order.payments, 4);
    visit.number(order.payments_verified, 8);
    visit.number(order.requests, 2);
    visit.number(order.offer_rounds, 2);
    visit.number(order.dispute_rounds, 2);
    visit.number(order.info_rounds, 2);
    visit.number(order.follow_ups, 1);
    visit.ages(setting, order);
    visit.rest(order);
}

class Packer {
public:
    template <class Enum>
    void enumeration(Enum value, unsigned bits) {
        put(static_cast<std::uint64_t>(value), bits);
    }
    template <class Number>
    void number(Number value, unsigned bits) {
        put(static_cast<std::uint64_t>(value), bits);
    }
    void timer(const Order& order, std::size_t i) {
        const SimTime deadline = order.deadline[i];
        const bool is_off = deadline == kNever;
        const auto first = static_cast<unsigned>(CommandKind::pay_timer);
        const unsigned mode = !order.is_paused(static_cast<Slot>(i)) ? 0U
                              : deadline > SimTime{}                 ? 1U
                                                                     : 2U;
        put(is_off ? 0U : 1U + static_cast<unsigned>(order.timer[i]) - first, 4);
        put(is_off ? 0U : mode, 2);
    }
    void running(SimTime deadline) { put(deadline == kNever ? 0 : 1, 1); }
    void ages(const Setting& setting, const Order& order) {
        put(windows_before(setting, kInstant - order.paid_at), 2);
        put(order.handed_over_at == kInstant ? 0 : 1, 1);
    }
    void rest(const Order& order) {
        put(order.reason == Reason::other ? 0 : 1, 1);
        put(order.offer == Offer::partial_refund ? 0 : 1, 1);
        put(order.extended_minutes == 0 ? 0 : 1, 1);
    }
    [[nodiscard]] Packed result() const { return {low_, high_}; }

private:
    void put(std::uint64_t value, unsigned bits) {
        ORDERSIM_ASSERT(value >> bits == 0);
        if (used_ + bits <= 64) {
            low_ |= value << used_;
        } else if (used_ >= 64) {
            high_ |= value << (used_ - 64);
        } else {
            low_ |= value << used_;
            high_ |= value >> (64 - used_);
        }
        used_ += bits;
        ORDERSIM_ASSERT(used_ <= 128);
    }
    std::uint64_t low_ = 0;
    std::uint64_t high_ = 0;
    unsigned used_ = 0;
};

class Unpacker {
public:
    explicit Unpacker(const Packed& packed) : low_(packed.low), high_(packed.high) {}

    template <class Enum>
    void enumeration(Enum& value, unsigned bits) {
        value = static_cast<Enum>(take(bits));
    }
    template <class Number>
    void number(Number& value, unsigned bits) {
        value = static_cast<Number>(take(bits));
    }
    void timer(Order& order, std::size_t i) {
        const auto first = static_cast<unsigned>(CommandKind::pay_timer);
        const auto timer = static_cast<unsigned>(take(4));
        const auto mode = static_cast<unsigned>(take(2));
        if (timer == 0) {
            return;
        }
        order.timer[i] = static_cast<CommandKind>(first + timer - 1U);
        const SimDuration left = mode == 1 ? kLeft : SimDuration::zero();
        order.deadline[i] = mode == 0 ? kInstant + kLeft : SimTime(left);
        order.paused = static_cast<std::uint8_t>(order.paused | (mode == 0 ? 0U : 1U << i));
    }
    void running(SimTime& deadline) { deadline = take(1) == 0 ? kNever : kInstant + kLeft; }
    void ages(const Setting& setting, Order& order) {
        order.paid_at = kInstant - age_after(setting, take(2));
        order.handed_over_at =
            kInstant - (take(1) == 0 ? SimDuration::zero() : setting.policy.dispute_opens);
    }
    void rest(Order& order) {
        order.reason = take(1) == 0 ? Reason::other : Reason::slow_shipping;
        order.offer = take(1) == 0 ? Offer::partial_refund : Offer::coupon;
        is_extended_ = take(1) != 0;
    }
    [[nodiscard]] bool is_extended() const { return is_extended_; }

private:
    std::uint64_t take(unsigned bits) {
        const std::uint64_t value = low_ & ((std::uint64_t{1} << bits) - 1U);
        low_ = (low_ >> bits) | (high_ << (64U - bits));
        high_ >>= bits;
        return value;
    }
    std::uint64_t low_;
    std::uint64_t high_;
    bool is_extended_ = false;
};

}  // namespace

Packed packed(const Setting& setting, const Order& order) {
    Packer packer;
    Order copy = order;
    visit_fields(packer, setting, copy);
    return packer.result();
}

Order unpacked(const Setting& setting, const Packed& packed) {
    Unpacker unpacker(packed);
    Order order;
    visit_fields(unpacker, setting, order);
    if (order.regions.order != OrderState::none) {
        order.total = kTotal;
        order.ship_limit_minutes = kShipLimitMinutes;
    }
    if (unpacker.is_extended()) {
        order.extended_minutes = extension_minutes(setting.policy);
    }
    return order;
}

}  // namespace ordersim::check
