#include "sim/experiment/noisy_value.hpp"

#include <limits>

#include "sim/base/assert.hpp"

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

std::vector<NoisyValue> means_on_common_draws(std::span<const std::vector<double>> values) {
    std::vector<NoisyValue> means;
    for (const std::vector<double>& of_point : values) {
        ORDERSIM_ASSERT(of_point.size() == values.front().size());
        means.push_back(noisy_value(of_point));
    }
    if (values.size() < 2 || values.front().size() < 2) {
        return means;
    }
    const auto points = static_cast<double>(values.size());
    const std::size_t replications = values.front().size();
    // By replication, what its points are off their means on average.
    std::vector<double> shared(replications, 0.0);
    for (std::size_t i = 0; i < values.size(); ++i) {
        for (std::size_t r = 0; r < replications; ++r) {
            shared[r] += (values[i][r] - means[i].value) / points;
        }
    }
    const auto count = static_cast<double>(replications);
    for (std::size_t i = 0; i < values.size(); ++i) {
        double squares = 0;
        for (std::size_t r = 0; r < replications; ++r) {
            const double own = values[i][r] - means[i].value - shared[r];
            squares += own * own;
        }
        means[i].variance = squares * points / (points - 1) / (count - 1) / count;
    }
    return means;
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
