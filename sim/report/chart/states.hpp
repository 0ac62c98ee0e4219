#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/svg.hpp"

#include <string>
#include <vector>

/// The order's way through its states as a layered graph: states from top to bottom, transitions
/// between two states added up to one arrow whose width grows with the root of its count.
namespace ordersim::report::chart {

/// Arrows of less than this many per 1,000 orders are not drawn; neither are transitions that
/// leave the order's state alone.
inline constexpr double kFlowLeast = 0.05;

/// An arrow of the picture.
struct Arrow {
    std::string from;
    std::string to;
    double per_thousand = 0;
};
/// The arrows that the flows add up to, in the order of their first transition.
[[nodiscard]] std::vector<Arrow> arrows_of(const std::vector<measure::Flow>& flows);

/// States that the order machine knows have places chosen by hand; any other stands below them.
/// Their case does not matter.
[[nodiscard]] std::string states(const std::vector<Arrow>& arrows, const Caption& caption);

}  // namespace ordersim::report::chart
