#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

/// How fast this machine runs a scenario, from the bare rules to the whole model.
namespace ordersim::experiment {

enum class Layer : std::uint8_t {
    decide,  ///< decide() alone, on commands recorded from the scenario, in shuffled order
    agents,  ///< one moment of an agent: carry out, step, react; on recorded moments
    model    ///< the whole model: calendar, agents, rules, statistics; no trace
};

struct Throughput {
    Layer layer = Layer::decide;
    std::uint32_t threads = 1;
    double per_second = 0;        ///< of all threads together, by wall time
    double per_core_second = 0;   ///< by CPU time
    double orders_per_second = 0; ///< of all threads together; 0 where orders are not run
};

struct ThroughputOptions {
    std::uint32_t threads = 1;  ///< measured with 1, 2, ... up to so many
    double seconds = 1;         ///< each figure runs at least so long
};

/// Figures for the scenario's first variant, layer by layer, by rising threads. Events of the
/// model are useful ones: they changed an order or were refused. Takes about
/// layers x threads x seconds.
[[nodiscard]] std::vector<Throughput> measure_throughput(const scenario::Scenario& scenario,
                                                         const ThroughputOptions& options);

}  // namespace ordersim::experiment
