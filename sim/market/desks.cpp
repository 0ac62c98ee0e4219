#include "sim/market/desks.hpp"

#include "sim/agents/shifts.hpp"

namespace ordersim::market {
namespace {

using agents::Desk;
using kernel::Staffing;

Staffing staffing(const agents::Support& support, Desk desk) {
    Staffing::Servers servers{};
    for (std::size_t hour = 0; hour < Staffing::kHours; ++hour) {
        const SimTime at(std::chrono::hours(static_cast<int>(hour)));
        servers[hour] = agents::places_on_duty(support, desk, at);
    }
    return Staffing::weekly(servers);
}

}  // namespace

Desks::Desks(const agents::Support& support)
    : staff_{Staff(staffing(support, Desk::chat)), Staff(staffing(support, Desk::cases))} {}

/// Tells the pool of the shifts that have begun since. Nobody waited then, so nobody's turn came:
/// where somebody waits, `change_shift` is called at the very instant.
void Desks::pass(Staff& staff, SimTime now) {
    const auto has_begun = [&] {
        return staff.changes_at < now ||
               (staff.changes_at == now && staff.pool.waiting() == 0);
    };
    while (staff.changes_at != kNever && has_begun()) {
        const SimTime at = staff.changes_at;
        const auto started = staff.pool.staff_changed(staff.staffing.at(at), at);
        ORDERSIM_ASSERT(started.empty());
        staff.changes_at = staff.staffing.next_change(at);
    }
}

Desks::Client Desks::call(const kernel::Start& start) {
    const Client client = clients_[start.customer];
    free_.push_back(start.customer);
    places_.erase(client);
    return client;
}

std::optional<Desks::Client> Desks::join(const Client& client, std::int32_t priority, SimTime now) {
    Staff& staff = at(desk_of(client.task));
    pass(staff, now);
    std::uint32_t number = static_cast<std::uint32_t>(clients_.size());
    if (free_.empty()) {
        clients_.push_back(client);
    } else {
        number = free_.back();
        free_.pop_back();
        clients_[number] = client;
    }
    const kernel::Arrival arrival = staff.pool.arrive({number, priority}, now);
    if (arrival.is_served) {
        free_.push_back(number);
        return client;
    }
    const bool is_new = places_.emplace(client, Place{arrival.ticket, number}).second;
    ORDERSIM_ASSERT(is_new);
    return std::nullopt;
}

std::optional<Desks::Client> Desks::finish(agents::Desk desk, SimTime now) {
    Staff& staff = at(desk);
    pass(staff, now);
    const auto start = staff.pool.finish(now);
    return start ? std::optional(call(*start)) : std::nullopt;
}

std::optional<SimDuration> Desks::leave(const Client& client, SimTime now) {
    const auto found = places_.find(client);
    if (found == places_.end()) {
        return std::nullopt;
    }
    Staff& staff = at(desk_of(client.task));
    pass(staff, now);
    const auto wait = staff.pool.abandon(found->second.ticket, now);
    free_.push_back(found->second.customer);
    places_.erase(found);
    return wait;
}

std::vector<Desks::Client> Desks::change_shift(agents::Desk desk, SimTime now) {
    Staff& staff = at(desk);
    std::vector<Client> turns;
    if (staff.changes_at > now) {
        return turns;
    }
    for (const kernel::Start& start : staff.pool.staff_changed(staff.staffing.at(now), now)) {
        turns.push_back(call(start));
    }
    staff.changes_at = staff.staffing.next_change(now);
    return turns;
}

std::optional<SimTime> Desks::next_shift(agents::Desk desk, SimTime now) {
    Staff& staff = at(desk);
    pass(staff, now);
    if (staff.pool.waiting() == 0 || staff.changes_at == kNever ||
        staff.changes_at == staff.named) {
        return std::nullopt;
    }
    staff.named = staff.changes_at;
    return staff.named;
}

kernel::PoolTotals Desks::totals(agents::Desk desk, SimTime now) {
    Staff& staff = at(desk);
    pass(staff, now);
    return staff.pool.totals(now);
}

}  // namespace ordersim::market
