#pragma once

/// Euler's gamma function on the logarithmic scale, for likelihoods. Relative error 1e-14, near the
/// roots of ln Gamma (1 and 2) and of digamma (1.4616) absolute.
///
/// Pure, safe on any thread (std::lgamma is not). Requires of all: x > 0.
namespace ordersim {

/// ln Gamma(x)
[[nodiscard]] double log_gamma(double x);
/// Its first derivative.
[[nodiscard]] double digamma(double x);
/// Its second.
[[nodiscard]] double trigamma(double x);

}  // namespace ordersim
