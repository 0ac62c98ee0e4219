#pragma once

#include "sim/base/weekly_clock.hpp"
#include "sim/experiment/calibrate/watches.hpp"
#include "sim/experiment/fit/fit.hpp"
#include "sim/measure/calibration_record.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

/// The law of one delay, with the data beside it.
namespace ordersim::experiment {

/// What to fit, and how to tell it.
struct DelayTask {
    std::string name;
    std::string title;
    std::string key;  ///< of the scenario; empty: told, not written
    std::string from;
    std::string to;
    std::string clock;                     ///< its name
    std::optional<WeeklyClock> law_clock;  ///< nullopt: the calendar
    Watches watches;
};

struct DelayFit {
    measure::FittedDelay told;
    FitReport report;  ///< its law is empty where too little is known
};

/// `end`: the file's. Requires: fit.level in (0, 1).
[[nodiscard]] DelayFit fit_delay(DelayTask task, Instant end, const FitOptions& fit);

/// As the record tells them.
[[nodiscard]] measure::FittedLaw told_law(const Fit& fit);
[[nodiscard]] std::string choice_text(const FitReport& report);

/// The quantiles that are told, each with the interval that inverts the curve's band (Brookmeyer
/// and Crowley 1982).
[[nodiscard]] std::vector<measure::ComparedQuantile> quantiles_of(const measure::KaplanMeier& curve,
                                                                  double level);

/// The chance that the delay is longer, by the law chosen or else Kaplan-Meier's; hours of the
/// law's clock.
[[nodiscard]] double share_beyond(const FitReport& report, double hours);

/// P(T <= t) by Kaplan-Meier with Greenwood's band, at most 200 points.
[[nodiscard]] measure::Curve distribution_curve(const measure::KaplanMeier& curve, std::string name,
                                                double level);

/// Lays the same delay of simulated orders beside it.
void lay_beside(measure::FittedDelay& told, std::vector<Watch> simulated, Instant end,
                double level);

}  // namespace ordersim::experiment
