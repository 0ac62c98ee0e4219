#pragma once

#include "tests/theory/verify/case.hpp"
#include "tests/theory/verify/reference.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ordersim::verify {

/// Beyond this a row is red: once in 150,000 rows by chance.
inline constexpr double kScoreMax = 4.5;

/// How many of `seeds` intervals may cover the exact value.
struct CoverageLimits {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    double red_by_chance = 0;  ///< the probability of falling outside with coverage kLevel
};

/// Each tail of Binomial(seeds, kLevel) beyond the limits holds at most 5e-5, so that a table of
/// 200 rows without any fault turns red once in fifty times; for 200 seeds: 176 to 199. The upper
/// limit is `seeds` itself where so few can all cover by chance.
[[nodiscard]] CoverageLimits coverage_limits(std::uint32_t seeds);

/// What all seeds say of one row.
struct Verdict {
    double estimate = 0;  ///< mean over seeds
    /// Standard errors from 0 of the mean deviation. Where its standard error comes from the spread
    /// over seeds, the normal score with the tail probability of Student's t.
    double z = 0;
    std::uint32_t covered = 0;
    /// Every seed gives the exact value with an interval of no width: nothing of the row is random.
    bool is_certain = false;
    bool is_red = false;
};

/// Requires: at least two seeds.
[[nodiscard]] Verdict judge(double exact, std::span<const Seen> seeds);

}  // namespace ordersim::verify
