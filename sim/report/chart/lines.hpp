#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/chart/axis.hpp"
#include "sim/report/svg.hpp"

#include <string>
#include <vector>

/// Curves with bands over two axes.
namespace ordersim::report::chart {

struct Line {
    std::string label;  ///< for the legend, which is drawn when there are several lines
    std::vector<measure::Curve::Point> points;  ///< by rising x
};

struct Lines {
    Caption caption;
    Axis x;
    Axis y;
    std::string x_label;
    std::string y_label;
    std::vector<Line> lines;
    enum class Marks { none, points };  ///< points: each point is a measurement of its own
    Marks marks = Marks::none;
};

/// Points without a number are left out; a band is drawn where it has bounds. More points than the
/// picture can show are thinned out, first and last kept.
[[nodiscard]] std::string lines(const Lines& chart);

}  // namespace ordersim::report::chart
