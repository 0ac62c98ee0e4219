#include "sim/report/chart/rows.hpp"

#include "sim/report/numbers.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ordersim::report::chart {
namespace {

constexpr double kWidth = 520;
constexpr double kRow = 28;
constexpr double kTop = 6;
constexpr double kAxis = 26;  // below the rows: tick labels
constexpr double kFont = 13;
constexpr double kGap = 16;
constexpr std::size_t kLabelColumns = 18;

/// The part of a row chart between labels and texts, which take what room they need.
struct Field {
    double left = 0;
    double right = kWidth;
    double top = kTop;
    double bottom = 0;

    explicit Field(const std::vector<Row>& rows)
        : bottom(kTop + kRow * static_cast<double>(rows.size())) {
        double text = 0;
        for (const Row& row : rows) {
            left = std::max(left, text_width(fit(row.label, kLabelColumns), kFont));
            text = std::max(text, text_width(row.text, kFont));
        }
        left += kGap;
        right -= text + kGap;
    }
    [[nodiscard]] double x(const Axis& axis, double value) const {
        return left + (right - left) * axis.at(value);
    }
    [[nodiscard]] static double middle(std::size_t row) {
        return kTop + kRow * (static_cast<double>(row) + 0.5);
    }
    [[nodiscard]] double height() const { return bottom + kAxis; }
};

void grid(Svg& svg, const Field& field, const Axis& axis) {
    std::string lines;
    for (const Tick& tick : axis.ticks) {
        const double x = field.x(axis, tick.value);
        lines += fmt::format("M{0} {1}L{0} {2}", coordinate(x), coordinate(field.top),
                             coordinate(field.bottom));
        svg.text({x, field.bottom + 17}, tick.label,
                 {.size = 12, .anchor = Anchor::middle, .opacity = 0.75});
    }
    svg.path(lines, {.opacity = 0.15});
}

void side_texts(Svg& svg, const Field& field, const std::vector<Row>& rows) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const double baseline = Field::middle(i) + 4.5;
        svg.text({field.left - 10, baseline}, fit(rows[i].label, kLabelColumns),
                 {.size = kFont, .anchor = Anchor::end});
        svg.text({field.right + kGap - 4, baseline}, rows[i].text, {.size = kFont});
    }
}

void whisker(Svg& svg, Point from, Point to) {
    const auto foot = [](Point at) {
        return fmt::format("M{0} {1}L{0} {2}", coordinate(at.x), coordinate(at.y - 4),
                           coordinate(at.y + 4));
    };
    svg.path(fmt::format("M{} {}L{} {}{}{}", coordinate(from.x), coordinate(from.y),
                         coordinate(to.x), coordinate(to.y), foot(from), foot(to)),
             {.width = 1.6});
}

/// An axis that holds zero and every interval.
Axis axis_around_zero(const std::vector<Row>& rows, double factor) {
    double low = 0;
    double high = 0;
    for (const Row& row : rows) {
        for (const double value : {row.estimate.low, row.estimate.value, row.estimate.high}) {
            if (std::isfinite(value)) {
                low = std::min(low, value * factor);
                high = std::max(high, value * factor);
            }
        }
    }
    return low < high ? number_axis(low, high, 4) : number_axis(-1, 1, 2);
}

struct LegendEntry {
    std::string text;
    std::string_view colour;  ///< empty for the rest
};

std::vector<LegendEntry> legend_of(const Stacks& stacks) {
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < stacks.parts.size(); ++i) {
        entries.push_back({fmt::format("{} {}", i + 1, stacks.parts[i]), palette(i)});
    }
    if (!stacks.rest.empty()) {
        entries.push_back({stacks.rest, {}});
    }
    return entries;
}

void swatch(Svg& svg, const Box& box, std::string_view colour) {
    if (colour.empty()) {
        svg.frame(box, {.width = 1, .dash = "3 2", .opacity = 0.7});
    } else {
        svg.box(box, colour, colour == "currentColor" ? 0.55 : 1);
    }
}

constexpr double kStackLabel = 120;
constexpr double kStackRow = 44;
constexpr double kLegendRow = 22;
constexpr std::size_t kLegendColumns = 2;

/// Where the bars end, so that the longest text has room beside them.
double stacks_right(const Stacks& stacks) {
    double text = 0;
    for (const Stack& stack : stacks.stacks) {
        text = std::max(text, text_width(stack.text, kFont));
    }
    return kWidth - 8 - (text > 0 ? text + kGap : 0);
}

