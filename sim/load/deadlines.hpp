#pragma once

#include "sim/order/command.hpp"
#include "sim/scenario/scenario.hpp"

#include <span>

namespace ordersim::load {

/// The scenario as a service has it that knows only these deadlines: the others come in a hundred
/// years.
[[nodiscard]] scenario::Variant with_deadlines(scenario::Variant variant,
                                               std::span<const order::CommandKind> timers);

}  // namespace ordersim::load
