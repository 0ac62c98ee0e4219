#include "sim/order/rules.hpp"

#include <algorithm>
#include <utility>

#include "sim/base/assert.hpp"
#include "sim/order/table/table.hpp"

namespace ordersim::order {
namespace {

Condition condition_of(const std::array<Guard, 4>& guards) {
    Condition condition;
    std::size_t others = 0;
    for (const Guard guard : guards) {
        if (is_about_region(guard)) {
            condition.states &= states_of(guard);
        } else if (guard != Guard::always) {
            condition.others[others++] = guard;
        }
    }
    return condition;
}

}  // namespace

Rules::Rules(std::vector<Row> rows) : rows_(std::move(rows)) {
    ORDERSIM_ASSERT(rows_.size() < kNoTransition);
    for (std::size_t state = 0; state < cells_.size(); ++state) {
        for (std::size_t kind = 0; kind < cells_[state].size(); ++kind) {
            Cell& cell = cells_[state][kind];
            cell.first = static_cast<std::uint16_t>(candidates_.size());
            for (std::size_t i = 0; i < rows_.size(); ++i) {
                const Row& row = rows_[i];
                if (contains(row.from, static_cast<OrderState>(state)) &&
                    row.on == static_cast<CommandKind>(kind)) {
                    candidates_.push_back({static_cast<TransitionId>(i), row.refusal, row.guards,
                                           condition_of(row.when), condition_of(row.guards)});
                }
            }
            cell.count = static_cast<std::uint16_t>(candidates_.size() - cell.first);
        }
    }
}

TransitionId Rules::find(std::string_view id) const {
    const auto found = std::ranges::find(rows_, id, &Row::id);
    return found == rows_.end() ? kNoTransition
                                : static_cast<TransitionId>(found - rows_.begin());
}

Rules Rules::without(Guard guard) const {
    std::vector<Row> changed = rows_;
    for (Row& row : changed) {
        const auto rest = std::remove(row.guards.begin(), row.guards.end(), guard);
        std::fill(rest, row.guards.end(), Guard::always);
    }
    return Rules(std::move(changed));
}

std::vector<Row> standard_rows() {
    std::vector<Row> rows;
    for (const auto& part :
         {table::payment_rows(), table::cancellation_rows(), table::shipment_rows(),
          table::case_rows(), table::dispute_rows(), table::refund_rows(), table::chat_rows()}) {
        rows.insert(rows.end(), part.begin(), part.end());
    }
    return rows;
}

namespace {

const Rules kStandard{standard_rows()};

}  // namespace

const Rules& rules() { return kStandard; }

Refusal refusal_of(Guard guard) {
    switch (guard) {
        case Guard::stock_available: return Refusal::out_of_stock;
        case Guard::price_not_negative:
        case Guard::amount_is_total:
        case Guard::offer_within_paid:
        case Guard::claim_within_paid: return Refusal::wrong_amount;
        case Guard::verify_cancel_direct: return Refusal::cancellation_blocked;
        case Guard::within_grace: return Refusal::grace_over;
        case Guard::within_request_window: return Refusal::request_window_over;
        case Guard::requests_left: return Refusal::too_many_requests;
        case Guard::payments_left: return Refusal::too_many_payments;
        case Guard::no_case_yet: return Refusal::already_escalated;
        case Guard::offer_rounds_left:
        case Guard::dispute_rounds_left:
        case Guard::info_rounds_left: return Refusal::too_many_rounds;
        case Guard::offer_open:
        case Guard::counter_offered: return Refusal::no_offer;
        case Guard::goodwill_free: return Refusal::already_compensated;
        case Guard::extension_left: return Refusal::extension_used_up;
        case Guard::shipment_none: return Refusal::already_packed;
        case Guard::shipment_picking: return Refusal::not_picking;
        case Guard::warehouse_unaware: return Refusal::cancellation_pending;
        case Guard::no_open_case: return Refusal::case_is_open;
        case Guard::preship_escalation: return Refusal::escalation_off;
        case Guard::refused_or_silent: return Refusal::nothing_to_escalate;
        case Guard::never_disputed: return Refusal::already_disputed;
        case Guard::dispute_opened: return Refusal::dispute_too_early;
        case Guard::window_open: return Refusal::dispute_window_closed;
        case Guard::shipment_delivered: return Refusal::not_delivered;
        case Guard::asked_party: return Refusal::not_asked;
        case Guard::case_open:
        case Guard::case_waits_seller:
        case Guard::case_in_talks:
        case Guard::case_negotiating:
        case Guard::case_queued:
        case Guard::case_in_review:
        case Guard::case_waits_info:
        case Guard::case_waits_return: return Refusal::case_not_open;
        case Guard::refund_created:
        case Guard::refund_manual: return Refusal::refund_not_ready;
        // Conditions that choose a row and never refuse.
        case Guard::always:
        case Guard::void_sync:
        case Guard::lock_holds:
        case Guard::lock_hard:
        case Guard::silence_approves:
        case Guard::silence_escalates:
        case Guard::approval_automatic:
        case Guard::case_holds_ship:
        case Guard::lost_opens_case:
        case Guard::rearm_on_message:
        case Guard::payment_unverified:
        case Guard::pay_time_left:
        case Guard::new_payment:
        case Guard::about_latest:
        case Guard::offer_is_refund:
        case Guard::goodwill_given:
        case Guard::parcel_in_warehouse:
        case Guard::parcel_moving:
        case Guard::parcel_out:
        case Guard::intercept_requested:
        case Guard::returning:
        case Guard::stop_pending:
        case Guard::stock_taken:
        case Guard::never_left:
        case Guard::with_return:
        case Guard::after_completion:
        case Guard::split_awarded:
        case Guard::for_buyer:
        case Guard::for_split:
        case Guard::refund_submitted:
        case Guard::refund_in_flight:
        case Guard::refund_retryable:
        case Guard::refund_has_failed:
        case Guard::money_quiet:
        case Guard::settled_in_full:
        case Guard::by_buyer: return Refusal::wrong_state;
    }
    return Refusal::wrong_state;
}

}  // namespace ordersim::order
