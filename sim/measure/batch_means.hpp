#pragma once

#include <cstddef>
#include <span>

/// How sure the mean of one long, correlated series is. Pure functions; sums run in the series'
/// order.
namespace ordersim::measure {

/// Variance of the series' mean by `batches` batches of equal length: the batches' means vary by
/// s^2 and their mean by s^2 / batches, with batches - 1 degrees of freedom (Schmeiser 1982, who
/// advises 10 to 30). What does not fill a last batch is left out at the end.
/// Requires: 2 <= batches <= series.size().
[[nodiscard]] double batch_means_variance(std::span<const double> series, std::size_t batches);

/// The same by all n - m + 1 overlapping windows of m observations (Meketon and Schmeiser 1984):
///   m / ((n - m + 1) (n - m)) * sum of (window mean - mean)^2,
/// about 1.5 times as many degrees of freedom as n / m batches give. O(n).
/// Requires: 1 <= window < series.size().
[[nodiscard]] double overlapping_batch_means_variance(std::span<const double> series,
                                                      std::size_t window);

/// Correlation of the series with itself `lag` later, both sums over n: the estimator that keeps
/// the sequence positive semi-definite, biased towards 0. NaN where the series does not vary.
/// Requires: lag < series.size().
[[nodiscard]] double autocorrelation(std::span<const double> series, std::size_t lag);

}  // namespace ordersim::measure
