#include "sim/base/enum_names.hpp"

#include "tests/support/reference_rules.hpp"

namespace ordersim::tests {

using namespace ordersim::order;

namespace {

template <class State>
std::string differ(std::string_view name, State mine, State theirs) {
    if (mine == theirs) {
        return "";
    }
    return std::string(name) + " " + std::string(enum_name(theirs)) + ", by the reference " +
           std::string(enum_name(mine)) + "; ";
}

std::string differ(std::string_view name, std::int64_t mine, std::int64_t theirs) {
    if (mine == theirs) {
        return "";
    }
    return std::string(name) + " " + std::to_string(theirs) + ", by the reference " +
           std::to_string(mine) + "; ";
}

std::string differ(std::string_view name, Money mine, Money theirs) {
    return differ(name, mine.minor, theirs.minor);
}

std::string differ(std::string_view name, SimTime mine, SimTime theirs) {
    return differ(name, mine.time_since_epoch().count(), theirs.time_since_epoch().count());
}

std::string to_text(const ReferenceTimer& timer) {
    return timer.is_paused ? "stands with " + ordersim::to_text(timer.left) + " left"
                           : "at " + ordersim::to_text(timer.deadline.time_since_epoch());
}

}  // namespace

std::map<ReferenceOrder::TimerName, ReferenceTimer> ReferenceOrder::timers_of(const Order& order) {
    std::map<TimerName, ReferenceTimer> timers;
    for (std::size_t i = 0; i < kSlots; ++i) {
        const SimTime deadline = order.deadline[i];
        if (deadline == kNever) {
            continue;
        }
        const bool is_paused = order.is_paused(static_cast<Slot>(i));
        timers[{order.timer[i], RefundKind::settlement}] =
            is_paused ? ReferenceTimer{{}, true, deadline.time_since_epoch()}
                      : ReferenceTimer{deadline, false, {}};
    }
    for (std::size_t i = 0; i < kRefunds; ++i) {
        if (order.refund[i].deadline != kNever) {
            const C name = order.refund_state[i] == RefundState::failed ? C::refund_retry_timer
                                                                        : C::refund_sla_timer;
            timers[{name, static_cast<RefundKind>(i)}] = {order.refund[i].deadline, false, {}};
        }
    }
    return timers;
}

std::string ReferenceOrder::difference(const Order& order) const {
    return difference_in_regions(order.regions) + difference_in_timers(order) +
           difference_in_refunds(order) + difference_in_marks(order) +
           difference_in_counts(order);
}

std::string ReferenceOrder::difference_in_regions(const Regions& regions) const {
    return differ("order", at_.order, regions.order) +
           differ("payment", at_.payment, regions.payment) +
           differ("shipment", at_.shipment, regions.shipment) +
           differ("request", at_.request, regions.request) +
           differ("chat", at_.chat, regions.chat) + differ("case", at_.case_, regions.case_) +
           differ("stock", at_.stock, regions.stock) + differ("stop", at_.stop, regions.stop);
}

std::string ReferenceOrder::difference_in_timers(const Order& order) const {
    const std::map<TimerName, ReferenceTimer> theirs = timers_of(order);
    std::string text;
    for (const auto& [name, timer] : timers_) {
        const auto found = theirs.find(name);
        if (found == theirs.end() || found->second != timer) {
            text += std::string(enum_name(name.first)) + " " +
                    (found == theirs.end() ? "is not armed" : to_text(found->second)) +
                    ", by the reference " + to_text(timer) + "; ";
        }
    }
    for (const auto& [name, timer] : theirs) {
        if (!timers_.contains(name)) {
            text += std::string(enum_name(name.first)) + " " + to_text(timer) +
                    ", by the reference is not armed; ";
        }
    }
    return text;
}

std::string ReferenceOrder::difference_in_refunds(const Order& order) const {
    std::string text;
    for (std::size_t i = 0; i < kRefunds; ++i) {
        const auto kind = static_cast<RefundKind>(i);
        const auto found = refunds_.find(kind);
        const ReferenceRefund mine = found == refunds_.end() ? ReferenceRefund{} : found->second;
        const std::string name = "refund " + std::string(enum_name(kind));
        text += differ(name, mine.state, order.refund_state[i]) +
                differ(name + " amount", mine.amount, order.refund[i].amount) +
                differ(name + " tries", mine.tries, std::int64_t{order.refund_tries[i]});
    }
    return text;
}

std::string ReferenceOrder::difference_in_marks(const Order& order) const {
    const std::pair<Mark, bool> marks[] = {{Mark::disputed, disputed_},
                                           {Mark::after_completion, after_completion_},
                                           {Mark::with_return, with_return_},
                                           {Mark::return_waived, return_waived_},
                                           {Mark::intercepted, intercepted_},
                                           {Mark::recovery, recovery_},
                                           {Mark::recovery_closed, recovery_closed_},
                                           {Mark::seller_answered, seller_answered_},
                                           {Mark::info_from_seller, info_from_seller_},
                                           {Mark::info_first, info_first_},
                                           {Mark::violation, violation_},
                                           {Mark::refund_overdue, refund_overdue_},
                                           {Mark::window_over, window_over_},
                                           {Mark::split_awarded, split_awarded_},
                                           {Mark::trusted, is_trusted_}};
    static_assert(std::size(marks) == enum_count<Mark>);
    std::string text;
    for (const auto& [mark, mine] : marks) {
        text += differ(enum_name(mark), std::int64_t{mine}, std::int64_t{order.has(mark)});
    }
    return text;
}

std::string ReferenceOrder::difference_in_counts(const Order& order) const {
    std::int64_t came = 0;
    for (const auto& [attempt, is_verified] : payment_came_) {
        came += is_verified ? std::int64_t{1} << (attempt - 1) : 0;
    }
    return differ("version", version_, std::int64_t{order.version}) +
           differ("total", total_, order.total) +
           differ("quantity", quantity_, std::int64_t{order.quantity}) +
           differ("ship limit", ship_limit_minutes_, std::int64_t{order.ship_limit_minutes}) +
           differ("extended", extended_minutes_, std::int64_t{order.extended_minutes}) +
           differ("paid at", paid_at_, order.paid_at) +
           differ("handed over at", handed_over_at_, order.handed_over_at) +
           differ("payments", payments_, std::int64_t{order.payments}) +
           differ("payments verified", came, std::int64_t{order.payments_verified}) +
           differ("late payments waiting", late_waiting_, std::int64_t{order.late_waiting}) +
           differ("reason", reason_, order.reason) + differ("offer", offer_, order.offer) +
           differ("claim", claim_, order.claim) + differ("counter", counter_, order.counter) +
           differ("requests", requests_, std::int64_t{order.requests}) +
           differ("offer rounds", offer_rounds_, std::int64_t{order.offer_rounds}) +
           differ("dispute rounds", dispute_rounds_, std::int64_t{order.dispute_rounds}) +
           differ("info rounds", info_rounds_, std::int64_t{order.info_rounds}) +
           differ("follow-ups", follow_ups_, std::int64_t{order.follow_ups}) +
           differ("buyer's evidence", evidence_buyer_, std::int64_t{order.evidence_buyer}) +
           differ("seller's evidence", evidence_seller_, std::int64_t{order.evidence_seller});
}

}  // namespace ordersim::tests
