#pragma once

#include <cmath>
#include <numbers>

namespace ordersim::experiment {

/// What the standard normal law says of Z beyond z.
struct NormalTail {
    double log_survival = 0;  ///< ln P(Z > z)
    double hazard = 0;        ///< density at z over P(Z > z)
};

inline constexpr double kLogRootOfTwoPi = 0.91893853320467274178;

/// From 35 on erfc has few digits left; there the asymptotic series is exact to 1e-12
/// (Abramowitz and Stegun 1964, 26.2.12).
[[nodiscard]] inline NormalTail normal_tail(double z) {
    constexpr double half_root = 0.5 * std::numbers::sqrt2;
    constexpr double root_of_two_pi = 2.50662827463100050242;
    if (z < 35) {
        const double survival = 0.5 * std::erfc(z * half_root);
        return {std::log(survival), std::exp(-0.5 * z * z) / (root_of_two_pi * survival)};
    }
    const double r = 1 / (z * z);
    const double series = 1 - r * (1 - 3 * r * (1 - 5 * r * (1 - 7 * r)));
    return {-0.5 * z * z - std::log(z) - kLogRootOfTwoPi + std::log(series), z / series};
}

}  // namespace ordersim::experiment
