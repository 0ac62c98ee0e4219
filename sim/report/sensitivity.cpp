#include "sim/report/numbers.hpp"
#include "sim/report/screen/lines.hpp"
#include "sim/report/search.hpp"
#include "sim/report/study.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ordersim::report {
namespace {

using measure::Estimate;
using measure::MetricSensitivity;
using measure::Sensitivity;
using measure::SensitivityEffect;
using screen::Lines;
using screen::Tone;

constexpr std::size_t kKnob = 31;
constexpr std::size_t kCell = 24;

std::string index_text(const Estimate& estimate) {
    return show(estimate, {"1", ""}).brief();
}

std::string title_of(const MetricSensitivity& metric) {
    return metric.id + " " + (metric.label.empty() ? metric.name : metric.label);
}

/// Strongest first, by the index that decides; what has none comes last.
std::vector<const SensitivityEffect*> ranked(const MetricSensitivity& metric, bool is_morris) {
    std::vector<const SensitivityEffect*> effects;
    for (const SensitivityEffect& effect : metric.effects) {
        effects.push_back(&effect);
    }
    std::ranges::stable_sort(effects, std::ranges::greater(), [&](const SensitivityEffect* one) {
        const double strength = is_morris ? one->mu_star.value : one->total.value;
        return std::isnan(strength) ? -1 : strength;
    });
    return effects;
}

void sobol_table(Lines& lines, const MetricSensitivity& metric) {
    lines.line(lines.paint(pad_right("share of the variance", kKnob) + pad_left("alone", kCell) +
                               pad_left("with others", kCell),
                           Tone::faint));
    for (const SensitivityEffect* effect : ranked(metric, false)) {
        lines.line(pad_right(effect->key, kKnob - 1) + " " +
                   pad_left(index_text(effect->first), kCell) +
                   pad_left(index_text(effect->total), kCell));
    }
}

void morris_table(Lines& lines, const MetricSensitivity& metric, std::string_view currency) {
    lines.line(lines.paint(pad_right("change over the whole range", kKnob) +
                               pad_left("mu*", kCell) + pad_left("mu", 12) + pad_left("sigma", 12),
                           Tone::faint));
    for (const SensitivityEffect* effect : ranked(metric, true)) {
        const Shown size = show(effect->mu_star, {metric.unit, currency}, Sense::difference);
        const auto plain = [&](double value) {
            const Estimate alone{value, value, value, 0};
            return show(alone, {metric.unit, currency}, Sense::difference).value;
        };
        lines.line(pad_right(effect->key, kKnob - 1) + " " + pad_left(size.brief(), kCell) +
                   pad_left(plain(effect->mu), 12) + pad_left(plain(effect->sigma), 12));
    }
}

void noise(Lines& lines, const Sensitivity& sensitivity, const MetricSensitivity& metric) {
    if (std::isnan(metric.noise_share)) {
        lines.paragraph("The metric is the same at every point: no knob moves it.");
        return;
    }
    lines.paragraph(
        fmt::format("noise: {} % of the points' variance is that of {} replications{}",
                    grouped(100 * metric.noise_share, metric.noise_share < 0.1 ? 1 : 0),
                    sensitivity.replications,
                    metric.noise_share > 0.5
                        ? "; more of them, or longer ones, before these numbers are trusted"
                        : "; all points share their draws, so that most of it cancels"));
}

void block(Lines& lines, const Sensitivity& sensitivity, const MetricSensitivity& metric) {
    lines.paragraph(title_of(metric), Tone::strong);
    if (metric.effects.empty()) {
        lines.paragraph(metric.points_without_data > 0
                            ? fmt::format("no data at {} of {} points: no effects",
                                          metric.points_without_data, sensitivity.points)
                            : std::string("interrupted before all points were done: no effects"));
    } else if (sensitivity.method == "morris") {
        morris_table(lines, metric, sensitivity.study.currency);
        noise(lines, sensitivity, metric);
    } else {
        sobol_table(lines, metric);
        noise(lines, sensitivity, metric);
    }
    lines.blank();
}

std::string range_of(const measure::SensitivityKnob& knob) {
    if (!knob.levels.empty()) {
        std::string levels;
        for (const std::string& level : knob.levels) {
            levels += (levels.empty() ? "" : ", ") + level;
        }
        return levels;
    }
    return knob.unit == "h" ? duration_text(knob.low) + " to " + duration_text(knob.high)
                            : fmt::format("{:.4g} to {:.4g}", knob.low, knob.high);
}

}  // namespace

std::string sensitivity_summary(const measure::SensitivityRecord& record, Colour colour,
                                std::string_view next) {
    Lines lines(colour);
    const Sensitivity& sensitivity = record.result;
    study_identity(lines, sensitivity.study);
    for (const measure::SensitivityKnob& knob : sensitivity.knobs) {
        lines.entry(knob.key, range_of(knob));
    }
    lines.blank();
    for (const MetricSensitivity& metric : sensitivity.metrics) {
        block(lines, sensitivity, metric);
    }
    lines.paragraph(fmt::format(
        "{}: {} {}, {} points x {} replications, {} % intervals",
        sensitivity.method == "morris" ? "Morris" : "Sobol'", sensitivity.rows,
        sensitivity.method == "morris" ? "trajectories" : "rows of each matrix", sensitivity.points,
        sensitivity.replications,
        grouped(100 * sensitivity.study.level, sensitivity.study.level < 0.99 ? 0 : 2)));
    study_footing(lines, sensitivity.study, record.host, next);
    return lines.take();
}

}  // namespace ordersim::report
