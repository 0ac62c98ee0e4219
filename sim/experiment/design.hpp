#pragma once

#include "sim/experiment/knob.hpp"

#include <cstdint>
#include <span>
#include <vector>

/// Where a search looks first: points that fill the space of the knobs.
namespace ordersim::experiment {

/// A Latin hypercube: `size` places in the unit cube of `dimensions`, of which each of `size` equal
/// slices along each axis holds exactly one (McKay, Beckman and Conover 1979).
struct HypercubeSize {
    std::size_t size = 0;
    std::size_t dimensions = 0;
};

/// The best of 100 seeded Latin hypercubes: the one whose closest two places are farthest apart
/// (maximin; Johnson, Moore and Ylvisaker 1990). The same seed gives the same places. O(size^2).
[[nodiscard]] std::vector<std::vector<double>> latin_hypercube(HypercubeSize cube,
                                                               std::uint64_t seed);

/// The whole space, the last knob moving fastest. Requires: it is finite.
[[nodiscard]] std::vector<Point> all_points(std::span<const Knob> knobs);

/// About `size` points that fill the space, no two alike: a Latin hypercube through `point_at`, or
/// the whole space, in order, where it has no more than `size` points. Fewer than that where whole
/// numbers and choices make some alike.
[[nodiscard]] std::vector<Point> space_filling(std::span<const Knob> knobs, std::size_t size,
                                               std::uint64_t seed);

}  // namespace ordersim::experiment
