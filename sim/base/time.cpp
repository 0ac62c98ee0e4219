#include "sim/base/time.hpp"

#include <array>
#include <utility>

namespace ordersim {

SimTime plus_business_days(SimTime from, int days) noexcept {
    constexpr SimDuration day = std::chrono::hours(24);
    constexpr int week_days = 7;
    constexpr int work_days = 5;
    const auto day_number = from.time_since_epoch() / day;
    const auto weekday = day_number % week_days;
    if (weekday >= work_days) {
        return plus_business_days(SimTime((day_number + week_days - weekday) * day), days);
    }
    const int weeks = days / work_days;
    const auto end_day = weekday + days % work_days;
    const auto weekend = end_day >= work_days ? week_days - work_days : 0;
    return from + day * (weeks * week_days + days % work_days + weekend);
}

namespace {

/// The largest units of the duration, at most `parts_max` of them.
std::string units_text(SimDuration d, int parts_max) {
    constexpr std::array<std::pair<std::uint64_t, const char*>, 6> units{
        {{86'400'000'000, "d"},
         {3'600'000'000, "h"},
         {60'000'000, "min"},
         {1'000'000, "s"},
         {1'000, "ms"},
         {1, "us"}}};
    // Unsigned, because the shortest duration has no positive counterpart.
    const auto count = static_cast<std::uint64_t>(d.count());
    std::uint64_t rest = d.count() < 0 ? 0 - count : count;
    std::string text;
    int parts = 0;
    for (const auto& [size, name] : units) {
        if (rest < size || parts == parts_max) {
            continue;
        }
        text.append(parts == 0 ? "" : " ").append(std::to_string(rest / size)).append(name);
        rest %= size;
        ++parts;
    }
    if (text.empty()) {
        return "0s";
    }
    if (d.count() < 0) {
        text.insert(text.begin(), '-');
    }
    return text;
}

}  // namespace

std::string to_text(SimDuration d) { return units_text(d, 2); }

std::string exact_text(SimDuration d) { return units_text(d, 6); }

}  // namespace ordersim
