#pragma once

#include <span>
#include <vector>

namespace ordersim::experiment {

/// A mean over replications.
struct NoisyValue {
    double value = 0;
    double variance = 0;  ///< of the mean itself: s^2 / r; 0 with fewer than two replications
};

/// Of replications in their order; NaN for none. Pure.
[[nodiscard]] NoisyValue noisy_value(std::span<const double> replications);

/// Means of each point with the noise that differs between points: what all points of a replication
/// have in common, which common draws make most of it, says nothing about which is better and is
/// taken out first (residuals of point + replication, as in a two-way layout).
/// Requires: as many replications of each point, which are `values[point]`.
[[nodiscard]] std::vector<NoisyValue> means_on_common_draws(
    std::span<const std::vector<double>> values);

/// The mean variance of the values' noise over the variance of the values: how much of what an
/// analysis sees is replication noise. On common draws give it `means_on_common_draws`: what they
/// share moves no point against another. NaN where the values do not vary. Pure.
[[nodiscard]] double noise_share(std::span<const NoisyValue> values);

}  // namespace ordersim::experiment
