#include "sim/report/chart/dots.hpp"

#include "sim/report/chart/area.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/text.hpp"

#include <algorithm>

namespace ordersim::report::chart {
namespace {

constexpr double kBetween = 13;  // two series of a row
constexpr double kRowGap = 13;
constexpr double kRight = 506;
constexpr std::size_t kLabelColumns = 26;

struct Field {
    double left = 0;
    double top = 0;
    double row = 0;
    double bottom = 0;

    explicit Field(const Dots& chart)
        : top(area_top(chart.series.size()) - 4),
          row(kBetween * static_cast<double>(std::max<std::size_t>(chart.series.size(), 1)) +
              kRowGap) {
        for (const DotRow& one : chart.rows) {
            left = std::max(left, text_width(fit(one.label, kLabelColumns), 12));
        }
        left += 16;
        bottom = top + row * static_cast<double>(chart.rows.size());
    }
    [[nodiscard]] double x(const Axis& axis, double value) const {
        return left + (kRight - left) * axis.at(value);
    }
};

void ground(Svg& svg, const Dots& chart, const Field& field) {
    for (const Tick& tick : chart.axis.ticks) {
        const double x = field.x(chart.axis, tick.value);
        svg.line({x, field.top}, {x, field.bottom},
                 {.width = tick.value == 0 ? 1.4 : 1, .opacity = tick.value == 0 ? 0.6 : 0.15});
        svg.text({x, field.bottom + 17}, tick.label,
                 {.size = 12, .anchor = Anchor::middle, .opacity = 0.75});
    }
    for (std::size_t i = 0; i < chart.series.size() && chart.series.size() > 1; ++i) {
        const Point at = legend_place(i);
        svg.marker({at.x + 22, at.y}, i);
        legend_text(svg, i, chart.series[i]);
    }
    if (!chart.unit.empty()) {
        svg.text({(field.left + kRight) / 2, field.bottom + 34}, fit(chart.unit, 50),
                 {.size = 12, .anchor = Anchor::middle, .opacity = 0.75});
    }
}

}  // namespace

std::string dots(const Dots& chart, const Caption& caption) {
    const Field field(chart);
    Svg svg(kAreaWidth, field.bottom + (chart.unit.empty() ? 26 : 42), caption);
    ground(svg, chart, field);
    for (std::size_t i = 0; i < chart.rows.size(); ++i) {
        const DotRow& row = chart.rows[i];
        const double top = field.top + field.row * static_cast<double>(i);
        svg.text({field.left - 10, top + field.row / 2 + 4.5}, fit(row.label, kLabelColumns),
                 {.size = 12, .anchor = Anchor::end});
        for (std::size_t j = 0; j < row.estimates.size(); ++j) {
            const measure::Estimate& estimate = row.estimates[j];
            const double y = top + kRowGap / 2 + kBetween * (static_cast<double>(j) + 0.5);
            if (has_interval(estimate)) {
                svg.line({field.x(chart.axis, estimate.low), y},
                         {field.x(chart.axis, estimate.high), y}, {.width = 1.5});
            }
            if (has_data(estimate)) {
                svg.marker({field.x(chart.axis, estimate.value), y}, j);
            }
        }
    }
    return svg.take();
}

}  // namespace ordersim::report::chart
