#pragma once

#include "sim/base/level.hpp"
#include "sim/experiment/fit/time_table.hpp"

#include <span>

namespace ordersim::experiment {

/// How far a continuous law F lies from the Kaplan-Meier curve of a sample: up to the last time
/// watched, or over all times where that is an event and nothing is left.
struct CurveDistance {
    double kolmogorov_smirnov = 0;  ///< the largest |F_n - F|
    double anderson_darling = 0;    ///< n times the integral of (F_n - F)^2 / (F (1 - F)) dF
    double cramer_von_mises = 0;    ///< n times the integral of (F_n - F)^2 dF
};

/// `levels` of the law at the rows' times. Without censoring these are the textbook's statistics
/// (Stephens 1974). The integrals are exact: F_n is constant between rows, where
/// (c - u)^2 / (u (1 - u)) = c^2/u + (1 - c)^2/(1 - u) - 1 (Koziol and Green 1976 for the use of
/// Kaplan-Meier's curve). O(rows). Requires: a level for each row.
[[nodiscard]] CurveDistance curve_distance(const TimeTable& table, std::span<const Level> levels);

}  // namespace ordersim::experiment
