#include "sim/report/chart/points.hpp"

#include "sim/report/chart/area.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::report::chart {
namespace {

bool is_interval(double low, double high) {
    return std::isfinite(low) && std::isfinite(high) && low < high;
}

void intervals(Svg& svg, const Area& area, const Spot& spot) {
    const Pen pen{.width = 1.2, .opacity = 0.55};
    if (is_interval(spot.y_low, spot.y_high)) {
        svg.line({area.x(spot.x), area.y(spot.y_low)}, {area.x(spot.x), area.y(spot.y_high)}, pen);
    }
    if (is_interval(spot.x_low, spot.x_high)) {
        svg.line({area.x(spot.x_low), area.y(spot.y)}, {area.x(spot.x_high), area.y(spot.y)}, pen);
    }
}

bool is_drawn(const Spot& spot) {
    return std::isfinite(spot.x) && std::isfinite(spot.y);
}

void legend(Svg& svg, const Points& chart) {
    for (std::size_t i = 0; i < chart.groups.size() && chart.groups.size() > 1; ++i) {
        const Point at = legend_place(i);
        svg.marker({at.x + 22, at.y}, i);
        legend_text(svg, i, chart.groups[i]);
    }
}

}  // namespace

std::string points(const Points& chart) {
    const std::size_t entries = chart.groups.size();
    const Area area{.x_axis = chart.x,
                    .y_axis = chart.y,
                    .x_label = chart.x_label,
                    .y_label = chart.y_label,
                    .top = area_top(entries),
                    .bottom = area_bottom(entries)};
    Svg svg(kAreaWidth, area.height(), chart.caption);
    if (chart.shade_low < chart.shade_high) {
        svg.box({area.x(chart.shade_low), area.top,
                 std::max(area.x(chart.shade_high) - area.x(chart.shade_low), 1.0),
                 area.bottom - area.top},
                "currentColor", 0.08);
    }
    draw_axes(svg, area);
    std::vector<Point> line;
    for (const Point& point : chart.line) {
        line.push_back({area.x(point.x), area.y(point.y)});
    }
    if (line.size() > 1) {
        svg.polyline(line, {.width = 1.4, .dash = "5 3", .opacity = 0.7});
    }
    for (const Spot& spot : chart.spots) {
        if (is_drawn(spot)) {
            intervals(svg, area, spot);
        }
    }
    // Later groups are what the reader looks for: they lie on top.
    for (std::size_t group = 0; group < std::max<std::size_t>(entries, 1); ++group) {
        for (const Spot& spot : chart.spots) {
            if (is_drawn(spot) && spot.group == group) {
                svg.marker({area.x(spot.x), area.y(spot.y)}, group);
            }
        }
    }
    legend(svg, chart);
    return svg.take();
}

}  // namespace ordersim::report::chart
