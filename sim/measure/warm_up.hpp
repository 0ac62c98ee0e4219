#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// How much of the start of a run to leave out, because the system had not yet filled.
namespace ordersim::measure {

enum class WarmUpVerdict : std::uint8_t {
    found,
    at_bound,  ///< the minimum sits at the last cut tried: the run is too short to tell
    too_short  ///< fewer than kWarmUpBatchesMin batches
};

inline constexpr std::size_t kWarmUpBatch = 5;
inline constexpr std::size_t kWarmUpBatchesMin = 10;

struct WarmUp {
    WarmUpVerdict verdict = WarmUpVerdict::too_short;
    /// Observations to leave out at the start; 0 unless found. The caller says so when the verdict
    /// is another.
    std::size_t truncation = 0;
    double statistic = 0;  ///< MSER at the cut; NaN when too short
    double mean = 0;       ///< of the batches kept; NaN for an empty series
};

/// Entry by entry mean of series of the same quantity, one series a replication, over the length of
/// the shortest. Averaging first makes the cut depend on the transient instead of on noise.
[[nodiscard]] std::vector<double> replication_average(std::span<const std::vector<double>> series);

/// MSER-5 (White, Cobb and Spratt 2000): with means Z_1..Z_k of batches of 5, cut after the d < k/2
/// batches that minimise sum over j > d of (Z_j - mean)^2 / (k - d)^2; the smallest such d. A last
/// incomplete batch is not used. Give it the replication average (Hoad, Robinson and Davies 2010).
/// Pure, O(n).
[[nodiscard]] WarmUp mser5(std::span<const double> series);

}  // namespace ordersim::measure
