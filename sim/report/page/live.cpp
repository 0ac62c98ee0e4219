#include "sim/report/page/live.hpp"

#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ordersim::report::page {
namespace {

using Point = measure::Curve::Point;
using Point2 = report::Point;

using Attributes = std::vector<std::pair<std::string_view, std::string>>;

std::string attributes_of(const Attributes& attributes) {
    std::string text;
    for (const auto& [name, value] : attributes) {
        if (!value.empty()) {
            text += fmt::format(" data-{}=\"{}\"", name, escape(value));
        }
    }
    return text;
}

std::string number(double value) {
    return fmt::format("{:.6g}", value);
}

std::string unit_column(std::string_view name, std::string_view unit) {
    return unit.empty() || unit == name ? std::string(name) : fmt::format("{} ({})", name, unit);
}

Live intervals(std::string_view kind, Attributes more, const std::vector<chart::Row>& rows,
               std::string_view value, double factor) {
    Live live{.attributes = {}, .data = chart::Data({"label", std::string(value), "low", "high"})};
    more.insert(more.begin(), {"kind", std::string(kind)});
    live.attributes = attributes_of(more);
    for (const chart::Row& row : rows) {
        live.data.row({row.label}, {row.estimate.value * factor, row.estimate.low * factor,
                                    row.estimate.high * factor});
    }
    live.points = live.points_all = rows.size();
    return live;
}

}  // namespace

std::vector<Point> thinned(const std::vector<Point>& points, std::size_t most) {
    if (points.size() <= std::max(most, std::size_t{4})) {
        return points;
    }
    const std::size_t inner = points.size() - 2;
    const std::size_t stretches = (std::max(most, std::size_t{4}) - 2) / 2;
    std::vector<Point> kept{points.front()};
    const auto below = [](const Point& a, const Point& b) { return a.y < b.y; };
    for (std::size_t i = 0; i < stretches; ++i) {
        const auto begin = points.begin() + 1 + static_cast<std::ptrdiff_t>(inner * i / stretches);
        const auto end =
            points.begin() + 1 + static_cast<std::ptrdiff_t>(inner * (i + 1) / stretches);
        const auto [lowest, highest] = std::minmax_element(begin, end, below);
        kept.push_back(*std::min(lowest, highest));
        if (lowest != highest) {
            kept.push_back(*std::max(lowest, highest));
        }
    }
    kept.push_back(points.back());
    return kept;
}

Live live_lines(const chart::Lines& chart, const Units& units, std::size_t points_max) {
    const bool is_log = chart.x.kind == chart::Axis::Kind::logarithmic;
    const std::string x_label = units.x == "h" && is_log ? "time" : chart.x_label;
    Live live{.attributes = attributes_of({
                  {"kind", "lines"},
                  {"x-unit", units.x},
                  {"x-label", x_label},
                  {"x-log", is_log ? "1" : ""},
                  {"x-low", number(chart.x.low)},
                  {"x-high", number(chart.x.high)},
                  {"y-unit", units.y},
                  {"y-label", chart.y_label},
                  {"y-low", number(chart.y.low)},
                  {"y-high", number(chart.y.high)},
                  {"marks", chart.marks == chart::Lines::Marks::points ? "points" : ""},
              }),
              .data = chart::Data({"series", unit_column(x_label, units.x),
                                   unit_column(chart.y_label, units.y), "low", "high"})};
    for (const chart::Line& line : chart.lines) {
        for (const Point& point : thinned(line.points, points_max)) {
            live.data.row({line.label}, {point.x, point.y, point.low, point.high});
            ++live.points;
        }
        live.points_all += line.points.size();
    }
    return live;
}

Live live_bars(const std::vector<chart::Row>& rows, std::string_view unit, double high) {
    return intervals("bars", {{"y-unit", std::string(unit)}, {"y-high", number(high)}}, rows,
                     unit, 1);
}

Live live_forest(const std::vector<chart::Row>& rows, const chart::Scale& scale) {
    return intervals("forest", {{"y-unit", scale.unit}}, rows,
                     unit_column("difference", scale.unit), scale.factor);
}

