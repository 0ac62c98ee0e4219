#include "sim/report/figures.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/screen/lines.hpp"
#include "sim/report/study.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ordersim::report {
namespace {

using measure::Metric;
using measure::StudyPoint;
using screen::Lines;
using screen::Tone;

constexpr std::size_t kPointMost = 30;  // columns of a point's name
constexpr std::size_t kNameLeast = 12;  // columns in which a metric's name is broken into lines
constexpr std::size_t kGap = 2;

const Metric* find_reference(const std::vector<Metric>& metrics, std::string_view reference) {
    const auto found = std::ranges::find_if(metrics, [&](const Metric& metric) {
        return metric.label.empty() ? metric.id == reference
                                    : metric.id + " " + metric.label == reference;
    });
    return found == metrics.end() ? nullptr : &*found;
}

/// The levels alone, where there is one factor; keys and levels where there are more.
std::string title_of(const StudyPoint& point, const std::vector<measure::StudyFactor>& factors) {
    std::string title;
    for (const measure::StudyFactor& factor : factors) {
        const auto level = point.settings.find(factor.key);
        std::string text = level == point.settings.end() ? "" : level->second;
        std::erase(text, '"');
        title += (title.empty() ? "" : ", ") + text;
    }
    return title.empty() ? point.name : title;
}

/// "policy.grace_window," and "support.case_agents", as in the points' names.
std::vector<std::string> factor_lines(const std::vector<measure::StudyFactor>& factors) {
    std::vector<std::string> lines;
    for (const measure::StudyFactor& factor : factors) {
        lines.push_back(factor.key + (&factor == &factors.back() ? "" : ","));
    }
    return lines;
}

/// A metric's name above its values, one a point; all of `width` columns.
struct MetricColumn {
    std::string reference;
    std::vector<std::string> name;  ///< lines
    std::vector<std::string> cells;
    std::size_t width = 0;
};

MetricColumn column_of(const measure::Sweep& sweep, const std::string& reference) {
    MetricColumn column{.reference = reference, .name = {}, .cells = {}, .width = kNameLeast};
    std::string name;
    for (const StudyPoint& point : sweep.points) {
        const Metric* metric = find_reference(point.metrics, reference);
        column.cells.emplace_back();
        if (metric != nullptr) {
            const Shown shown = show(metric->estimate, {metric->unit, sweep.study.currency});
            // Times have units by their size, hence in each cell.
            const std::string unit = metric->unit == "share"      ? "%"
                                     : metric->unit == "currency" ? sweep.study.currency
                                                                  : "";
            name = metric->name + (unit.empty() ? "" : ", " + unit);
            column.cells.back() = unit.empty() ? shown.brief_with_unit() : shown.brief();
        }
        column.width = std::max(column.width, display_width(column.cells.back()));
    }
    column.name = wrap(name, column.width);
    return column;
}

std::vector<MetricColumn> columns_of(const measure::Sweep& sweep,
                                     std::span<const std::string> metrics) {
    std::vector<MetricColumn> columns;
    for (const std::string& reference : metrics) {
        if (find_reference(sweep.points.front().metrics, reference) != nullptr) {
            columns.push_back(column_of(sweep, reference));
        }
    }
    return columns;
}

/// As many of the columns, at least one, as stand beside the points' names.
std::size_t beside(std::span<const MetricColumn> columns, std::size_t first) {
    std::size_t count = 0;
    std::size_t used = first;
    for (const MetricColumn& column : columns) {
        used += kGap + column.width;
        if (count > 0 && used > kSummaryColumns) {
            break;
        }
        ++count;
    }
    return count;
}

template <class Cell>
std::string row_of(std::string_view start, std::size_t first,
                   std::span<const MetricColumn> columns, const Cell& cell) {
    std::string line = pad_right(start, first);
    for (const MetricColumn& column : columns) {
        line += std::string(kGap, ' ') + pad_left(cell(column), column.width);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

void head(Lines& lines, const std::vector<std::string>& factors, std::size_t first,
          std::span<const MetricColumn> columns) {
    const auto line_of = [](const std::vector<std::string>& texts, std::size_t line) {
        return line < texts.size() ? texts[line] : std::string();
    };
    lines.line(lines.paint(row_of(line_of(factors, 0), first, columns,
                                  [](const MetricColumn& column) { return column.reference; }),
                           Tone::strong));
    std::size_t height = std::max<std::size_t>(factors.size(), 1) - 1;
    for (const MetricColumn& column : columns) {
        height = std::max(height, column.name.size());
    }
    for (std::size_t i = 0; i < height; ++i) {
        const auto name = [&](const MetricColumn& column) { return line_of(column.name, i); };
        lines.line(lines.paint(row_of(line_of(factors, i + 1), first, columns, name), Tone::faint));
    }
}

void block(Lines& lines, const measure::Sweep& sweep, std::size_t first,
           std::span<const MetricColumn> columns) {
    head(lines, factor_lines(sweep.factors), first, columns);
    std::string series;
    for (std::size_t i = 0; i < sweep.points.size(); ++i) {
        const StudyPoint& point = sweep.points[i];
        if (point.series != series) {
            series = point.series;
            lines.paragraph(series, Tone::strong);
        }
        lines.line(row_of(title_of(point, sweep.factors), first, columns,
                          [i](const MetricColumn& column) { return column.cells[i]; }));
    }
    lines.blank();
}

/// The points by metrics, in as many blocks as the lines' length asks for.
void table(Lines& lines, const measure::Sweep& sweep, std::span<const std::string> metrics) {
    std::size_t first = 0;
    for (const std::string& line : factor_lines(sweep.factors)) {
        first = std::max(first, display_width(line));
    }
    for (const StudyPoint& point : sweep.points) {
        first = std::max(first, display_width(title_of(point, sweep.factors)));
    }
    first = std::clamp<std::size_t>(first, 1, kPointMost);
    const std::vector<MetricColumn> columns = columns_of(sweep, metrics);
    std::span<const MetricColumn> left = columns;
    while (!left.empty()) {
        const std::size_t count = beside(left, first);
        block(lines, sweep, first, left.first(count));
        left = left.subspan(count);
    }
}

std::string extent_of(const measure::Sweep& sweep) {
    const auto [least, most] = std::ranges::minmax(
        sweep.points, {}, [](const StudyPoint& point) { return point.replications; });
    return fmt::format(
        "{} points x {} replications, {} % intervals, all points on the same draws{}",
        sweep.points.size(),
        least.replications == most.replications
            ? fmt::format("{}", least.replications)
            : fmt::format("{} to {}", least.replications, most.replications),
        grouped(100 * sweep.study.level, sweep.study.level < 0.99 ? 0 : 2),
        sweep.stopped_by == "replications_max"
            ? "; the half-width asked for was not reached everywhere"
            : "");
}

}  // namespace

std::string sweep_summary(const measure::SweepRecord& record,
                          std::span<const std::string> metrics, Colour colour,
                          std::string_view next) {
    Lines lines(colour);
    const measure::Sweep& sweep = record.result;
    study_identity(lines, sweep.study);
    if (sweep.points.empty()) {
        lines.paragraph("The record holds no point: no data.", Tone::strong);
    }
    if (!sweep.points.empty()) {
        table(lines, sweep, metrics);
        lines.paragraph(extent_of(sweep));
    }
    study_footing(lines, sweep.study, record.host, next);
    return lines.take();
}

}  // namespace ordersim::report
