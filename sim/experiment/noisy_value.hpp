#pragma once

#include <span>

namespace ordersim::experiment {

/// A mean over replications.
struct NoisyValue {
    double value = 0;
    double variance = 0;  ///< of the mean itself: s^2 / r; 0 with fewer than two replications
};

/// Of replications in their order; NaN for none. Pure.
[[nodiscard]] NoisyValue noisy_value(std::span<const double> replications);

/// The mean variance of the values' noise over the variance of the values: how much of what an
/// analysis sees is replication noise. NaN where the values do not vary. Pure.
[[nodiscard]] double noise_share(std::span<const NoisyValue> values);

}  // namespace ordersim::experiment
