#include "sim/experiment/fit/time_table.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::experiment {

std::vector<measure::CensoredTime> sorted_times(std::vector<measure::CensoredTime> sample) {
    if (!std::ranges::is_sorted(sample)) {
        std::ranges::sort(sample);
    }
    return sample;
}

TimeTable time_table(std::span<const measure::CensoredTime> sample) {
    if (!std::ranges::is_sorted(sample)) {
        return time_table(sorted_times({sample.begin(), sample.end()}));
    }
    TimeTable table;
    table.rows.reserve(sample.size());
    for (const measure::CensoredTime& one : sample) {
        ORDERSIM_ASSERT(std::isfinite(one.time));
        ORDERSIM_ASSERT(one.time >= 0);
        if (one.time == 0) {
            ++(one.is_censored ? table.zero_censored : table.zero_events);
            continue;
        }
        if (table.rows.empty() || table.rows.back().time != one.time) {
            table.rows.push_back({.time = one.time, .log_time = std::log(one.time)});
        }
        ++(one.is_censored ? table.rows.back().censored : table.rows.back().events);
        ++(one.is_censored ? table.censored : table.events);
    }
    return table;
}

TimeTable grouped(const TimeTable& table, std::size_t rows_max) {
    constexpr double steps_of_one = 1024;  // of the logarithm
    if (table.rows.size() <= rows_max) {
        return table;
    }
    TimeTable made{.rows = {},
                   .events = table.events,
                   .censored = table.censored,
                   .zero_events = table.zero_events,
                   .zero_censored = table.zero_censored};
    double step = 0;
    for (const TimeRow& row : table.rows) {
        const double here = std::floor(row.log_time * steps_of_one);
        if (made.rows.empty() || here != step) {
            made.rows.emplace_back();
            step = here;
        }
        TimeRow& group = made.rows.back();
        group.log_time += (row.events + row.censored) * row.log_time;  // a sum, divided below
        group.events += row.events;
        group.censored += row.censored;
    }
    for (TimeRow& group : made.rows) {
        group.log_time /= group.events + group.censored;
        group.time = std::exp(group.log_time);
    }
    return made;
}

LogCentre log_centre(const TimeTable& table) {
    LogCentre centre;
    for (const TimeRow& row : table.rows) {
        centre.mean += (row.events + row.censored) * row.log_time;
    }
    centre.mean /= table.size();
    for (const TimeRow& row : table.rows) {
        const double distance = row.log_time - centre.mean;
        centre.spread += (row.events + row.censored) * distance * distance;
    }
    centre.spread = std::sqrt(centre.spread / table.size());
    return centre;
}

}  // namespace ordersim::experiment
