#include "sim/kernel/waiting_line.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <functional>

namespace ordersim::kernel {

void WaitingLine::join(std::int32_t priority, TicketId ticket) {
    const std::uint32_t rising = static_cast<std::uint32_t>(priority) ^ 0x80000000U;
    const Place place = std::uint64_t{rising} << 32U | ticket.value;
    if (in_order_.empty() || in_order_.back() < place) {
        in_order_.push_back(place);
        return;
    }
    overtakers_.push_back(place);
    std::push_heap(overtakers_.begin(), overtakers_.end(), std::greater<>());
}

TicketId WaitingLine::leave() {
    ORDERSIM_ASSERT(!empty());
    Place place = 0;
    if (overtakers_.empty() || (!in_order_.empty() && in_order_.front() < overtakers_.front())) {
        place = in_order_.front();
        in_order_.pop_front();
    } else {
        place = overtakers_.front();
        std::pop_heap(overtakers_.begin(), overtakers_.end(), std::greater<>());
        overtakers_.pop_back();
    }
    return TicketId{static_cast<std::uint32_t>(place)};
}

void WaitingLine::clear() noexcept {
    in_order_.clear();
    overtakers_.clear();
}

}  // namespace ordersim::kernel
