#pragma once

#include "sim/measure/interval.hpp"
#include "sim/measure/record.hpp"

#include <cstdint>
#include <span>

/// By how much one sample lies above another, from ranks alone: no law is assumed, and one wild
/// value moves neither estimate nor interval far. Pure functions; no NaN in their samples.
///
/// Intervals invert the exact rank tests, hence cover at least `level` of any continuous law that
/// is shifted; ties widen them. Samples too small for the level have an interval without bounds.
namespace ordersim::measure {

/// Median of all value - baseline, with the interval of the Wilcoxon-Mann-Whitney test (Hodges and
/// Lehmann 1963; Hollander, Wolfe and Chicken 2014, section 4.3). With c the largest count with
/// P(U <= c - 1) <= (1 - level)/2, the bounds are the c-th smallest and the c-th largest of the
/// differences. Exact up to 2,500 differences, by the normal law with its continuity correction
/// beyond. `replications` are the fewer of the two. O(n m log(n m)).
/// Requires: a value on each side.
[[nodiscard]] Estimate shift_estimate(std::span<const double> values,
                                      std::span<const double> baseline, double level);

/// Median of the Walsh averages of the differences by pair, with the interval of the signed-rank
/// test (Tukey 1949; Hollander, Wolfe and Chicken 2014, section 3.3). Exact up to 100 pairs.
/// O(n^2 log n). Requires: a pair.
[[nodiscard]] Estimate paired_shift_estimate(Paired<double> pair, double level);

/// How many values a side, or pairs, the interval takes to have bounds at that level.
[[nodiscard]] std::uint32_t shift_values_needed(double level);
[[nodiscard]] std::uint32_t shift_pairs_needed(double level);

/// The middle of the sample by value; the mean of the two middle ones. Requires: a value.
[[nodiscard]] double median_of(std::span<const double> values);

/// Their median with the exact interval of ranks (order_statistics.hpp). Requires: a value.
[[nodiscard]] Estimate median_estimate(std::span<const double> values, double level);

}  // namespace ordersim::measure
