#pragma once

#include "sim/base/time.hpp"

#include <tl/expected.hpp>

#include <array>
#include <cstdint>
#include <string>

namespace ordersim {

struct WeeklyClockError {
    std::string message;
};

/// A clock whose speed is constant within each hour of the week and repeats weekly: working hours
/// (speed 0 or 1), business days, hand-over and arrival profiles. Hour 0 is Monday 00:00-01:00.
///
/// The clock's reading is a whole number of microseconds at every instant, exact within the speeds,
/// which are rounded to 1 us of work an hour. So `elapsed` adds up without error over adjoining
/// stretches, and `advance` is its exact inverse: advance(from, w) is the first instant t with
/// elapsed(from, t) >= w. No instant may lie before the epoch. A value; safe to share between
/// threads. O(1) for clocks of people; an hour a million times faster than others costs up to 168
/// steps.
class WeeklyClock {
public:
    static constexpr int kHours = 168;
    /// A million times real time: further, a week of work and a long delay would overflow.
    static constexpr double kFastest = 1e6;
    using Speeds = std::array<double, kHours>;

    /// Speed 1 at all hours: the plain calendar.
    WeeklyClock() : WeeklyClock(always()) {}

    /// Every speed must be finite and in [0, kFastest], and one at least > 0 (a clock that never
    /// runs is an error: nothing would ever end).
    [[nodiscard]] static tl::expected<WeeklyClock, WeeklyClockError> create(const Speeds& speeds);
    [[nodiscard]] static WeeklyClock always();

    /// The first instant at which `work` has passed on this clock since `from`; with zero work
    /// and a standing clock, the next instant at which it runs. kNever where that would lie beyond
    /// all instants. Requires: work >= 0.
    [[nodiscard]] SimTime advance(SimTime from, SimDuration work) const noexcept;
    /// How much passes on this clock between two instants; SimDuration::max() where that is less
    /// than it. Requires: from <= to.
    [[nodiscard]] SimDuration elapsed(SimTime from, SimTime to) const noexcept;
    [[nodiscard]] bool is_open(SimTime at) const noexcept;
    /// The same clock for people whose time is `hours` ahead, or behind if negative: at every
    /// instant it has the speed that this one has so much later in the week.
    [[nodiscard]] WeeklyClock ahead(int hours) const noexcept;
    /// Passed on this clock in a whole week.
    [[nodiscard]] SimDuration week() const noexcept { return SimDuration(reading_.back()); }

private:
    struct Place;

    explicit WeeklyClock(const std::array<std::int64_t, kHours + 1>& reading);

    [[nodiscard]] Place place_of(SimTime at) const noexcept;
    /// The first offset into the week at which the clock reads `target`, 1 to week().
    [[nodiscard]] std::int64_t offset_of(std::int64_t target) const noexcept;
    [[nodiscard]] std::int64_t work_in(std::int64_t hour) const noexcept;

    /// What the clock reads at each full hour of the week, in microseconds.
    std::array<std::int64_t, kHours + 1> reading_;
    /// The week's readings in slices of 2^slice_bits_, and where in the week to start looking for
    /// those of each: the hour in which its first one (but 0) is reached.
    static constexpr std::size_t kSlices = 256;
    std::array<std::uint8_t, kSlices> first_hour_{};
    unsigned slice_bits_ = 0;
};

}  // namespace ordersim
