#pragma once

#include "sim/measure/load_record.hpp"
#include "sim/report/svg.hpp"

#include <string>

/// The calls that a violation takes, from top to bottom as they left: a bar from each call to its
/// reply, the accused one in its own colour. Which bars overlap is to scale; how long they last is
/// not, since calls of a millisecond lie seconds apart. It stands beside each.
namespace ordersim::report::chart {

/// Requires: there are calls.
[[nodiscard]] std::string timeline(const measure::LoadViolation& violation, const Caption& caption);

}  // namespace ordersim::report::chart
