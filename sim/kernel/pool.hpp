#pragma once

#include "sim/base/time.hpp"
#include "sim/kernel/waiting_line.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace ordersim::kernel {

/// Who asks for service. The id is the caller's; smaller priorities are served first.
struct Customer {
    std::uint32_t id = 0;
    std::int32_t priority = 0;
};

/// What became of an arrival: it starts service at once, or waits under its ticket.
struct Arrival {
    TicketId ticket;
    bool is_served = false;
};

/// A waiting customer whose service starts now.
struct Start {
    std::uint32_t customer = 0;
    TicketId ticket;
    SimDuration wait{};
};

/// What a pool did from its beginning up to an instant. Two totals subtract to what it did in
/// between, so that a warm-up can be left out.
///
/// Durations are summed over customers or servers. They are exact integers up to 292,000 customer
/// years, so that Little's law holds as an identity: waiting_time = wait_of_started +
/// wait_of_abandoned + what those still waiting have waited.
struct PoolTotals {
    std::uint64_t arrived = 0;
    std::uint64_t at_once = 0;    ///< of the arrived: served without waiting
    std::uint64_t started = 0;    ///< services begun, at once or after a wait
    std::uint64_t finished = 0;   ///< services ended
    std::uint64_t abandoned = 0;  ///< left the line unserved
    SimDuration wait_of_started{};
    SimDuration wait_of_abandoned{};
    SimDuration waiting_time{};  ///< integral of the length of the line
    SimDuration busy_time{};     ///< integral of the number of busy servers
    SimDuration staffed_time{};  ///< integral of the number of servers on duty
    SimDuration elapsed{};       ///< since the beginning of the pool

    friend PoolTotals operator-(PoolTotals later, const PoolTotals& earlier) noexcept;
};

/// Busy time over staffed time; above 1 where services outlast shifts, NaN if nobody was on duty.
[[nodiscard]] double utilisation(const PoolTotals& totals) noexcept;

/// Identical servers and the line before them. Customers are served by priority, then in order of
/// arrival; nobody waits while a server is free. When staff falls, services are not interrupted:
/// a server finishes, then leaves. Waiting customers may abandon.
///
/// A model drives it: it holds no calendar and draws nothing. It says who starts service; the
/// model schedules the end of that service, the end of the customer's patience and the change of
/// staff. Every `now` must be at or after the one before.
///
/// arrive, finish and abandon are amortised O(1) in a line without overtaking, else O(log n).
/// Memory: 16 bytes for each arrival since the longest waiting customer came, and 8 bytes a place
/// in the line. Deterministic; one thread.
class Pool {
public:
    explicit Pool(std::uint32_t servers, SimTime since = SimTime{}) noexcept
        : since_(since), now_(since), servers_(servers) {}

    /// Requires: fewer than 2^32 - 1 arrivals so far.
    Arrival arrive(Customer customer, SimTime now);
    /// One service ends. Returns whom the server takes next, if there is one and it stays.
    /// Requires: busy() > 0.
    std::optional<Start> finish(SimTime now);
    /// The holder of the ticket loses patience. Returns how long it waited; nothing when it was no
    /// longer waiting, so that a timer set on arrival may come too late without harm.
    std::optional<SimDuration> abandon(TicketId ticket, SimTime now);
    /// `servers` are on duty from now on. Returns whom the new ones take, in order.
    [[nodiscard]] std::vector<Start> staff_changed(std::uint32_t servers, SimTime now);

    [[nodiscard]] std::uint32_t servers() const noexcept { return servers_; }
    /// May exceed servers() after a fall of staff.
    [[nodiscard]] std::uint32_t busy() const noexcept { return busy_; }
    [[nodiscard]] std::uint32_t waiting() const noexcept { return waiting_; }
    /// Requires: now is not before the latest call.
    [[nodiscard]] PoolTotals totals(SimTime now) const noexcept;

private:
    struct Entry {
        SimTime arrived;
        std::uint32_t customer = 0;
        bool is_waiting = false;
    };

    void pass(SimTime now) noexcept;
    [[nodiscard]] Entry* find_waiting(TicketId ticket) noexcept;
    void stop_waiting(Entry& entry);
    std::optional<Start> take_next();

    SimTime since_;
    SimTime now_;
    std::uint32_t servers_;
    std::uint32_t busy_ = 0;
    std::uint32_t waiting_ = 0;
    std::uint32_t first_ = 0;    ///< ticket of entries_.front()
    std::deque<Entry> entries_;  ///< arrivals since the longest waiting customer came
    WaitingLine line_;           ///< the waiting, and some who have left
    PoolTotals totals_;          ///< up to now_
};

}  // namespace ordersim::kernel
