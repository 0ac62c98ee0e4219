#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "sim/agents/params.hpp"
#include "sim/agents/act.hpp"
#include "sim/base/id.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/staffing.hpp"

namespace ordersim::market {

/// The platform's desks: pools of staff with shifts, and the tasks in their lines. Knows who waits
/// for what, not what the work is. One thread.
class Desks {
public:
    /// A task of an order.
    struct Client {
        OrderId order;
        agents::Task task = agents::Task::first_contact;

        friend auto operator<=>(const Client&, const Client&) = default;
    };
    explicit Desks(const agents::Support& support);

    /// The client's turn, if somebody is free; else it waits.
    /// Requires: the same client does not wait already.
    std::optional<Client> join(const Client& client, std::int32_t priority, SimTime now);
    /// One service at the desk is over. Whose turn it is then, if anybody's.
    std::optional<Client> finish(agents::Desk desk, SimTime now);
    /// How long the client has waited if it leaves the line now; nothing if it does not wait.
    std::optional<SimDuration> leave(const Client& client, SimTime now);
    [[nodiscard]] bool waits(const Client& client) const { return places_.contains(client); }

    /// Whose turn it is because a shift has begun.
    [[nodiscard]] std::vector<Client> change_shift(agents::Desk desk, SimTime now);
    /// When the next shift begins, if that may concern anybody: somebody waits, and no earlier call
    /// has named this instant. Each desk's answer is to be followed by `change_shift` then.
    [[nodiscard]] std::optional<SimTime> next_shift(agents::Desk desk, SimTime now);

    /// What the desk did up to `now`. Requires: not before the latest call.
    [[nodiscard]] kernel::PoolTotals totals(agents::Desk desk, SimTime now);

private:
    struct Staff {
        explicit Staff(const kernel::Staffing& shifts)
            : staffing(shifts),
              pool(shifts.at(SimTime{})),
              changes_at(shifts.next_change(SimTime{})) {}

        kernel::Staffing staffing;
        kernel::Pool pool;
        SimTime changes_at;           ///< the next change not yet told to the pool
        SimTime named = SimTime{};    ///< the latest change that next_shift has given away
    };

    Staff& at(agents::Desk desk) { return staff_[static_cast<std::size_t>(desk)]; }
    void pass(Staff& staff, SimTime now);
    Client call(const kernel::Start& start);

    struct Place {
        kernel::TicketId ticket;
        std::uint32_t customer = 0;
    };

    std::array<Staff, agents::kDesks> staff_;
    std::map<Client, Place> places_;              ///< of those who wait
    std::vector<Client> clients_;                 ///< by the pools' customer numbers
    std::vector<std::uint32_t> free_;             ///< of these numbers
};

}  // namespace ordersim::market
