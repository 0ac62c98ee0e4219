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

Order shifted(Order order, SimDuration by) noexcept {
    const auto shift = [by](SimTime& at) {
        if (at != kNever) {
            at += by;
        }
    };
    for (std::size_t i = 0; i < kSlots; ++i) {
        if (!order.is_paused(static_cast<Slot>(i))) {  // a remainder is no instant
            shift(order.deadline[i]);
        }
    }
    for (Refund& refund : order.refund) {
        shift(refund.deadline);
    }
    shift(order.paid_at);
    shift(order.handed_over_at);
    return order;
}

}  // namespace ordersim::order
