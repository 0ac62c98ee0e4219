#include "sim/experiment/fit/time_table.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::experiment {

TimeTable time_table(std::span<const measure::CensoredTime> sample) {
    TimeTable table;
    std::vector<measure::CensoredTime> sorted;
    sorted.reserve(sample.size());
    for (const measure::CensoredTime& one : sample) {
        ORDERSIM_ASSERT(std::isfinite(one.time));
        ORDERSIM_ASSERT(one.time >= 0);
        if (one.time > 0) {
            sorted.push_back(one);
        } else {
            ++(one.is_censored ? table.zero_censored : table.zero_events);
        }
    }
    std::ranges::sort(sorted, {}, &measure::CensoredTime::time);
    table.rows.reserve(sorted.size());
    for (const measure::CensoredTime& one : sorted) {
        if (table.rows.empty() || table.rows.back().time != one.time) {
            table.rows.push_back({.time = one.time, .log_time = std::log(one.time)});
        }
        ++(one.is_censored ? table.rows.back().censored : table.rows.back().events);
        ++(one.is_censored ? table.censored : table.events);
    }
    return table;
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
