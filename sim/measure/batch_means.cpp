#include "sim/measure/batch_means.hpp"

#include "sim/base/assert.hpp"

#include <limits>
#include <numeric>

namespace ordersim::measure {

namespace {

double mean_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double square(double value) {
    return value * value;
}

}  // namespace

double batch_means_variance(std::span<const double> series, std::size_t batches) {
    ORDERSIM_ASSERT(batches >= 2);
    ORDERSIM_ASSERT(batches <= series.size());
    const std::size_t length = series.size() / batches;
    const double mean = mean_of(series.first(length * batches));
    double squares = 0;
    for (std::size_t batch = 0; batch < batches; ++batch) {
        squares += square(mean_of(series.subspan(batch * length, length)) - mean);
    }
    const auto count = static_cast<double>(batches);
    return squares / (count - 1) / count;
}

double overlapping_batch_means_variance(std::span<const double> series, std::size_t window) {
    ORDERSIM_ASSERT(window >= 1);
    ORDERSIM_ASSERT(window < series.size());
    const auto length = static_cast<double>(window);
    const double mean = mean_of(series);
    // Of deviations from the mean, so that series far from 0 keep their digits.
    double sum = 0;
    for (const double value : series.first(window)) {
        sum += value - mean;
    }
    double squares = square(sum / length);
    for (std::size_t end = window; end < series.size(); ++end) {
        sum += series[end] - series[end - window];
        squares += square(sum / length);
    }
    const auto windows = static_cast<double>(series.size() - window + 1);
    return squares * length / (windows * (windows - 1));
}

double autocorrelation(std::span<const double> series, std::size_t lag) {
    ORDERSIM_ASSERT(lag < series.size());
    const double mean = mean_of(series);
    double squares = 0;
    double products = 0;
    for (std::size_t i = 0; i < series.size(); ++i) {
        squares += square(series[i] - mean);
        products += i < lag ? 0 : (series[i] - mean) * (series[i - lag] - mean);
    }
    return squares > 0 ? products / squares : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace ordersim::measure
