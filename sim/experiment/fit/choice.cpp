#include "sim/experiment/fit/choice.hpp"

#include "sim/experiment/fit/law_text.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::experiment {
namespace {

/// Differences of the aicc up to here are no evidence (Burnham and Anderson 2002, section 2.6).
constexpr double kNoEvidence = 2;

bool is_left(const Fit& fit) {
    return fit.is_fitted() && !fit.goodness.is_rejected;
}

/// Of those not rejected whose aicc is no evidence against them, the one with the fewest
/// parameters; of those the one with the smallest aicc.
std::optional<std::size_t> chosen_of(const std::vector<Fit>& fits) {
    std::optional<double> smallest;
    for (const Fit& fit : fits) {
        if (is_left(fit)) {
            smallest = smallest ? std::min(*smallest, fit.aicc) : fit.aicc;
        }
    }
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        if (!is_left(fits[i]) || fits[i].aicc > *smallest + kNoEvidence) {
            continue;
        }
        const auto rank = [&](std::size_t place) {
            return std::pair(fits[place].parameters.size(), fits[place].aicc);
        };
        chosen = !chosen || rank(i) < rank(*chosen) ? i : *chosen;
    }
    return chosen;
}

/// What the sample is of.
std::string noun(const FitReport& report) {
    return report.unit == FitUnit::hours ? "times" : "amounts";
}

std::string percent(double share) {
    return rounded_text(100 * share, 2) + " %";
}

std::string count(std::size_t number) {
    return std::to_string(number);
}

std::string names(const std::vector<std::string_view>& laws) {
    std::string text;
    for (std::size_t i = 0; i < laws.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == laws.size() ? " and " : ", ");
        text += laws[i];
    }
    return text;
}

/// The laws that would have been nearer.
std::vector<std::string_view> nearer_but_rejected(const FitReport& report, double aicc) {
    std::vector<std::string_view> laws;
    for (const Fit& fit : report.fits) {
        if (fit.is_fitted() && fit.goodness.is_rejected && fit.aicc < aicc) {
            laws.push_back(family_name(fit.family));
        }
    }
    return laws;
}

std::string test_words(const FitReport& report, const Fit& fit) {
    const GoodnessOfFit& goodness = fit.goodness;
    if (goodness.bootstrap_samples == 0) {
        return "it was not tested against the " + noun(report);
    }
    const bool is_part = goodness.tested_times + report.sample.zeros < report.sample.size;
    const std::string all = "the " + noun(report);
    return (is_part ? count(goodness.tested_times) + " of " + all + ", drawn at random," : all) +
           " do not contradict it (Anderson-Darling, p = " +
           rounded_text(goodness.p_anderson_darling, 2) + ")";
}

std::string why_family(const FitReport& report, const Fit& fit) {
    const bool is_nearest = std::ranges::none_of(
        report.fits, [&](const Fit& other) { return is_left(other) && other.aicc < fit.aicc; });
    std::string text = std::string(family_name(fit.family)) +
                       (is_nearest ? " has the smallest AICc"
                                   : " is the simplest law within 2 of the smallest AICc");
    const auto rejected = nearer_but_rejected(report, fit.aicc);
    if (!rejected.empty()) {
        text += " of those not rejected (" + names(rejected) +
                (rejected.size() == 1 ? " lies nearer but is rejected)"
                                      : " lie nearer but are rejected)");
    }
    return text + ", and " + test_words(report, fit) + ".";
}

std::string why_empirical(const FitReport& report, const FitOptions& options) {
    double largest = 0;
    std::size_t tested = 0;
    for (const Fit& fit : report.fits) {
        if (fit.goodness.is_rejected) {
            largest = std::max(largest, fit.goodness.p_anderson_darling);
            tested = fit.goodness.tested_times;
        }
    }
    std::string text = tested == 0 ? std::string("No law could be fitted")
                                   : "Every law is rejected at " + percent(options.significance) +
                                         " (Anderson-Darling on " + count(tested) + " " +
                                         noun(report) + ", largest p = " +
                                         rounded_text(largest, 2) + ")";
    text += ": the " + noun(report) + "' own law is kept, as " +
            count(report.empirical_hours.size()) + " quantiles of the Kaplan-Meier curve.";
    const auto tail = nearest_of(report.fits);
    if (report.sample.share_beyond > 0) {
        text += " The " + percent(report.sample.share_beyond) + " that last longer than " +
                hours_text(report.sample.time_last) + ", where watching ended, " +
                (tail ? "follow the nearest law, " +
                            std::string(family_name(report.fits[*tail].family)) + "."
                      : std::string("are put there."));
    }
    return text;
}

/// What an analyst should know of the sample, whatever the law.
std::string remarks(const FitReport& report) {
    const FitSample& sample = report.sample;
    constexpr std::size_t few = 20;
    std::string text;
    if (sample.events > 0 && sample.events < few) {
        text += " Only " + count(sample.events) + (sample.events == 1 ? " time" : " times") +
                " ended: take any law with care.";
    }
    if (sample.zeros > 0 && sample.zeros < sample.size) {
        text += " " + percent(sample.share_zero) + " of the times are 0 and stand apart.";
    }
    if (report.unit == FitUnit::amounts) {
        constexpr double whole = 100;
        return sample.grid >= whole ? " Amounts come in whole units of the currency; the tests "
                                      "round alike, the intervals do not know it."
                                    : "";
    }
    if (sample.grid > 1.0 / 60) {
        text += std::string(" Times come in whole ") + (sample.grid > 1 ? "days" : "hours") +
                "; the tests round alike, the intervals do not know it.";
    }
    return text;
}

}  // namespace

std::optional<std::size_t> nearest_of(const std::vector<Fit>& fits) {
    std::optional<std::size_t> nearest;
    for (std::size_t i = 0; i < fits.size(); ++i) {
        if (fits[i].is_fitted() && (!nearest || fits[i].aicc < fits[*nearest].aicc)) {
            nearest = i;
        }
    }
    return nearest;
}

void choose(FitReport& report, const FitOptions& options) {
    if (report.sample.events == 0) {
        report.choice = FitChoice::nothing;
        report.why = "No time ended: nothing is known of how long it takes.";
        return;
    }
    if (report.sample.censored == 0 && report.sample.distinct == 1) {
        report.choice = FitChoice::constant;
        report.law = constant_text(report.sample.time_last, report.unit);
        report.why = "All " + noun(report) + " are the same." + remarks(report);
        return;
    }
    report.chosen = chosen_of(report.fits);
    if (report.chosen) {
        const Fit& fit = report.fits[*report.chosen];
        report.choice = FitChoice::family;
        report.law = fit.law;
        report.why = why_family(report, fit) + remarks(report);
        return;
    }
    report.choice = FitChoice::empirical;
    report.law = empirical_text(options.empirical_file, report.unit);
    report.why = why_empirical(report, options) + remarks(report);
}

}  // namespace ordersim::experiment
