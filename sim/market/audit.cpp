#include "sim/market/audit.hpp"

#include <utility>

#include "sim/base/enum_names.hpp"

namespace ordersim::market {
namespace {

using order::Order;
using order::PaymentState;
using order::RefundState;
using order::StockState;

std::uint64_t passed(SimTime from, SimTime to) {
    return static_cast<std::uint64_t>((to - from).count());
}

std::uint64_t refund_id(OrderId id, std::size_t kind) {
    return std::uint64_t{id.value} * order::kRefunds + kind;
}

}  // namespace

std::uint64_t Sojourns::integral_until(SimTime now) const {
    return integral_ + passed(now_, now) * static_cast<std::uint64_t>(there_);
}

void Sojourns::step(std::uint64_t thing, bool was, bool is, SimTime now) {
    if (was == is) {
        return;
    }
    integral_ = integral_until(now);
    now_ = now;
    if (is) {
        ++there_;
        since_.emplace(thing, now);
        return;
    }
    --there_;
    const auto found = since_.find(thing);
    if (found != since_.end()) {
        lasted_ += passed(found->second, now);
        since_.erase(found);
    }
}

bool Sojourns::agree(SimTime now, std::int64_t there) const {
    std::uint64_t lasted = lasted_;
    for (const auto& [thing, since] : since_) {
        lasted += passed(since, now);
    }
    return lasted == integral_until(now) && there == there_;
}

void Audit::step(OrderId id, const Order& before, const Order& after,
                 const order::Policy& policy, const order::Command& command, SimTime now,
                 std::string_view row) {
    if (violation_) {
        return;
    }
    ++checks_made_;
    account(before, after);
    follow(id, before, after, now);
    std::optional<order::Invariant> broken = broken_by_step(before, after, policy, command, now);
    if (!broken) {
        broken = broken_by_state(after);
    }
    if (broken) {
        violate(id, now, std::string(enum_name(*broken)) + " by " +
                             std::string(enum_name(command.kind)) + " (" + std::string(row) + ")");
    }
}

/// Follows money and stock by what changed, not by where it is said to be.
void Audit::account(const Order& before, const Order& after) {
    ledger_.captured += captured(after) - captured(before);
    ledger_.refunded += refunds_paid(after) - refunds_paid(before);
    if (after.regions.payment == PaymentState::released &&
        before.regions.payment != PaymentState::released) {
        ledger_.released += captured(after) - refunds_paid(after);
    }
    if (before.regions.order == order::OrderState::none) {
        ++placed_;
        stock_.reserved += after.quantity;
    }
    if (after.regions.stock == before.regions.stock) {
        return;
    }
    // A restocked parcel that turns out to have left comes off the shelf again.
    if (before.regions.stock == StockState::restocked) {
        stock_.restocked -= after.quantity;
    }
    switch (after.regions.stock) {
        case StockState::released: stock_.released += after.quantity; break;
        case StockState::restocked: stock_.restocked += after.quantity; break;
        case StockState::written_off: stock_.written_off += after.quantity; break;
        case StockState::free_:
        case StockState::reserved:
        case StockState::deducted: break;
    }
}

void Audit::follow(OrderId id, const Order& before, const Order& after, SimTime now) {
    requests_.sojourns.step(id.value, is_open(before.regions.request),
                            is_open(after.regions.request), now);
    cases_.sojourns.step(id.value, is_open(before.regions.case_), is_open(after.regions.case_),
                         now);
    for (std::size_t kind = 0; kind < order::kRefunds; ++kind) {
        refunds_.sojourns.step(refund_id(id, kind), is_outstanding(before.refund_state[kind]),
                               is_outstanding(after.refund_state[kind]), now);
    }
}

/// Where the order says that its money and its units are.
void Audit::settle(const Order& order) {
    if (order.regions.payment != PaymentState::released) {
        held_ += captured(order) - refunds_paid(order);
    }
    const StockState stock = order.regions.stock;
    if (stock == StockState::reserved || stock == StockState::deducted) {
        units_ += order.quantity;
    }
    requests_.there += is_open(order.regions.request) ? 1 : 0;
    cases_.there += is_open(order.regions.case_) ? 1 : 0;
    for (const RefundState state : order.refund_state) {
        refunds_.there += is_outstanding(state) ? 1 : 0;
    }
}

void Audit::leave(OrderId id, const Order& order, SimTime now) {
    ++left_;
    settle(order);
    if (violation_) {
        return;
    }
    ++checks_made_;
    if (const auto broken = order::broken_at_end(order)) {
        violate(id, now, std::string(enum_name(*broken)) + " at the order's end");
    }
}

void Audit::remain(const Order& order) {
    ++alive_;
    settle(order);
}

void Audit::close(SimTime now, bool is_drained) {
    if (violation_) {
        return;
    }
    ++checks_made_;
    if (is_drained && alive_ != 0) {
        violate({}, now, "inv_10_order_is_not_stuck: orders are alive that nothing awaits");
    } else if (placed_ != left_ + alive_) {
        violate({}, now, "orders are conserved: placed are not those that left and remain");
    } else if (ledger_.captured != ledger_.refunded + ledger_.released + held_) {
        violate({}, now, "inv_19_money_is_conserved over the run");
    } else if (stock_.reserved !=
               stock_.released + stock_.restocked + stock_.written_off + units_) {
        violate({}, now, "inv_11_stock_is_conserved over the run");
    }
    const auto agree = [now](const Watch& watch) {
        return watch.sojourns.agree(now, watch.there);
    };
    if (!violation_ && !(agree(requests_) && agree(cases_) && agree(refunds_))) {
        violate({}, now, "Little's law on requests, cases and refunds");
    }
}

void Audit::violate(OrderId id, SimTime now, std::string what) {
    violation_ = Violation{id, now, std::move(what)};
}

}  // namespace ordersim::market
