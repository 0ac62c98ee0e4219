#pragma once

#include "sim/experiment/noisy_value.hpp"
#include "sim/measure/record.hpp"

#include <cstdint>
#include <span>
#include <vector>

/// Which knobs matter at all: elementary effects (Morris 1991).
namespace ordersim::experiment {

struct MorrisSize {
    std::size_t trajectories = 10;  ///< >= 2
    std::size_t dimensions = 1;     ///< >= 1
    std::uint32_t levels = 4;       ///< of the grid along each axis; even
};

/// Places of the unit cube, trajectory by trajectory, `dimensions` + 1 places each: a random place
/// of the grid, from which every coordinate in turn, in a random order, moves by
/// levels / (2 (levels - 1)), up or down. The seed decides all.
[[nodiscard]] std::vector<std::vector<double>> morris_places(const MorrisSize& size,
                                                             std::uint64_t seed);

/// Of one coordinate, in units of the output per width of the cube.
struct MorrisEffect {
    measure::Estimate mu_star;  ///< mean absolute effect (Campolongo, Cariboni and Saltelli 2007)
    double mu = 0;              ///< mean effect: its sign is the direction
    double sigma = 0;           ///< standard deviation of effects: interaction or curvature
};

struct MorrisAnalysis {
    std::vector<MorrisEffect> effects;  ///< by coordinate
    double noise_share = 0;  ///< mean variance of the values' noise over the variance of the values
};

/// `values[i]` belongs to `morris_places(size, seed)[i]`. The intervals of mu* are Student's over
/// the trajectories, which are independent; their `replications` counts trajectories. Pure.
[[nodiscard]] MorrisAnalysis morris_effects(const MorrisSize& size, std::uint64_t seed,
                                            std::span<const NoisyValue> values, double level);

}  // namespace ordersim::experiment
