#include "sim/base/weekly_clock.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace ordersim {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;
constexpr std::int64_t kWeek = kHour * WeeklyClock::kHours;
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();

/// The product of an hour and the work of a fast one needs more than 64 bits.
__extension__ using Wide = unsigned __int128;

std::uint64_t as_unsigned(std::int64_t number) {
    return static_cast<std::uint64_t>(number);
}

/// floor((a b + more) / c) for numbers >= 0 whose quotient fits. Requires: a or b is at most an
/// hour; more < c.
std::int64_t scaled(std::int64_t a, std::int64_t b, std::int64_t more, std::int64_t c) {
    constexpr std::int64_t limit = std::int64_t{1} << 32U;
    if (a < limit && b < limit && c < limit) [[likely]] {
        return static_cast<std::int64_t>((as_unsigned(a) * as_unsigned(b) + as_unsigned(more)) /
                                         as_unsigned(c));
    }
    return static_cast<std::int64_t>((Wide(as_unsigned(a)) * as_unsigned(b) + as_unsigned(more)) /
                                     as_unsigned(c));
}
std::int64_t scaled_down(std::int64_t a, std::int64_t b, std::int64_t c) {
    return b == c ? a : scaled(a, b, 0, c);
}
std::int64_t scaled_up(std::int64_t a, std::int64_t b, std::int64_t c) {
    return b == c ? a : scaled(a, b, c - 1, c);
}

std::string problem_of(int hour, double speed) {
    const std::string where = "the speed of hour " + std::to_string(hour) + " of the week ";
    if (!std::isfinite(speed)) {
        return where + "is not a finite number";
    }
    if (speed < 0.0) {
        return where + "is negative";
    }
    return speed > WeeklyClock::kFastest ? where + "is above a million" : "";
}

}  // namespace

/// An instant as its week, its hour in the week and what the clock has read since the week began.
struct WeeklyClock::Place {
    std::int64_t week;
    std::int64_t hour;
    std::int64_t reading;
};

tl::expected<WeeklyClock, WeeklyClockError> WeeklyClock::create(const Speeds& speeds) {
    std::array<std::int64_t, kHours + 1> reading{};
    for (std::size_t hour = 0; hour < kHours; ++hour) {
        std::string problem = problem_of(static_cast<int>(hour), speeds[hour]);
        if (!problem.empty()) {
            return tl::unexpected(WeeklyClockError{std::move(problem)});
        }
        const double work = speeds[hour] * static_cast<double>(kHour);
        reading[hour + 1] = reading[hour] + std::llround(work);
    }
    if (reading.back() == 0) {
        return tl::unexpected(WeeklyClockError{"the clock stands still all week"});
    }
    return WeeklyClock(reading);
}

WeeklyClock WeeklyClock::always() {
    std::array<std::int64_t, kHours + 1> reading{};
    for (std::size_t hour = 0; hour < kHours; ++hour) {
        reading[hour + 1] = reading[hour] + kHour;
    }
    return WeeklyClock(reading);
}

WeeklyClock::WeeklyClock(const std::array<std::int64_t, kHours + 1>& reading) : reading_(reading) {
    const std::uint64_t week = as_unsigned(reading_.back());
    slice_bits_ = static_cast<unsigned>(std::bit_width(week / kSlices));
    std::size_t hour = 0;
    for (std::size_t slice = 0; slice < kSlices && slice << slice_bits_ <= week; ++slice) {
        const std::size_t start = slice << slice_bits_;
        const auto first = static_cast<std::int64_t>(std::max(start, std::size_t{1}));
        while (reading_[hour + 1] < first) {
            ++hour;
        }
        first_hour_[slice] = static_cast<std::uint8_t>(hour);
    }
}

std::int64_t WeeklyClock::work_in(std::int64_t hour) const noexcept {
    const auto index = static_cast<std::size_t>(hour);
    return reading_[index + 1] - reading_[index];
}

WeeklyClock::Place WeeklyClock::place_of(SimTime at) const noexcept {
    ORDERSIM_ASSERT(at.time_since_epoch() >= SimDuration::zero());
    const std::int64_t count = at.time_since_epoch().count();
    const std::int64_t offset = count % kWeek;
    const std::int64_t hour = offset / kHour;
    const std::int64_t begun = reading_[static_cast<std::size_t>(hour)];
    return {.week = count / kWeek,
            .hour = hour,
            .reading = begun + scaled_down(offset % kHour, work_in(hour), kHour)};
}

std::int64_t WeeklyClock::offset_of(std::int64_t target) const noexcept {
    std::int64_t hour = first_hour_[as_unsigned(target) >> slice_bits_];
    while (reading_[static_cast<std::size_t>(hour) + 1] < target) {
        ++hour;
    }
    const std::int64_t rest = target - reading_[static_cast<std::size_t>(hour)];
    return hour * kHour + scaled_up(rest, kHour, work_in(hour));
}

WeeklyClock WeeklyClock::ahead(int hours) const noexcept {
    std::array<std::int64_t, kHours + 1> reading{};
    for (int hour = 0; hour < kHours; ++hour) {
        const int theirs = ((hour + hours) % kHours + kHours) % kHours;
        const auto index = static_cast<std::size_t>(hour);
        reading[index + 1] = reading[index] + work_in(theirs);
    }
    return WeeklyClock(reading);
}

SimTime WeeklyClock::advance(SimTime from, SimDuration work) const noexcept {
    ORDERSIM_ASSERT(work >= SimDuration::zero());
    const Place place = place_of(from);
    if (work == SimDuration::zero() && work_in(place.hour) > 0) {
        return from;
    }
    const std::int64_t a_week = reading_.back();
    // With no work, look for the next microsecond of it and go back to the start of its hour.
    const std::uint64_t target = as_unsigned(place.reading) + as_unsigned(work.count()) +
                                 (work == SimDuration::zero() ? 1U : 0U);
    const std::uint64_t weeks =
        target <= as_unsigned(a_week) ? 0 : (target - 1) / as_unsigned(a_week);
    if (weeks > as_unsigned(kLast / kWeek)) {
        return kNever;
    }
    const auto rest = static_cast<std::int64_t>(target - weeks * as_unsigned(a_week));
    std::int64_t offset = offset_of(rest);
    if (work == SimDuration::zero()) {
        offset = (offset - 1) / kHour * kHour;
    }
    const std::int64_t week = place.week + static_cast<std::int64_t>(weeks);
    const bool is_past_the_end =
        week > kLast / kWeek || (week == kLast / kWeek && offset > kLast % kWeek);
    return is_past_the_end ? kNever : SimTime(SimDuration(week * kWeek + offset));
}

SimDuration WeeklyClock::elapsed(SimTime from, SimTime to) const noexcept {
    ORDERSIM_ASSERT(from <= to);
    const Place start = place_of(from);
    const Place end = place_of(to);
    const std::int64_t weeks = end.week - start.week;
    const std::int64_t rest = end.reading - start.reading;
    if (weeks > 0 && weeks > (kLast - reading_.back()) / reading_.back()) {
        return SimDuration::max();
    }
    return SimDuration(weeks * reading_.back() + rest);
}

bool WeeklyClock::is_open(SimTime at) const noexcept {
    return work_in(place_of(at).hour) > 0;
}

}  // namespace ordersim
