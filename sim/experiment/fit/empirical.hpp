#pragma once

#include "sim/experiment/fit/fit.hpp"
#include "sim/measure/survival.hpp"

#include <cstddef>
#include <vector>

namespace ordersim::experiment {

/// A sample that stands for the Kaplan-Meier curve: its quantiles at (i - 1/2)/n, where n is the
/// sample's size or `size_max`. The levels that the curve does not reach are read from `tail`,
/// given that T lasts beyond the last time watched; without a tail (null) they are that time (Efron
/// 1967).
[[nodiscard]] std::vector<double> empirical_hours(const measure::KaplanMeier& curve,
                                                  const Fit* tail, std::size_t size_max);

}  // namespace ordersim::experiment
