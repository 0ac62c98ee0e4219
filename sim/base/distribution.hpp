#pragma once

#include "sim/base/composite.hpp"
#include "sim/base/laws.hpp"
#include "sim/base/level.hpp"
#include "sim/base/time.hpp"

#include <tl/expected.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ordersim {

/// What is wrong with the parameters of a distribution.
enum class DistributionFault : std::uint8_t {
    not_finite,      ///< NaN or infinite
    not_positive,    ///< zero or negative where that has no meaning
    out_of_range,    ///< too small or too large for a table
    bounds_crossed,  ///< min > max, or the mode outside of them
    shares,          ///< negative, not summing to 1, or as many as there are parts
    empty,           ///< no value in a sample, no part in a mixture or minimum
    no_mass          ///< nothing of the law lies within the truncation
};

/// Why a distribution could not be made: a sentence for the person who wrote its parameters.
struct DistributionError {
    std::string message;
    DistributionFault fault;
};

/// A law of non-negative or real numbers, drawn by inversion: the draw is `quantile(u)` of one
/// uniform number, so that it is monotone in u and one address gives one draw.
///
/// Values carry the unit they were made with; delays are made in microseconds. A value type: cheap
/// to move, safe to read from several threads; a copy copies its tables (20-100 kB for gamma, beta,
/// mixture and minimum, nothing else). Factories refuse what has no meaning and never abort.
///
/// Constant to triangular and empirical are closed forms, precise to 1e-13. Gamma, beta, mixture
/// and minimum are tables made by the factory in some milliseconds; their error is at most 1e-9 of
/// the value (quantile_table_maker.hpp has the small print). Truncated, clamped and shifted laws
/// add nothing to the error of what they are made from.
class Distribution {
public:
    using Made = tl::expected<Distribution, DistributionError>;

    /// The constant 0: the place of a law that is still to be read.
    Distribution() : law_(law::Constant{0.0}) {}

    [[nodiscard]] static Made constant(double value);
    /// Requires: min <= max.
    [[nodiscard]] static Made uniform(double min, double max);
    [[nodiscard]] static Made exponential(double mean);
    /// ln X ~ Normal(ln median, sigma).
    [[nodiscard]] static Made lognormal(double median, double sigma);
    [[nodiscard]] static Made normal(double mean, double sd);
    /// P(X > x) = exp(-(x / scale)^shape).
    [[nodiscard]] static Made weibull(double shape, double scale);
    /// F(x) = 1 / (1 + (x / scale)^-shape); the scale is the median.
    [[nodiscard]] static Made loglogistic(double shape, double scale);
    /// P(X > x) = (scale / x)^shape for x >= scale.
    [[nodiscard]] static Made pareto(double shape, double scale);
    /// Requires: min <= mode <= max.
    [[nodiscard]] static Made triangular(double min, double mode, double max);
    /// Requires: the shape lies from 0.01 to 1e6.
    [[nodiscard]] static Made gamma(double shape, double scale);
    /// On (0, 1). Requires: both parameters lie from 0.01 to 1e6.
    [[nodiscard]] static Made beta(double alpha, double beta);
    /// Shares must sum to 1 within 1e-9.
    [[nodiscard]] static Made mixture(std::vector<double> shares, std::vector<Distribution> parts);
    /// The smaller of independent draws of all parts: competing causes. Exact if all parts are
    /// exponential.
    [[nodiscard]] static Made minimum(std::vector<Distribution> parts);
    /// The sample's own law: quantile(u) is the ceil(u n)-th smallest value.
    [[nodiscard]] static Made empirical(std::vector<double> sample);

    /// The law given min <= X <= max (a resampling of what lies outside). An infinite bound leaves
    /// that side alone.
    [[nodiscard]] Made truncated(double min, double max) const;
    /// What lies outside is moved to the nearer bound. An infinite bound leaves that side alone.
    [[nodiscard]] Made clamped(double min, double max) const;
    /// X + offset.
    [[nodiscard]] Made shifted(double offset) const;

    /// The smallest x with P(X <= x) >= u. Requires: 0 < u < 1.
    [[nodiscard]] double quantile(double u) const noexcept;
    /// P(X <= x): the inverse of quantile where the law is continuous.
    [[nodiscard]] double cdf(double x) const noexcept { return level(x, Edge::through).below; }
    /// P(X > x), with all its digits where that is small.
    [[nodiscard]] double survival(double x) const noexcept { return level(x, Edge::through).above; }
    /// Infinite where it does not exist. Relative error 1e-12; a quadrature of up to some
    /// milliseconds for minima, truncated and clamped laws (see expectation.hpp).
    [[nodiscard]] double mean() const;
    /// As the mean, but 1e-9 relative, or 1e-15 of the squared mean where that is more. Infinite
    /// where the mean is.
    [[nodiscard]] double variance() const;

    // What laws made of laws need of them.

    [[nodiscard]] double quantile_at(Level at) const noexcept;
    /// As quantile_at, from the definition instead of the table: for making and judging tables.
    [[nodiscard]] double exact_quantile(Level at) const;
    [[nodiscard]] Level level(double x, Edge edge) const noexcept;
    /// E|X|^k is finite for k < tail_index().
    [[nodiscard]] double tail_index() const noexcept;
    /// Where the cumulated probability jumps or bends.
    [[nodiscard]] std::vector<double> corners() const;

private:
    using Law = std::variant<law::Constant, law::Uniform, law::Exponential, law::Lognormal,
                             law::Normal, law::Weibull, law::Loglogistic, law::Pareto,
                             law::Triangular, law::Gamma, law::Beta, law::Mixture, law::Minimum,
                             law::Empirical, law::Truncated, law::Clamped, law::Shifted>;

    template <class AnyLaw>
    static Distribution of(AnyLaw law);

    template <std::size_t... Index>
    double quantile_of(double below, double above, std::index_sequence<Index...>) const noexcept;

    Law law_;
};

/// One delay of a law made in microseconds, clamped to [0, kLongestDelay].
[[nodiscard]] inline SimDuration delay(const Distribution& law, double u) noexcept {
    return duration_of(law.quantile(u));
}

}  // namespace ordersim
