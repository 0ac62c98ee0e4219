#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/chart/axis.hpp"
#include "sim/report/svg.hpp"

#include <string>
#include <vector>

/// Charts of one line a thing: bars with whiskers, differences around zero, parts of a whole.
namespace ordersim::report::chart {

/// A labelled estimate and how it reads; the text stands at the right end of the line.
struct Row {
    std::string label;
    measure::Estimate estimate;
    std::string text;
};

/// Shares as bars along an axis that starts at 0, each with its interval as a whisker. A row
/// without data has no bar. Requires: at least one row.
[[nodiscard]] std::string bars(const std::vector<Row>& rows, const Axis& axis,
                               const Caption& caption);
/// The axis of such bars when all of them are short: from 0 to what holds every interval.
[[nodiscard]] Axis short_axis(const std::vector<Row>& rows);

/// What the axis of a forest says: the estimates times `factor`, in `unit`.
struct Scale {
    double factor = 1;
    std::string unit;  ///< "percentage points"
};

/// Differences as dots with whiskers around a line at zero. A dot is solid when its interval
/// excludes zero, hollow when it does not. Requires: at least one row.
[[nodiscard]] std::string forest(const std::vector<Row>& rows, const Scale& scale,
                                 const Caption& caption);

/// A bar cut into parts, and what stands at its right end.
struct Stack {
    std::string label;
    std::vector<double> parts;  ///< >= 0; NaN counts as 0; empty: there is no data
    std::string text{};
};
struct Stacks {
    std::vector<std::string> parts;  ///< names, in the order of the parts
    std::string rest;  ///< name of what is left of the whole, an empty frame; empty: not drawn
    std::vector<Stack> stacks;
    double whole = 1;  ///< what the full length stands for, > 0
};
/// Parts are told apart by colour and by a number that leads to the legend below.
[[nodiscard]] std::string stacked(const Stacks& stacks, const Caption& caption);

}  // namespace ordersim::report::chart
