#include "sim/order/order.hpp"

namespace ordersim::order {

Deadline next_deadline(const Order& order) noexcept {
    Deadline next;
    const auto offer = [&next](const Deadline& other) {
        if (other.at < next.at || (other.at == next.at && other.timer < next.timer)) {
            next = other;
        }
    };
    for (std::size_t i = 0; i < kSlots; ++i) {
        if (order.deadline[i] != kNever && !order.is_paused(static_cast<Slot>(i))) {
            offer({order.deadline[i], order.timer[i], RefundKind::settlement});
        }
    }
    for (std::size_t i = 0; i < kRefunds; ++i) {
        if (order.refund[i].deadline != kNever) {
            const bool failed = order.refund_state[i] == RefundState::failed;
            offer({order.refund[i].deadline,
                   failed ? CommandKind::refund_retry_timer : CommandKind::refund_sla_timer,
                   static_cast<RefundKind>(i)});
        }
    }
    return next;
}

Money captured(const Order& order) noexcept {
    const PaymentState payment = order.regions.payment;
    const bool is_captured = payment == PaymentState::held || payment == PaymentState::released ||
                             payment == PaymentState::returned;
    return is_captured ? order.total : Money{};
}

Money refunds_promised(const Order& order) noexcept {
    return order.amount_of(RefundKind::settlement) + order.amount_of(RefundKind::goodwill);
}

Money refunds_paid(const Order& order) noexcept {
    Money sum{};
    for (const RefundKind kind : {RefundKind::settlement, RefundKind::goodwill}) {
        if (order.state_of(kind) == RefundState::succeeded) {
            sum += order.amount_of(kind);
        }
    }
    return sum;
}

}  // namespace ordersim::order
