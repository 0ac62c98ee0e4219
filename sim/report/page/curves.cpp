#include "sim/report/page/curves.hpp"

#include "sim/report/chart/lines.hpp"
#include "sim/report/page/markup.hpp"
#include "sim/report/page/plots.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::report::page {
namespace {

using measure::Curve;
using measure::Variant;

constexpr std::size_t kTogether = 4;
/// All curves of a page together have so many bytes of tables to take away, which keeps the page
/// within its size; a row of numbers has about kRowBytes beside the name of its series.
constexpr std::size_t kTableBytes = 90'000;
constexpr std::size_t kRowBytes = 30;
constexpr std::size_t kPointsLeast = 20;

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

Extent heights(const std::vector<chart::Line>& lines) {
    Extent extent;
    for (const chart::Line& line : lines) {
        for (const Curve::Point& point : line.points) {
            extent.add(point.y);
            extent.add(point.low);
            extent.add(point.high);
        }
    }
    return extent;
}

/// From the first time at which anything is seen to the last.
Extent times(const std::vector<chart::Line>& lines) {
    Extent extent;
    const double least = heights(lines).high / 200;
    for (const chart::Line& line : lines) {
        for (const Curve::Point& point : line.points) {
            if (point.x > 0 && point.y >= least) {
                extent.add(point.x);
            }
        }
    }
    return extent;
}

CurveKind kind_of(const Curve& curve) {
    if (curve.x_unit != "d") {
        return CurveKind::times;
    }
    return curve.y_unit == "share" ? CurveKind::utilisation : CurveKind::backlog;
}

std::vector<chart::Line> lines_named(const std::vector<Variant>& variants,
                                     const std::string& name) {
    std::vector<chart::Line> lines;
    for (const Variant& variant : variants) {
        for (const Curve& curve : variant.curves) {
            if (curve.name == name && !curve.points.empty()) {
                lines.push_back({variant.name, curve.points});
            }
        }
    }
    return lines;
}

/// All days on which any curve of the variants shows anything.
Extent days_of(const std::vector<Variant>& variants) {
    Extent extent;
    for (const Variant& variant : variants) {
        for (const Curve& curve : variant.curves) {
            const double least = heights({{{}, curve.points}}).high / 200;
            for (const Curve::Point& point : curve.points) {
                if (kind_of(curve) != CurveKind::times && point.y >= least) {
                    extent.add(point.x);
                }
            }
        }
    }
    return extent;
}

Extent widths(const std::vector<chart::Line>& lines) {
    Extent extent;
    for (const chart::Line& line : lines) {
        for (const Curve::Point& point : line.points) {
            extent.add(point.x);
        }
    }
    return extent;
}

/// A time axis in hours, or days and other units as plain numbers. False: nothing to draw.
bool set_x_axis(chart::Lines& chart, const std::string& unit, const Extent& days) {
    if (unit == "h") {
        const Extent extent = times(chart.lines);
        if (extent.is_empty()) {
            return false;
        }
        chart.x = chart::time_axis(extent.low, extent.high);
        chart.x_label =
            chart.x.kind == chart::Axis::Kind::logarithmic ? "time (logarithmic scale)" : "time";
        return true;
    }
    const Extent extent = unit == "d" ? days : widths(chart.lines);
    if (extent.is_empty()) {
        return false;
    }
    chart.x = chart::number_axis(std::min(0.0, extent.low), extent.high, 7);
    chart.x_label = unit == "d" ? "day of the run" : unit;
    return true;
}

/// How many points the table of each curve may hold.
std::size_t points_each(const std::vector<Variant>& variants) {
    std::size_t row_of_all = 0;
    for (const Variant& variant : variants) {
        const std::size_t name = std::max(chart::address_size(variant.name), std::size_t{16});
        row_of_all += variant.curves.size() * (name + kRowBytes);
    }
    return std::max(kPointsLeast, kTableBytes / std::max<std::size_t>(row_of_all, 1));
}

bool is_zero(const std::vector<chart::Line>& lines) {
    const Extent extent = heights(lines);
    return !extent.is_empty() && extent.low == 0 && extent.high == 0;
}

std::string y_label(const Curve& model) {
    switch (kind_of(model)) {
        case CurveKind::utilisation: return "share of the staffed time";
        case CurveKind::times:
            return model.y_unit == "share" ? "share within that time" : model.name;
        case CurveKind::backlog: return model.name;
    }
    return model.name;
}

/// The lines, on axes after the model's units; empty when there is nothing to draw.
std::string line_chart(std::vector<chart::Line> lines, const Curve& model, std::string title,
                       const Extent& days, std::size_t points_max) {
    chart::Lines chart;
    chart.lines = std::move(lines);
    const Extent extent = heights(chart.lines);
    if (extent.is_empty() || !set_x_axis(chart, model.x_unit, days)) {
        return {};
    }
    // Services outlast shifts, so that staff may be busy for more than the time it is paid for.
    chart.y = model.y_unit == "share"
                  ? chart::ratio_axis(extent.high)
                  : chart::number_axis(std::min(0.0, extent.low), extent.high);
    chart.y_label = y_label(model);
    chart.caption = {
        title, fmt::format("{} over {}, with the band of its interval.", title, chart.x_label)};
    return figure({.title = title,
                   .svg = chart::lines(chart),
                   .live = live_lines(chart, {.x = model.x_unit, .y = model.y_unit}, points_max)});
}

}  // namespace

