#pragma once

#include <array>
#include <cstdint>

#include "sim/base/money.hpp"
#include "sim/base/time.hpp"
#include "sim/order/command.hpp"
#include "sim/order/states.hpp"

namespace ordersim::order {

/// Deadlines live in three slots; timers that share one are never wanted together, which the
/// rules' test proves. Refund deadlines lie with their refunds.
enum class Slot : std::uint8_t {
    life,   ///< pay, ship, deliver, confirm, dispute_window, settle
    claim,  ///< verify, cancel, dispute_platform
    answer  ///< dispute_seller, info, return, return_receipt
};
inline constexpr std::size_t kSlots = 3;
inline constexpr std::size_t kRefunds = 3;
/// How often a buyer may try to pay one order.
inline constexpr unsigned kPayments = 8;

/// Facts about an order that no region holds.
enum class Mark : std::uint8_t {
    disputed,            ///< a dispute has been opened; there is one an order
    after_completion,    ///< the dispute was opened on a completed order
    with_return,         ///< goods go back before the award is paid
    return_waived,       ///< a refund does not wait for the goods
    intercepted,         ///< the carrier stopped the parcel
    recovery,            ///< a recovery record was opened: the parcel left after a cancellation
    recovery_closed,
    seller_answered,     ///< this request
    info_from_seller,    ///< who was asked for information; else the buyer
    info_first,          ///< the case's information came: it goes before others
    violation,           ///< the seller's violation is booked
    refund_overdue,      ///< the refund's service level was missed
    window_over,         ///< the time for a dispute has passed, though money is still moving
    split_awarded,       ///< support's award waits for the goods and was not the whole claim
    trusted              ///< some policies ask nobody about this buyer's cancellation
};

/// A refund's amount and running deadline (retry while failed, service level while sent).
struct Refund {
    Money amount{};
    SimTime deadline = kNever;

    friend bool operator==(const Refund&, const Refund&) = default;
};

/// The part of an order that placing, payment, shipment and delivery write: all there is of most
/// orders most of the time.
struct Course {
    Regions regions{};
    std::array<CommandKind, kSlots> timer{};  ///< whose deadline the slot holds
    std::uint8_t paused = 0;                  ///< slots whose deadline is a remainder, as bits
    std::uint32_t version = 0;                ///< accepted commands so far
    std::array<SimTime, kSlots> deadline{kNever, kNever, kNever};
    SimTime paid_at{};
    SimTime handed_over_at{};
    Money total{};                       ///< to be paid; captured once the payment is held
    std::uint32_t ship_limit_minutes = 0;
    std::uint16_t marks = 0;             ///< of Mark, as bits
    std::uint8_t payments = 0;           ///< attempts to pay
    std::uint8_t payments_verified = 0;  ///< as bits: the first attempt is bit 0

    friend bool operator==(const Course&, const Course&) = default;
};

/// The part that only requests, cases and refunds write. As made, it is that of an order about
/// which nobody wants anything.
struct Claims {
    Money claim{};    ///< what the buyer proposes, later what was awarded
    Money counter{};  ///< what the seller offers
    std::array<Refund, kRefunds> refund{};
    std::uint32_t extended_minutes = 0;  ///< of the seller's shipping limit
    std::uint32_t quantity = 1;          ///< units; nearly always one
    std::array<RefundState, kRefunds> refund_state{};
    std::array<std::uint8_t, kRefunds> refund_tries{};  ///< over all refunds of the kind
    std::uint8_t late_waiting = 0;  ///< late payments whose refund is not yet created
    std::uint8_t requests = 0;
    Reason reason = Reason::other;
    Offer offer = Offer::partial_refund;
    std::uint8_t offer_rounds = 0;  ///< of this request; a message that restarts its limit is one
    std::uint8_t dispute_rounds = 0;
    std::uint8_t info_rounds = 0;
    std::uint8_t follow_ups = 0;
    std::uint8_t evidence_buyer = 0;
    std::uint8_t evidence_seller = 0;

    friend bool operator==(const Claims&, const Claims&) = default;
};

/// All that the rules know of one order: a plain value, copied and compared freely.
struct Order : Course, Claims {
    [[nodiscard]] constexpr bool has(Mark mark) const {
        return (marks >> static_cast<unsigned>(mark) & 1U) != 0;
    }
    constexpr void set(Mark mark) {
        marks = static_cast<std::uint16_t>(marks | 1U << static_cast<unsigned>(mark));
    }
    constexpr void clear(Mark mark) {
        marks = static_cast<std::uint16_t>(marks & ~(1U << static_cast<unsigned>(mark)));
    }
    [[nodiscard]] constexpr RefundState state_of(RefundKind kind) const {
        return refund_state[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] constexpr Money amount_of(RefundKind kind) const {
        return refund[static_cast<std::size_t>(kind)].amount;
    }
    [[nodiscard]] constexpr bool is_paused(Slot slot) const {
        return (paused >> static_cast<unsigned>(slot) & 1U) != 0;
    }

    friend bool operator==(const Order&, const Order&) = default;
};

/// A deadline that will fire as a command, unless something else happens first.
struct Deadline {
    SimTime at = kNever;
    CommandKind timer = CommandKind::pay_timer;
    RefundKind refund = RefundKind::settlement;
};

/// The earliest live deadline; `at` is kNever when there is none. Of several at one instant the
/// one that comes first in CommandKind.
[[nodiscard]] Deadline next_deadline(const Order& order) noexcept;

/// The order as it would be, had all that happened to it happened `by` later.
[[nodiscard]] Order shifted(Order order, SimDuration by) noexcept;

/// Money the platform holds or held for this order itself, without late payments.
[[nodiscard]] inline Money captured(const Order& order) noexcept {
    const PaymentState payment = order.regions.payment;
    const bool is_captured = payment == PaymentState::held || payment == PaymentState::released ||
                             payment == PaymentState::returned;
    return is_captured ? order.total : Money{};
}
/// Refunds of the order's own payment, whatever their state. (A failed one is tried again, so
/// that its amount stays spoken for.)
[[nodiscard]] inline Money refunds_promised(const Order& order) noexcept {
    return order.amount_of(RefundKind::settlement) + order.amount_of(RefundKind::goodwill);
}
[[nodiscard]] inline Money refunds_paid(const Order& order) noexcept {
    const auto paid = [&order](RefundKind kind) {
        return order.state_of(kind) == RefundState::succeeded ? order.amount_of(kind) : Money{};
    };
    return paid(RefundKind::settlement) + paid(RefundKind::goodwill);
}

}  // namespace ordersim::order
