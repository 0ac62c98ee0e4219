#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/chart/axis.hpp"
#include "sim/report/svg.hpp"

#include <string>
#include <vector>

/// Several estimates of each of a few things, one below the other on a common axis.
namespace ordersim::report::chart {

struct DotRow {
    std::string label;
    std::vector<measure::Estimate> estimates;  ///< by series; one without a value is left out
};

struct Dots {
    Axis axis;
    std::string unit;                 ///< below the axis; may be empty
    std::vector<std::string> series;  ///< told apart by shape and colour
    std::vector<DotRow> rows;
};

/// Requires: at least one row.
[[nodiscard]] std::string dots(const Dots& chart, const Caption& caption);

}  // namespace ordersim::report::chart
