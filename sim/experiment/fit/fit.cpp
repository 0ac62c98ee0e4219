#include "sim/experiment/fit/fit.hpp"

#include "sim/agents/params.hpp"
#include "sim/base/assert.hpp"
#include "sim/base/time.hpp"
#include "sim/experiment/fit/choice.hpp"
#include "sim/experiment/fit/empirical.hpp"
#include "sim/experiment/fit/families.hpp"
#include "sim/experiment/fit/goodness.hpp"
#include "sim/experiment/fit/law_text.hpp"
#include "sim/scenario/node.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <ratio>
#include <utility>

namespace ordersim::experiment {
namespace {

/// Of more distinct times the fits read the table in steps.
constexpr std::size_t kExactTimesMax = 20'000;

double log_odds(double share) {
    return std::log(share / (1 - share));
}

double share_at(double log_odds) {
    return 1 / (1 + std::exp(-log_odds));
}

FittedParameter parameter(const FamilyParameter& form, double value, double error,
                          const FitOptions& options) {
    const double reach = measure::normal_quantile((1 + options.level) / 2) * error;
    const bool is_hours = options.unit == FitUnit::hours;
    FittedParameter made{.name = std::string(form.name),
                         .unit = form.kind != ParameterKind::hours ? "1" : is_hours ? "h" : "minor",
                         .value = value,
                         .interval = {value * std::exp(-reach), value * std::exp(reach)}};
    if (form.kind == ParameterKind::share) {
        made.interval = {share_at(log_odds(value) - reach), share_at(log_odds(value) + reach)};
    }
    return made;
}

/// Why a scenario cannot state these parameters; empty if it can.
std::string unwritable(const FamilyForm& form, std::span<const double> parameters, FitUnit unit) {
    if (unit == FitUnit::amounts) {
        const auto law = form.law(parameters);
        return law && law->quantile(0.999) <= agents::kAmountMost
                   ? ""
                   : "one amount in a thousand lies beyond 4e10 minor units, the most that a "
                     "scenario keeps exact";
    }
    using Hours = std::chrono::duration<double, std::ratio<3600>>;
    constexpr double longest = Hours(kLongestDelay).count();
    constexpr double shortest = Hours(SimDuration(1)).count();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const bool is_time = form.parameters[i].kind == ParameterKind::hours;
        if (is_time && !(parameters[i] >= shortest && parameters[i] <= longest)) {
            return "the " + std::string(form.parameters[i].name) +
                   " lies beyond the durations of a scenario, 1 us to 100 years";
        }
    }
    return {};
}

/// Akaike's criteria: `aicc` counts the events as the observations.
void add_criteria(Fit& fit, double parameters, double events) {
    const double spare = events - parameters - 1;
    fit.aic = 2 * parameters - 2 * fit.log_likelihood;
    fit.aicc = spare > 0 ? fit.aic + 2 * parameters * (parameters + 1) / spare
                         : std::numeric_limits<double>::infinity();
}

Fit fit_of(const FamilyForm& form, const TimeTable& table, const FitSample& sample,
           const FitOptions& options) {
    Fit fit{.family = form.family};
    if (table.events < form.events_min) {
        fit.problem = "only " + scenario::number_text(table.events) +
                      " times ended; this law takes " + scenario::number_text(form.events_min);
        return fit;
    }
    const Fitted fitted = form.fit(table, {});
    fit.problem = fitted ? unwritable(form, fitted->parameters, options.unit) : fitted.error();
    if (!fit.is_fitted()) {
        return fit;
    }
    for (std::size_t i = 0; i < form.parameters.size(); ++i) {
        fit.parameters.push_back(
            parameter(form.parameters[i], fitted->parameters[i], fitted->errors[i], options));
    }
    fit.log_likelihood = fitted->log_likelihood;
    add_criteria(fit, static_cast<double>(form.parameters.size()), table.events);
    fit.goodness = distance_of(form, fitted->parameters, table);
    fit.law = law_text(form.family, fitted->parameters, sample.share_zero, options.unit);
    return fit;
}

FitSample sample_of(const TimeTable& table, const measure::KaplanMeier& curve,
                    const FitOptions& options) {
    FitSample sample;
    sample.size = curve.sample_size();
    sample.zeros = static_cast<std::size_t>(table.zero_events);
    sample.events = static_cast<std::size_t>(table.events + table.zero_events);
    sample.censored = sample.size - sample.events;
    sample.distinct = table.rows.size() + (table.zero_events + table.zero_censored > 0 ? 1 : 0);
    sample.grid = grid_of(table, options.unit);
    sample.time_last = curve.time_last();
    sample.share_beyond = curve.survival(curve.time_last());
    if (sample.size > 0) {
        const measure::RatioSample zeros{.hits = table.zero_events,
                                         .tries = static_cast<double>(sample.size)};
        sample.share_zero = zeros.hits / zeros.tries;
        sample.share_zero_interval = measure::wilson(zeros, options.level);
    }
    return sample;
}

bool is_asked_for(FitFamily family, const FitOptions& options) {
    return options.families.empty() ||
           std::ranges::find(options.families, family) != options.families.end();
}

}  // namespace

std::string_view family_name(FitFamily family) {
    return form_of(family).name;
}

FitReport fit_times(std::span<const measure::CensoredTime> hours, const FitOptions& options) {
    ORDERSIM_ASSERT(options.level > 0 && options.level < 1);
    ORDERSIM_ASSERT(options.significance > 0 && options.significance < 1);
    const std::vector<measure::CensoredTime> sorted =
        sorted_times({hours.begin(), hours.end()});
    const measure::KaplanMeier curve(sorted);
    const TimeTable table = time_table(sorted);
    const TimeTable fitted = grouped(table, kExactTimesMax);
    const TimeTable tested = time_table(drawn(hours, options.tested_times_max, options.seed));
    FitReport report;
    report.unit = options.unit;
    report.sample = sample_of(table, curve, options);
    for (const FamilyForm& form : family_forms()) {
        if (!is_asked_for(form.family, options)) {
            continue;
        }
        report.fits.push_back(fit_of(form, fitted, report.sample, options));
        if (report.fits.back().is_fitted()) {
            test_law(form, tested, options, report.fits.back().goodness);
        }
    }
    const auto nearest = nearest_of(report.fits);
    report.empirical_hours = empirical_hours(curve, nearest ? &report.fits[*nearest] : nullptr,
                                             options.empirical_times_max);
    choose(report, options);
    return report;
}

Distribution distribution_of(const Fit& fit) {
    ORDERSIM_ASSERT(fit.is_fitted());
    std::vector<double> values;
    for (const FittedParameter& one : fit.parameters) {
        values.push_back(one.value);
    }
    auto law = form_of(fit.family).law(values);
    ORDERSIM_ASSERT(law.has_value());
    return std::move(*law);
}

std::string empirical_csv(const FitReport& report) {
    std::string text = report.unit == FitUnit::hours ? kHoursColumn : kAmountColumn;
    text += '\n';
    for (const double hours : report.empirical_hours) {
        text += scenario::number_text(hours) + '\n';
    }
    return text;
}

}  // namespace ordersim::experiment
