#pragma once

#include <cstdint>

#include "sim/base/time.hpp"
#include "sim/order/command.hpp"

namespace ordersim::order {

/// A command to one of some orders, at its instant.
struct TimedCommand {
    SimTime at{};             ///< from the start
    std::uint32_t order = 1;  ///< which; orders are counted from 1
    Command command{};
};

}  // namespace ordersim::order
