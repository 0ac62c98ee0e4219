#pragma once

#include "sim/base/laws.hpp"
#include "sim/base/level.hpp"
#include "sim/base/quantile_table.hpp"

#include <vector>

namespace ordersim {
class Distribution;
}

/// The laws that need a table or other laws. They speak the language of laws.hpp and add
///   exact_quantile(at)   the quantile from its definition: some microseconds instead of
///                        nanoseconds; what tables are made from and judged by.
/// Shares and bounds are checked by the factories of Distribution.
namespace ordersim::law {

struct Gamma {
    double shape;
    double scale;
    QuantileTable unit;  ///< for scale 1

    [[nodiscard]] double quantile(Level at) const noexcept { return scale * unit.quantile(at); }
    [[nodiscard]] double exact_quantile(Level at) const;
    [[nodiscard]] Level level(double x, Edge) const noexcept;
    [[nodiscard]] double mean() const noexcept { return shape * scale; }
    [[nodiscard]] double variance() const noexcept { return shape * scale * scale; }
    [[nodiscard]] double tail_index() const noexcept { return kLight; }
    [[nodiscard]] std::vector<double> corners() const { return {0.0}; }
};

struct Beta {
    double alpha;
    double beta;
    QuantileTable table;

    [[nodiscard]] double quantile(Level at) const noexcept { return table.quantile(at); }
    [[nodiscard]] double exact_quantile(Level at) const;
    [[nodiscard]] Level level(double x, Edge) const noexcept;
    [[nodiscard]] double mean() const noexcept { return alpha / (alpha + beta); }
    [[nodiscard]] double variance() const noexcept;
    [[nodiscard]] double tail_index() const noexcept { return kLight; }
    [[nodiscard]] std::vector<double> corners() const { return {0.0, 1.0}; }
};

struct Mixture {
    std::vector<double> shares;
    std::vector<Distribution> parts;
    QuantileTable table;

    [[nodiscard]] double quantile(Level at) const noexcept { return table.quantile(at); }
    [[nodiscard]] double exact_quantile(Level at) const;
    [[nodiscard]] Level level(double x, Edge edge) const noexcept;
    [[nodiscard]] double mean() const;
    [[nodiscard]] double variance() const;
    [[nodiscard]] double tail_index() const noexcept;
    [[nodiscard]] std::vector<double> corners() const;
};

struct Minimum {
    std::vector<Distribution> parts;
    QuantileTable table;

    [[nodiscard]] double quantile(Level at) const noexcept { return table.quantile(at); }
    [[nodiscard]] double exact_quantile(Level at) const;
    [[nodiscard]] Level level(double x, Edge edge) const noexcept;
    [[nodiscard]] double mean() const;
    [[nodiscard]] double variance() const;
    [[nodiscard]] double tail_index() const noexcept;
    [[nodiscard]] std::vector<double> corners() const;
};

/// The base between two of its levels: exact, whatever the base is.
struct Truncated {
    std::vector<Distribution> base;  ///< one
    double min;
    double max;
    Level from;    ///< of the base at `min`
    Level to;      ///< of the base at `max`
    double width;  ///< probability between them, > 0

    [[nodiscard]] Level base_level(Level at) const noexcept {
        return {from.below + at.below * width, to.above + at.above * width};
    }
    [[nodiscard]] double quantile(Level at) const noexcept;
    [[nodiscard]] double exact_quantile(Level at) const;
    [[nodiscard]] Level level(double x, Edge edge) const noexcept;
    [[nodiscard]] double mean() const;
    [[nodiscard]] double variance() const;
    [[nodiscard]] double tail_index() const noexcept;
    [[nodiscard]] std::vector<double> corners() const;
};

struct Clamped {
    std::vector<Distribution> base;  ///< one
    double min;
    double max;

    [[nodiscard]] double quantile(Level at) const noexcept;
    [[nodiscard]] double exact_quantile(Level at) const;
    [[nodiscard]] Level level(double x, Edge edge) const noexcept;
    [[nodiscard]] double mean() const;
    [[nodiscard]] double variance() const;
    [[nodiscard]] double tail_index() const noexcept;
    [[nodiscard]] std::vector<double> corners() const;
};

struct Shifted {
    std::vector<Distribution> base;  ///< one
    double offset;

    [[nodiscard]] double quantile(Level at) const noexcept;
    [[nodiscard]] double exact_quantile(Level at) const;
    [[nodiscard]] Level level(double x, Edge edge) const noexcept;
    [[nodiscard]] double mean() const;
    [[nodiscard]] double variance() const;
    [[nodiscard]] double tail_index() const noexcept;
    [[nodiscard]] std::vector<double> corners() const;
};

/// The probability between two levels, from whichever side keeps its digits.
[[nodiscard]] constexpr double probability_between(Level from, Level to) noexcept {
    return from.below < from.above ? to.below - from.below : from.above - to.above;
}

/// The levels before and through each corner of a law: where its quantile jumps or bends.
template <class Law>
[[nodiscard]] std::vector<Level> breaks_of(const Law& law) {
    std::vector<Level> breaks;
    for (const double x : law.corners()) {
        breaks.push_back(law.level(x, Edge::before));
        breaks.push_back(law.level(x, Edge::through));
    }
    return breaks;
}

}  // namespace ordersim::law
