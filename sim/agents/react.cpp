#include "sim/agents/react.hpp"

#include <algorithm>
#include <cmath>

#include "sim/agents/buyer.hpp"
#include "sim/agents/carrier.hpp"
#include "sim/agents/complaint.hpp"
#include "sim/agents/dispute.hpp"
#include "sim/agents/gateway.hpp"
#include "sim/agents/negotiation.hpp"
#include "sim/agents/seller.hpp"
#include "sim/agents/support.hpp"

namespace ordersim::agents {
namespace {

using order::CaseState;
using order::CommandKind;
using order::OrderState;
using order::RefundKind;
using order::RefundState;
using order::RequestState;
using order::ShipmentState;
using order::StopState;

Acts after_payment_answer(const View& view, const order::Regions& before, Memory& memory) {
    Acts acts;
    if (view.order.regions.order == OrderState::awaiting_payment) {
        acts.add(buyer::plan_retry(view));
    } else if (view.order.regions.order == OrderState::processing &&
               before.order != OrderState::cancel_pending) {
        acts.add(seller::plan_handling(view, memory));
        acts.add(buyer::plan_slow_wish(view, memory));
    }
    return acts;
}

Acts after_request(const View& view, Memory& memory) {
    Acts acts;
    if (memory.has_consent) {
        memory.reply_at = view.now;
        acts.add({view.now, ActKind::seller_answers});
    } else {
        acts.add(seller::plan_reply(view, memory, ActKind::seller_answers));
    }
    acts.add(buyer::plan_pending(view, memory));
    return acts;
}

Acts after_order_moved(const View& view, const order::Regions& before, Memory& memory) {
    switch (view.order.regions.order) {
        case OrderState::awaiting_payment:
            return before.order == OrderState::none
                       ? buyer::plan_payment(view)
                       : after_payment_answer(view, before, memory);
        case OrderState::pay_verifying: {
            Acts acts = gateway::plan_answer(view);
            acts.add(buyer::plan_wish(view));
            return acts;
        }
        case OrderState::processing:
            return before.order == OrderState::cancel_pending
                       ? seller::release_parcel(view, memory)
                       : after_payment_answer(view, before, memory);
        case OrderState::cancel_pending: return after_request(view, memory);
        case OrderState::delivered: return buyer::plan_confirmation(view);
        case OrderState::none:
        case OrderState::shipped:
        case OrderState::dispute:
        case OrderState::refunding:
        case OrderState::closed_unpaid:
        case OrderState::cancelled:
        case OrderState::completed:
        case OrderState::refunded:
        case OrderState::settled_partial: return {};
    }
    return {};
}

/// A request that has begun is a moved order: see above.
Acts after_request_moved(const View& view, const order::Regions& before, Memory& memory) {
    switch (view.order.regions.request) {
        case RequestState::requested: {
            Acts acts;
            if (before.request == RequestState::negotiating) {
                acts.add(seller::plan_reply(view, memory, ActKind::seller_answers));
                acts.add(buyer::plan_follow_up(view, memory));
            }
            return acts;
        }
        case RequestState::negotiating: return negotiation::plan_answer(view, memory);
        case RequestState::rejected:
        case RequestState::lapsed: return complaint::plan_after_refusal(view, memory);
        case RequestState::overtaken: return complaint::plan_escalation(view, memory);
        case RequestState::none:
        case RequestState::approved:
        case RequestState::withdrawn:
        case RequestState::non_fulfilment: return {};
    }
    return {};
}

Acts after_parcel_moved(const View& view, Memory& memory) {
    Acts acts;
    if (!is_in_warehouse(view.order.regions.shipment)) {
        static_cast<HandlingPlan&>(memory) = {};
    }
    switch (view.order.regions.shipment) {
        case ShipmentState::handed_over:
            acts.add(carrier::plan_transit(view));
            if (view.order.regions.order == OrderState::shipped) {
                acts.add(complaint::plan_after_hand_over(view, memory));
            }
            return acts;
        case ShipmentState::intercept_requested:
            acts.add(carrier::plan_interception(view));
            acts.add(carrier::plan_transit(view));
            return acts;
        case ShipmentState::delivered: return dispute::plan_sending_back(view);
        case ShipmentState::returning: return carrier::plan_return(view);
        case ShipmentState::none:
        case ShipmentState::picking:
        case ShipmentState::labelled:
        case ShipmentState::returned:
        case ShipmentState::lost: return {};
    }
    return acts;
}

/// What the side whose turn it is resolves on.
Acts next_in_case(const View& view, const order::Regions& before, Memory& memory) {
    switch (view.order.regions.case_) {
        case CaseState::queued: return support::plan_review(view);
        case CaseState::open_wait_seller: return dispute::plan_answer(view, memory);
        case CaseState::negotiating: return dispute::plan_proposal_answer(view, memory);
        case CaseState::info_requested: return dispute::plan_information(view, memory);
        case CaseState::return_wait: return dispute::plan_sending_back(view);
        case CaseState::closed_buyer:
        case CaseState::closed_seller:
        case CaseState::closed_split:
        case CaseState::withdrawn: {
            const bool goes_on = view.order.regions.order == OrderState::processing &&
                                 before.order == OrderState::processing;
            return goes_on ? seller::go_on(view, memory) : Acts{};
        }
        case CaseState::none:
        case CaseState::in_review: return {};
    }
    return {};
}

/// A case that silence opened, or a lost parcel, is not the buyer's to withdraw. One of his own
/// that the parcel's leaving makes a dispute still is.
bool is_opened_by_buyer(const order::Regions& now, const order::Regions& before,
                        const Memory& memory) {
    if (now.case_ == CaseState::queued) {
        return !is_open(before.case_) && before.order == OrderState::processing;
    }
    return now.order == OrderState::dispute && before.order != OrderState::dispute &&
           (!is_open(before.case_) || memory.has_opened_case) &&
           now.shipment != ShipmentState::lost;
}

Acts after_case_moved(const View& view, const order::Regions& before, Memory& memory) {
    const order::Regions& now = view.order.regions;
    Acts acts = next_in_case(view, before, memory);
    const bool leaves_line = before.case_ == CaseState::queued &&
                             now.case_ != CaseState::in_review;
    if (leaves_line) {
        acts.add(support::plan_no_review(view));
    }
    if (is_opened_by_buyer(now, before, memory)) {
        memory.has_opened_case = true;
        acts.add(dispute::plan_withdrawal(view));
    }
    return acts;
}

Acts after_one_refund_moved(const View& view, RefundKind kind, Memory& memory) {
    switch (view.order.state_of(kind)) {
        case RefundState::created: {
            Acts acts = gateway::plan_submission(view, kind);
            acts.add(buyer::plan_check(view, kind, memory));
            return acts;
        }
        case RefundState::submitted: return gateway::plan_reports(view, kind);
        case RefundState::manual: return support::plan_payout(view);
        case RefundState::succeeded: buyer::note_posting(view, kind, memory); return {};
        case RefundState::none:
        case RefundState::held:
        case RefundState::pending:
        case RefundState::failed: return {};
    }
    return {};
}

Acts after_refund_moved(const View& view, const Before& before, Memory& memory) {
    Acts acts;
    for (std::size_t i = 0; i < order::kRefunds; ++i) {
        if (view.order.refund_state[i] != before.refunds[i]) {
            acts.add(after_one_refund_moved(view, static_cast<RefundKind>(i), memory));
        }
    }
    return acts;
}

}  // namespace

Deed carry_out(const View& view, const Act& act, Memory& memory) {
    const auto refund = static_cast<RefundKind>(act.detail);
    const DeskNote note = desk_note(act.detail);
    switch (act.kind) {
        case ActKind::payment_answer: return gateway::answer_payment(view, act.detail);
        case ActKind::payment_report: return gateway::report_payment(act.detail);
        case ActKind::refund_report: return gateway::report_refund(view, act.detail);
        case ActKind::stop_is_seen: return seller::see_stop(view, act.detail, memory);
        case ActKind::carrier_delivers: return carrier::deliver(view);
        case ActKind::carrier_loses: return carrier::lose(view);
        case ActKind::carrier_answers_stop: return carrier::answer_stop(view);
        case ActKind::carrier_returns: return carrier::bring_back(view);
        case ActKind::buyer_pays: return buyer::pay(view, memory);
        case ActKind::buyer_cancels_unpaid: return buyer::cancel_unpaid(view, memory);
        case ActKind::buyer_wants_out: return buyer::want_out(view, act.detail, memory);
        case ActKind::buyer_requests: return buyer::request(view, act.detail, memory);
        case ActKind::buyer_follows_up: return buyer::follow_up(view, act.detail, memory);
        case ActKind::buyer_withdraws: return buyer::withdraw(view, act.detail);
        case ActKind::buyer_confirms: return buyer::confirm(view);
        case ActKind::buyer_answers_offer: return negotiation::answer(view, act.detail, memory);
        case ActKind::buyer_escalates: return complaint::escalate(view, memory);
        case ActKind::buyer_complains: return complaint::complain(view, memory);
        case ActKind::buyer_answers_proposal:
            return dispute::answer_proposal(view, act.detail, memory);
        case ActKind::buyer_withdraws_case: return dispute::withdraw(view, act.detail != 0);
        case ActKind::buyer_sends_goods_back: return dispute::send_back(view);
        case ActKind::seller_answers_dispute: return dispute::answer(view, act.detail, memory);
        case ActKind::party_informs: return dispute::inform(view, act.detail, memory);
        case ActKind::seller_replies: return seller::reply(view, memory);
        case ActKind::seller_answers: return seller::answer_request(view, memory);
        case ActKind::seller_is_out_of_stock: return seller::find_out_of_stock(view, memory);
        case ActKind::seller_picks: return seller::pick(view, memory);
        case ActKind::seller_labels: return seller::label(view, memory);
        case ActKind::seller_hands_over: return seller::hand_over(view, memory);
        case ActKind::platform_submits_refund: return gateway::submit_refund(view, refund);
        case ActKind::buyer_checks_refund: return buyer::check_refund(view, memory);
        case ActKind::joins_line: return {.joins = note.task};
        case ActKind::leaves_line: return {.leaves = note.task};
        case ActKind::loses_patience: return support::lose_patience(view, note.task, memory);
        case ActKind::service_ends: return support::end(view, note, memory);
    }
    return {};
}

Acts react(const View& view, const Before& before, CommandKind kind, Memory& memory) {
    const order::Regions& at = view.order.regions;
    Acts acts;
    if (at.order != before.regions.order) {
        acts.add(after_order_moved(view, before.regions, memory));
    }
    if (at.request != before.regions.request) {
        acts.add(after_request_moved(view, before.regions, memory));
    }
    if (at.shipment != before.regions.shipment) {
        const bool was_tried = before.regions.shipment == ShipmentState::intercept_requested &&
                               at.shipment == ShipmentState::handed_over;
        if (!was_tried) {
            acts.add(after_parcel_moved(view, memory));
        }
    }
    if (at.case_ != before.regions.case_) {
        acts.add(after_case_moved(view, before.regions, memory));
    }
    if (at.stop == StopState::pending && before.regions.stop != StopState::pending) {
        acts.add(seller::plan_stop(view, memory));
    }
    if (view.order.refund_state != before.refunds) {
        acts.add(after_refund_moved(view, before, memory));
    }
    if (kind == CommandKind::send_message && at.chat == order::ChatState::wait_seller) {
        acts.add(seller::plan_reply(view, memory, ActKind::seller_replies));
    } else if (kind == CommandKind::follow_up) {
        acts.add(seller::hurry_reply(view, memory));
    } else if (kind == CommandKind::refund_sla_timer) {
        acts.add(support::plan_chat(view, Task::refund_question, memory));
    }
    return acts;
}

order::Command placement(const View& view) {
    order::Command command;
    command.kind = CommandKind::place_order;
    command.actor = order::Actor::buyer;
    command.minutes = seller::shipping_limit_minutes(view);
    command.is_trusted = view.draw(Purpose::trusted) < view.params().buyers.trusted_share;
    const double amount = view.params().payment.amount.quantile(view.draw(Purpose::amount));
    command.amount = {std::llround(std::clamp(amount, 1.0, kAmountMost))};
    return command;
}

}  // namespace ordersim::agents
