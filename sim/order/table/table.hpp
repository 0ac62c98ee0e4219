#pragma once

#include <vector>

#include "sim/order/rules.hpp"

/// The rows of the transition table by phase of an order's life. Row ids are those of the
/// documents: a letter behind the number tells variants of one rule apart.
namespace ordersim::order::table {

[[nodiscard]] std::vector<Row> payment_rows();
[[nodiscard]] std::vector<Row> cancellation_rows();
[[nodiscard]] std::vector<Row> shipment_rows();
[[nodiscard]] std::vector<Row> case_rows();
[[nodiscard]] std::vector<Row> dispute_rows();
[[nodiscard]] std::vector<Row> refund_rows();
[[nodiscard]] std::vector<Row> chat_rows();

// Words of the tables.
using O = OrderState;
using P = PaymentState;
using S = ShipmentState;
using R = RequestState;
using K = CaseState;
using I = StockState;
using C = CommandKind;
using G = Guard;
using E = Effect;

inline constexpr Change to{};

[[nodiscard]] constexpr TimerMove arm(C timer) { return {TimerAction::arm, timer}; }
[[nodiscard]] constexpr TimerMove arm_paused(C timer) { return {TimerAction::arm_paused, timer}; }
[[nodiscard]] constexpr TimerMove cancel(C timer) { return {TimerAction::cancel, timer}; }
[[nodiscard]] constexpr TimerMove pause(C timer) { return {TimerAction::pause, timer}; }
[[nodiscard]] constexpr TimerMove resume(C timer) { return {TimerAction::resume, timer}; }

inline constexpr OrderStates kBeforeShipment =
    set_of({O::awaiting_payment, O::pay_verifying, O::processing, O::cancel_pending});
inline constexpr OrderStates kNotTerminal =
    kBeforeShipment | set_of({O::shipped, O::delivered, O::dispute, O::refunding});
inline constexpr OrderStates kPlaced =
    kNotTerminal |
    set_of({O::closed_unpaid, O::cancelled, O::completed, O::refunded, O::settled_partial});

/// The same row under another id, for another command.
[[nodiscard]] constexpr Row also(std::string_view id, C on, Row row) {
    row.id = id;
    row.on = on;
    return row;
}

}  // namespace ordersim::order::table
