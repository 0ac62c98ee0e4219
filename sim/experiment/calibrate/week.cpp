#include "sim/experiment/calibrate/week.hpp"

#include "sim/base/assert.hpp"
#include "sim/measure/poisson.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <span>
#include <utility>

namespace ordersim::experiment {
namespace {

constexpr Instant kHour = 3'600'000'000;
constexpr Instant kWeek = kHour * static_cast<Instant>(kWeekHours);
/// 1970-01-01 was a Thursday.
constexpr Instant kThursday = 72 * kHour;
constexpr std::size_t kDayHours = 24;
constexpr std::size_t kDays = 7;
constexpr std::array<const char*, kDays> kDayNames{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
/// An hour with so small a part of the mean rate is closed.
constexpr double kIdle = 0.05;
/// Shorter breaks are no closing time.
constexpr std::size_t kBreakHoursMin = 3;

constexpr int kScalings = 100;

Instant since_monday(Instant at) {
    return (at + kThursday) % kWeek;
}

double rounded(double value) {
    return std::round(value * 1e4) / 1e4;
}

std::vector<double> with_mean_one(std::span<const double> values) {
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    std::vector<double> scaled;
    for (const double value : values) {
        scaled.push_back(sum > 0 ? rounded(value * static_cast<double>(values.size()) / sum) : 1);
    }
    return scaled;
}

/// The longest cyclic run of idle entries: its first and how many.
struct Run {
    std::size_t first = 0;
    std::size_t length = 0;
};

Run longest_idle(std::span<const double> rates) {
    Run best;
    for (std::size_t first = 0; first < rates.size(); ++first) {
        std::size_t length = 0;
        while (length < rates.size() && rates[(first + length) % rates.size()] < kIdle) {
            ++length;
        }
        if (length > best.length) {
            best = {first, length};
        }
    }
    return best.length < rates.size() ? best : Run{};
}

std::string two_digits(std::size_t hour) {
    return (hour < 10 ? "0" : "") + std::to_string(hour);
}

/// What the profile leaves open.
struct Opening {
    std::array<bool, kDayHours> hours{};
    std::array<bool, kDays> days{};

    [[nodiscard]] bool is_always() const {
        return std::ranges::all_of(hours, std::identity()) &&
               std::ranges::all_of(days, std::identity());
    }
};

Opening opening_of(const measure::WeekProfile& profile) {
    Opening opening;
    opening.hours.fill(true);
    Run night = longest_idle(profile.hours);
    night.length = night.length < kBreakHoursMin ? 0 : night.length;
    for (std::size_t i = 0; i < night.length; ++i) {
        opening.hours[(night.first + i) % kDayHours] = false;
    }
    for (std::size_t day = 0; day < kDays; ++day) {
        opening.days[day] = profile.weekdays[day] >= kIdle;
    }
    return opening;
}

/// The longest runs of true, as texts of `name`.
template <class Name>
std::vector<std::string> spans_of(std::span<const bool> open, const Name& name) {
    std::vector<std::string> spans;
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (!open[i]) {
            continue;
        }
        std::size_t last = i;
        while (last + 1 < open.size() && open[last + 1]) {
            ++last;
        }
        spans.push_back(name(i, last));
        i = last;
    }
    return spans;
}

std::string duration_of_cell(std::size_t hours) {
    return hours % kDayHours == 0 ? std::to_string(hours / kDayHours) + " d"
                                  : std::to_string(hours) + " h";
}

/// Counts of whole cells in their order; the ragged ends are left out.
struct CellCounts {
    std::vector<double> counts;
    std::size_t first_of_week = 0;  ///< which cell of the week the first is
    std::size_t a_week = 0;
};

CellCounts count_cells(const OrderFile& file, std::size_t cell_hours) {
    const Instant cell = kHour * static_cast<Instant>(cell_hours);
    Instant last_created = file.first;
    for (const RealOrder& order : file.orders) {
        last_created = std::max(last_created, order[Stamp::created_at]);
    }
    // Cells begin with Mondays, so that each lies in one place of the week.
    const Instant origin = file.first - since_monday(file.first);
    const Instant begin = (file.first - origin + cell - 1) / cell;
    const Instant end = (last_created - origin) / cell;
    CellCounts cells;
    cells.a_week = kWeekHours / cell_hours;
    cells.first_of_week = static_cast<std::size_t>(begin) % cells.a_week;
    if (end <= begin) {
        return cells;
    }
    cells.counts.resize(static_cast<std::size_t>(end - begin));
    for (const RealOrder& order : file.orders) {
        const Instant index = (order[Stamp::created_at] - origin) / cell - begin;
        if (index >= 0 && index < end - begin) {
            ++cells.counts[static_cast<std::size_t>(index)];
        }
    }
    return cells;
}

measure::DispersionTest told(const measure::Dispersion& dispersion, std::string name,
                             std::size_t cell_hours) {
    return {std::move(name),
            duration_of_cell(cell_hours),
            dispersion.cells > 0 ? dispersion.total / dispersion.cells : 0,
            dispersion.index(),
            dispersion.degrees,
            dispersion.p()};
}

/// The same place of all weeks: more than Poisson where weeks differ (growth, seasons, sales).
measure::DispersionTest between_weeks(const OrderFile& file, std::size_t cell_hours) {
    const CellCounts cells = count_cells(file, cell_hours);
    measure::Dispersion dispersion;
    for (std::size_t place = 0; place < cells.a_week; ++place) {
        std::vector<double> same;
        const std::size_t first = (place + cells.a_week - cells.first_of_week) % cells.a_week;
        for (std::size_t i = first; i < cells.counts.size(); i += cells.a_week) {
            same.push_back(cells.counts[i]);
        }
        dispersion.add({same, {}});
    }
    return told(dispersion, "between weeks", cell_hours);
}

/// Neighbouring cells, in pairs, by the rates of their hours: more than Poisson where orders come
/// in bursts, whatever weeks do.
measure::DispersionTest between_neighbours(const OrderFile& file, std::size_t cell_hours,
                                           const measure::WeekProfile& profile) {
    const CellCounts cells = count_cells(file, cell_hours);
    std::vector<double> rates(cells.a_week);
    for (std::size_t i = 0; i < kWeekHours; ++i) {
        rates[i / cell_hours] += profile.hours[i % kDayHours] * profile.weekdays[i / kDayHours];
    }
    measure::Dispersion dispersion;
    for (std::size_t i = 0; i + 1 < cells.counts.size(); i += 2) {
        const std::array<double, 2> weights{rates[(cells.first_of_week + i) % cells.a_week],
                                            rates[(cells.first_of_week + i + 1) % cells.a_week]};
        dispersion.add({std::span(cells.counts).subspan(i, 2), weights});
    }
    return told(dispersion, "between neighbours", cell_hours);
}

}  // namespace

SimTime sim_time(Instant at) {
    return SimTime(SimDuration(at + kThursday));
}

std::size_t hour_of_week(Instant at) {
    return static_cast<std::size_t>(since_monday(at) / kHour);
}

void WeekCounts::add(const Watch& watch) {
    if (!watch.is_censored) {
        ++events[hour_of_week(watch.to)];
    }
    add_exposure(watch.from, watch.to);
}

void WeekCounts::add_exposure(Instant from, Instant to) {
    weeks_ += static_cast<double>((to - from) / kWeek);
    const Instant rest = (to - from) % kWeek;
    const Instant begin = since_monday(from);
    const Instant end = begin + rest;
    const auto fraction = [](Instant length) {
        return static_cast<double>(length) / static_cast<double>(kHour);
    };
    const auto first = static_cast<std::size_t>(begin / kHour);
    const auto last = static_cast<std::size_t>(end / kHour);
    if (first == last) {
        exposure[first % kWeekHours] += fraction(rest);
        return;
    }
    exposure[first] += fraction(static_cast<Instant>(first + 1) * kHour - begin);
    exposure[last % kWeekHours] += fraction(end - static_cast<Instant>(last) * kHour);
    // Whole hours from first + 1 to last, as steps; around the end of the week in two pieces.
    const std::size_t split = std::min(last, kWeekHours);
    if (first + 1 < split) {
        steps_[first + 1] += 1;
        steps_[split] -= 1;
    }
    if (last > kWeekHours) {
        steps_[0] += 1;
        steps_[last - kWeekHours] -= 1;
    }
}

void WeekCounts::settle() {
    double level = weeks_;
    for (std::size_t hour = 0; hour < kWeekHours; ++hour) {
        level += steps_[hour];
        exposure[hour] += level;
    }
    steps_ = {};
    weeks_ = 0;
}

double WeekCounts::total() const {
    return std::accumulate(events.begin(), events.end(), 0.0);
}

measure::WeekProfile fit_profile(const WeekCounts& counts) {
    std::array<double, kDayHours> hours{};
    std::array<double, kDays> days{};
    hours.fill(1);
    days.fill(1);
    for (int round = 0; round < kScalings; ++round) {
        std::array<double, kDayHours> events_by_hour{};
        std::array<double, kDayHours> exposure_by_hour{};
        for (std::size_t i = 0; i < kWeekHours; ++i) {
            events_by_hour[i % kDayHours] += counts.events[i];
            exposure_by_hour[i % kDayHours] += counts.exposure[i] * days[i / kDayHours];
        }
        for (std::size_t hour = 0; hour < kDayHours; ++hour) {
            hours[hour] =
                exposure_by_hour[hour] > 0 ? events_by_hour[hour] / exposure_by_hour[hour] : 0;
        }
        std::array<double, kDays> events_by_day{};
        std::array<double, kDays> exposure_by_day{};
        for (std::size_t i = 0; i < kWeekHours; ++i) {
            events_by_day[i / kDayHours] += counts.events[i];
            exposure_by_day[i / kDayHours] += counts.exposure[i] * hours[i % kDayHours];
        }
        for (std::size_t day = 0; day < kDays; ++day) {
            days[day] = exposure_by_day[day] > 0 ? events_by_day[day] / exposure_by_day[day] : 0;
        }
    }
    measure::WeekProfile profile;
    profile.count = counts.total();
    profile.hours = with_mean_one(hours);
    profile.weekdays = with_mean_one(days);
    return profile;
}

WeeklyClock clock_of(const measure::WeekProfile& profile) {
    WeeklyClock::Speeds speeds{};
    double sum = 0;
    for (std::size_t i = 0; i < kWeekHours; ++i) {
        speeds[i] = profile.weekdays[i / kDayHours] * profile.hours[i % kDayHours];
        sum += speeds[i];
    }
    for (double& speed : speeds) {
        speed *= static_cast<double>(kWeekHours) / sum;
    }
    const auto clock = WeeklyClock::create(speeds);
    ORDERSIM_ASSERT(clock.has_value());
    return *clock;
}

std::string working_hours(const measure::WeekProfile& profile) {
    const Opening opening = opening_of(profile);
    if (opening.is_always()) {
        return "always";
    }
    const auto days = spans_of(opening.days, [](std::size_t first, std::size_t last) {
        return std::string(kDayNames[first]) +
               (first == last ? "" : "-" + std::string(kDayNames[last]));
    });
    const auto hours = spans_of(opening.hours, [](std::size_t first, std::size_t last) {
        return two_digits(first) + "-" + two_digits(last + 1);
    });
    std::string text;
    for (const std::string& day : days) {
        for (const std::string& span : hours) {
            text += (text.empty() ? "" : ", ") + day + " " + span;
        }
    }
    return text;
}

WeeklyClock open_clock(const measure::WeekProfile& profile) {
    const Opening opening = opening_of(profile);
    WeeklyClock::Speeds speeds{};
    for (std::size_t i = 0; i < kWeekHours; ++i) {
        speeds[i] = opening.days[i / kDayHours] && opening.hours[i % kDayHours] ? 1 : 0;
    }
    const auto clock = WeeklyClock::create(speeds);
    ORDERSIM_ASSERT(clock.has_value());
    return *clock;
}

WeekCounts arrival_counts(const OrderFile& file) {
    WeekCounts counts;
    Instant last = file.first;
    for (const RealOrder& order : file.orders) {
        ++counts.events[hour_of_week(order[Stamp::created_at])];
        last = std::max(last, order[Stamp::created_at]);
    }
    counts.add_exposure(file.first, last);
    counts.settle();
    return counts;
}

measure::ArrivalFit fit_arrivals(const OrderFile& file, double level) {
    const WeekCounts counts = arrival_counts(file);
    measure::ArrivalFit fit;
    fit.orders = static_cast<double>(file.orders.size());
    fit.days = std::accumulate(counts.exposure.begin(), counts.exposure.end(), 0.0) / kDayHours;
    if (fit.days <= 0) {
        return fit;
    }
    const measure::Interval interval = measure::poisson_interval(fit.orders, level);
    fit.per_day = {fit.orders / fit.days, interval.low / fit.days, interval.high / fit.days};
    for (std::size_t i = 0; i < kWeekHours; ++i) {
        fit.by_hour.push_back(counts.exposure[i] > 0 ? counts.events[i] / counts.exposure[i] : 0);
    }
    // Fisher's index is chi-squared only where cells hold some orders each.
    constexpr double orders_min = 5;
    for (const std::size_t cell : {1U, 2U, 3U, 4U, 6U, 12U, 24U, 168U}) {
        if (fit.per_day.value / kDayHours * static_cast<double>(cell) >= orders_min) {
            fit.dispersion = {between_weeks(file, cell),
                              between_neighbours(file, cell, fit_profile(counts))};
            break;
        }
    }
    std::erase_if(fit.dispersion, [](const auto& test) { return test.degrees <= 0; });
    return fit;
}

std::string profile_text(const measure::WeekProfile& profile) {
    const auto list = [](std::span<const double> numbers) {
        std::string text;
        for (const double number : numbers) {
            std::string digits = std::to_string(number);  // six decimals, of which four are used
            digits.erase(digits.find_last_not_of('0') + 1);
            digits.erase(digits.ends_with('.') ? digits.size() - 1 : digits.size());
            text += (text.empty() ? "" : ", ") + digits;
        }
        return "[" + text + "]";
    };
    return "{ hours = " + list(profile.hours) + ", weekdays = " + list(profile.weekdays) + " }";
}

}  // namespace ordersim::experiment
