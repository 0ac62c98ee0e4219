#pragma once

#include <catch2/catch.hpp>

#include <algorithm>

#include "sim/metrics/tally.hpp"
#include "sim/order/decide.hpp"
#include "tests/support/plain_params.hpp"
#include "tests/support/policies.hpp"

/// Stories told to a tally through the real rules: one order after the other, commands at given
/// hours; what happens at the desks is told as it is.
namespace ordersim::tests {

[[nodiscard]] inline SimTime hour(double h) { return SimTime(duration_of(in_hours(h))); }

[[nodiscard]] inline double of(const auto& counts, auto place) {
    return counts[static_cast<std::size_t>(place)];
}

class Story {
public:
    explicit Story(const order::Policy& policy, SimTime from = SimTime{},
                   const agents::Params& params = plain_params())
        : policy_(policy), tally_(from, params) {}

    /// Orders that follow are this seller's.
    Story& at_seller(std::uint32_t seller) {
        seller_ = {seller};
        return *this;
    }
    /// The present order's buyer will order again once his refund begins.
    Story& reorders() {
        reorders_ = true;
        return *this;
    }
    Story& begin(std::uint32_t id, double at) {
        id_ = {id};
        reorders_ = false;
        order_ = {};
        has_contacted_ = false;
        order::Command place{.kind = order::CommandKind::place_order};
        place.amount = {1000};
        place.minutes = 60 * 24 * 6;
        return give(at, place);
    }
    Story& paid(std::uint32_t id, double at) {
        begin(id, at);
        order::Command pay{.kind = order::CommandKind::pay};
        pay.amount = {1000};
        give(at, pay);
        return say(at, order::CommandKind::payment_verified, order::Actor::gateway);
    }
    /// Paid at `at`, shipped an hour later, delivered at `at` + 100.
    Story& delivered(std::uint32_t id, double at) {
        return paid(id, at)
            .say(at + 1, order::CommandKind::ship, order::Actor::seller)
            .say(at + 100, order::CommandKind::delivered_scan, order::Actor::carrier);
    }
    Story& contact(double at, order::CommandKind command) {
        has_contacted_ = true;
        return tell(at, {.kind = command}, metrics::OrderEvent::Kind::contact);
    }
    Story& look(double at) {
        return tell(at, {.kind = order::CommandKind::send_message},
                    metrics::OrderEvent::Kind::look);
    }
    Story& refused(double at, order::CommandKind kind) {
        return tell(at, {.kind = kind}, metrics::OrderEvent::Kind::refusal);
    }
    /// The buyer shows his wish by a request.
    Story& request(double at, order::Reason reason = order::Reason::mistake) {
        contact(at, order::CommandKind::request_cancel);
        return give(at, {.kind = order::CommandKind::request_cancel, .reason = reason});
    }
    Story& say(double at, order::CommandKind kind, order::Actor actor) {
        return give(at, {.kind = kind, .actor = actor});
    }
    Story& dispute(double at, std::int64_t claim, bool with_return = false) {
        order::Command command{.kind = order::CommandKind::open_dispute};
        command.amount = {claim};
        command.with_return = with_return;
        return give(at, command);
    }
    /// Support picks the case up and decides it an hour later.
    Story& ruled(double at, order::Verdict verdict, std::int64_t amount = 0) {
        say(at, order::CommandKind::pick_up_case, order::Actor::platform);
        order::Command command{.kind = order::CommandKind::decide_case,
                               .actor = order::Actor::platform};
        command.verdict = verdict;
        command.amount = {amount};
        return give(at + 1, command);
    }
    Story& refunded(double at) {
        return say(at, order::CommandKind::submit_refund, order::Actor::platform)
            .say(at, order::CommandKind::refund_succeeded, order::Actor::gateway);
    }
    /// The next deadline, which is due at `at` or before.
    Story& fire(double at) { return give(at, as_command(next_deadline(order_))); }
    Story& give(double at, const order::Command& command) {
        before_ = order_;
        const auto decision = step(order::rules(), order_, policy_, command, hour(at));
        INFO(enum_name(command.kind) << ": " << enum_name(decision.refusal));
        REQUIRE(decision.kind == order::Decision::Kind::accepted);
        transition_ = decision.transition;
        return tell(at, command, metrics::OrderEvent::Kind::transition);
    }

    Story& joins(double at, agents::Task task) {
        return desk(at, metrics::DeskEvent::Kind::joined, task);
    }
    Story& serves(double at, agents::Task task, double length) {
        return desk(at, metrics::DeskEvent::Kind::began, task, length);
    }
    Story& desk(double at, metrics::DeskEvent::Kind kind, agents::Task task, double length = 0) {
        metrics::DeskEvent event;
        event.at = hour(at);
        event.kind = kind;
        event.order = id_;
        event.task = task;
        event.service = hour(length).time_since_epoch();
        tally_.take(event);
        return *this;
    }

    metrics::Counts end(double at) { return tally_.finish(hour(at)); }

private:
    static std::uint8_t under_way(const order::Order& order) {
        return static_cast<std::uint8_t>(
            std::ranges::count_if(order.refund_state, order::is_outstanding));
    }

    Story& tell(double at, const order::Command& command, metrics::OrderEvent::Kind kind) {
        const bool moves = kind == metrics::OrderEvent::Kind::transition;
        const order::Order& before = moves ? before_ : order_;
        metrics::OrderEvent event;
        event.at = hour(at);
        event.order = id_;
        event.seller = seller_;
        event.kind = kind;
        event.transition = moves ? transition_ : order::kNoTransition;
        event.command = command.kind;
        event.actor = command.actor;
        event.reason = command.reason;
        event.refund = command.refund;
        event.has_contacted = has_contacted_;
        event.before = before.regions;
        event.after = order_.regions;
        event.refund_after = order_.state_of(order::RefundKind::settlement);
        event.version = order_.version;
        event.total = order_.total;
        event.amount = is_about_refund(command.kind) ? order_.amount_of(command.refund)
                                                     : command.amount;
        event.paid_at = order_.paid_at;
        event.claim = order_.claim;
        event.captured = captured(order_);
        event.refunded = refunds_paid(order_);
        event.has_violation = order_.has(order::Mark::violation);
        event.reorders = reorders_ && metrics::cancels_paid(event);
        event.refunds_before = under_way(before);
        event.refunds_after = under_way(order_);
        tally_.take(event);
        return *this;
    }

    order::Policy policy_;
    metrics::Tally tally_;
    OrderId id_{};
    SellerId seller_{};
    order::Order order_{};
    order::Order before_{};
    order::TransitionId transition_ = order::kNoTransition;
    bool has_contacted_ = false;
    bool reorders_ = false;
};

}  // namespace ordersim::tests
