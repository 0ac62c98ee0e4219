#include "sim/report/chart/lines.hpp"

#include "sim/report/chart/area.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ordersim::report::chart {
namespace {

using CurvePoint = measure::Curve::Point;

constexpr double kFinest = 3;  // pixels between neighbouring points
constexpr double kLineError = 0.5;  // pixels that a simpler line may lie beside the true one
constexpr double kBandError = 1;

/// The finite points, at least kFinest pixels apart in one direction or the other.
std::vector<CurvePoint> thinned(const Area& area, const std::vector<CurvePoint>& points) {
    std::vector<CurvePoint> result;
    for (const CurvePoint& point : points) {
        if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
            continue;
        }
        const bool is_near = !result.empty() &&
                             area.x(point.x) - area.x(result.back().x) < kFinest &&
                             std::abs(area.y(point.y) - area.y(result.back().y)) < kFinest;
        if (is_near && &point == &points.back()) {
            result.back() = point;
        } else if (!is_near) {
            result.push_back(point);
        }
    }
    return result;
}

/// How far the point lies beside the straight line.
double distance(Point point, Point from, Point to) {
    const double dx = to.x - from.x;
    const double dy = to.y - from.y;
    const double length = std::hypot(dx, dy);
    return length > 0 ? std::abs(dx * (from.y - point.y) - dy * (from.x - point.x)) / length
                      : std::hypot(point.x - from.x, point.y - from.y);
}

/// The line with fewer points that is nowhere farther than `error` from it (Ramer 1972, Douglas and
/// Peucker 1973).
std::vector<Point> simplified(const std::vector<Point>& line, double error) {
    if (line.size() < 3) {
        return line;
    }
    std::vector<bool> kept(line.size(), false);
    kept.front() = kept.back() = true;
    std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
    while (!open.empty()) {
        const auto [first, last] = open.back();
        open.pop_back();
        std::size_t farthest = first;
        double most = error;
        for (std::size_t i = first + 1; i < last; ++i) {
            if (const double away = distance(line[i], line[first], line[last]); away > most) {
                most = away;
                farthest = i;
            }
        }
        if (farthest != first) {
            kept[farthest] = true;
            open.emplace_back(first, farthest);
            open.emplace_back(farthest, last);
        }
    }
    std::vector<Point> result;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (kept[i]) {
            result.push_back(line[i]);
        }
    }
    return result;
}

void band(Svg& svg, const Area& area, const std::vector<CurvePoint>& points, std::size_t series) {
    std::vector<Point> upper;
    std::vector<Point> lower;
    for (const CurvePoint& point : points) {
        if (std::isfinite(point.low) && std::isfinite(point.high)) {
            // A band has no sharp edges: whole pixels do.
            upper.push_back({std::round(area.x(point.x)), std::round(area.y(point.high))});
            lower.push_back({std::round(area.x(point.x)), std::round(area.y(point.low))});
        }
    }
    std::vector<Point> outline = simplified(upper, kBandError);
    lower = simplified(lower, kBandError);
    outline.insert(outline.end(), lower.rbegin(), lower.rend());
    if (outline.size() > 2) {
        svg.polygon(outline, palette(series), 0.22);
    }
}

void curve(Svg& svg, const Area& area, const std::vector<CurvePoint>& points, std::size_t series,
           Lines::Marks marks) {
    std::vector<Point> path;
    for (const CurvePoint& point : points) {
        path.push_back({area.x(point.x), area.y(point.y)});
    }
    if (path.size() > 1) {
        svg.polyline(simplified(path, kLineError),
                     {.colour = palette(series), .width = 2.2, .dash = dashes(series)});
    }
    if (marks == Lines::Marks::points || path.size() == 1) {
        for (const Point& point : path) {
            svg.marker(point, series);
        }
    }
}

void legend(Svg& svg, const Lines& chart) {
    for (std::size_t i = 0; i < chart.lines.size() && chart.lines.size() > 1; ++i) {
        const Point at = legend_place(i);
        svg.line({at.x, at.y}, {at.x + 30, at.y},
                 {.colour = palette(i), .width = 2.4, .dash = dashes(i)});
        legend_text(svg, i, chart.lines[i].label);
    }
}

}  // namespace

std::string lines(const Lines& chart) {
    const std::size_t entries = chart.lines.size();
    const Area area{.x_axis = chart.x,
                    .y_axis = chart.y,
                    .x_label = chart.x_label,
                    .y_label = chart.y_label,
                    .top = area_top(entries),
                    .bottom = area_bottom(entries)};
    Svg svg(kAreaWidth, area.height(), chart.caption);
    draw_axes(svg, area);
    std::vector<std::vector<CurvePoint>> drawn;
    for (const Line& line : chart.lines) {
        drawn.push_back(thinned(area, line.points));
    }
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        band(svg, area, drawn[i], i);
    }
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        curve(svg, area, drawn[i], i, chart.marks);
    }
    legend(svg, chart);
    return svg.take();
}

}  // namespace ordersim::report::chart
