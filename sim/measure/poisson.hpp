#pragma once

#include "sim/measure/interval.hpp"

#include <span>

/// Counts of events that come one by one, independently, at a rate.
namespace ordersim::measure {

/// The exact interval of the mean of a Poisson count (Garwood 1936): chi-squared quantiles with 2 k
/// and 2 k + 2 degrees of freedom, halved. Requires: count is whole and >= 0, 0 < level < 1.
[[nodiscard]] Interval poisson_interval(double count, double level);

/// Cells whose means stand in known proportions, such as the same hour of several weeks.
struct CellGroup {
    std::span<const double> counts;
    std::span<const double> weights;  ///< the proportions; empty: all means are one
};

/// Fisher's index of dispersion: sum over groups of sum (n - mean)^2 / mean is chi-squared with
/// (cells - 1) degrees of freedom a group if all counts are Poisson (Fisher 1950). The mean of a
/// cell is its part, by weight, of the group's total.
struct Dispersion {
    double statistic = 0;
    double degrees = 0;
    double cells = 0;
    double total = 0;  ///< events

    /// Cells without weight are left out. Requires: as many weights as counts, or none.
    void add(const CellGroup& group);
    /// 1 if Poisson; NaN without a degree of freedom.
    [[nodiscard]] double index() const;
    /// The chance of an index as large or larger if Poisson.
    [[nodiscard]] double p() const;
};

}  // namespace ordersim::measure
