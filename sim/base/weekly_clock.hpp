#pragma once

#include <array>
#include <string>
#include <tl/expected.hpp>

#include "sim/base/time.hpp"

namespace ordersim {

struct WeeklyClockError {
    std::string message;
};

/// A clock whose speed is constant within each hour of the week and repeats weekly: working hours
/// (speed 0 or 1), business days, hand-over and arrival profiles. Hour 0 is Monday 00:00-01:00.
///
/// `advance` and `elapsed` are inverse to each other where the speed is positive, to 1 us. O(1)
/// for whole weeks plus O(log 168).
class WeeklyClock {
public:
    static constexpr int kHours = 168;
    using Speeds = std::array<double, kHours>;

    /// Every speed must be finite and >= 0, and one at least > 0 (a clock that never runs is an
    /// error: nothing would ever end).
    [[nodiscard]] static tl::expected<WeeklyClock, WeeklyClockError> create(const Speeds& speeds);
    /// Speed 1 at all hours: the plain calendar.
    [[nodiscard]] static WeeklyClock always();

    /// The first instant at which `work` has passed on this clock since `from`; with zero work
    /// and a standing clock, the next instant at which it runs.
    [[nodiscard]] SimTime advance(SimTime from, SimDuration work) const noexcept;
    /// How much passes on this clock between two instants. Requires: from <= to.
    [[nodiscard]] SimDuration elapsed(SimTime from, SimTime to) const noexcept;
    [[nodiscard]] bool is_open(SimTime at) const noexcept;
    /// Passed on this clock in a whole week.
    [[nodiscard]] SimDuration week() const noexcept;
};

}  // namespace ordersim
