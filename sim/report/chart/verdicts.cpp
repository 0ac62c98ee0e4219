#include "sim/report/chart/verdicts.hpp"

#include "sim/report/chart/axis.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ordersim::report::chart {
namespace {

constexpr double kWidth = 520;
constexpr double kRow = 28;
constexpr double kTop = 6;
constexpr double kGap = 14;
constexpr std::size_t kLabelColumns = 22;

struct Field {
    double left = 0;
    double right = kWidth;
    double bottom = 0;
    Axis axis;

    explicit Field(const std::vector<Judged>& rows)
        : bottom(kTop + kRow * static_cast<double>(rows.size())) {
        double text = 0;
        double farthest = 0;
        for (const Judged& row : rows) {
            left = std::max(left, text_width(fit(row.label, kLabelColumns), 12));
            text = std::max(text, text_width(row.text, 12));
            for (const double value : {row.value, row.low, row.high}) {
                farthest = std::isfinite(value) ? std::max(farthest, std::abs(value)) : farthest;
            }
        }
        left += kGap;
        right -= text + kGap;
        axis = multiples_axis(farthest);
    }
    [[nodiscard]] double x(double value) const { return left + (right - left) * axis.at(value); }
};

void ground(Svg& svg, const Field& field) {
    svg.box({field.x(-1), kTop, field.x(1) - field.x(-1), field.bottom - kTop}, "currentColor",
            0.08);
    for (const Tick& tick : field.axis.ticks) {
        const double x = field.x(tick.value);
        svg.line({x, kTop}, {x, field.bottom},
                 {.width = tick.value == 0 ? 1.5 : 1, .opacity = tick.value == 0 ? 0.7 : 0.15});
        svg.text({x, field.bottom + 16}, tick.label,
                 {.size = 12, .anchor = Anchor::middle, .opacity = 0.75});
    }
    svg.text({field.left, field.bottom + 34}, "← worse", {.size = 12, .opacity = 0.75});
    svg.text({field.right, field.bottom + 34}, "better →",
             {.size = 12, .anchor = Anchor::end, .opacity = 0.75});
}

void mark(Svg& svg, Point at, Verdict verdict) {
    switch (verdict) {
    case Verdict::improved: svg.marker(at, 2); break;
    case Verdict::regressed: svg.marker(at, 1); break;
    case Verdict::equivalent: svg.marker(at, 0); break;
    case Verdict::undecided: svg.marker(at, 0, Svg::Fill::hollow); break;
    }
}

}  // namespace

std::string verdict_key() {
    return "Diamond: improved. Square: regressed. Disc: equivalent. Hollow: undecided.";
}

std::string verdicts(const std::vector<Judged>& rows, const Caption& caption) {
    const Field field(rows);
    Svg svg(kWidth, field.bottom + 42, caption);
    ground(svg, field);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Judged& row = rows[i];
        const double y = kTop + kRow * (static_cast<double>(i) + 0.5);
        svg.text({field.left - 10, y + 4.5}, fit(row.label, kLabelColumns),
                 {.size = 12, .anchor = Anchor::end});
        svg.text({field.right + 10, y + 4.5}, row.text, {.size = 12});
        if (!std::isfinite(row.value)) {
            continue;
        }
        if (std::isfinite(row.low) && std::isfinite(row.high)) {
            svg.line({field.x(row.low), y}, {field.x(row.high), y}, {.width = 1.6});
        }
        mark(svg, {field.x(row.value), y}, row.verdict);
    }
    return svg.take();
}

}  // namespace ordersim::report::chart
