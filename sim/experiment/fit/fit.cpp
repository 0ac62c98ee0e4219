#include "sim/experiment/fit/fit.hpp"

#include "sim/base/assert.hpp"
#include "sim/experiment/fit/empirical.hpp"
#include "sim/experiment/fit/families.hpp"
#include "sim/experiment/fit/law_text.hpp"
#include "sim/scenario/node.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::experiment {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double log_odds(double share) {
    return std::log(share / (1 - share));
}

double share_at(double log_odds) {
    return 1 / (1 + std::exp(-log_odds));
}

FittedParameter parameter(const FamilyParameter& form, double value, double error, double level) {
    const double reach = measure::normal_quantile((1 + level) / 2) * error;
    FittedParameter made{.name = std::string(form.name),
                         .unit = form.kind == ParameterKind::hours ? "h" : "1",
                         .value = value,
                         .interval = {value * std::exp(-reach), value * std::exp(reach)}};
    if (form.kind == ParameterKind::share) {
        made.interval = {share_at(log_odds(value) - reach), share_at(log_odds(value) + reach)};
    }
    return made;
}

Fit fit_of(const FamilyForm& form, const TimeTable& table, const FitSample& sample, double level) {
    Fit fit{.family = form.family};
    if (table.events < form.events_min) {
        fit.problem = "only " + scenario::number_text(table.events) +
                      " times ended; this law takes " + scenario::number_text(form.events_min);
        return fit;
    }
    const Fitted fitted = form.fit(table, {});
    if (!fitted) {
        fit.problem = fitted.error();
        return fit;
    }
    if (const auto law = form.law(fitted->parameters); !law) {
        fit.problem = law.error().message;
        return fit;
    }
    for (std::size_t i = 0; i < form.parameters.size(); ++i) {
        fit.parameters.push_back(
            parameter(form.parameters[i], fitted->parameters[i], fitted->errors[i], level));
    }
    const auto count = static_cast<double>(form.parameters.size());
    const double spare = table.events - count - 1;
    fit.log_likelihood = fitted->log_likelihood;
    fit.aic = 2 * count - 2 * fit.log_likelihood;
    fit.aicc = spare > 0 ? fit.aic + 2 * count * (count + 1) / spare : kInfinity;
    fit.goodness.p_kolmogorov_smirnov = kNaN;
    fit.goodness.p_anderson_darling = kNaN;
    fit.law = law_text(form.family, fitted->parameters, sample.share_zero);
    return fit;
}

FitSample sample_of(const TimeTable& table, const measure::KaplanMeier& curve, double level) {
    FitSample sample;
    sample.size = curve.sample_size();
    sample.zeros = static_cast<std::size_t>(table.zero_events);
    sample.events = static_cast<std::size_t>(table.events + table.zero_events);
    sample.censored = sample.size - sample.events;
    sample.time_last = curve.time_last();
    sample.share_beyond = curve.survival(curve.time_last());
    if (sample.size > 0) {
        const measure::RatioSample zeros{.hits = table.zero_events,
                                         .tries = static_cast<double>(sample.size)};
        sample.share_zero = zeros.hits / zeros.tries;
        sample.share_zero_interval = measure::wilson(zeros, level);
    }
    return sample;
}

/// Of those left the one with the smallest aicc; by order where two are equal.
std::optional<std::size_t> best_of(const std::vector<Fit>& fits, bool may_be_rejected) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        const bool is_left =
            fits[i].is_fitted() && (may_be_rejected || !fits[i].goodness.is_rejected);
        if (is_left && (!best || fits[i].aicc < fits[*best].aicc)) {
            best = i;
        }
    }
    return best;
}

void choose(FitReport& report, const TimeTable& table, const FitOptions& options) {
    const bool is_constant = report.sample.censored == 0 && table.rows.size() <= 1 &&
                             (table.rows.empty() || report.sample.zeros == 0);
    report.chosen = best_of(report.fits, false);
    if (report.sample.events == 0) {
        report.choice = FitChoice::nothing;
        report.chosen = std::nullopt;
        report.why = "No time ended, so that nothing is known of how long it takes.";
    } else if (is_constant) {
        const double time = table.rows.empty() ? 0 : table.rows.front().time;
        report.choice = FitChoice::constant;
        report.chosen = std::nullopt;
        report.law = constant_text(time);
        report.why = "All times are the same.";
    } else if (report.chosen) {
        const Fit& fit = report.fits[*report.chosen];
        report.choice = FitChoice::family;
        report.law = fit.law;
        report.why = std::string(family_name(fit.family)) + ": the smallest AICc of all laws.";
    } else {
        report.choice = FitChoice::empirical;
        report.law = empirical_text(options.empirical_file);
        report.why = "No law fits; the sample's own is kept.";
    }
}

}  // namespace

std::string_view family_name(FitFamily family) {
    return form_of(family).name;
}

FitReport fit_times(std::span<const measure::CensoredTime> hours, const FitOptions& options) {
    ORDERSIM_ASSERT(options.level > 0 && options.level < 1);
    ORDERSIM_ASSERT(options.significance > 0 && options.significance < 1);
    const measure::KaplanMeier curve({hours.begin(), hours.end()});
    const TimeTable table = time_table(hours);
    FitReport report;
    report.sample = sample_of(table, curve, options.level);
    for (const FamilyForm& form : family_forms()) {
        report.fits.push_back(fit_of(form, table, report.sample, options.level));
    }
    choose(report, table, options);
    const auto best = best_of(report.fits, true);
    report.empirical_hours = empirical_hours(
        curve, best ? std::optional(distribution_of(report.fits[*best])) : std::nullopt,
        options.empirical_times_max);
    return report;
}

Distribution distribution_of(const Fit& fit) {
    ORDERSIM_ASSERT(fit.is_fitted());
    std::vector<double> values;
    for (const FittedParameter& parameter : fit.parameters) {
        values.push_back(parameter.value);
    }
    auto law = form_of(fit.family).law(values);
    ORDERSIM_ASSERT(law.has_value());
    return std::move(*law);
}

std::string empirical_csv(const FitReport& report) {
    std::string text = "hours\n";
    for (const double hours : report.empirical_hours) {
        text += scenario::number_text(hours) + '\n';
    }
    return text;
}

}  // namespace ordersim::experiment
