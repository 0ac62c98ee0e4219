#pragma once

#include "sim/report/chart/rows.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/page/markup.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Charts of estimates, still and live, that several kinds of report have in common. Without data a
/// picture is empty.
namespace ordersim::report::page {

/// In which unit a chart tells values of that unit whose largest is `largest`: times in what fits
/// them, money in the currency, all else as it is.
[[nodiscard]] chart::Scale chart_scale(std::string_view unit, double largest,
                                       std::string_view currency);

/// Estimates of one thing along a key.
struct Series {
    struct Stop {
        double at = 0;  ///< hours where the key is a time
        measure::Estimate estimate;
    };
    std::string name;
    std::vector<Stop> stops;  ///< by rising `at`
};
struct Key {
    std::string name;  ///< "policy.grace_window"
    bool is_time = false;
};
/// Curves with the bands of their intervals over the key.
[[nodiscard]] Picture curves_over(const Key& key, std::string_view title,
                                  const std::vector<Series>& series, const Unit& unit);

/// Labels and their estimates.
using Rows = std::vector<std::pair<std::string, measure::Estimate>>;
/// Shares as bars.
[[nodiscard]] Picture share_bars(std::string_view title, const Rows& rows);

/// Differences as dots around zero, in the unit that fits the largest.
[[nodiscard]] Picture differences_around_zero(std::string_view title, const Rows& rows,
                                              const Unit& unit);

/// A value over two keys. Estimates row by row, the first row at the bottom.
struct Plane {
    std::string x_label;
    std::string y_label;
    std::vector<std::string> columns;
    std::vector<std::string> rows;
    std::vector<measure::Estimate> estimates;
};
[[nodiscard]] Picture heat_map(std::string_view title, const Plane& plane, const Unit& unit);

}  // namespace ordersim::report::page
