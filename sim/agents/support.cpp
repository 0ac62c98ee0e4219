#include "sim/agents/support.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/agents/evidence.hpp"
#include "sim/agents/logit.hpp"
#include "sim/order/order.hpp"

namespace ordersim::agents::support {
namespace {

using order::Actor;
using order::CaseState;
using order::Command;
using order::CommandKind;
using order::OrderState;
using order::RefundKind;
using order::RefundState;

Command say(CommandKind kind) { return {.kind = kind, .actor = Actor::platform}; }

Acts at_desk(const View& view, ActKind kind, DeskNote note) {
    Acts acts;
    acts.add({view.now, kind, detail_of(note)});
    return acts;
}

Task review_of(const View& view) {
    return view.order.regions.order == OrderState::dispute ? Task::dispute : Task::preship_case;
}

std::optional<RefundKind> refund_to_pay_out(const order::Order& order) {
    for (std::size_t i = 0; i < order::kRefunds; ++i) {
        if (order.refund_state[i] == RefundState::manual) {
            return static_cast<RefundKind>(i);
        }
    }
    return std::nullopt;
}

Acts after_first_contact(const View& view) {
    Acts acts;
    acts.add({view.now, ActKind::buyer_requests, 0});
    return acts;
}

/// Either side is asked as often (P30).
Command ask_for_info(const View& view, std::uint16_t index) {
    Command command = say(CommandKind::request_info);
    command.party = view.draw(Purpose::info_party, index) < 0.5 ? Actor::buyer : Actor::seller;
    return command;
}

Command decide(const View& view, const Memory& memory, std::uint16_t index) {
    const Support& support = view.params().support;
    Command command = say(CommandKind::decide_case);
    const order::Order& order = view.order;
    const bool in_dispute = order.regions.order == OrderState::dispute;
    const Money claim = in_dispute ? order.claim : captured(order) - refunds_promised(order);
    // Before shipment a split is paid as goodwill, of which an order sees one.
    const bool may_split =
        claim > Money{} &&
        (in_dispute || order.state_of(RefundKind::goodwill) == RefundState::none);
    if (may_split && view.draw(Purpose::decision_split, index) < support.split_share) {
        const auto share = static_cast<double>(claim.minor) * support.split_amount_share;
        command.verdict = order::Verdict::split;
        command.amount = {std::clamp<std::int64_t>(std::llround(share), 1, claim.minor)};
        return command;
    }
    const bool for_buyer = view.draw(Purpose::decision, index) < win_share(view, memory);
    command.verdict = for_buyer ? order::Verdict::buyer : order::Verdict::seller;
    return command;
}

Deed end_review(const View& view, DeskNote service, const Memory& memory) {
    const bool is_present = service.number == (memory.review & 31U) &&
                            service.task == review_of(view) &&
                            view.order.regions.case_ == CaseState::in_review;
    if (!is_present) {
        return {};
    }
    const std::uint16_t index = memory.review;
    const bool may_ask = view.order.info_rounds < view.policy.info_rounds;
    return only(may_ask && view.draw(Purpose::info, index) < view.params().support.info_share
                    ? ask_for_info(view, index)
                    : decide(view, memory, index));
}

}  // namespace

Acts plan_chat(const View& view, Task task, Memory& memory) {
    ++memory.visits;
    const DeskNote visit{task, static_cast<std::uint8_t>(memory.visits)};
    Acts acts = at_desk(view, ActKind::joins_line, visit);
    acts.add({view.now + view.delay_of(view.params().support.chat_patience,
                                       Purpose::chat_patience_at_desk, memory.visits),
              ActKind::loses_patience, detail_of(visit)});
    return acts;
}

Acts plan_review(const View& view) { return at_desk(view, ActKind::joins_line, {review_of(view)}); }

Acts plan_no_review(const View& view) {
    Acts acts = at_desk(view, ActKind::leaves_line, {Task::preship_case});
    acts.add(at_desk(view, ActKind::leaves_line, {Task::dispute}));
    return acts;
}

Acts plan_payout(const View& view) {
    Acts acts;
    acts.add({view.now + view.params().support.payout_delay, ActKind::joins_line,
              detail_of({Task::payout})});
    return acts;
}

std::int32_t priority_of(const View& view, Task task) {
    constexpr std::int32_t first = std::numeric_limits<std::int32_t>::min();
    constexpr std::int32_t last = std::numeric_limits<std::int32_t>::max();
    const bool is_case = task == Task::preship_case || task == Task::dispute;
    if (is_case && view.order.has(order::Mark::info_first)) {
        return first;
    }
    switch (view.params().support.priority) {
        case Priority::fifo: return 0;
        case Priority::preship: return task == Task::preship_case ? 0 : 1;
        case Priority::value:
            return static_cast<std::int32_t>(
                -std::min<std::int64_t>(view.order.total.minor, last));
        case Priority::deadline: {
            // Before shipment the order's next deadline; in a dispute the end of the protection.
            const bool is_sent = view.order.regions.order == OrderState::dispute;
            const SimTime due = is_sent ? view.order.handed_over_at + view.policy.delivery_limit
                                        : next_deadline(view.order).at;
            return static_cast<std::int32_t>(std::min<std::int64_t>(
                due.time_since_epoch() / std::chrono::minutes(1), last));
        }
    }
    return 0;
}

std::optional<Service> begin(const View& view, Task task, Memory& memory) {
    const Support& support = view.params().support;
    Service service;
    switch (task) {
        case Task::first_contact:
        case Task::refund_question:
            service.length =
                view.delay_of(support.chat_service, Purpose::chat_service, memory.services);
            break;
        case Task::preship_case:
        case Task::dispute:
            if (view.order.regions.case_ != CaseState::queued) {
                return std::nullopt;
            }
            service.command = say(CommandKind::pick_up_case);
            memory.review = static_cast<std::uint8_t>(memory.services + 1);
            service.length =
                view.delay_of(support.case_service, Purpose::case_service, memory.services);
            break;
        case Task::payout:
            if (!refund_to_pay_out(view.order)) {
                return std::nullopt;
            }
            service.length =
                view.delay_of(support.case_service, Purpose::case_service, memory.services);
            break;
    }
    ++memory.services;
    return service;
}

Deed end(const View& view, DeskNote service, const Memory& memory) {
    switch (service.task) {
        case Task::first_contact:
            return memory.has_walked_off ? Deed{} : Deed{.acts = after_first_contact(view)};
        case Task::refund_question: return {};
        case Task::preship_case:
        case Task::dispute: return end_review(view, service, memory);
        case Task::payout: {
            const auto refund = refund_to_pay_out(view.order);
            if (!refund) {
                return {};
            }
            Command command = say(CommandKind::pay_out_by_hand);
            command.refund = *refund;
            Deed deed = only(command);
            if (std::ranges::count(view.order.refund_state, RefundState::manual) > 1) {
                deed.joins = Task::payout;
            }
            return deed;
        }
    }
    return {};
}

Deed lose_patience(const View& view, Task task, Memory& memory) {
    Deed deed;
    if (view.draw(Purpose::chat_silent, memory.visits) < view.params().support.silent_share) {
        memory.has_walked_off = true;
    } else {
        deed.leaves = task;
    }
    if (task == Task::first_contact) {
        deed.acts = after_first_contact(view);
    }
    return deed;
}

double win_share(const View& view, const Memory& memory) {
    const Support& support = view.params().support;
    const double quality = evidence::buyer_quality(view) - evidence::seller_quality(view);
    const bool is_unscanned = view.order.regions.shipment != order::ShipmentState::delivered;
    double logit = support.decision_base + support.decision_evidence * quality;
    logit += is_unscanned && view.order.regions.order == OrderState::dispute
                 ? support.decision_unscanned
                 : 0.0;
    logit += is_seller_side(view.order.reason) ? support.decision_seller_fault : 0.0;
    logit += memory.has_chatted ? support.decision_chat : 0.0;
    logit += support.decision_follow_up * view.order.follow_ups;
    return logistic(logit);
}

}  // namespace ordersim::agents::support
