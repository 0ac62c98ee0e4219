#pragma once

#include "sim/measure/gate_record.hpp"

#include <string>
#include <vector>

/// Metrics over commits, from the records of gates that were kept.
namespace ordersim::gate {

/// What one commit's gate said of its new side.
struct KeptGate {
    std::string commit;
    measure::Gate gate;
};

/// A curve a metric that the last gate judged, over the commits that have it in one unit, with the
/// jumps between its levels (change_points.hpp). `kept`
/// comes by time, the newest last.
[[nodiscard]] std::vector<measure::GateHistory> history_of(const std::vector<KeptGate>& kept);

}  // namespace ordersim::gate
