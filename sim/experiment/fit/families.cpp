#include "sim/experiment/fit/families.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ordersim::experiment {
namespace {

using Numbers = std::span<const double>;

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

Distribution::Made lognormal_mixture(Numbers p) {
    auto quick = Distribution::lognormal(p[1], p[2]);
    auto slow = Distribution::lognormal(p[3], p[4]);
    if (!quick || !slow) {
        return quick ? slow : quick;
    }
    return Distribution::mixture({p[0], 1 - p[0]}, {std::move(*quick), std::move(*slow)});
}

constexpr std::array<FamilyForm, 6> kForms{{
    {FitFamily::exponential, "exponential", kMean, 1,
     [](const TimeTable& table, Numbers) { return fit_exponential(table); },
     [](Numbers p) { return Distribution::exponential(p[0]); }},
    {FitFamily::lognormal, "lognormal", kMedianSigma, 3,
     [](const TimeTable& table, Numbers) { return fit_lognormal(table); },
     [](Numbers p) { return Distribution::lognormal(p[0], p[1]); }},
    {FitFamily::weibull, "Weibull", kShapeScale, 3,
     [](const TimeTable& table, Numbers) { return fit_weibull(table); },
     [](Numbers p) { return Distribution::weibull(p[0], p[1]); }},
    {FitFamily::gamma, "gamma", kShapeScale, 3,
     [](const TimeTable& table, Numbers) { return fit_gamma(table); },
     [](Numbers p) { return Distribution::gamma(p[0], p[1]); }},
    {FitFamily::loglogistic, "log-logistic", kShapeScale, 3,
     [](const TimeTable& table, Numbers) { return fit_loglogistic(table); },
     [](Numbers p) { return Distribution::loglogistic(p[0], p[1]); }},
    {FitFamily::lognormal_mixture, "mixture of two lognormal laws", kTwoParts, 20,
     fit_lognormal_mixture, lognormal_mixture},
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
