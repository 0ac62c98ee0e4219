#pragma once

#include <cstdint>

/// Distribution-free intervals of a quantile from the ranks of an independent sample.
namespace ordersim::measure {

/// Ranks, counted from 1, of the two values of a sorted sample that enclose the quantile.
struct RankInterval {
    std::uint64_t low = 0;   ///< 0: unbounded below
    std::uint64_t high = 0;  ///< n + 1: unbounded above
    double coverage = 0;     ///< exact, of a continuous law; at least the level that was asked for
};

/// Which quantile of how large a sample.
struct QuantileOf {
    double probability = 0.5;
    std::uint64_t sample_size = 1;
};

/// With B ~ Binomial(n, p) and a = 1 - level: low is the largest l with P(B <= l - 1) <= a/2, high
/// the smallest u with P(B <= u - 1) >= 1 - a/2 (David and Nagaraja 2003, section 7.1). Pure.
/// Requires: 0 < probability < 1, sample_size >= 1, 0 < level < 1.
[[nodiscard]] RankInterval quantile_ranks(QuantileOf quantile, double level);

}  // namespace ordersim::measure
