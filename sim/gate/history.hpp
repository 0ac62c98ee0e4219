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
/// jumps between its levels (change_points.hpp) that matter by the last gate's threshold. Smaller
/// ones count together: the one by which the metric has left its last told level by more than that
/// is told, from that level on. `kept` comes by time, the newest last.
[[nodiscard]] std::vector<measure::GateHistory> history_of(const std::vector<KeptGate>& kept);

}  // namespace ordersim::gate
