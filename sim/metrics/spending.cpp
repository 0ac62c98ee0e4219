#include "sim/metrics/spending.hpp"

namespace ordersim::metrics {
namespace {

using order::CommandKind;
using order::ShipmentState;

double units(Money money) { return static_cast<double>(money.minor) / 100.0; }

bool is_sellers_word(const OrderEvent& event) {
    if (event.actor != order::Actor::seller) {
        return false;
    }
    const CommandKind kind = event.command;
    return kind == CommandKind::approve_cancel || kind == CommandKind::reject_cancel ||
           kind == CommandKind::counter_offer || kind == CommandKind::accept_proposal ||
           kind == CommandKind::reject_proposal || kind == CommandKind::submit_info ||
           kind == CommandKind::send_message;
}

bool has_come_back(ShipmentState shipment) {
    return shipment == ShipmentState::returning || shipment == ShipmentState::returned;
}

}  // namespace

void Expenses::follow(Spending& spending, const OrderEvent& event) const {
    spending.captured = event.captured;
    if (is_sellers_word(event)) {
        spending.seller += prices_.seller_message;
    }
    if (event.command == CommandKind::refund_succeeded ||
        event.command == CommandKind::pay_out_by_hand) {
        spending.platform += prices_.refund_fee + prices_.refund_fee_share * units(event.amount);
    }
    spending.is_stop_tried = spending.is_stop_tried ||
                             event.after.shipment == ShipmentState::intercept_requested;
    spending.is_sent_back =
        spending.is_sent_back || event.command == CommandKind::give_return_tracking;
}

void Expenses::serve(Spending& spending, SimDuration service) const {
    spending.platform += hours(service) * 60.0 * prices_.support_minute;
}

void Expenses::close(const Spending& spending, const Passage& passage) {
    double seller = spending.seller;
    seller += spending.is_stop_tried ? prices_.interception : 0.0;
    if (is_success(passage)) {
        seller += passage.shipment >= ShipmentState::picking ? prices_.pick : 0.0;
        seller += passage.shipment >= ShipmentState::labelled ? prices_.label : 0.0;
        if (!is_in_warehouse(passage.shipment) && !has_come_back(passage.shipment)) {
            seller += prices_.shipping + prices_.write_off_share * units(spending.captured);
        }
    }
    counts_.seller += seller;
    counts_.platform += spending.platform;
    counts_.buyer += spending.is_sent_back ? prices_.return_shipping : 0.0;
}

}  // namespace ordersim::metrics