std::vector<Variant> drawn_of(const std::vector<Variant>& variants) {
    if (variants.size() <= kTogether) {
        return variants;
    }
    std::vector<Variant> drawn;
    for (std::size_t i = 0; i < kTogether; ++i) {
        drawn.push_back(variants[i * (variants.size() - 1) / (kTogether - 1)]);
    }
    return drawn;
}

std::string drawn_note(const std::vector<Variant>& variants) {
    return variants.size() <= kTogether
               ? std::string()
               : paragraph(fmt::format("Curves are drawn of {} of the {} variants, from the first "
                                       "to the last.",
                                       kTogether, variants.size()),
                           "note");
}

std::vector<std::string> curves(const std::vector<Variant>& variants, CurveKind kind) {
    std::vector<std::string> figures;
    for (const Curve& curve : variants.front().curves) {
        std::vector<chart::Line> lines = lines_named(variants, curve.name);
        if (kind_of(curve) != kind || is_zero(lines)) {
            continue;
        }
        std::string one =
            line_chart(std::move(lines), curve, capitalised(curve.name), days_of(variants),
                       points_each(variants));
        if (!one.empty()) {
            figures.push_back(std::move(one));
        }
    }
    return figures;
}

std::string empty_lines(const std::vector<Variant>& variants) {
    std::string names;
    for (const Curve& curve : variants.front().curves) {
        if (kind_of(curve) == CurveKind::backlog && is_zero(lines_named(variants, curve.name))) {
            names += (names.empty() ? "" : ", ") + curve.name;
        }
    }
    return names.empty() ? names : paragraph("Nothing there at any time: " + names + ".", "note");
}

std::string curves_together(const Variant& variant, CurveKind kind, std::string_view title) {
    std::vector<chart::Line> lines;
    const Curve* model = nullptr;
    for (const Curve& curve : variant.curves) {
        if (kind_of(curve) == kind && !curve.points.empty()) {
            lines.push_back({capitalised(curve.name), curve.points});
            model = &curve;
        }
    }
    if (model == nullptr) {
        return {};
    }
    return line_chart(std::move(lines), *model, std::string(title), days_of({variant}),
                      points_each({variant}));
}

std::string along(const Sweep& sweep, const Figure& figure_, std::string_view currency) {
    Series series;
    for (const Sweep::Stop& stop : sweep.stops) {
        series.stops.push_back(
            {stop.at, estimate_of(stop.variant->metrics, figure_.id, figure_.label)});
    }
    const Picture picture =
        curves_over({.name = sweep.key, .is_time = sweep.is_time},
                    capitalised(std::string(figure_.title)), {series},
                    {.unit = figure_.unit, .currency = currency});
    return picture.svg.empty() ? std::string() : figure(picture);
}

}  // namespace ordersim::report::page
