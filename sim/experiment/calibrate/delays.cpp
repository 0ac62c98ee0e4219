#include "sim/experiment/calibrate/delays.hpp"

#include "sim/experiment/calibrate/week.hpp"
#include "sim/experiment/fit/time_table.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace ordersim::experiment {
namespace {

using measure::CensoredTime;
using measure::Curve;
using measure::FittedDelay;
using measure::KaplanMeier;

constexpr std::array<double, 7> kProbabilities{0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99};
constexpr std::size_t kPointsMax = 200;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<CensoredTime> clock_hours(const std::vector<Watch>& watches, const WeeklyClock& clock) {
    std::vector<CensoredTime> times;
    times.reserve(watches.size());
    for (const Watch& watch : watches) {
        times.push_back(
            {hours(clock.elapsed(sim_time(watch.from), sim_time(watch.to))), watch.is_censored});
    }
    return times;
}

/// The first step at which a bound of the survival has fallen so low; infinite: it never does.
template <class Bound>
double first_below(const KaplanMeier& curve, double survival, const Bound& bound) {
    const auto steps = curve.steps();
    const auto at = std::ranges::partition_point(
        steps, [&](const measure::SurvivalStep& step) { return bound(step.time) > survival; });
    return at == steps.end() ? kInfinity : at->time;
}

measure::ComparedQuantile quantile_of(const KaplanMeier& curve, double probability, double level) {
    measure::ComparedQuantile told{probability, kNone, -kInfinity, kInfinity, kNone};
    const auto value = curve.quantile(probability);
    if (!value) {
        return told;
    }
    const double survival = 1 - probability;
    told.data = *value;
    told.low =
        first_below(curve, survival, [&](double time) { return curve.bounds(time, level).low; });
    told.high =
        first_below(curve, survival, [&](double time) { return curve.bounds(time, level).high; });
    return told;
}

/// P(T <= t) of the law chosen.
double cumulated(const FitReport& report, double time) {
    if (report.choice == FitChoice::family) {
        const double zero = report.sample.share_zero;
        return zero + (1 - zero) * distribution_of(report.fits[*report.chosen]).cdf(time);
    }
    const auto& hours = report.empirical_hours;
    if (hours.empty()) {
        return kNone;
    }
    const auto below = std::ranges::upper_bound(hours, time) - hours.begin();
    return static_cast<double>(below) / static_cast<double>(hours.size());
}

Curve law_curve(const FitReport& report, const Curve& beside) {
    Curve curve{"law", "h", "1", {}};
    if (report.law.empty()) {
        return curve;
    }
    const bool is_family = report.choice == FitChoice::family;
    const Distribution law =
        is_family ? distribution_of(report.fits[*report.chosen]) : Distribution();
    const double zero = report.sample.share_zero;
    for (const Curve::Point& point : beside.points) {
        const double y =
            is_family ? zero + (1 - zero) * law.cdf(point.x) : cumulated(report, point.x);
        curve.points.push_back({point.x, y, -kInfinity, kInfinity});
    }
    return curve;
}

void count(FittedDelay& told, const std::vector<Watch>& watches) {
    for (const Watch& watch : watches) {
        ++(watch.is_censored ? told.censored : told.events);
    }
}

}  // namespace