Live live_stacked(const chart::Stacks& stacks, std::string_view unit) {
    Live live{.attributes = attributes_of({{"kind", "stacked"},
                                           {"y-unit", std::string(unit)},
                                           {"rest", stacks.rest},
                                           {"whole", number(stacks.whole)}}),
              .data = chart::Data({"bar", "part", std::string(unit)})};
    for (const chart::Stack& stack : stacks.stacks) {
        double rest = stack.parts.empty() ? std::nan("") : stacks.whole;
        for (std::size_t i = 0; i < stacks.parts.size(); ++i) {
            const double part = i < stack.parts.size() ? stack.parts[i] : std::nan("");
            live.data.row({stack.label, stacks.parts[i]}, {part});
            rest -= std::isfinite(part) ? part : 0;
        }
        if (!stacks.rest.empty()) {
            live.data.row({stack.label, stacks.rest}, {std::max(0.0, rest)});
        }
        live.points += stacks.parts.size();
    }
    live.points_all = live.points;
    return live;
}

Live live_verdicts(chart::Data data) {
    return {.attributes = attributes_of({{"kind", "verdicts"}}), .data = std::move(data)};
}

Live live_heat(chart::Data data, std::string_view x_label, std::string_view y_label,
               const chart::Scale& scale) {
    return {.attributes = attributes_of({{"kind", "heat"},
                                         {"x-label", std::string(x_label)},
                                         {"y-label", std::string(y_label)},
                                         {"unit", scale.unit},
                                         {"factor", number(scale.factor)}}),
            .data = std::move(data)};
}

Live live_points(const chart::Points& chart, const Units& units) {
    std::string line;
    for (const Point2& point : chart.line) {
        line += fmt::format("{}{:.6g},{:.6g}", line.empty() ? "" : ";", point.x, point.y);
    }
    const std::string shade =
        chart.shade_low < chart.shade_high
            ? fmt::format("{:.6g},{:.6g}", chart.shade_low, chart.shade_high)
            : std::string();
    Live live{.attributes = attributes_of({{"kind", "points"},
                                           {"x-unit", units.x},
                                           {"x-label", chart.x_label},
                                           {"x-low", number(chart.x.low)},
                                           {"x-high", number(chart.x.high)},
                                           {"y-unit", units.y},
                                           {"y-label", chart.y_label},
                                           {"y-low", number(chart.y.low)},
                                           {"y-high", number(chart.y.high)},
                                           {"line", line},
                                           {"shade", shade}}),
              .data = chart::Data({"group", "label", chart.x_label, "low", "high", chart.y_label,
                                   "low", "high"})};
    for (const chart::Spot& spot : chart.spots) {
        const std::string group =
            spot.group < chart.groups.size() ? chart.groups[spot.group] : std::string();
        live.data.row({group, spot.label}, {spot.x, spot.x_low, spot.x_high, spot.y, spot.y_low,
                                            spot.y_high});
    }
    live.points = live.points_all = chart.spots.size();
    return live;
}

Live live_dots(const chart::Dots& chart, std::string_view unit) {
    Live live{.attributes = attributes_of({{"kind", "dots"},
                                           {"unit", std::string(unit)},
                                           {"label", chart.unit},
                                           {"x-low", number(chart.axis.low)},
                                           {"x-high", number(chart.axis.high)}}),
              .data = chart::Data({"label", "series", "value", "low", "high"})};
    for (const chart::DotRow& row : chart.rows) {
        for (std::size_t i = 0; i < row.estimates.size(); ++i) {
            const measure::Estimate& estimate = row.estimates[i];
            live.data.row({row.label, i < chart.series.size() ? chart.series[i] : std::string()},
                          {estimate.value, estimate.low, estimate.high});
        }
    }
    live.points = live.points_all = chart.rows.size();
    return live;
}

Live live_still(chart::Data data) {
    return {.attributes = attributes_of({{"kind", "still"}}), .data = std::move(data)};
}

}  // namespace ordersim::report::page
