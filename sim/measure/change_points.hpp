#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Where a series of values jumps from one level to another.
namespace ordersim::measure {

struct ChangePoint {
    std::size_t at = 0;   ///< the first value of the new level
    double before = 0;    ///< median of the stretch that ends there
    double after = 0;     ///< median of the stretch that begins there
    double p_value = 1;   ///< of the permutation test that found it
};

struct ChangePointOptions {
    double alpha = 0.01;             ///< of each test
    std::uint32_t permutations = 1'999;
    std::size_t stretch_min = 3;     ///< values of a level, at least
    std::uint64_t seed = 1;          ///< of the permutations
};

/// Binary segmentation (Scott and Knott 1974; Vostrikova 1981): of a stretch, the cut with the
/// largest difference of mean ranks to both sides, scaled to its deviation under no change, is
/// tested against its own largest under permutations of the stretch (as in e-divisive means,
/// Matteson and James 2014, which MongoDB uses on histories of benchmarks: Daly and others 2020);
/// if it is a change, both parts are searched in turn. Ranks, so that one wild value is none.
/// Permutations take values as exchangeable: a slow drift shows as a change, too. By rising `at`;
/// equal arguments give equal results. O(n permutations) a stretch. Requires: no NaN.
[[nodiscard]] std::vector<ChangePoint> change_points(std::span<const double> values,
                                                     const ChangePointOptions& options);

}  // namespace ordersim::measure
