#include "sim/experiment/fit/families.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <array>

namespace ordersim::experiment {
namespace {

using Numbers = std::span<const double>;

constexpr std::array<FamilyParameter, 1> kMean{{{"mean", ParameterKind::hours}}};
constexpr std::array<FamilyParameter, 2> kMedianSigma{
    {{"median", ParameterKind::hours}, {"sigma", ParameterKind::number}}};

constexpr std::array<FamilyParameter, 2> kShapeScale{
    {{"shape", ParameterKind::number}, {"scale", ParameterKind::hours}}};

constexpr std::array<FamilyForm, 5> kForms{{
    {FitFamily::exponential, "exponential", kMean, 1, fit_exponential,
     [](Numbers p) { return Distribution::exponential(p[0]); }},
    {FitFamily::lognormal, "lognormal", kMedianSigma, 3, fit_lognormal,
     [](Numbers p) { return Distribution::lognormal(p[0], p[1]); }},
    {FitFamily::weibull, "Weibull", kShapeScale, 3, fit_weibull,
     [](Numbers p) { return Distribution::weibull(p[0], p[1]); }},
    {FitFamily::gamma, "gamma", kShapeScale, 3, fit_gamma,
     [](Numbers p) { return Distribution::gamma(p[0], p[1]); }},
    {FitFamily::loglogistic, "log-logistic", kShapeScale, 3, fit_loglogistic,
     [](Numbers p) { return Distribution::loglogistic(p[0], p[1]); }},
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
