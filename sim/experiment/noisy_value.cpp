#include "sim/experiment/noisy_value.hpp"

#include <limits>
#include <vector>

namespace ordersim::experiment {

NoisyValue noisy_value(std::span<const double> replications) {
    const auto count = static_cast<double>(replications.size());
    if (replications.empty()) {
        return {.value = std::numeric_limits<double>::quiet_NaN(), .variance = 0};
    }
    double sum = 0;
    for (const double value : replications) {
        sum += value;
    }
    const double mean = sum / count;
    double squares = 0;
    for (const double value : replications) {
        squares += (value - mean) * (value - mean);
    }
    return {.value = mean, .variance = count > 1 ? squares / (count - 1) / count : 0};
}

double noise_share(std::span<const NoisyValue> values) {
    std::vector<double> means;
    double noise = 0;
    for (const NoisyValue& value : values) {
        means.push_back(value.value);
        noise += value.variance;
    }
    const NoisyValue mean = noisy_value(means);
    const double variance = mean.variance * static_cast<double>(values.size());
    return variance > 0 ? noise / static_cast<double>(values.size()) / variance
                        : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace ordersim::experiment
