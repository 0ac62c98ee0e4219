#include "sim/measure/welch.hpp"

#include "sim/base/assert.hpp"
#include "sim/measure/interval.hpp"

#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace ordersim::measure {

namespace {

struct Moments {
    double mean = 0;
    double variance_of_mean = 0;
    double count = 0;
};

Moments moments(std::span<const double> values) {
    ORDERSIM_ASSERT(values.size() >= 2);
    Moments found{.count = static_cast<double>(values.size())};
    for (const double value : values) {
        found.mean += value / found.count;
    }
    double squares = 0;
    for (const double value : values) {
        squares += (value - found.mean) * (value - found.mean);
    }
    found.variance_of_mean = squares / (found.count - 1) / found.count;
    return found;
}

}  // namespace

double t_p_value(double t, double degrees_of_freedom) {
    ORDERSIM_ASSERT(degrees_of_freedom > 0);
    const boost::math::students_t_distribution<double> law(degrees_of_freedom);
    return 2 * cdf(complement(law, std::abs(t)));
}

double p_value_of_zero(const Estimate& mean, double level) {
    const double degrees = mean.replications - 1.0;
    const double half_width = (mean.high - mean.low) / 2;
    ORDERSIM_ASSERT(half_width > 0);
    ORDERSIM_ASSERT(std::isfinite(half_width));
    return t_p_value(mean.value / half_width * t_quantile((1 + level) / 2, degrees), degrees);
}

WelchDifference welch_difference(std::span<const double> first, std::span<const double> second,
                                 double level) {
    const Moments one = moments(first);
    const Moments two = moments(second);
    const double a = one.variance_of_mean;
    const double b = two.variance_of_mean;
    ORDERSIM_ASSERT(a + b > 0);
    const double degrees = (a + b) * (a + b) / (a * a / (one.count - 1) + b * b / (two.count - 1));
    const double difference = one.mean - two.mean;
    const double half_width = t_quantile((1 + level) / 2, degrees) * std::sqrt(a + b);
    const auto fewer = static_cast<std::uint32_t>(std::min(first.size(), second.size()));
    return {.difference = {.value = difference,
                           .low = difference - half_width,
                           .high = difference + half_width,
                           .replications = fewer},
            .degrees_of_freedom = degrees,
            .p_value = t_p_value(difference / std::sqrt(a + b), degrees)};
}

}  // namespace ordersim::measure
