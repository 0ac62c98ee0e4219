#pragma once

#include "sim/base/id.hpp"

#include <cstdint>
#include <deque>
#include <vector>

namespace ordersim::kernel {

/// One arrival at a pool, numbered from 0 in order of arrival.
using TicketId = Id<struct TicketTag>;

/// Tickets in the order in which they are served: smaller priority first, then by number.
///
/// Tickets that join in order, all of them when priorities are equal, pass through a FIFO at O(1);
/// only those who overtake go through a heap, at O(log n) of its size.
class WaitingLine {
public:
    void join(std::int32_t priority, TicketId ticket);
    [[nodiscard]] bool empty() const noexcept { return in_order_.empty() && overtakers_.empty(); }
    /// Requires: not empty.
    TicketId leave();
    void clear() noexcept;

private:
    using Place = std::uint64_t;  ///< priority and ticket, so that places compare as one number

    std::deque<Place> in_order_;     ///< rising
    std::vector<Place> overtakers_;  ///< a heap, the smallest on top
};

}  // namespace ordersim::kernel
