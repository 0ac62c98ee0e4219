#include "sim/report/page/pictures.hpp"

#include "sim/report/chart/lines.hpp"
#include "sim/report/chart/rows.hpp"
#include "sim/report/chart/states.hpp"
#include "sim/report/page/markup.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ordersim::report::page {
namespace {

using measure::Curve;
using measure::Estimate;
using measure::Variant;

constexpr Unit kShare{.unit = "share", .currency = {}};

std::string capitalised(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    return text;
}

std::vector<chart::Row> rows_of(const std::vector<Slice>& found) {
    std::vector<chart::Row> rows;
    for (const Slice& slice : found) {
        rows.push_back({slice.label, slice.estimate, show(slice.estimate, kShare).brief()});
    }
    return rows;
}

/// The path names of all variants, each once.
std::vector<std::string> path_names(const std::vector<Variant>& variants) {
    std::vector<std::string> names;
    for (const Variant& variant : variants) {
        for (const Slice& slice : slices(variant.metrics, "M01", "path: ")) {
            if (std::find(names.begin(), names.end(), slice.label) == names.end()) {
                names.push_back(slice.label);
            }
        }
    }
    return names;
}

/// The variant's share on each path, then what was settled in part; empty without any data.
std::vector<double> path_shares(const Variant& variant, const std::vector<std::string>& paths) {
    std::vector<double> shares;
    if (!has_data(estimate_of(variant.metrics, "M01", ""))) {
        return shares;
    }
    for (const std::string& path : paths) {
        shares.push_back(estimate_of(variant.metrics, "M01", "path: " + path).value);
    }
    shares.push_back(estimate_of(variant.metrics, "M01", "settled in part").value);
    return shares;
}

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

Extent widths(const std::vector<chart::Line>& lines) {
    Extent extent;
    for (const chart::Line& line : lines) {
        for (const Curve::Point& point : line.points) {
            extent.add(point.x);
        }
    }
    return extent;
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

/// A time axis in hours, or days and other units as plain numbers. False: nothing to draw.
bool set_x_axis(chart::Lines& chart, const std::string& unit) {
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
    const Extent extent = widths(chart.lines);
    if (extent.is_empty()) {
        return false;
    }
    chart.x = chart::number_axis(extent.low, extent.high, 7);
    chart.x_label = unit == "d" ? "day of the run" : unit;
    return true;
}

std::string curve_figure(const std::vector<Variant>& variants, const Curve& model) {
    chart::Lines chart;
    chart.lines = lines_named(variants, model.name);
    const Extent extent = heights(chart.lines);
    if (extent.is_empty() || !set_x_axis(chart, model.x_unit)) {
        return {};
    }
    const bool is_share = model.y_unit == "share";
    chart.y =
        is_share ? chart::share_axis() : chart::number_axis(std::min(0.0, extent.low), extent.high);
    chart.y_label = is_share ? "share within that time" : model.name;
    const std::string title = capitalised(model.name);
    chart.caption = {
        title, fmt::format("{} over {}, with the band of its interval.", title, chart.x_label)};
    return figure(title, chart::lines(chart));
}

/// The unit of all differences of a figure: that of the largest.
chart::Scale difference_scale(const measure::Result& result, const KeyFigure& figure) {
    if (figure.unit == "share") {
        return {100, "percentage points"};
    }
    double largest = 0;
    for (const Variant& variant : result.variants) {
        const Estimate change = estimate_of(variant.differences, figure.id, figure.label);
        if (has_data(change)) {
            largest = std::max(largest, std::abs(change.value));
        }
    }
    if (figure.unit == "h" && largest >= 72) {
        return {1.0 / 24, "days"};
    }
    if (figure.unit == "h" && largest > 0 && largest < 1.5) {
        return {60, "minutes"};
    }
    return {1, figure.unit == "h" ? "hours" : std::string(figure.unit)};
}

}  // namespace

std::string success_by_stage(const Variant& variant) {
    const std::vector<chart::Row> rows = rows_of(slices(variant.metrics, "M01", "stage: "));
    if (rows.empty()) {
        return {};
    }
    const std::string title = "Got out, by stage of the order at the first contact";
    return figure(title,
                  chart::bars(rows, {title,
                                     "Share of buyers who got out, in percent, one bar a "
                                     "stage, with the interval as a whisker."}),
                  "Percent of those who wanted out at that stage.");
}

std::string success_by_path(const std::vector<Variant>& variants) {
    chart::Stacks stacks{.parts = path_names(variants), .rest = "did not get out", .stacks = {}};
    if (stacks.parts.empty()) {
        return {};
    }
    const std::vector<std::string> paths = stacks.parts;
    stacks.parts.emplace_back("settled in part");
    for (const Variant& variant : variants) {
        stacks.stacks.push_back({variant.name, path_shares(variant, paths)});
    }
    const std::string title = "Of 100 buyers of paid orders who wanted out";
    return figure(title, chart::stacked(stacks, {title,
                                                 "One bar a variant, cut by the path on "
                                                 "which buyers got out."}));
}

std::vector<std::string> curves(const std::vector<Variant>& variants) {
    std::vector<std::string> figures;
    for (const Curve& curve : variants.front().curves) {
        std::string one = curve_figure(variants, curve);
        if (!one.empty()) {
            figures.push_back(std::move(one));
        }
    }
    return figures;
}

std::string order_flow(const Variant& variant) {
    const std::vector<chart::Arrow> arrows = chart::arrows_of(variant.flows);
    if (arrows.empty()) {
        return {};
    }
    const std::string title = "Way of 1,000 orders";
    return figure(title,
                  chart::states(arrows, {title,
                                         "States of an order and how many of 1,000 orders "
                                         "passed from one to the next. The table of "
                                         "transitions holds the same numbers."}),
                  "Orders that passed, per 1,000 placed. An order may pass more than once. "
                  "Orange: steps on the way out. Width grows with the root of the number.",
                  Height::tall);
}

std::string differences(const measure::Result& result, const KeyFigure& figure_) {
    std::vector<chart::Row> rows;
    bool differs = false;
    for (const Variant& variant : result.variants) {
        const Estimate change = estimate_of(variant.differences, figure_.id, figure_.label);
        if (!variant.differences.empty() && has_data(change)) {
            const Unit unit{.unit = figure_.unit, .currency = result.currency};
            const Shown shown = show(change, unit, Sense::difference);
            rows.push_back({variant.name, change,
                            figure_.unit == "share" ? shown.brief() : shown.brief_with_unit()});
            differs = differs || change.value != 0;
        }
    }
    if (!differs) {
        return {};
    }
    const std::string title =
        capitalised(std::string(figure_.title)) + ": difference to " + result.variants.front().name;
    const std::string note = "Whisker: the interval. Solid dot: it excludes zero.";
    return figure(title, chart::forest(rows, difference_scale(result, figure_), {title, note}),
                  note);
}

std::string along(const Sweep& sweep, const KeyFigure& figure_) {
    chart::Lines chart;
    chart.marks = chart::Lines::Marks::points;
    chart::Line line;
    for (const Sweep::Stop& stop : sweep.stops) {
        const Estimate estimate = estimate_of(stop.variant->metrics, figure_.id, figure_.label);
        line.points.push_back({stop.at, estimate.value, estimate.low, estimate.high});
    }
    chart.lines.push_back(std::move(line));
    const Extent extent = heights(chart.lines);
    if (extent.is_empty()) {
        return {};
    }
    const double last = sweep.stops.back().at;
    chart.x = sweep.is_time ? chart::time_axis(0, last)
                            : chart::number_axis(sweep.stops.front().at, last, 7);
    chart.x_label = sweep.key;
    const bool is_share = figure_.unit == "share";
    chart.y = is_share ? chart::share_axis(extent.low, extent.high)
                       : chart::number_axis(std::min(0.0, extent.low), extent.high);
    chart.y_label = is_share ? "percent" : (figure_.unit == "h" ? "hours" : figure_.unit);
    const std::string title = capitalised(std::string(figure_.title));
    chart.caption = {
        title, fmt::format("{} over {}, with the band of its interval.", title, clean(sweep.key))};
    return figure(title, chart::lines(chart));
}

}  // namespace ordersim::report::page
