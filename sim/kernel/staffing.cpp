#include "sim/kernel/staffing.hpp"

#include "sim/base/assert.hpp"

#include <chrono>

namespace ordersim::kernel {

namespace {

constexpr SimDuration kHour = std::chrono::hours(1);

std::size_t hour_of_week(std::int64_t hour) noexcept {
    return static_cast<std::size_t>(hour) % Staffing::kHours;
}

}  // namespace

Staffing Staffing::constant(std::uint32_t servers) noexcept {
    Servers all{};
    all.fill(servers);
    return Staffing(all);
}

Staffing Staffing::weekly(const Servers& servers) noexcept {
    return Staffing(servers);
}

std::uint32_t Staffing::at(SimTime time) const noexcept {
    ORDERSIM_ASSERT(time >= SimTime{});
    return servers_[hour_of_week(time.time_since_epoch() / kHour)];
}

SimTime Staffing::next_change(SimTime time) const noexcept {
    const std::uint32_t now = at(time);
    const std::int64_t hour = time.time_since_epoch() / kHour;
    for (std::int64_t ahead = 1; ahead < std::int64_t{kHours}; ++ahead) {
        if (servers_[hour_of_week(hour + ahead)] != now) {
            return SimTime(kHour * (hour + ahead));
        }
    }
    return kNever;
}

}  // namespace ordersim::kernel
