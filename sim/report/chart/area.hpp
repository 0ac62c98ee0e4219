#pragma once

#include "sim/report/chart/axis.hpp"
#include "sim/report/svg.hpp"

#include <string>
#include <vector>

/// What charts over two axes have in common: their frame, ticks and legend.
namespace ordersim::report::chart {

/// A field of a picture kAreaWidth wide, with its axes. The referenced axes and labels outlive it.
struct Area {
    const Axis& x_axis;
    const Axis& y_axis;
    const std::string& x_label;
    const std::string& y_label;
    double top = 0;
    double bottom = 0;

    [[nodiscard]] double x(double value) const;
    [[nodiscard]] double y(double value) const;
    /// Of the whole picture.
    [[nodiscard]] double height() const;
};

inline constexpr double kAreaWidth = 520;

/// Where a field begins under the legend of so many entries, and where it ends.
[[nodiscard]] double area_top(std::size_t entries);
[[nodiscard]] double area_bottom(std::size_t entries);

/// Grid, ticks and names of both axes.
void draw_axes(Svg& svg, const Area& area);
/// Where the entry of a legend stands; its text begins 38 to the right.
[[nodiscard]] Point legend_place(std::size_t entry);
void legend_text(Svg& svg, std::size_t entry, const std::string& text);

}  // namespace ordersim::report::chart
