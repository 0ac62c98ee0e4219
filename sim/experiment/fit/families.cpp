#include "sim/experiment/fit/families.hpp"

#include "sim/base/assert.hpp"
#include "sim/base/gamma_functions.hpp"
#include "sim/experiment/fit/gamma_tail.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace ordersim::experiment {
namespace {

using Numbers = std::span<const double>;
using Levels = std::vector<Level>;

constexpr std::array<FamilyParameter, 1> kMean{{{"mean", ParameterKind::hours}}};
constexpr std::array<FamilyParameter, 2> kMedianSigma{
    {{"median", ParameterKind::hours}, {"sigma", ParameterKind::number}}};
constexpr std::array<FamilyParameter, 2> kShapeScale{
    {{"shape", ParameterKind::number}, {"scale", ParameterKind::hours}}};
constexpr std::array<FamilyParameter, 5> kTwoParts{{{"share of 1", ParameterKind::share},
                                                    {"median of 1", ParameterKind::hours},
                                                    {"sigma of 1", ParameterKind::number},
                                                    {"median of 2", ParameterKind::hours},
                                                    {"sigma of 2", ParameterKind::number}}};

Distribution::Made exponential(Numbers p) {
    return Distribution::exponential(p[0]);
}

Distribution::Made lognormal(Numbers p) {
    return Distribution::lognormal(p[0], p[1]);
}

Distribution::Made weibull(Numbers p) {
    return Distribution::weibull(p[0], p[1]);
}

Distribution::Made gamma(Numbers p) {
    return Distribution::gamma(p[0], p[1]);
}

Distribution::Made loglogistic(Numbers p) {
    return Distribution::loglogistic(p[0], p[1]);
}

Distribution::Made lognormal_mixture(Numbers p) {
    auto quick = lognormal(p.subspan(1, 2));
    auto slow = lognormal(p.subspan(3, 2));
    if (!quick || !slow) {
        return quick ? slow : quick;
    }
    return Distribution::mixture({p[0], 1 - p[0]}, {std::move(*quick), std::move(*slow)});
}

/// Of a law with a closed form. Requires: the parameters make a law.
template <Distribution::Made (*make)(Numbers)>
Levels closed_levels(Numbers p, const TimeTable& table) {
    const auto law = make(p);
    ORDERSIM_ASSERT(law.has_value());
    Levels levels;
    levels.reserve(table.rows.size());
    for (const TimeRow& row : table.rows) {
        levels.push_back(law->level(row.time, Edge::through));
    }
    return levels;
}

Levels gamma_levels(Numbers p, const TimeTable& table) {
    std::vector<double> log_times;
    log_times.reserve(table.rows.size());
    for (const TimeRow& row : table.rows) {
        log_times.push_back(row.log_time);
    }
    const double log_whole = log_gamma(p[0]);
    Levels levels;
    levels.reserve(log_times.size());
    for (const GammaTail& tail : gamma_tails(p[0], std::log(p[1]), log_times)) {
        const double log_above = std::min(tail.log_integral - log_whole, 0.0);
        levels.push_back({-std::expm1(log_above), std::exp(log_above)});
    }
    return levels;
}

Levels mixture_levels(Numbers p, const TimeTable& table) {
    Levels levels = closed_levels<lognormal>(p.subspan(1, 2), table);
    const Levels slow = closed_levels<lognormal>(p.subspan(3, 2), table);
    for (std::size_t i = 0; i < levels.size(); ++i) {
        levels[i] = {p[0] * levels[i].below + (1 - p[0]) * slow[i].below,
                     p[0] * levels[i].above + (1 - p[0]) * slow[i].above};
    }
    return levels;
}

/// A fit that needs no hint where to look.
template <Fitted (*fit)(const TimeTable&)>
Fitted unhinted(const TimeTable& table, Numbers) {
    return fit(table);
}

constexpr std::array<FamilyForm, 6> kForms{{
    {FitFamily::exponential, "exponential", kMean, 1, unhinted<fit_exponential>, exponential,
     closed_levels<exponential>},
    {FitFamily::lognormal, "lognormal", kMedianSigma, 3, unhinted<fit_lognormal>, lognormal,
     closed_levels<lognormal>},
    {FitFamily::weibull, "Weibull", kShapeScale, 3, unhinted<fit_weibull>, weibull,
     closed_levels<weibull>},
    {FitFamily::gamma, "gamma", kShapeScale, 3, unhinted<fit_gamma>, gamma, gamma_levels},
    {FitFamily::loglogistic, "log-logistic", kShapeScale, 3, unhinted<fit_loglogistic>, loglogistic,
     closed_levels<loglogistic>},
    {FitFamily::lognormal_mixture, "mixture of two lognormals", kTwoParts, 20,
     fit_lognormal_mixture, lognormal_mixture, mixture_levels},
}};

}  // namespace

std::span<const FamilyForm> family_forms() {
    return kForms;
}

const FamilyForm& form_of(FitFamily family) {
    const auto found = std::ranges::find(kForms, family, &FamilyForm::family);
    ORDERSIM_ASSERT(found != kForms.end());
    return *found;
}

}  // namespace ordersim::experiment
