#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>

namespace ordersim {

/// Simulated time, 1 us resolution. The epoch is Monday 00:00 of the first simulated week.
///
/// There is deliberately no `now()`: only the kernel knows the time, and it passes it in.
struct SimClock {
    using rep = std::int64_t;
    using period = std::micro;
    using duration = std::chrono::duration<rep, period>;
    using time_point = std::chrono::time_point<SimClock>;
    static constexpr bool is_steady = true;
};
using SimTime = SimClock::time_point;
using SimDuration = SimClock::duration;

/// Later than every instant of a run: what is never due.
inline constexpr SimTime kNever = SimTime::max();
/// The longest delay a scenario may state or a distribution may draw: 100 years.
inline constexpr SimDuration kLongestDelay = std::chrono::hours(24 * 36525);

/// For rates a day.
inline constexpr double kMicrosecondsPerDay = 86.4e9;

/// Microseconds as a duration, rounded to nearest and clamped to [0, kLongestDelay].
/// Requires: `microseconds` is not NaN.
[[nodiscard]] inline SimDuration duration_of(double microseconds) noexcept {
    constexpr double longest = static_cast<double>(kLongestDelay.count());
    const double clamped = std::clamp(microseconds, 0.0, longest);
    const auto whole = static_cast<std::int64_t>(clamped);
    // So small a number and its whole part differ exactly; std::llround would be a call.
    return SimDuration(whole + (clamped - static_cast<double>(whole) >= 0.5 ? 1 : 0));
}
[[nodiscard]] constexpr double microseconds(SimDuration d) noexcept {
    return static_cast<double>(d.count());
}
[[nodiscard]] constexpr double hours(SimDuration d) noexcept {
    return static_cast<double>(d.count()) / 3.6e9;
}

/// `days` business days (Monday to Friday) after `from`; a count begun on a weekend starts on the
/// next Monday at 00:00. Requires: from >= 0.
[[nodiscard]] SimTime plus_business_days(SimTime from, int days) noexcept;

/// A duration for people: the two largest units of d, h, min, s, ms, us ("2d 12h", "0s").
[[nodiscard]] std::string to_text(SimDuration d);
/// A duration to the microsecond, in as many of those units as it takes ("2d 12h 5s 1us", "0s").
[[nodiscard]] std::string exact_text(SimDuration d);

}  // namespace ordersim
