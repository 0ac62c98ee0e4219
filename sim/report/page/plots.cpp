#include "sim/report/page/plots.hpp"

#include "sim/report/chart/heat.hpp"
#include "sim/report/chart/lines.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::report::page {
namespace {

using measure::Estimate;

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    void add(double value) {
        if (std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    }
    [[nodiscard]] bool is_empty() const { return !(low <= high); }
};

Extent values_of(const std::vector<Series>& series) {
    Extent extent;
    for (const Series& one : series) {
        for (const Series::Stop& stop : one.stops) {
            extent.add(stop.estimate.value);
            if (has_interval(stop.estimate)) {
                extent.add(stop.estimate.low);
                extent.add(stop.estimate.high);
            }
        }
    }
    return extent;
}

Extent places_of(const std::vector<Series>& series) {
    Extent extent;
    for (const Series& one : series) {
        for (const Series::Stop& stop : one.stops) {
            extent.add(stop.at);
        }
    }
    return extent;
}

Estimate times(const Estimate& estimate, double factor) {
    return {estimate.value * factor, estimate.low * factor, estimate.high * factor,
            estimate.replications};
}

chart::Lines curves_chart(const Key& key, const std::vector<Series>& series, const Unit& unit) {
    chart::Lines chart;
    chart.marks = chart::Lines::Marks::points;
    const Extent raw = values_of(series);
    const chart::Scale scale = chart_scale(unit.unit, raw.high, unit.currency);
    for (const Series& one : series) {
        chart::Line line{.label = one.name, .points = {}};
        for (const Series::Stop& stop : one.stops) {
            const Estimate value = times(stop.estimate, scale.factor);
            line.points.push_back({stop.at, value.value, value.low, value.high});
        }
        chart.lines.push_back(std::move(line));
    }
    const Extent places = places_of(series);
    chart.x = key.is_time ? chart::time_axis(0, places.high)
                          : chart::number_axis(places.low, places.high, 7);
    chart.x_label = key.name;
    const bool is_share = unit.unit == "share";
    const double low = raw.low * scale.factor;
    const double high = raw.high * scale.factor;
    chart.y = is_share ? chart::share_axis(low, high)
                       : chart::number_axis(std::min(0.0, low), high);
    chart.y_label = is_share ? "percent" : scale.unit;
    return chart;
}

std::vector<chart::Row> rows_of(const Rows& rows, const Unit& unit, Sense sense) {
    std::vector<chart::Row> result;
    for (const auto& [label, estimate] : rows) {
        const Shown shown = show(estimate, unit, sense);
        result.push_back(
            {label, estimate, unit.unit == "share" ? shown.brief() : shown.brief_with_unit()});
    }
    return result;
}

bool has_any_data(const Rows& rows) {
    return std::any_of(rows.begin(), rows.end(),
                       [](const auto& row) { return has_data(row.second); });
}

/// The unit that all cells share: that of the largest.
chart::Scale common_scale(const std::vector<Estimate>& estimates, const Unit& unit) {
    if (unit.unit == "share") {
        return {100, "%"};
    }
    double largest = 0;
    for (const Estimate& estimate : estimates) {
        largest = has_data(estimate) ? std::max(largest, std::abs(estimate.value)) : largest;
    }
    return chart_scale(unit.unit, largest, unit.currency);
}

std::string cell_text(const Estimate& estimate, double factor) {
    const double half_width =
        has_interval(estimate) ? (estimate.high - estimate.low) / 2 * factor : 0;
    return grouped(estimate.value * factor, decimals_for(estimate.value * factor, half_width));
}

}  // namespace

chart::Scale chart_scale(std::string_view unit, double largest, std::string_view currency) {
    if (unit == "currency") {
        return {1, std::string(currency)};
    }
    if (unit == "h" && largest >= 72) {
        return {1.0 / 24, "days"};
    }
    if (unit == "h" && largest > 0 && largest < 1.5) {
        return {60, "minutes"};
    }
    return {1, unit == "h" ? "hours" : std::string(unit)};
}

Picture curves_over(const Key& key, std::string_view title, const std::vector<Series>& series,
                    const Unit& unit) {
    if (values_of(series).is_empty()) {
        return {};
    }
    const std::string name(title);
    chart::Lines chart = curves_chart(key, series, unit);
    chart.caption = {name, fmt::format("{} over {}, with the band of its interval.", name,
                                       clean(key.name))};
    std::size_t most = 0;
    for (const Series& one : series) {
        most = std::max(most, one.stops.size());
    }
    return {.title = name,
            .svg = chart::lines(chart),
            .live = live_lines(chart,
                               {.x = key.is_time ? "h" : "number",
                                .y = unit.unit == "share" ? "share" : chart.y_label},
                               most)};
}

Picture share_bars(std::string_view title, const Rows& rows) {
    if (!has_any_data(rows)) {
        return {};
    }
    const std::string name(title);
    const std::vector<chart::Row> bars =
        rows_of(rows, {.unit = "share", .currency = {}}, Sense::level);
    const chart::Axis axis = chart::short_axis(bars);
    return {.title = name,
            .svg = chart::bars(
                bars, axis,
                {name, "One bar a share, in percent, with the interval as a whisker."}),
            .note = "Percent.",
            .live = live_bars(bars, "share", axis.high)};
}

Picture differences_around_zero(std::string_view title, const Rows& rows, const Unit& unit) {
    if (!has_any_data(rows)) {
        return {};
    }
    std::vector<Estimate> estimates;
    for (const auto& row : rows) {
        estimates.push_back(row.second);
    }
    chart::Scale scale = common_scale(estimates, unit);
    if (unit.unit == "share") {
        scale.unit = "percentage points";
    }
    const std::string name(title);
    const std::string note = "Whisker: the interval. Solid dot: it excludes zero.";
    const std::vector<chart::Row> dots = rows_of(rows, unit, Sense::difference);
    return {.title = name,
            .svg = chart::forest(dots, scale, {name, note}),
            .note = note,
            .live = live_forest(dots, scale)};
}

Picture heat_map(std::string_view title, const Plane& plane, const Unit& unit) {
    const bool is_known = std::any_of(plane.estimates.begin(), plane.estimates.end(), has_data);
    if (!is_known) {
        return {};
    }
    const chart::Scale scale = common_scale(plane.estimates, unit);
    chart::Heat heat{.x_label = plane.x_label,
                     .y_label = plane.y_label,
                     .columns = plane.columns,
                     .rows = {plane.rows.rbegin(), plane.rows.rend()},
                     .cells = {},
                     .unit = scale.unit};
    chart::Data data({plane.y_label, plane.x_label,
                      fmt::format("value ({})", unit.unit == "currency" ? unit.currency
                                                                        : unit.unit),
                      "low", "high"});
    const std::size_t columns = plane.columns.size();
    for (std::size_t row = plane.rows.size(); row-- > 0;) {
        for (std::size_t column = 0; column < columns; ++column) {
            const Estimate& estimate = plane.estimates[row * columns + column];
            heat.cells.push_back({estimate.value, estimate.low, estimate.high,
                                  cell_text(estimate, scale.factor)});
            data.row({plane.rows[row], plane.columns[column]},
                     {estimate.value, estimate.low, estimate.high});
        }
    }
    const std::string name(title);
    return {.title = name,
            .svg = chart::heat(heat, {name, fmt::format("{} over {} and {}, a cell a point.", name,
                                                        clean(plane.x_label),
                                                        clean(plane.y_label))}),
            .live = live_heat(std::move(data), plane.x_label, plane.y_label, scale)};
}

}  // namespace ordersim::report::page
