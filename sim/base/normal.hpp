#pragma once

#include "sim/base/level.hpp"

#include <algorithm>
#include <array>
#include <cmath>

/// The standard normal law, written out so that its quantiles are the same bytes in every build.
namespace ordersim {

namespace normal_detail {

using Coefficients = std::array<double, 8>;

/// Estrin's scheme: half the depth of Horner's, in a fixed order.
constexpr double polynomial(const Coefficients& c, double r) noexcept {
    const double r2 = r * r;
    const double r4 = r2 * r2;
    const double low = (c[0] + c[1] * r) + (c[2] + c[3] * r) * r2;
    const double high = (c[4] + c[5] * r) + (c[6] + c[7] * r) * r2;
    return low + high * r4;
}

struct Ratio {
    Coefficients over;
    Coefficients under;

    [[nodiscard]] constexpr double at(double r) const noexcept {
        return polynomial(over, r) / polynomial(under, r);
    }
};

// clang-format off
inline constexpr Ratio kCentre{
    {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
     1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
     3.3430575583588128105e4, 2.5090809287301226727e3},
    {1.0,                     4.2313330701600911252e1, 6.8718700749205790830e2,
     5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4,
     2.8729085735721942674e4, 5.2264952788528545610e3}};
inline constexpr Ratio kTail{
    {1.42343711074968357734e0,  4.63033784615654529590e0,  5.76949722146069140550e0,
     3.64784832476320460504e0,  1.27045825245236838258e0,  2.41780725177450611770e-1,
     2.27238449892691845833e-2, 7.74545014278341407640e-4},
    {1.0,                       2.05319162663775882187e0,  1.67638483018380384940e0,
     6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
     5.47593808499534494600e-4, 1.05075007164441684324e-9}};
inline constexpr Ratio kFarTail{
    {6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
     2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
     2.71155556874348757815e-5, 2.01033439929228813265e-7},
    {1.0,                       5.99832206555887937690e-1, 1.36929880922735805310e-1,
     1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
     1.42151175831644588870e-7, 2.04426310338993978564e-15}};
// clang-format on

}  // namespace normal_detail

/// The z with P(Z <= z) = at.below. Wichura: Algorithm AS 241 (PPND16), Applied Statistics 37
/// (1988); relative error below 1e-15.
[[nodiscard]] inline double standard_normal_quantile(Level at) noexcept {
    constexpr double central = 0.425;
    const double q = at.below < 0.5 ? at.below - 0.5 : 0.5 - at.above;
    if (std::abs(q) <= central) {
        return q * normal_detail::kCentre.at(central * central - q * q);
    }
    const double r = std::sqrt(-std::log(std::min(at.below, at.above)));
    const double z =
        r <= 5.0 ? normal_detail::kTail.at(r - 1.6) : normal_detail::kFarTail.at(r - 5.0);
    return std::copysign(z, q);
}

/// P(Z <= z) and P(Z > z).
[[nodiscard]] inline Level standard_normal_level(double z) noexcept {
    constexpr double half_root = 0.70710678118654752440;
    return {0.5 * std::erfc(-z * half_root), 0.5 * std::erfc(z * half_root)};
}

}  // namespace ordersim
