#include "sim/report/chart/heat.hpp"

#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::report::chart {
namespace {

constexpr double kWidth = 520;
constexpr double kRow = 34;
constexpr double kFont = 12;
constexpr double kBelow = 46;  // tick labels and the axis' name
constexpr double kScale = 34;  // the colours from least to most
constexpr std::size_t kLabelColumns = 12;

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();

    [[nodiscard]] double at(double value) const {
        return high > low ? (value - low) / (high - low) : 0.5;
    }
};

/// Where the cells stand.
struct Field {
    double left = 0;
    double top = 24;
    double column = 0;  // width of one
    double row = kRow;

    explicit Field(const Heat& chart) {
        for (const std::string& label : chart.rows) {
            left = std::max(left, text_width(fit(label, kLabelColumns), kFont));
        }
        left += 12;
        column = (kWidth - left) / static_cast<double>(chart.columns.size());
        row = std::min(kRow, 340 / static_cast<double>(chart.rows.size()));
    }
    [[nodiscard]] double bottom(const Heat& chart) const {
        return top + row * static_cast<double>(chart.rows.size());
    }
};

/// Black or white, whichever reads better on the colour of that place.
std::string_view ink_on(double place) {
    return place > 0.5 ? "#000" : "#fff";
}

void one_cell(Svg& svg, const Heat& chart, const Field& field, const Range& range,
              std::size_t index) {
    const Heat::Cell& cell = chart.cells[index];
    const double x =
        field.left + field.column * static_cast<double>(index % chart.columns.size());
    const double y = field.top + field.row * static_cast<double>(index / chart.columns.size());
    const Box box{x + 0.5, y + 0.5, field.column - 1, field.row - 1};
    if (!std::isfinite(cell.value)) {
        svg.frame(box, {.width = 0.8, .dash = "3 2", .opacity = 0.6});
        return;
    }
    const double place = range.at(cell.value);
    svg.box(box, cividis(place));
    if (text_width(cell.text, kFont) <= box.width - 2 && box.height >= 15) {
        svg.text_on({x + field.column / 2, y + field.row / 2 + 4.5}, cell.text, ink_on(place),
                    {.size = kFont, .anchor = Anchor::middle});
    }
}

void labels(Svg& svg, const Heat& chart, const Field& field) {
    const Font faint{.size = kFont, .anchor = Anchor::middle, .opacity = 0.75};
    double free_from = 0;
    for (std::size_t i = 0; i < chart.columns.size(); ++i) {
        const double x = field.left + field.column * (static_cast<double>(i) + 0.5);
        const std::string text = fit(chart.columns[i], kLabelColumns);
        const double half = text_width(text, kFont) / 2;
        if (x - half >= free_from) {
            svg.text({x, field.bottom(chart) + 17}, text, faint);
            free_from = x + half + 3;
        }
    }
    const auto stride = static_cast<std::size_t>(std::ceil(15 / field.row));
    for (std::size_t i = 0; i < chart.rows.size(); i += stride) {
        svg.text({field.left - 7, field.top + field.row * (static_cast<double>(i) + 0.5) + 4},
                 fit(chart.rows[i], kLabelColumns),
                 {.size = kFont, .anchor = Anchor::end, .opacity = 0.75});
    }
    svg.text({(field.left + kWidth) / 2, field.bottom(chart) + 37}, fit(chart.x_label, 54),
             {.anchor = Anchor::middle});
    svg.text({0, 14}, fit(chart.y_label, 54));
}

/// The colours from least to most, with both ends in words.
void scale(Svg& svg, const Heat& chart, const Range& range, double top) {
    constexpr int kSteps = 24;
    constexpr double kStep = 6;
    const auto text_of = [&chart](double value) {
        const auto found =
            std::find_if(chart.cells.begin(), chart.cells.end(),
                         [value](const Heat::Cell& cell) { return cell.value == value; });
        return found == chart.cells.end() ? std::string() : found->text + " " + chart.unit;
    };
    const double left = (kWidth - kSteps * kStep) / 2;
    for (int i = 0; i < kSteps; ++i) {
        svg.box({left + i * kStep, top, kStep + 0.2, 10}, cividis((i + 0.5) / kSteps));
    }
    svg.text({left - 8, top + 9}, text_of(range.low), {.size = kFont, .anchor = Anchor::end});
    svg.text({left + kSteps * kStep + 8, top + 9}, text_of(range.high), {.size = kFont});
}

int channel(double value) {
    return static_cast<int>(std::clamp(std::round(value), 0.0, 255.0));
}

}  // namespace

std::string cividis(double place) {
    // The polynomials by which d3-scale-chromatic approximates the published table, so that still
    // and live charts agree.
    const double t = std::clamp(place, 0.0, 1.0);
    const double red =
        -4.54 - t * (35.34 - t * (2381.73 - t * (6402.7 - t * (7024.72 - t * 2710.57))));
    const double green =
        32.49 + t * (170.73 + t * (52.82 - t * (131.46 - t * (176.58 - t * 67.37))));
    const double blue =
        81.24 + t * (442.36 - t * (2482.43 - t * (6167.24 - t * (6614.94 - t * 2475.67))));
    return fmt::format("#{:02x}{:02x}{:02x}", channel(red), channel(green), channel(blue));
}

std::string heat(const Heat& chart, const Caption& caption) {
    Range range;
    for (const Heat::Cell& cell : chart.cells) {
        if (std::isfinite(cell.value)) {
            range.low = std::min(range.low, cell.value);
            range.high = std::max(range.high, cell.value);
        }
    }
    const Field field(chart);
    const double bottom = field.bottom(chart) + kBelow;
    const bool has_scale = range.low < range.high;
    Svg svg(kWidth, bottom + (has_scale ? kScale : 0), caption);
    for (std::size_t i = 0; i < chart.cells.size(); ++i) {
        one_cell(svg, chart, field, range, i);
    }
    labels(svg, chart, field);
    if (has_scale) {
        scale(svg, chart, range, bottom + 10);
    }
    return svg.take();
}

}  // namespace ordersim::report::chart
