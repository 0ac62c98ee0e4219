#include "sim/agents/carrier.hpp"

namespace ordersim::agents::carrier {
namespace {

using order::Actor;
using order::CommandKind;
using order::ShipmentState;

Deed report(const View& view, CommandKind kind, ShipmentState where,
            ShipmentState or_where) {
    const ShipmentState at = view.order.regions.shipment;
    if (at != where && at != or_where) {
        return {};
    }
    order::Command command;
    command.kind = kind;
    command.actor = Actor::carrier;
    return only(command);
}

}  // namespace

SimDuration transit(const View& view) {
    return view.delay_of(view.params().carrier.transit, Purpose::transit);
}

Acts plan_transit(const View& view) {
    const SimDuration travels = transit(view);
    Acts acts;
    if (view.draw(Purpose::loss) < view.params().carrier.lost_share) {
        acts.add({view.now + 2 * travels, ActKind::carrier_loses});
    } else {
        acts.add({view.now + travels, ActKind::carrier_delivers});
    }
    return acts;
}

Acts plan_interception(const View& view) {
    Acts acts;
    acts.add({view.now + view.params().carrier.intercept_delay, ActKind::carrier_answers_stop});
    return acts;
}

Acts plan_return(const View& view) {
    Acts acts;
    acts.add({view.now + view.params().carrier.return_delay, ActKind::carrier_returns});
    return acts;
}

Deed deliver(const View& view) {
    return report(view, CommandKind::delivered_scan, ShipmentState::handed_over,
                  ShipmentState::intercept_requested);
}

Deed lose(const View& view) {
    return report(view, CommandKind::parcel_lost, ShipmentState::handed_over,
                  ShipmentState::intercept_requested);
}

Deed answer_stop(const View& view) {
    const Carrier& carrier = view.params().carrier;
    const SimTime asked = view.now - carrier.intercept_delay;
    const bool is_early = asked - view.order.handed_over_at <= carrier.linehaul_after;
    const double share = is_early ? carrier.intercept_early_share : carrier.intercept_late_share;
    const bool stops = view.draw(Purpose::interception) < share;
    return report(view, stops ? CommandKind::intercepted : CommandKind::intercept_failed,
                  ShipmentState::intercept_requested, ShipmentState::intercept_requested);
}

Deed bring_back(const View& view) {
    return report(view, CommandKind::return_received, ShipmentState::returning,
                  ShipmentState::returning);
}

}  // namespace ordersim::agents::carrier