void one_stack(Svg& svg, const Stacks& stacks, std::size_t index, double right) {
    const Stack& stack = stacks.stacks[index];
    const double top = kStackRow * static_cast<double>(index);
    svg.text({kStackLabel - 10, top + 31}, fit(stack.label, 14),
             {.size = kFont, .anchor = Anchor::end});
    if (stack.parts.empty()) {
        svg.text({kStackLabel, top + 31}, "no data", {.size = kFont});
        return;
    }
    double x = kStackLabel;
    for (std::size_t i = 0; i < stack.parts.size(); ++i) {
        const double part = std::isfinite(stack.parts[i]) ? std::max(0.0, stack.parts[i]) : 0;
        const double width = std::min(part / stacks.whole * (right - kStackLabel), right - x);
        if (width < 0.05) {
            continue;
        }
        // A gap of half a pixel keeps neighbours apart where their greys are alike.
        swatch(svg, {x, top + 16, std::max(width - 0.8, 0.4), 20}, palette(i));
        if (width >= 10) {
            svg.text({x + width / 2, top + 12}, fmt::format("{}", i + 1),
                     {.size = 11, .anchor = Anchor::middle, .opacity = 0.8});
        }
        x += width;
    }
    if (!stacks.rest.empty()) {
        swatch(svg, {x, top + 16, std::max(right - x, 0.4), 20}, {});
    }
    if (!stack.text.empty()) {
        svg.text({right + kGap - 4, top + 31}, stack.text, {.size = kFont});
    }
}

}  // namespace

Axis short_axis(const std::vector<Row>& rows) {
    double high = 0;
    for (const Row& row : rows) {
        for (const double value : {row.estimate.value, row.estimate.high}) {
            high = std::isfinite(value) ? std::max(high, value) : high;
        }
    }
    return high > 0 ? share_axis(0, std::min(high, 1.0)) : share_axis();
}

std::string bars(const std::vector<Row>& rows, const Axis& axis, const Caption& caption) {
    const Field field(rows);
    Svg svg(kWidth, field.height(), caption);
    grid(svg, field, axis);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const measure::Estimate& estimate = rows[i].estimate;
        if (!has_data(estimate)) {
            continue;
        }
        const double y = Field::middle(i);
        const double end = field.x(axis, estimate.value);
        svg.box({field.left, y - 9, std::max(end - field.left, 0.5), 18}, palette(5), 0.75);
        if (has_interval(estimate)) {
            whisker(svg, {field.x(axis, estimate.low), y}, {field.x(axis, estimate.high), y});
        }
    }
    side_texts(svg, field, rows);
    return svg.take();
}

std::string forest(const std::vector<Row>& rows, const Scale& scale, const Caption& caption) {
    const Field field(rows);
    const Axis axis = axis_around_zero(rows, scale.factor);
    Svg svg(kWidth, field.height() + 18, caption);
    grid(svg, field, axis);
    const double zero = field.x(axis, 0);
    svg.line({zero, field.top}, {zero, field.bottom}, {.width = 1.5, .opacity = 0.8});
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const measure::Estimate& estimate = rows[i].estimate;
        if (!has_data(estimate)) {
            continue;
        }
        const double y = Field::middle(i);
        if (has_interval(estimate)) {
            whisker(svg, {field.x(axis, estimate.low * scale.factor), y},
                    {field.x(axis, estimate.high * scale.factor), y});
        }
        svg.marker({field.x(axis, estimate.value * scale.factor), y}, 0,
                   excludes_zero(estimate) ? Svg::Fill::solid : Svg::Fill::hollow);
    }
    side_texts(svg, field, rows);
    svg.text({(field.left + field.right) / 2, field.height() + 10}, scale.unit,
             {.size = 12, .anchor = Anchor::middle, .opacity = 0.75});
    return svg.take();
}

std::string stacked(const Stacks& stacks, const Caption& caption) {
    const std::vector<LegendEntry> legend = legend_of(stacks);
    const std::size_t legend_rows = (legend.size() + kLegendColumns - 1) / kLegendColumns;
    const double bars_height = kStackRow * static_cast<double>(stacks.stacks.size());
    Svg svg(kWidth, bars_height + 14 + kLegendRow * static_cast<double>(legend_rows), caption);
    const double right = stacks_right(stacks);
    for (std::size_t i = 0; i < stacks.stacks.size(); ++i) {
        one_stack(svg, stacks, i, right);
    }
    for (std::size_t i = 0; i < legend.size(); ++i) {
        const double x = 8 + static_cast<double>(i / legend_rows) * kWidth / kLegendColumns;
        const double y = bars_height + 12 + kLegendRow * static_cast<double>(i % legend_rows);
        swatch(svg, {x, y, 16, 14}, legend[i].colour);
        svg.text({x + 24, y + 11.5}, fit(legend[i].text, 28), {.size = kFont});
    }
    return svg.take();
}

}  // namespace ordersim::report::chart
