#pragma once

#include <cstdint>

/// Distribution-free intervals from the ranks of an independent sample: of a quantile, and of the
/// next value.
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

/// Ranks that enclose one more value of the same law: all n + 1 places that it may take among the
/// others are as likely, so that [r, n + 1 - r] holds it with probability 1 - 2 r / (n + 1), and
/// with more where values are tied (Hahn and Meeker 1991, section 5.4). Unbounded on both sides
/// where even the extremes hold it with less than the level. Pure. Requires: 0 < level < 1.
[[nodiscard]] RankInterval next_value_ranks(std::uint64_t sample_size, double level);
/// The smallest sample whose extremes hold the next value with that level: 39 for 0.95.
/// Requires: 0 < level < 1.
[[nodiscard]] std::uint64_t next_value_sample_size(double level);

}  // namespace ordersim::measure
