#include "sim/agents/complaint.hpp"

#include <algorithm>

#include "sim/agents/carrier.hpp"
#include "sim/agents/evidence.hpp"
#include "sim/agents/logit.hpp"
#include "sim/base/normal.hpp"
#include "sim/order/decide.hpp"

namespace ordersim::agents::complaint {
namespace {

using order::Actor;
using order::Command;
using order::CommandKind;
using order::OrderState;
using order::ShipmentState;

Command complaint(const View& view, CommandKind kind) {
    Command command{.kind = kind, .actor = Actor::buyer};
    command.evidence = evidence::buyer_items(view);
    return command;
}

/// All the money that is left; goods that were received may be sent back for it.
Command dispute(const View& view) {
    Command command = complaint(view, CommandKind::open_dispute);
    command.amount = captured(view.order) - refunds_promised(view.order);
    command.with_return =
        view.order.regions.shipment == ShipmentState::delivered &&
        view.draw(Purpose::return_) < view.params().buyers.complaints.return_share;
    return command;
}

/// What the buyer's account lets him do right now.
bool is_possible(const View& view, const Command& command) {
    return decide(order::rules(), view.order, view.policy, command, view.now).kind ==
           order::Decision::Kind::accepted;
}

Deed if_possible(const View& view, const Command& command) {
    return is_possible(view, command) ? only(command) : Deed{};
}

Act escalation_at(SimTime at) { return {at, ActKind::buyer_escalates}; }

}  // namespace

Acts plan_after_refusal(const View& view, Memory& memory) {
    const Buyers& buyers = view.params().buyers;
    const std::uint8_t earlier = view.order.requests;
    const SimTime at = view.now + view.delay_of(buyers.ask_again_delay, Purpose::ask_again_delay,
                                                earlier);
    const bool may_ask = earlier < view.policy.max_requests &&
                         at - view.order.paid_at <= view.policy.request_window;
    if (may_ask && view.draw(Purpose::ask_again, earlier) < buyers.ask_again_share) {
        Acts acts;
        acts.add({at, ActKind::buyer_requests, earlier});
        return acts;
    }
    return plan_escalation(view, memory);
}

Acts plan_escalation(const View& view, Memory& memory) {
    Acts acts;
    if (memory.has_escalated || is_open(view.order.regions.case_) ||
        view.order.has(order::Mark::disputed) ||
        view.draw(Purpose::escalation) >= escalation_share(view)) {
        return acts;
    }
    memory.has_escalated = true;
    acts.add(escalation_at(view.now +
                           view.delay_of(view.params().buyers.complaints.escalation_delay,
                                         Purpose::escalation_delay)));
    return acts;
}

Acts plan_after_hand_over(const View& view, Memory& memory) {
    const Complaints& complaints = view.params().buyers.complaints;
    const SimTime opens_at = dispute_opens_at(view.order, view.policy);
    Acts acts;
    if (memory.complaint_waits) {
        memory.complaint_waits = false;
        acts.add(escalation_at(opens_at));
    } else if (!memory.has_contacted && view.draw(Purpose::complaint) < complaints.share) {
        const SimTime from = std::max(opens_at, view.now + carrier::transit(view));
        acts.add({from + duration_of(microseconds(complaints.span) *
                                     view.draw(Purpose::complaint_delay)),
                  ActKind::buyer_complains});
    }
    return acts;
}

Deed escalate(const View& view, Memory& memory) {
    const OrderState state = view.order.regions.order;
    if (state == OrderState::processing) {
        const Command open_case = complaint(view, CommandKind::open_case);
        if (is_possible(view, open_case)) {
            return only(open_case);
        }
        memory.complaint_waits = !is_open(view.order.regions.case_);
        return {};
    }
    const bool is_early = (state == OrderState::shipped || state == OrderState::delivered ||
                           state == OrderState::completed ||
                           state == OrderState::settled_partial) &&
                          view.now < dispute_opens_at(view.order, view.policy);
    if (is_early) {
        Deed deed;
        deed.acts.add(escalation_at(dispute_opens_at(view.order, view.policy)));
        return deed;
    }
    return if_possible(view, dispute(view));
}

Deed complain(const View& view, const Memory& memory) {
    return memory.has_contacted ? Deed{} : if_possible(view, dispute(view));
}

double escalation_share(const View& view) {
    const Complaints& complaints = view.params().buyers.complaints;
    const double score = standard_normal_quantile(level_of(view.draw(Purpose::amount)));
    return shifted(complaints.escalation_share, complaints.escalation_value_weight * score);
}

}  // namespace ordersim::agents::complaint
