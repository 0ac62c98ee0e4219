#pragma once

#include "sim/measure/gate_record.hpp"
#include "sim/report/document.hpp"

#include <vector>

namespace ordersim::report {

/// A chart a metric over the commits, its levels beside it and its change points marked; then the
/// change points as a table. Empty where no metric has two commits.
[[nodiscard]] std::vector<Block> history_blocks(const std::vector<measure::GateHistory>& history);

}  // namespace ordersim::report
