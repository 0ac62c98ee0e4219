#pragma once

#include <functional>

#include "sim/base/shard.hpp"

namespace ordersim::cli {

/// Processes that do one study together, as mpirun starts them: each does a shard of every round of
/// tasks, all meet, and all go on with the same results and so to the same decisions.
struct Team {
    Shard shard;
    std::function<void()> meet;  ///< returns once all have called it

    /// One of them tells what came of it.
    [[nodiscard]] bool tells() const { return shard.index == 0; }
};

}  // namespace ordersim::cli
