#pragma once

#include "sim/report/chart/axis.hpp"
#include "sim/report/svg.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// Things by two of their numbers, each with an interval perhaps.
namespace ordersim::report::chart {

struct Spot {
    std::string label;
    std::size_t group = 0;
    double x = 0;
    double x_low = 0;  ///< NaN or infinite: no interval
    double x_high = 0;
    double y = 0;
    double y_low = 0;
    double y_high = 0;
};

struct Points {
    Caption caption;
    Axis x;
    Axis y;
    std::string x_label;
    std::string y_label;
    std::vector<std::string> groups;  ///< told apart by shape and colour
    std::vector<Spot> spots;
    std::vector<Point> line;  ///< drawn under them, in the axes' units; may be empty
    /// A stretch of the x axis that is shaded; empty where low is not below high.
    double shade_low = 0;
    double shade_high = 0;
};

/// Spots without two numbers are left out.
[[nodiscard]] std::string points(const Points& chart);

}  // namespace ordersim::report::chart
