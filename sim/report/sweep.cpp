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

constexpr std::size_t kPoint = 20;   // columns of a point's name, and a gap
constexpr std::size_t kCell = 20;    // of a metric
constexpr std::size_t kBeside = 3;   // metrics side by side

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

/// "policy.grace_window x support.cases.agents"
std::string factors_text(const std::vector<measure::StudyFactor>& factors) {
    std::string text;
    for (const measure::StudyFactor& factor : factors) {
        text += (text.empty() ? "" : " x ") + factor.key;
    }
    return text;
}

/// Two lines: which metric, and what that is.
void head(Lines& lines, const measure::Sweep& sweep, std::span<const std::string> metrics) {
    std::string first = pad_right(factors_text(sweep.factors), kPoint - 1) + " ";
    std::string second(kPoint, ' ');
    for (const std::string& reference : metrics) {
        if (const Metric* metric = find_reference(sweep.points.front().metrics, reference)) {
            first += pad_left(reference, kCell - 1) + " ";
            second += pad_left(metric->name + (metric->unit == "share" ? ", %" : ""), kCell - 1) +
                      " ";
        }
    }
    lines.line(lines.paint(std::move(first), Tone::strong));
    lines.line(lines.paint(std::move(second), Tone::faint));
}

void block(Lines& lines, const measure::Sweep& sweep, std::span<const std::string> metrics) {
    head(lines, sweep, metrics);
    std::string series;
    for (const StudyPoint& point : sweep.points) {
        if (point.series != series) {
            series = point.series;
            lines.paragraph(series, Tone::strong);
        }
        std::string line = pad_right(title_of(point, sweep.factors), kPoint - 1) + " ";
        for (const std::string& reference : metrics) {
            const Metric* metric = find_reference(point.metrics, reference);
            if (metric != nullptr) {
                const Shown shown =
                    show(metric->estimate, {metric->unit, sweep.study.currency});
                line += pad_left(metric->unit == "share" ? shown.brief()
                                                         : shown.brief_with_unit(),
                                 kCell - 1) + " ";
            }
        }
        line.erase(line.find_last_not_of(' ') + 1);
        lines.line(line);
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
    while (!metrics.empty() && !sweep.points.empty()) {
        const std::size_t beside = std::min(kBeside, metrics.size());
        block(lines, sweep, metrics.first(beside));
        metrics = metrics.subspan(beside);
        lines.blank();
    }
    if (!sweep.points.empty()) {
        lines.paragraph(extent_of(sweep));
    }
    study_footing(lines, sweep.study, record.host, next);
    return lines.take();
}

}  // namespace ordersim::report
