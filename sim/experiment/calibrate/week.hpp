#pragma once

#include "sim/base/weekly_clock.hpp"
#include "sim/experiment/calibrate/watches.hpp"
#include "sim/measure/calibration_record.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

/// The hours of the week at which things happen.
namespace ordersim::experiment {

inline constexpr std::size_t kWeekHours = 168;

/// The instant on the simulator's time: its weeks begin on Mondays, too. Requires: at >= 0.
[[nodiscard]] SimTime sim_time(Instant at);
/// From Monday 00:00.
[[nodiscard]] std::size_t hour_of_week(Instant at);

/// How often something happened in each hour of the week, and how long it could have.
struct WeekCounts {
    std::array<double, kWeekHours> events{};
    std::array<double, kWeekHours> exposure{};  ///< hours waited, of all who waited

    /// Counts a stretch of waiting that ended in an event or was cut off. O(1).
    void add(const Watch& watch);
    void add_exposure(Instant from, Instant to);
    /// Turns what `add` left as differences into exposures: once, after all.
    void settle();
    [[nodiscard]] double total() const;

private:
    std::array<double, kWeekHours + 1> steps_{};
    double weeks_ = 0;
};

/// Rates by hour of the day and by weekday whose products fit the counts best: the maximum
/// likelihood of Poisson counts with mean exposure * hour * weekday, by iterated proportional
/// scaling (Deming and Stephan 1940). Both have mean 1 and four digits.
[[nodiscard]] measure::WeekProfile fit_profile(const WeekCounts& counts);

/// The clock that runs by the profile, mean speed 1 a week.
[[nodiscard]] WeeklyClock clock_of(const measure::WeekProfile& profile);

/// Working hours: the hours of the day without the longest stretch in which next to nothing
/// happens, and the weekdays likewise, as scenarios write them: "Mon-Sat 09-21"; "always" where no
/// such stretch is long enough to tell.
[[nodiscard]] std::string working_hours(const measure::WeekProfile& profile);
/// The clock of such a text.
[[nodiscard]] WeeklyClock open_clock(const measure::WeekProfile& profile);

/// Arrivals with their rates and the tests of whether they are Poisson.
[[nodiscard]] measure::ArrivalFit fit_arrivals(const OrderFile& file, double level);
[[nodiscard]] WeekCounts arrival_counts(const OrderFile& file);

/// "{ hours = [...], weekdays = [...] }"
[[nodiscard]] std::string profile_text(const measure::WeekProfile& profile);

}  // namespace ordersim::experiment
