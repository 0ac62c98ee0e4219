#pragma once

#include "sim/base/weekly_clock.hpp"

#include "tests/support/plain_params.hpp"

#include <cmath>
#include <cstddef>

/// Orders at the rate 20 + 15 sin(2 pi t / 24), with a day of 24 units, on the weekly clock: it is
/// taken as that one day, so that a unit is 7 hours. Each hour of the clock, a seventh of a unit,
/// has the sinusoid's mean over it. So the cumulated rate is exact at full hours, and between them
/// wrong by less than 15 (2 pi / 24) (1/7)^2 / 8 = .01 orders.
namespace ordersim::tests::sinusoid {

inline constexpr double kHoursAUnit = WeeklyClock::kHours / 24.0;
inline constexpr SimDuration kDay = std::chrono::hours(WeeklyClock::kHours);

[[nodiscard]] inline agents::Arrivals arrivals() {
    constexpr double two_pi = 6.283185307179586;
    WeeklyClock::Speeds speeds{};
    for (std::size_t hour = 0; hour < speeds.size(); ++hour) {
        const double from = two_pi * static_cast<double>(hour) / WeeklyClock::kHours;
        const double to = from + two_pi / WeeklyClock::kHours;
        const double mean_sine = (std::cos(from) - std::cos(to)) / (to - from);
        speeds[hour] = 1 + 15.0 / 20 * mean_sine;
    }
    agents::Arrivals arrivals = plain_params().arrivals;
    arrivals.orders_per_day = 20 * 24 / kHoursAUnit;
    arrivals.clock = WeeklyClock::create(speeds).value();
    return arrivals;
}

}  // namespace ordersim::tests::sinusoid
