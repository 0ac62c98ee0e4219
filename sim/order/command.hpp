#pragma once

#include <cstdint>

#include "sim/base/money.hpp"

namespace ordersim::order {

enum class Actor : std::uint8_t { buyer, seller, platform, gateway, carrier, clock };

/// What may happen to an order. Commands ask and may be refused; facts report what the world did
/// and never are; timers are the order's own deadlines.
enum class CommandKind : std::uint8_t {
    // Commands of the buyer.
    place_order,
    cancel_unpaid,
    pay,
    cancel_direct,
    cancel_instant,
    request_cancel,
    withdraw_cancel,
    accept_offer,
    decline_offer,
    extend_processing,
    confirm_receipt,
    open_case,
    open_dispute,
    modify_proposal,
    accept_counter,
    escalate,
    give_return_tracking,
    withdraw_case,
    follow_up,
    // Commands of either side.
    send_message,
    submit_info,
    // Commands of the seller.
    approve_cancel,
    reject_cancel,
    counter_offer,
    seller_cancel,
    start_pick,
    print_label,
    ship,
    accept_proposal,
    reject_proposal,
    // Commands of the platform.
    pick_up_case,
    request_info,
    decide_case,
    submit_refund,
    pay_out_by_hand,
    // Facts.
    payment_verified,
    payment_failed,
    refund_accepted,
    refund_succeeded,
    refund_failed,
    stop_seen,
    hand_over_scan,
    delivered_scan,
    parcel_lost,
    intercepted,
    intercept_failed,
    return_received,
    // Timers, in the order in which those due at one instant fire.
    pay_timer,
    verify_timer,
    ship_timer,
    cancel_timer,
    deliver_timer,
    confirm_timer,
    dispute_window_timer,
    dispute_seller_timer,
    dispute_platform_timer,
    info_timer,
    return_timer,
    return_receipt_timer,
    refund_retry_timer,
    refund_sla_timer,
    settle_timer
};

enum class CommandClass : std::uint8_t { command, fact, timer };

[[nodiscard]] constexpr CommandClass class_of(CommandKind kind) {
    if (kind >= CommandKind::pay_timer) {
        return CommandClass::timer;
    }
    return kind >= CommandKind::payment_verified ? CommandClass::fact : CommandClass::command;
}

/// Whether `Command::refund` says which refund is meant.
[[nodiscard]] constexpr bool is_about_refund(CommandKind kind) {
    return kind == CommandKind::submit_refund || kind == CommandKind::pay_out_by_hand ||
           (kind >= CommandKind::refund_accepted && kind <= CommandKind::refund_failed) ||
           kind == CommandKind::refund_retry_timer || kind == CommandKind::refund_sla_timer;
}

/// The reason given for a cancellation.
enum class Reason : std::uint8_t {
    mistake,
    duplicate,
    changed_mind,
    cheaper_elsewhere,
    address_change,
    payment_method,
    slow_shipping,
    out_of_stock,
    seller_unreachable,
    other
};

/// Whether the reason lays the fault on the seller.
[[nodiscard]] constexpr bool is_seller_side(Reason reason) {
    return reason == Reason::slow_shipping || reason == Reason::out_of_stock ||
           reason == Reason::seller_unreachable;
}

/// What a seller offers instead of a cancellation.
enum class Offer : std::uint8_t { partial_refund, coupon, address_change, faster_shipping };
enum class Verdict : std::uint8_t { buyer, seller, split };

/// An order has at most one refund of each kind at a time.
enum class RefundKind : std::uint8_t {
    settlement,   ///< ends the order: the rest of what was paid, or the award
    goodwill,     ///< an accepted offer or a split before shipment; the order goes on
    late_payment  ///< money that arrived after the order had ended
};

/// One thing that happens to one order. Fields beyond kind and actor are read only by the kinds
/// named beside them.
struct Command {
    static constexpr std::uint32_t kAnyVersion = 0xffffffff;

    CommandKind kind = CommandKind::place_order;
    Actor actor = Actor::buyer;
    Reason reason = Reason::other;                  ///< cancellations, approve_cancel
    Offer offer = Offer::partial_refund;            ///< counter_offer
    Verdict verdict = Verdict::buyer;               ///< decide_case
    Actor party = Actor::buyer;                     ///< request_info: who is asked
    RefundKind refund = RefundKind::settlement;     ///< refund commands, facts and timers
    bool is_trusted = false;                        ///< place_order: the platform trusts the buyer
    bool with_return = false;                       ///< open_dispute, modify_proposal
    bool is_permanent = false;                      ///< refund_failed: a retry cannot help
    /// Facts of the gateway: which of the order's payments, or which try of the refund, is meant,
    /// from 1; 0 = the latest. By it a repeated or overtaken report is told from a new one.
    std::uint8_t attempt = 0;
    std::uint8_t evidence = 0;                      ///< items attached: messages, cases, info
    std::uint16_t quantity = 1;                     ///< place_order
    std::uint16_t stock_free = 0xffff;              ///< place_order: units the shop still has
    std::uint32_t minutes = 0;  ///< place_order: seller's shipping limit; extend_processing
    std::uint32_t expected_version = kAnyVersion;   ///< commands: stale when it moved on
    Money amount{};  ///< place_order, pay, counter_offer, proposals, split decisions

    friend bool operator==(const Command&, const Command&) = default;
};

}  // namespace ordersim::order
