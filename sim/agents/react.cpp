#include "sim/agents/react.hpp"

#include <algorithm>
#include <cmath>

#include "sim/agents/buyer.hpp"
#include "sim/agents/carrier.hpp"
#include "sim/agents/gateway.hpp"
#include "sim/agents/seller.hpp"
#include "sim/agents/support.hpp"

namespace ordersim::agents {
namespace {

using order::CaseState;
using order::CommandKind;
using order::OrderState;
using order::RefundKind;
using order::RefundState;
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

Acts after_parcel_moved(const View& view) {
    Acts acts;
    switch (view.order.regions.shipment) {
        case ShipmentState::handed_over: return carrier::plan_transit(view);
        case ShipmentState::intercept_requested:
            acts.add(carrier::plan_interception(view));
            acts.add(carrier::plan_transit(view));
            return acts;
        case ShipmentState::returning: return carrier::plan_return(view);
        case ShipmentState::none:
        case ShipmentState::picking:
        case ShipmentState::labelled:
        case ShipmentState::delivered:
        case ShipmentState::returned:
        case ShipmentState::lost: return {};
    }
    return acts;
}

Acts after_case_moved(const View& view, const order::Regions& before) {
    const CaseState now = view.order.regions.case_;
    if (now == CaseState::queued) {
        return support::plan_review(view);
    }
    if (before.case_ == CaseState::queued && now != CaseState::in_review) {
        return support::plan_no_review(view);
    }
    return {};
}

Acts after_refund_moved(const View& view, const Before& before) {
    Acts acts;
    for (std::size_t i = 0; i < order::kRefunds; ++i) {
        const RefundState now = view.order.refund_state[i];
        if (now == before.refunds[i]) {
            continue;
        }
        if (now == RefundState::created) {
            acts.add(gateway::plan_submission(view, static_cast<RefundKind>(i)));
        } else if (now == RefundState::submitted) {
            acts.add(gateway::plan_posting(view, static_cast<RefundKind>(i)));
        }
    }
    return acts;
}

}  // namespace

Deed carry_out(const View& view, const Act& act, Memory& memory) {
    const auto refund = static_cast<RefundKind>(act.detail);
    const auto task = static_cast<Task>(act.detail);
    switch (act.kind) {
        case ActKind::payment_answer: return gateway::answer_payment(view, act.detail);
        case ActKind::refund_answer: return gateway::post_refund(view, refund);
        case ActKind::stop_is_seen: return seller::see_stop(view, act.detail, memory);
        case ActKind::carrier_delivers: return carrier::deliver(view);
        case ActKind::carrier_loses: return carrier::lose(view);
        case ActKind::carrier_answers_stop: return carrier::answer_stop(view);
        case ActKind::carrier_returns: return carrier::bring_back(view);
        case ActKind::buyer_pays: return buyer::pay(view, memory);
        case ActKind::buyer_cancels_unpaid: return buyer::cancel_unpaid(view, memory);
        case ActKind::buyer_wants_out: return buyer::want_out(view, act.detail, memory);
        case ActKind::buyer_requests: return buyer::request(view, act.detail, memory);
        case ActKind::buyer_follows_up: return buyer::follow_up(view, memory);
        case ActKind::buyer_withdraws: return buyer::withdraw(view);
        case ActKind::buyer_confirms: return buyer::confirm(view);
        case ActKind::seller_replies: return seller::reply(view, memory);
        case ActKind::seller_answers: return seller::answer_request(view, memory);
        case ActKind::seller_is_out_of_stock: return seller::find_out_of_stock(view);
        case ActKind::seller_picks: return seller::pick(view);
        case ActKind::seller_labels: return seller::label(view);
        case ActKind::seller_hands_over: return seller::hand_over(view, memory);
        case ActKind::platform_submits_refund: return gateway::submit_refund(view, refund);
        case ActKind::buyer_answers_offer:
        case ActKind::buyer_escalates:
        case ActKind::buyer_complains:
        case ActKind::buyer_answers_proposal:
        case ActKind::buyer_withdraws_case:
        case ActKind::buyer_sends_goods_back:
        case ActKind::buyer_checks_refund:
        case ActKind::seller_answers_dispute:
        case ActKind::party_informs: return {};
        case ActKind::joins_line: return {.joins = task};
        case ActKind::leaves_line: return {.leaves = task};
        case ActKind::loses_patience: return support::lose_patience(view, task, memory);
        case ActKind::service_ends: return support::end(view, task, memory);
    }
    return {};
}

Acts react(const View& view, const Before& before, CommandKind kind, Memory& memory) {
    const order::Regions& at = view.order.regions;
    Acts acts;
    if (at.order != before.regions.order) {
        acts.add(after_order_moved(view, before.regions, memory));
    }
    if (at.shipment != before.regions.shipment) {
        const bool was_tried = before.regions.shipment == ShipmentState::intercept_requested &&
                               at.shipment == ShipmentState::handed_over;
        if (!was_tried) {
            acts.add(after_parcel_moved(view));
        }
    }
    if (at.case_ != before.regions.case_) {
        acts.add(after_case_moved(view, before.regions));
    }
    if (at.stop == StopState::pending && before.regions.stop != StopState::pending) {
        acts.add(seller::plan_stop(view, memory));
    }
    if (view.order.refund_state != before.refunds) {
        acts.add(after_refund_moved(view, before));
    }
    if (kind == CommandKind::send_message && at.chat == order::ChatState::wait_seller) {
        acts.add(seller::plan_reply(view, memory, ActKind::seller_replies));
    } else if (kind == CommandKind::follow_up) {
        acts.add(seller::hurry_reply(view, memory));
    }
    return acts;
}

order::Command placement(const View& view) {
    order::Command command;
    command.kind = CommandKind::place_order;
    command.actor = order::Actor::buyer;
    command.minutes = seller::shipping_limit_minutes(view);
    const double amount = view.params().payment.amount.quantile(view.draw(Purpose::amount));
    command.amount = {std::llround(std::clamp(amount, 1.0, kAmountMost))};
    return command;
}

SimTime next_arrival(const Cast& cast, const Draws& draws, std::uint32_t n, SimTime after) {
    const Arrivals& arrivals = cast.params().arrivals;
    const double gap = -std::log(draws.uniform(n, Purpose::arrival_gap)) * kMicrosecondsPerDay /
                       arrivals.orders_per_day;
    return arrivals.clock.advance(after, duration_of(gap));
}

}  // namespace ordersim::agents
