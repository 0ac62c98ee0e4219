#pragma once

#include <span>
#include <vector>

namespace ordersim::experiment {

/// What the gamma law of scale 1 says of T beyond x.
struct GammaTail {
    /// ln of the integral of t^(shape - 1) e^-t beyond x: ln P(T > x) + ln Gamma(shape).
    double log_integral = 0;
    double log_mean = 0;      ///< of ln T given T > x
    double log_variance = 0;  ///< of ln T given T > x
    double log_hazard = 0;    ///< density of ln T at ln x over P(T > x)
};

/// The tails beyond exp(u) for all `log_times` u less `log_scale`, in one sweep from the last to
/// the first: each gap adds its own integral to what is already known, so that no tail is
/// integrated twice. Gauss-Legendre panels; relative error 1e-13.
///
/// O(times + range / width of the law). Requires: shape > 0, log_times ascending.
[[nodiscard]] std::vector<GammaTail> gamma_tails(double shape, double log_scale,
                                                 std::span<const double> log_times);

}  // namespace ordersim::experiment
