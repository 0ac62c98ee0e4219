#include "sim/experiment/curves.hpp"

#include <algorithm>
#include <array>

#include "sim/measure/interval.hpp"

namespace ordersim::experiment {
namespace {

using agents::Desk;
using measure::Estimate;
using measure::RatioSample;
using metrics::Counts;
using Series = std::vector<double>;

constexpr std::size_t kHoursADay = 24;
constexpr std::size_t kPointsMost = 400;

/// Days that one point stands for; the last point may have fewer.
struct Days {
    std::size_t from = 0;
    std::size_t until = 0;
};

std::vector<Days> points_of(std::size_t days) {
    const std::size_t width = std::max<std::size_t>(1, (days + kPointsMost - 1) / kPointsMost);
    std::vector<Days> points;
    for (std::size_t from = 0; from < days; from += width) {
        points.push_back({from, std::min(from + width, days)});
    }
    return points;
}

measure::Curve::Point point_at(const Days& days, const Estimate& estimate) {
    return {static_cast<double>(days.from + days.until) / 2, estimate.value,
            std::max(0.0, estimate.low), estimate.high};
}

/// Sum of the entries in [from, until); those beyond the end are 0.
double sum_of(const Series& series, std::size_t from, std::size_t until) {
    double sum = 0;
    for (std::size_t i = from; i < std::min(until, series.size()); ++i) {
        sum += series[i];
    }
    return sum;
}

struct LevelCurve {
    const char* name;
    const char* unit;
    const Series& (*by_hour)(const Counts&);
};

constexpr std::array<LevelCurve, 5> kLevels{{
    {"pending requests", "requests",
     [](const Counts& c) -> const Series& { return c.pending_by_hour; }},
    {"open cases and disputes", "cases",
     [](const Counts& c) -> const Series& { return c.cases_by_hour; }},
    {"refunds under way", "refunds",
     [](const Counts& c) -> const Series& { return c.refunds_by_hour; }},
    {"chat line", "buyers",
     [](const Counts& c) -> const Series& { return c.desk(Desk::chat).line_by_hour; }},
    {"case line", "cases",
     [](const Counts& c) -> const Series& { return c.desk(Desk::cases).line_by_hour; }},
}};

measure::Curve level_curve(const LevelCurve& level, const Replications& replications,
                           double confidence) {
    std::size_t days = 0;
    for (const Replication& replication : replications) {
        days = std::max(days, level.by_hour(replication.counts).size() / kHoursADay);
    }
    measure::Curve curve{level.name, "d", level.unit, {}};
    for (const Days& point : points_of(days)) {
        std::vector<double> means;
        for (const Replication& replication : replications) {
            means.push_back(sum_of(level.by_hour(replication.counts), point.from * kHoursADay,
                                   point.until * kHoursADay) /
                            static_cast<double>((point.until - point.from) * kHoursADay));
        }
        curve.points.push_back(point_at(point, measure::mean_estimate(means, confidence)));
    }
    return curve;
}

/// By day. Shifts are the same in all replications, as far as each of these goes.
Series staffed(Desk desk, const Replications& replications) {
    Series hours;
    for (const Replication& replication : replications) {
        const Series& days = replication.counts.desk(desk).staffed_by_day;
        hours.resize(std::max(hours.size(), days.size()));
        for (std::size_t day = 0; day < days.size(); ++day) {
            hours[day] = std::max(hours[day], days[day]);
        }
    }
    return hours;
}

/// Up to the last day on which anybody worked.
std::size_t busy_days(Desk desk, const Replications& replications) {
    std::size_t days = 0;
    for (const Replication& replication : replications) {
        const Series& busy = replication.counts.desk(desk).busy_by_day;
        const auto last = std::find_if(busy.rbegin(), busy.rend(),
                                       [](double hours) { return hours > 0; });
        days = std::max(days, static_cast<std::size_t>(busy.rend() - last));
    }
    return days;
}

measure::Curve utilisation_curve(const char* name, Desk desk, const Replications& replications,
                                 double level) {
    const Series on_duty = staffed(desk, replications);
    measure::Curve curve{name, "d", "share", {}};
    for (const Days& point : points_of(busy_days(desk, replications))) {
        const double places = sum_of(on_duty, point.from, point.until);
        if (places == 0) {
            continue;  // nobody on duty: no share of anything
        }
        std::vector<RatioSample> samples;
        for (const Replication& replication : replications) {
            samples.push_back(
                {sum_of(replication.counts.desk(desk).busy_by_day, point.from, point.until),
                 places});
        }
        curve.points.push_back(point_at(point, measure::ratio_estimate(samples, level)));
    }
    return curve;
}

}  // namespace

void add_curves(measure::Variant& summary, const Replications& replications, double level) {
    for (const LevelCurve& curve : kLevels) {
        summary.curves.push_back(level_curve(curve, replications, level));
    }
    summary.curves.push_back(
        utilisation_curve("chat utilisation", Desk::chat, replications, level));
    summary.curves.push_back(
        utilisation_curve("case utilisation", Desk::cases, replications, level));
}

}  // namespace ordersim::experiment
