#include "sim/metrics/sales.hpp"

namespace ordersim::metrics {
namespace {

using order::CommandKind;
using order::PaymentState;

bool is_captured(PaymentState state) {
    return state == PaymentState::held || state == PaymentState::released ||
           state == PaymentState::returned;
}

double minor(Money money) { return static_cast<double>(money.minor); }

}  // namespace

void Sales::take(const OrderEvent& event) {
    if (event.before.payment != event.after.payment && is_captured(event.after.payment) &&
        !is_captured(event.before.payment)) {
        counts_.captured += minor(event.captured);
    }
    const bool is_posted = event.command == CommandKind::refund_succeeded ||
                           event.command == CommandKind::pay_out_by_hand;
    if (is_posted && event.refund != order::RefundKind::late_payment) {
        counts_.refunded += minor(event.amount);
    }
    // A payment voided before it was captured was sold and given back all the same.
    if (cancels_paid(event) && event.after.order == order::OrderState::cancelled) {
        counts_.captured += minor(event.total);
        counts_.refunded += minor(event.total);
    }
    if (event.reorders) {
        counts_.reordered += minor(event.total);
    }
}

}  // namespace ordersim::metrics
