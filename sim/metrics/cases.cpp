#include "sim/metrics/cases.hpp"

namespace ordersim::metrics {
namespace {

using order::CaseState;
using order::CommandKind;
using order::OrderState;

bool is_completed(OrderState state) {
    return state == OrderState::completed || state == OrderState::settled_partial;
}

/// By the buyer's word or by the time he let pass; not by the end of a dispute or of a refund.
bool completes(const OrderEvent& event) {
    return is_completed(event.after.order) && (event.command == CommandKind::confirm_receipt ||
                                               event.command == CommandKind::deliver_timer ||
                                               event.command == CommandKind::confirm_timer);
}

bool is_decision(const OrderEvent& event) {
    return event.command == CommandKind::decide_case || event.command == CommandKind::info_timer;
}

/// Of the claim, what a decision awards.
double awarded_share(Money claim, const OrderEvent& event) {
    switch (event.after.case_) {
        case CaseState::closed_buyer: return 1;
        case CaseState::closed_split:
        case CaseState::return_wait: {
            // Before shipment the award is in the command; in a dispute it replaces the claim.
            const Money award =
                event.before.order == OrderState::dispute ? event.claim : event.amount;
            return claim > Money{} ? static_cast<double>(award.minor) /
                                         static_cast<double>(claim.minor)
                                   : 0.0;
        }
        case CaseState::none:
        case CaseState::open_wait_seller:
        case CaseState::negotiating:
        case CaseState::queued:
        case CaseState::in_review:
        case CaseState::info_requested:
        case CaseState::closed_seller:
        case CaseState::withdrawn: return 0;
    }
    return 0;
}

/// A whole award that waits for the goods is a whole award.
bool is_split(double share, const OrderEvent& event) {
    return event.after.case_ == CaseState::closed_split ||
           (event.after.case_ == CaseState::return_wait && share < 1);
}

}  // namespace

bool opens_case(const OrderEvent& event) {
    return is_open(event.after.case_) && !is_open(event.before.case_) &&
           event.after.order != OrderState::dispute;
}

bool opens_dispute(const OrderEvent& event) {
    return event.after.order == OrderState::dispute && event.before.order != OrderState::dispute;
}

void Cases::take(const OrderEvent& event) {
    if (opens_case(event)) {
        counts_.cases += 1;
    }
    if (opens_dispute(event)) {
        counts_.disputes += 1;
        counts_.completed += is_completed(event.before.order) ? 1.0 : 0.0;
        disputes_.put(event.order, {.claim = event.claim});
        return;
    }
    if (Dispute* const dispute = disputes_.find(event.order)) {
        follow(*dispute, event);
    } else if (is_decision(event)) {
        // Before shipment the claim is all that was paid.
        decide(event.captured, event);
    }
}

void Cases::follow(Dispute& dispute, const OrderEvent& event) {
    counts_.completed += completes(event) ? 1.0 : 0.0;
    if (event.before.order != OrderState::dispute) {
        return;
    }
    if (!dispute.is_ruled && event.after.case_ == CaseState::queued) {
        dispute.is_ruled = true;
        counts_.ruled += 1;
    }
    if (is_decision(event)) {
        decide(dispute.claim, event);
        if (!dispute.is_liable && event.after.case_ != CaseState::closed_seller) {
            dispute.is_liable = true;
            counts_.liable += 1;
        }
    }
    if (event.after.case_ == CaseState::withdrawn) {
        counts_.withdrawn += 1;
    }
    dispute.claim = event.claim;
}

void Cases::decide(Money claim, const OrderEvent& event) {
    const double share = awarded_share(claim, event);
    const bool splits = is_split(share, event);
    counts_.decisions += 1;
    counts_.awarded += share;
    counts_.split += splits ? 1.0 : 0.0;
    counts_.for_buyer += !splits && event.after.case_ != CaseState::closed_seller ? 1.0 : 0.0;
}

}  // namespace ordersim::metrics
