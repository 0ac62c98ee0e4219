#pragma once

#include "sim/base/level.hpp"
#include "sim/base/normal.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

/// The laws whose quantiles have a closed form, each with its formulas. Parameters are checked by
/// the factories of Distribution, which is what everybody else uses.
///
/// Every law has
///   quantile(at)     the smallest x with P(X <= x) >= at.below; the hot call
///   level(x, edge)   P(X < x) or P(X <= x), and the rest
///   mean, variance   infinity where they do not exist
///   tail_index       E|X|^k is finite for k < tail_index
///   corners          the x at which the cumulated probability jumps or bends
namespace ordersim::law {

inline constexpr double kLight = HUGE_VAL;

struct Constant {
    double value;

    [[nodiscard]] double quantile(Level) const noexcept { return value; }
    [[nodiscard]] Level level(double x, Edge edge) const noexcept;
    [[nodiscard]] double mean() const noexcept { return value; }
    [[nodiscard]] double variance() const noexcept { return 0.0; }
    [[nodiscard]] double tail_index() const noexcept { return kLight; }
    [[nodiscard]] std::vector<double> corners() const { return {value}; }
};

struct Uniform {
    double min;
    double max;

    [[nodiscard]] double quantile(Level at) const noexcept {
        return std::min(max, min + at.below * (max - min));
    }
    [[nodiscard]] Level level(double x, Edge) const noexcept;
    [[nodiscard]] double mean() const noexcept { return min + (max - min) / 2.0; }
    [[nodiscard]] double variance() const noexcept { return (max - min) * (max - min) / 12.0; }
    [[nodiscard]] double tail_index() const noexcept { return kLight; }
    [[nodiscard]] std::vector<double> corners() const { return {min, max}; }
};

struct Exponential {
    double scale;

    [[nodiscard]] double quantile(Level at) const noexcept { return -scale * log_above(at); }
    [[nodiscard]] Level level(double x, Edge) const noexcept;
    [[nodiscard]] double mean() const noexcept { return scale; }
    [[nodiscard]] double variance() const noexcept { return scale * scale; }
    [[nodiscard]] double tail_index() const noexcept { return kLight; }
    [[nodiscard]] std::vector<double> corners() const { return {0.0}; }
};

struct Normal {
    double centre;
    double sd;

    [[nodiscard]] double quantile(Level at) const noexcept {
        return centre + sd * standard_normal_quantile(at);
    }
    [[nodiscard]] Level level(double x, Edge) const noexcept;
    [[nodiscard]] double mean() const noexcept { return centre; }
    [[nodiscard]] double variance() const noexcept { return sd * sd; }
    [[nodiscard]] double tail_index() const noexcept { return kLight; }
    [[nodiscard]] std::vector<double> corners() const { return {}; }
};

struct Lognormal {
    double median;
    double sigma;

    [[nodiscard]] double quantile(Level at) const noexcept {
        return median * std::exp(sigma * standard_normal_quantile(at));
    }
    [[nodiscard]] Level level(double x, Edge) const noexcept;
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double variance() const noexcept;
    [[nodiscard]] double tail_index() const noexcept { return kLight; }
    [[nodiscard]] std::vector<double> corners() const { return {0.0}; }
};

struct Weibull {
    double shape;
    double scale;

    [[nodiscard]] double quantile(Level at) const noexcept {
        return scale * std::pow(-log_above(at), 1.0 / shape);
    }
    [[nodiscard]] Level level(double x, Edge) const noexcept;
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double variance() const noexcept;
    [[nodiscard]] double tail_index() const noexcept { return kLight; }
    [[nodiscard]] std::vector<double> corners() const { return {0.0}; }
};

struct Loglogistic {
    double shape;
    double scale;

    [[nodiscard]] double quantile(Level at) const noexcept {
        return scale * std::pow(at.below / at.above, 1.0 / shape);
    }
    [[nodiscard]] Level level(double x, Edge) const noexcept;
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double variance() const noexcept;
    [[nodiscard]] double tail_index() const noexcept { return shape; }
    [[nodiscard]] std::vector<double> corners() const { return {0.0}; }
};

struct Pareto {
    double shape;
    double scale;

    [[nodiscard]] double quantile(Level at) const noexcept {
        return scale * std::pow(at.above, -1.0 / shape);
    }
    [[nodiscard]] Level level(double x, Edge) const noexcept;
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double variance() const noexcept;
    [[nodiscard]] double tail_index() const noexcept { return shape; }
    [[nodiscard]] std::vector<double> corners() const { return {scale}; }
};

struct Triangular {
    double min;
    double mode;
    double max;

    [[nodiscard]] double quantile(Level at) const noexcept {
        const double width = max - min;
        const double peak = (mode - min) / width;
        return at.below < peak ? min + width * std::sqrt(at.below * peak)
                               : max - width * std::sqrt(at.above * ((max - mode) / width));
    }
    [[nodiscard]] Level level(double x, Edge) const noexcept;
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double variance() const noexcept;
    [[nodiscard]] double tail_index() const noexcept { return kLight; }
    [[nodiscard]] std::vector<double> corners() const { return {min, mode, max}; }
};

/// The law of a sample, which is kept sorted.
struct Empirical {
    std::vector<double> values;

    [[nodiscard]] double quantile(Level at) const noexcept {
        const double rank = std::ceil(at.below * static_cast<double>(values.size()));
        const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
        return values[std::min(index, values.size() - 1)];
    }
    [[nodiscard]] Level level(double x, Edge edge) const noexcept;
    [[nodiscard]] double mean() const noexcept;
    [[nodiscard]] double variance() const noexcept;
    [[nodiscard]] double tail_index() const noexcept { return kLight; }
    [[nodiscard]] std::vector<double> corners() const { return values; }
};

}  // namespace ordersim::law
