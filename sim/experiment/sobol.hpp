#pragma once

#include "sim/experiment/noisy_value.hpp"
#include "sim/measure/record.hpp"

#include <cstdint>
#include <span>
#include <vector>

/// How much of an output's variance each knob explains, alone and with all others (Sobol' 1993).
namespace ordersim::experiment {

struct SobolSize {
    std::size_t rows = 64;       ///< a power of two, >= 2: the sequence is balanced only then
    std::size_t dimensions = 1;  ///< >= 1
};

/// rows x (dimensions + 2) places of the unit cube: matrix A row by row, then B, then for each
/// coordinate A with that column from B. A and B are the halves of one Sobol' sequence (Joe and
/// Kuo's direction numbers), shifted digit by digit as the seed says (Owen 2003, random digital
/// shift).
[[nodiscard]] std::vector<std::vector<double>> sobol_places(const SobolSize& size,
                                                            std::uint64_t seed);

/// Of one coordinate. Estimates can leave [0, 1] by chance. `replications` counts rows.
struct SobolIndex {
    measure::Estimate first;  ///< mean of B (AB - A) / V (Saltelli et al. 2010)
    measure::Estimate total;  ///< mean of (A - AB)^2 / (2 V) (Jansen 1999)
};

struct SobolAnalysis {
    std::vector<SobolIndex> indices;  ///< by coordinate
    double variance = 0;              ///< V, of the values at A and B together
    /// Mean variance of the values' noise over V. Without common draws noise of this share would
    /// raise every total index by as much; on common draws most of it cancels.
    double noise_share = 0;
};

/// `values[i]` belongs to `sobol_places(size, seed)[i]`, all evaluated on the same draws. Values
/// are centred by their mean first, which leaves the first-order estimator's expectation as it is
/// and lowers its variance. Intervals are percentiles of 1,000 bootstrap samples of rows; without
/// variance the indices are NaN. The seed decides all. O(1000 rows dimensions).
[[nodiscard]] SobolAnalysis sobol_indices(const SobolSize& size, std::uint64_t seed,
                                          std::span<const NoisyValue> values, double level);

}  // namespace ordersim::experiment
