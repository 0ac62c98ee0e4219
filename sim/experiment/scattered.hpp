#pragma once

#include "sim/experiment/knob.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace ordersim::experiment {

/// At most 400 points at which a search looks before it climbs, no two alike: the whole space where
/// it has no more; else places of a shifted Sobol' sequence, and two clouds around `centre` unless
/// it is null. The seed decides all.
[[nodiscard]] std::vector<Point> scattered(std::span<const Knob> knobs, const Point* centre,
                                           std::uint64_t seed);

}  // namespace ordersim::experiment
