#include "sim/report/chart/lines.hpp"

#include "sim/report/text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ordersim::report::chart {
namespace {

using CurvePoint = measure::Curve::Point;

constexpr double kWidth = 520;
constexpr double kPlotHeight = 220;
constexpr double kLeft = 58;
constexpr double kRight = 504;
constexpr double kLegendRow = 22;
constexpr std::size_t kLegendColumns = 2;
constexpr double kFinest = 3;  // pixels between neighbouring points
constexpr double kLineError = 0.5;  // pixels that a simpler line may lie beside the true one
constexpr double kBandError = 1;

/// Where the axes stand.
struct Plot {
    const Lines& chart;
    double top = 0;
    double bottom = 0;

    [[nodiscard]] double x(double value) const {
        return kLeft + (kRight - kLeft) * chart.x.at(value);
    }
    [[nodiscard]] double y(double value) const {
        return bottom - (bottom - top) * chart.y.at(value);
    }
};

std::size_t legend_rows(const Lines& chart) {
    const std::size_t count = chart.lines.size();
    return count < 2 ? 0 : (count + kLegendColumns - 1) / kLegendColumns;
}

/// The finite points, at least kFinest pixels apart in one direction or the other.
std::vector<CurvePoint> thinned(const Plot& plot, const std::vector<CurvePoint>& points) {
    std::vector<CurvePoint> result;
    for (const CurvePoint& point : points) {
        if (!std::isfinite(point.x) || !std::isfinite(point.y)) {
            continue;
        }
        const bool is_near = !result.empty() &&
                             plot.x(point.x) - plot.x(result.back().x) < kFinest &&
                             std::abs(plot.y(point.y) - plot.y(result.back().y)) < kFinest;
        if (is_near && &point == &points.back()) {
            result.back() = point;
        } else if (!is_near) {
            result.push_back(point);
        }
    }
    return result;
}

void axes(Svg& svg, const Plot& plot) {
    const Lines& chart = plot.chart;
    for (const Tick& tick : chart.y.ticks) {
        const double y = plot.y(tick.value);
        svg.line({kLeft, y}, {kRight, y}, {.opacity = 0.15});
        svg.text({kLeft - 7, y + 4}, tick.label,
                 {.size = 12, .anchor = Anchor::end, .opacity = 0.75});
    }
    double free_from = 0;
    for (const Tick& tick : chart.x.ticks) {
        const double x = plot.x(tick.value);
        const double half = text_width(tick.label, 12) / 2;
        svg.line({x, plot.bottom}, {x, plot.bottom + 5}, {.opacity = 0.6});
        // A tick whose label would run into the one before keeps its mark only.
        if (x - half >= free_from) {
            svg.text({std::min(x, kWidth - half), plot.bottom + 18}, tick.label,
                     {.size = 12, .anchor = Anchor::middle, .opacity = 0.75});
            free_from = x + half + 4;
        }
    }
    svg.line({kLeft, plot.bottom}, {kRight, plot.bottom}, {.opacity = 0.6});
    svg.text({(kLeft + kRight) / 2, plot.bottom + 37}, fit(chart.x_label, 54),
             {.size = 13, .anchor = Anchor::middle});
    svg.text({13, (plot.top + plot.bottom) / 2}, fit(chart.y_label, 27),
             {.size = 13, .anchor = Anchor::middle, .turn = -90});
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

void band(Svg& svg, const Plot& plot, const std::vector<CurvePoint>& points, std::size_t series) {
    std::vector<Point> upper;
    std::vector<Point> lower;
    for (const CurvePoint& point : points) {
        if (std::isfinite(point.low) && std::isfinite(point.high)) {
            // A band has no sharp edges: whole pixels do.
            upper.push_back({std::round(plot.x(point.x)), std::round(plot.y(point.high))});
            lower.push_back({std::round(plot.x(point.x)), std::round(plot.y(point.low))});
        }
    }
    std::vector<Point> outline = simplified(upper, kBandError);
    lower = simplified(lower, kBandError);
    outline.insert(outline.end(), lower.rbegin(), lower.rend());
    if (outline.size() > 2) {
        svg.polygon(outline, palette(series), 0.22);
    }
}

void curve(Svg& svg, const Plot& plot, const std::vector<CurvePoint>& points, std::size_t series) {
    std::vector<Point> path;
    for (const CurvePoint& point : points) {
        path.push_back({plot.x(point.x), plot.y(point.y)});
    }
    if (path.size() > 1) {
        svg.polyline(simplified(path, kLineError),
                     {.colour = palette(series), .width = 2.2, .dash = dashes(series)});
    }
    if (plot.chart.marks == Lines::Marks::points || path.size() == 1) {
        for (const Point& point : path) {
            svg.marker(point, series);
        }
    }
}

void legend(Svg& svg, const Lines& chart) {
    for (std::size_t i = 0; i < chart.lines.size() && legend_rows(chart) > 0; ++i) {
        const double x = kLeft + static_cast<double>(i % kLegendColumns) * (kRight - kLeft) / 2;
        const double y = 12 + kLegendRow * static_cast<double>(i / kLegendColumns);
        svg.line({x, y}, {x + 30, y}, {.colour = palette(i), .width = 2.4, .dash = dashes(i)});
        svg.text({x + 38, y + 4.5}, fit(chart.lines[i].label, 24), {.size = 13});
    }
}

}  // namespace

std::string lines(const Lines& chart) {
    const double top = 10 + kLegendRow * static_cast<double>(legend_rows(chart));
    const Plot plot{.chart = chart, .top = top, .bottom = top + kPlotHeight};
    Svg svg(kWidth, plot.bottom + 44, chart.caption);
    axes(svg, plot);
    std::vector<std::vector<CurvePoint>> drawn;
    for (const Line& line : chart.lines) {
        drawn.push_back(thinned(plot, line.points));
    }
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        band(svg, plot, drawn[i], i);
    }
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        curve(svg, plot, drawn[i], i);
    }
    legend(svg, chart);
    return svg.take();
}

}  // namespace ordersim::report::chart
