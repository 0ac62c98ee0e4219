#include "sim/measure/poisson.hpp"

#include "sim/base/assert.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/complement.hpp>

#include <limits>

namespace ordersim::measure {

Interval poisson_interval(double count, double level) {
    ORDERSIM_ASSERT(count >= 0);
    ORDERSIM_ASSERT(level > 0 && level < 1);
    using boost::math::chi_squared;
    const double tail = (1 - level) / 2;
    const double low = count > 0 ? quantile(chi_squared(2 * count), tail) / 2 : 0;
    return {low, quantile(complement(chi_squared(2 * count + 2), tail)) / 2};
}

void Dispersion::add(const CellGroup& group) {
    const auto weight = [&group](std::size_t i) {
        return group.weights.empty() ? 1.0 : group.weights[i];
    };
    double sum = 0;
    double weights = 0;
    double size = 0;
    for (std::size_t i = 0; i < group.counts.size(); ++i) {
        if (weight(i) > 0) {
            sum += group.counts[i];
            weights += weight(i);
            ++size;
        }
    }
    if (size < 2 || sum <= 0) {
        return;
    }
    for (std::size_t i = 0; i < group.counts.size(); ++i) {
        if (weight(i) > 0) {
            const double mean = sum * weight(i) / weights;
            statistic += (group.counts[i] - mean) * (group.counts[i] - mean) / mean;
        }
    }
    degrees += size - 1;
    cells += size;
    total += sum;
}

double Dispersion::index() const {
    return degrees > 0 ? statistic / degrees : std::numeric_limits<double>::quiet_NaN();
}

double Dispersion::p() const {
    if (degrees <= 0) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return cdf(complement(boost::math::chi_squared(degrees), statistic));
}

}  // namespace ordersim::measure
