#pragma once

#include "sim/base/level.hpp"
#include "sim/base/quantile_table.hpp"

#include <functional>
#include <vector>

namespace ordersim {

/// A quantile function to any precision at any speed.
using ExactQuantile = std::function<double(Level)>;

/// Tabulates `exact`. `breaks` are the levels at which it jumps or bends.
///
/// The table is non-decreasing in the level up to rounding in the last digits, and
///   |table - exact| <= 1e-9 max(|x|, floor),
/// where floor is the interquartile distance, or 1e-6 of it if the law cannot change its sign.
/// Outside of this are slivers of probability 1e-11 next to a jump, if the law rises steeply from
/// it (an atom at 0 followed by a gamma of large shape), and values beyond 1e150, which are cut.
/// Some thousand calls of `exact`.
[[nodiscard]] QuantileTable make_quantile_table(const ExactQuantile& exact,
                                                const std::vector<Level>& breaks);

}  // namespace ordersim
