#pragma once

#include <vector>

#include "sim/order/order.hpp"

/// Race probes: who else could want something of the order at the very same instant.
namespace ordersim::load {

/// The commands that others give while `command` is under way: those that contradict it, and itself
/// once more (a double click). One to three; of facts one has a rival, which may outrun it.
[[nodiscard]] std::vector<order::Command> rivals_of(const order::Command& command,
                                                    const order::Order& known);

}  // namespace ordersim::load
