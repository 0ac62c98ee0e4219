#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/base/time.hpp"

namespace ordersim {

/// Why a distribution could not be made: a sentence for the person who wrote its parameters.
struct DistributionError {
    std::string message;
};

/// A law of non-negative or real numbers, drawn by inversion: the draw is `quantile(u)` of one
/// uniform number, so that it is monotone in u and one address gives one draw.
///
/// Values carry the unit they were made with; delays are made in microseconds. A value type: cheap
/// to move, safe to read from several threads.
class Distribution {
public:
    using Made = tl::expected<Distribution, DistributionError>;

    [[nodiscard]] static Made constant(double value);
    [[nodiscard]] static Made uniform(double min, double max);
    [[nodiscard]] static Made exponential(double mean);
    /// ln X ~ Normal(ln median, sigma).
    [[nodiscard]] static Made lognormal(double median, double sigma);
    [[nodiscard]] static Made normal(double mean, double sd);
    [[nodiscard]] static Made weibull(double shape, double scale);
    /// F(x) = 1 / (1 + (x / scale)^-shape); the scale is the median.
    [[nodiscard]] static Made loglogistic(double shape, double scale);
    [[nodiscard]] static Made pareto(double shape, double scale);
    [[nodiscard]] static Made triangular(double min, double mode, double max);
    [[nodiscard]] static Made gamma(double shape, double scale);
    /// On (0, 1).
    [[nodiscard]] static Made beta(double alpha, double beta);
    /// Shares must sum to 1 within 1e-9.
    [[nodiscard]] static Made mixture(std::vector<double> shares, std::vector<Distribution> parts);
    /// The smaller of independent draws of all parts: competing causes.
    [[nodiscard]] static Made minimum(std::vector<Distribution> parts);
    /// The sample's own law: quantile(u) is the ceil(u n)-th smallest value.
    [[nodiscard]] static Made empirical(std::vector<double> sample);

    /// The law given min <= X <= max (a resampling of what lies outside).
    [[nodiscard]] Made truncated(double min, double max) const;
    /// X + offset.
    [[nodiscard]] Made shifted(double offset) const;

    /// Requires: 0 < u < 1.
    [[nodiscard]] double quantile(double u) const noexcept;
    /// P(X <= x).
    [[nodiscard]] double cdf(double x) const noexcept;
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double variance() const noexcept;
};

/// One delay of a law made in microseconds, clamped to [0, kLongestDelay].
[[nodiscard]] inline SimDuration delay(const Distribution& law, double u) noexcept {
    return duration_of(law.quantile(u));
}

}  // namespace ordersim