DelayFit fit_delay(DelayTask task, Instant end, const FitOptions& fit) {
    DelayFit made;
    FittedDelay& told = made.told;
    told.name = std::move(task.name);
    told.title = std::move(task.title);
    told.key = std::move(task.key);
    told.from = std::move(task.from);
    told.to = std::move(task.to);
    told.clock = std::move(task.clock);
    told.left_out = std::move(task.watches.left_out);
    std::vector<Watch>& watches = task.watches.watches;
    told.never = split_never(watches, end, fit.level);
    count(told, watches);
    const std::vector<CensoredTime> calendar = sorted_times(hours_of(watches));
    const KaplanMeier curve(calendar);
    told.data = distribution_curve(curve, "data", fit.level);
    told.simulated = {"simulated", "h", "1", {}};
    told.quantiles = quantiles_of(curve, fit.level);
    if (told.events < static_cast<double>(kEventsMin)) {
        told.choice = "nothing";
        told.why = "fewer than " + std::to_string(kEventsMin) + " ends: the preset's law is kept";
        told.on_clock = {"data on the law's clock", "h", "1", {}};
        told.fitted = {"law", "h", "1", {}};
        return made;
    }
    const std::vector<CensoredTime> on_clock =
        task.law_clock ? sorted_times(clock_hours(watches, *task.law_clock)) : calendar;
    made.report = fit_times(on_clock, fit);
    for (const Fit& law : made.report.fits) {
        told.laws.push_back(told_law(law));
    }
    told.choice = choice_text(made.report);
    told.why = made.report.why;
    told.law = made.report.law;
    told.on_clock = distribution_curve(KaplanMeier(on_clock), "data on the law's clock", fit.level);
    told.fitted = law_curve(made.report, told.on_clock);
    return made;
}

measure::FittedLaw told_law(const Fit& fit) {
    measure::FittedLaw law;
    law.family = family_name(fit.family);
    law.problem = fit.problem;
    law.log_likelihood = fit.log_likelihood;
    law.aicc = fit.aicc;
    law.kolmogorov_smirnov = fit.goodness.kolmogorov_smirnov;
    law.p_kolmogorov_smirnov = fit.goodness.p_kolmogorov_smirnov;
    law.p_anderson_darling = fit.goodness.p_anderson_darling;
    law.is_rejected = fit.goodness.is_rejected;
    for (const FittedParameter& parameter : fit.parameters) {
        law.parameters.push_back({parameter.name, parameter.unit, parameter.value,
                                  parameter.interval.low, parameter.interval.high});
    }
    return law;
}

std::string choice_text(const FitReport& report) {
    switch (report.choice) {
    case FitChoice::family: return std::string(family_name(report.fits[*report.chosen].family));
    case FitChoice::empirical: return "empirical";
    case FitChoice::constant: return "constant";
    case FitChoice::nothing: return "nothing";
    }
    return "nothing";
}

std::vector<measure::ComparedQuantile> quantiles_of(const KaplanMeier& curve, double level) {
    std::vector<measure::ComparedQuantile> quantiles;
    for (const double probability : kProbabilities) {
        quantiles.push_back(quantile_of(curve, probability, level));
    }
    return quantiles;
}

double share_beyond(const FitReport& report, double hours) {
    return 1 - cumulated(report, hours);
}

Curve distribution_curve(const KaplanMeier& curve, std::string name, double level) {
    Curve told{std::move(name), "h", "1", {}};
    const auto steps = curve.steps();
    if (steps.empty()) {
        return told;
    }
    told.points.push_back({0, 0, 0, 0});
    // As many steps of the curve lie between two points, the last one included.
    const std::size_t count = std::min(steps.size(), kPointsMax - 1);
    for (std::size_t i = 1; i <= count; ++i) {
        const measure::SurvivalStep& step = steps[i * steps.size() / count - 1];
        const measure::Interval bounds = curve.bounds(step.time, level);
        told.points.push_back({step.time, 1 - step.survival, 1 - bounds.high, 1 - bounds.low});
    }
    return told;
}

void lay_beside(FittedDelay& told, std::vector<Watch> simulated, Instant end, double level) {
    static_cast<void>(split_never(simulated, end, level));
    const KaplanMeier curve(hours_of(simulated));
    told.simulated = distribution_curve(curve, "simulated", level);
    for (measure::ComparedQuantile& quantile : told.quantiles) {
        quantile.simulated = curve.quantile(quantile.probability).value_or(kNone);
    }
}

}  // namespace ordersim::experiment
