#include "sim/report/chart/area.hpp"

#include "sim/report/text.hpp"

#include <algorithm>

namespace ordersim::report::chart {
namespace {

constexpr double kHeight = 220;
constexpr double kLeft = 58;
constexpr double kRight = 504;
constexpr double kBelow = 44;
constexpr double kLegendRow = 22;
constexpr std::size_t kLegendColumns = 2;

}  // namespace

double Area::x(double value) const {
    return kLeft + (kRight - kLeft) * x_axis.at(value);
}

double Area::y(double value) const {
    return bottom - (bottom - top) * y_axis.at(value);
}

double Area::height() const {
    return bottom + kBelow;
}

double area_top(std::size_t entries) {
    const std::size_t rows =
        entries < 2 ? 0 : (entries + kLegendColumns - 1) / kLegendColumns;
    return 10 + kLegendRow * static_cast<double>(rows);
}

double area_bottom(std::size_t entries) {
    return area_top(entries) + kHeight;
}

void draw_axes(Svg& svg, const Area& area) {
    for (const Tick& tick : area.y_axis.ticks) {
        const double y = area.y(tick.value);
        svg.line({kLeft, y}, {kRight, y}, {.opacity = 0.15});
        svg.text({kLeft - 7, y + 4}, tick.label,
                 {.size = 12, .anchor = Anchor::end, .opacity = 0.75});
    }
    double free_from = 0;
    for (const Tick& tick : area.x_axis.ticks) {
        const double x = area.x(tick.value);
        const double half = text_width(tick.label, 12) / 2;
        svg.line({x, area.bottom}, {x, area.bottom + 5}, {.opacity = 0.6});
        // A tick whose label would run into the one before keeps its mark only.
        if (x - half >= free_from) {
            svg.text({std::min(x, kAreaWidth - half), area.bottom + 18}, tick.label,
                     {.size = 12, .anchor = Anchor::middle, .opacity = 0.75});
            free_from = x + half + 4;
        }
    }
    svg.line({kLeft, area.bottom}, {kRight, area.bottom}, {.opacity = 0.6});
    svg.text({(kLeft + kRight) / 2, area.bottom + 37}, fit(area.x_label, 54),
             {.size = 13, .anchor = Anchor::middle});
    svg.text({13, (area.top + area.bottom) / 2}, fit(area.y_label, 27),
             {.size = 13, .anchor = Anchor::middle, .turn = -90});
}

Point legend_place(std::size_t entry) {
    return {kLeft + static_cast<double>(entry % kLegendColumns) * (kRight - kLeft) / 2,
            12 + kLegendRow * static_cast<double>(entry / kLegendColumns)};
}

void legend_text(Svg& svg, std::size_t entry, const std::string& text) {
    const Point at = legend_place(entry);
    svg.text({at.x + 38, at.y + 4.5}, fit(text, 24), {.size = 13});
}

}  // namespace ordersim::report::chart
