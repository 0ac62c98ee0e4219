#pragma once

#include <bit>
#include <cstdint>

/// The regions of an order: eight small state machines that one transition may move together.
namespace ordersim::order {

/// The order as buyer and seller see it. The last five are terminal.
enum class OrderState : std::uint8_t {
    none,  ///< not placed yet
    awaiting_payment,
    pay_verifying,
    processing,
    cancel_pending,
    shipped,
    delivered,
    dispute,
    refunding,
    closed_unpaid,
    cancelled,
    completed,
    refunded,
    settled_partial
};

/// The order's own payment. `held` is captured in escrow, `released` is with the seller,
/// `returned` is fully refunded. A late payment has its own refund and does not show here.
enum class PaymentState : std::uint8_t {
    none,
    verifying,
    held,
    failed,
    voided,
    released,
    returned
};

/// Where the parcel really is: follows facts, which are never refused.
enum class ShipmentState : std::uint8_t {
    none,
    picking,
    labelled,
    handed_over,
    delivered,
    intercept_requested,
    returning,
    returned,
    lost
};

/// The latest cancellation request.
enum class RequestState : std::uint8_t {
    none,
    requested,
    negotiating,
    approved,
    rejected,
    withdrawn,
    lapsed,          ///< rejected by silence
    overtaken,       ///< the parcel left first
    non_fulfilment   ///< the shipping deadline passed first
};

/// Who is expected to write next.
enum class ChatState : std::uint8_t { idle, wait_seller, wait_buyer };

/// The support case before shipment, or the dispute after it.
enum class CaseState : std::uint8_t {
    none,
    open_wait_seller,
    negotiating,
    queued,
    in_review,
    info_requested,
    return_wait,
    closed_buyer,
    closed_seller,
    closed_split,
    withdrawn
};

/// The units the order took from stock.
enum class StockState : std::uint8_t {
    free_,
    reserved,
    deducted,
    released,
    restocked,
    written_off
};

/// Whether the warehouse has been told to keep the parcel back, and has seen it.
enum class StopState : std::uint8_t { none, pending, seen };

/// One refund of an order.
enum class RefundState : std::uint8_t {
    none,
    created,
    held,  ///< until an interception has been tried
    submitted,
    pending,  ///< accepted by the gateway
    succeeded,
    failed,
    manual  ///< to be paid out by hand
};

/// All regions of one order, eight bytes.
struct Regions {
    OrderState order = OrderState::none;
    PaymentState payment = PaymentState::none;
    ShipmentState shipment = ShipmentState::none;
    RequestState request = RequestState::none;
    ChatState chat = ChatState::idle;
    CaseState case_ = CaseState::none;
    StockState stock = StockState::free_;
    StopState stop = StopState::none;

    friend constexpr bool operator==(const Regions&, const Regions&) = default;
};
static_assert(sizeof(Regions) == 8);

[[nodiscard]] constexpr bool is_terminal(OrderState state) {
    return state >= OrderState::closed_unpaid;
}
[[nodiscard]] constexpr bool is_open(RequestState state) {
    return state == RequestState::requested || state == RequestState::negotiating;
}
[[nodiscard]] constexpr bool is_open(CaseState state) {
    return state >= CaseState::open_wait_seller && state <= CaseState::return_wait;
}
/// The parcel has not left the seller.
[[nodiscard]] constexpr bool is_in_warehouse(ShipmentState state) {
    return state <= ShipmentState::labelled;
}
/// Money may still move by this refund.
[[nodiscard]] constexpr bool is_outstanding(RefundState state) {
    return state != RefundState::none && state != RefundState::succeeded;
}

}  // namespace ordersim::order
