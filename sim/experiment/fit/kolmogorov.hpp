#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// Kolmogorov's and Smirnov's test where nothing was fitted and nothing censored: of two samples
/// against each other, or of one against a law that was known before.
namespace ordersim::experiment {

/// The largest distance between the shares of two samples at or below a value. O(n log n).
/// Requires: neither is empty.
[[nodiscard]] double kolmogorov_distance(std::vector<double> one, std::vector<double> other);

/// P(D_n >= distance) for n independent draws of the law itself: exact up to 1e-13 by the matrix of
/// Marsaglia, Tsang and Wang (2003) for n <= 1,000; beyond, and where it is below 1e-6, by the
/// series for n without end at root(n) d + 1/(6 root(n)) + (root(n) d - 1)/(4 n) (Vrbik 2018).
/// Requires: size > 0, 0 <= distance <= 1.
[[nodiscard]] double kolmogorov_p_value(std::size_t size, double distance);

}  // namespace ordersim::experiment
