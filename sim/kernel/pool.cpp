#include "sim/kernel/pool.hpp"

#include "sim/base/assert.hpp"

#include <limits>

namespace ordersim::kernel {

PoolTotals operator-(PoolTotals later, const PoolTotals& earlier) noexcept {
    later.arrived -= earlier.arrived;
    later.at_once -= earlier.at_once;
    later.started -= earlier.started;
    later.finished -= earlier.finished;
    later.abandoned -= earlier.abandoned;
    later.wait_of_started -= earlier.wait_of_started;
    later.wait_of_abandoned -= earlier.wait_of_abandoned;
    later.waiting_time -= earlier.waiting_time;
    later.busy_time -= earlier.busy_time;
    later.staffed_time -= earlier.staffed_time;
    later.elapsed -= earlier.elapsed;
    return later;
}

double utilisation(const PoolTotals& totals) noexcept {
    return totals.staffed_time > SimDuration::zero()
               ? microseconds(totals.busy_time) / microseconds(totals.staffed_time)
               : std::numeric_limits<double>::quiet_NaN();
}

Arrival Pool::arrive(Customer customer, SimTime now) {
    pass(now);
    const auto number = static_cast<std::uint32_t>(first_ + entries_.size());
    ORDERSIM_ASSERT(number < std::numeric_limits<std::uint32_t>::max());
    ++totals_.arrived;
    const TicketId ticket{number};
    if (busy_ < servers_) {
        ++first_;
        ++busy_;
        ++totals_.at_once;
        ++totals_.started;
        return {ticket, true};
    }
    entries_.push_back({now, customer.id, true});
    line_.join(customer.priority, ticket);
    ++waiting_;
    return {ticket, false};
}

std::optional<Start> Pool::finish(SimTime now) {
    ORDERSIM_ASSERT(busy_ > 0);
    pass(now);
    --busy_;
    ++totals_.finished;
    return take_next();
}

std::optional<SimDuration> Pool::abandon(TicketId ticket, SimTime now) {
    pass(now);
    Entry* const entry = find_waiting(ticket);
    if (entry == nullptr) {
        return std::nullopt;
    }
    const SimDuration wait = now - entry->arrived;
    ++totals_.abandoned;
    totals_.wait_of_abandoned += wait;
    stop_waiting(*entry);
    return wait;
}

std::vector<Start> Pool::staff_changed(std::uint32_t servers, SimTime now) {
    pass(now);
    servers_ = servers;
    std::vector<Start> starts;
    while (const std::optional<Start> start = take_next()) {
        starts.push_back(*start);
    }
    return starts;
}

PoolTotals Pool::totals(SimTime now) const noexcept {
    ORDERSIM_ASSERT(now >= now_);
    PoolTotals totals = totals_;
    const SimDuration passed = now - now_;
    totals.waiting_time += passed * waiting_;
    totals.busy_time += passed * busy_;
    totals.staffed_time += passed * servers_;
    totals.elapsed = now - since_;
    return totals;
}

void Pool::pass(SimTime now) noexcept {
    totals_ = totals(now);
    now_ = now;
}

/// The entry of a ticket if it is waiting, else null.
Pool::Entry* Pool::find_waiting(TicketId ticket) noexcept {
    // Tickets before first_ wrap around to numbers beyond the end.
    const std::uint32_t index = ticket.value - first_;
    if (index >= entries_.size() || !entries_[index].is_waiting) {
        return nullptr;
    }
    return &entries_[index];
}

void Pool::stop_waiting(Entry& entry) {
    entry.is_waiting = false;
    --waiting_;
    while (!entries_.empty() && !entries_.front().is_waiting) {
        entries_.pop_front();
        ++first_;
    }
    if (waiting_ == 0) {
        line_.clear();
    }
}

std::optional<Start> Pool::take_next() {
    while (busy_ < servers_ && waiting_ > 0) {
        const TicketId ticket = line_.leave();
        Entry* const entry = find_waiting(ticket);
        if (entry == nullptr) {
            continue;
        }
        const Start start{entry->customer, ticket, now_ - entry->arrived};
        ++busy_;
        ++totals_.started;
        totals_.wait_of_started += start.wait;
        stop_waiting(*entry);
        return start;
    }
    return std::nullopt;
}

}  // namespace ordersim::kernel
