#pragma once

#include "sim/report/chart/data.hpp"
#include "sim/report/chart/dots.hpp"
#include "sim/report/chart/lines.hpp"
#include "sim/report/chart/points.hpp"
#include "sim/report/chart/rows.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// What the page's script (reports/web) needs of a chart to draw it anew: how, as attributes of its
/// figure, and from which numbers, as the table that a reader may take with him. The script reads
/// columns by their place.
namespace ordersim::report::page {

struct Live {
    std::string attributes;  ///< ` data-kind="lines" ...`, escaped
    chart::Data data;
    std::size_t points = 0;      ///< rows of the table
    std::size_t points_all = 0;  ///< what they were chosen from; as many unless thinned out
};

/// Units are those of the record: times in "h" and shares are told in what fits them.
struct Units {
    std::string x;
    std::string y;
};
/// Rows: series, x, y, low, high. No series has more than `points_max` of them; of more, those
/// that show its peaks and its ends.
[[nodiscard]] Live live_lines(const chart::Lines& chart, const Units& units,
                              std::size_t points_max);
/// Rows: label, value, low, high; `high` is the end of the axis.
[[nodiscard]] Live live_bars(const std::vector<chart::Row>& rows, std::string_view unit,
                             double high);
/// Rows: label, difference, low, high, times the scale's factor.
[[nodiscard]] Live live_forest(const std::vector<chart::Row>& rows, const chart::Scale& scale);
/// Rows: bar, part, value.
[[nodiscard]] Live live_stacked(const chart::Stacks& stacks, std::string_view unit);
/// Rows: label, verdict, unit, multiples of what matters with low and high, then the difference in
/// its unit, with low and high.
[[nodiscard]] Live live_verdicts(chart::Data data);
/// Rows: row, column, value, low, high, the row at the top first; shown times the scale's factor.
[[nodiscard]] Live live_heat(chart::Data data, std::string_view x_label, std::string_view y_label,
                             const chart::Scale& scale);
/// Rows: group, label, x, low, high, y, low, high.
[[nodiscard]] Live live_points(const chart::Points& chart, const Units& units);
/// Rows: label, series, value, low, high.
[[nodiscard]] Live live_dots(const chart::Dots& chart, std::string_view unit);
/// A chart that stays as it is, its shapes telling their titles.
[[nodiscard]] Live live_still(chart::Data data);

/// No more than `most` of the points, but at least 4: first and last, and of each stretch between
/// the highest and the lowest, so that no peak is lost. By rising x, as they came.
[[nodiscard]] std::vector<measure::Curve::Point> thinned(
    const std::vector<measure::Curve::Point>& points, std::size_t most);

}  // namespace ordersim::report::page
