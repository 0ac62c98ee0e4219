#include "sim/measure/json.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/page/plots.hpp"
#include "sim/report/study_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::report {
namespace {

using measure::Estimate;
using measure::MetricSensitivity;
using measure::Sensitivity;
using measure::SensitivityEffect;
using page::Picture;
using Column = page::Table::Column;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr Unit kShare{.unit = "share", .currency = {}};
/// Of more metrics, the first are drawn.
constexpr std::size_t kDrawn = 8;

std::string name_of(const MetricSensitivity& metric) {
    return title_of(measure::Metric{.id = metric.id,
                                    .name = metric.name,
                                    .label = metric.label,
                                    .unit = metric.unit,
                                    .estimate = {}});
}

/// Changes of a share are told in points.
double factor_of(const MetricSensitivity& metric) {
    return metric.unit == "share" ? 100 : 1;
}
Unit change_unit(const MetricSensitivity& metric, std::string_view currency) {
    return metric.unit == "share" ? Unit{.unit = "points", .currency = {}}
                                  : Unit{metric.unit, currency};
}
Estimate change_of(const SensitivityEffect& effect, const MetricSensitivity& metric) {
    const double factor = factor_of(metric);
    return {effect.mu_star.value * factor, effect.mu_star.low * factor,
            effect.mu_star.high * factor, effect.mu_star.replications};
}

bool is_sobol(const Sensitivity& result) {
    return result.method == "sobol";
}

/// The effects by what they are ranked by, the largest first.
std::vector<SensitivityEffect> ranked(const MetricSensitivity& metric, bool sobol) {
    std::vector<SensitivityEffect> effects = metric.effects;
    const auto weight = [sobol](const SensitivityEffect& effect) {
        const double value = sobol ? effect.total.value : effect.mu_star.value;
        return std::isfinite(value) ? value : -kInfinity;
    };
    std::ranges::stable_sort(effects, std::ranges::greater{}, weight);
    return effects;
}

Picture bars_of(const MetricSensitivity& metric, const Sensitivity& result) {
    std::vector<chart::DotRow> rows;
    const bool sobol = is_sobol(result);
    for (const SensitivityEffect& effect : ranked(metric, sobol)) {
        rows.push_back({effect.key, sobol ? std::vector{effect.first, effect.total}
                                          : std::vector{change_of(effect, metric)}});
    }
    if (sobol) {
        Picture picture = page::dot_rows(name_of(metric), {"alone", "with all others"}, rows,
                                         kShare);
        picture.note = "Share of the variance over the points that a key explains, in percent.";
        return picture;
    }
    Picture picture = page::dot_rows(name_of(metric), {"mean absolute change"}, rows,
                                     change_unit(metric, result.study.currency));
    picture.note = "How much the metric changes over a key's whole range.";
    return picture;
}

/// Morris' plane: how much a key does, and how unequally.
Picture plane_of(const MetricSensitivity& metric, std::string_view currency) {
    const Unit unit = change_unit(metric, currency);
    const std::string in_unit =
        fmt::format(", {}", unit.unit == "currency" ? unit.currency : unit.unit);
    page::Cloud cloud;
    cloud.x.name = "mean absolute change" + in_unit;
    cloud.y = "spread of the changes" + in_unit;
    cloud.groups = {"key"};
    for (const SensitivityEffect& effect : metric.effects) {
        const Estimate change = change_of(effect, metric);
        cloud.spots.push_back({.label = effect.key,
                               .group = 0,
                               .x = change.value,
                               .x_low = change.low,
                               .x_high = change.high,
                               .y = effect.sigma * factor_of(metric),
                               .y_low = kNone,
                               .y_high = kNone});
    }
    Picture picture = page::cloud(name_of(metric) + ": curvature and interaction", cloud);
    picture.note = "Low and right: a straight effect. High: it bends, or depends on other keys.";
    return picture;
}

Grid sobol_grid(const MetricSensitivity& metric) {
    Grid grid{.caption = name_of(metric) + ": share of the variance, %",
              .heads = {{"key"},
                        {"alone", Column::number},
                        {"with all others", Column::number}},
              .rows = {}};
    for (const SensitivityEffect& effect : ranked(metric, true)) {
        grid.rows.push_back({effect.key, show(effect.first, kShare).brief(),
                             show(effect.total, kShare).brief()});
    }
    return grid;
}

Grid morris_grid(const MetricSensitivity& metric, std::string_view currency) {
    const Unit unit = change_unit(metric, currency);
    const auto plain = [&](double value, Sense sense) {
        return show({.value = value * factor_of(metric), .low = -kInfinity, .high = kInfinity},
                    unit, sense)
            .brief_with_unit();
    };
    Grid grid{.caption = name_of(metric) + ": change over a key's whole range",
              .heads = {{"key"},
                        {"mean absolute change", Column::number},
                        {"mean change", Column::number},
                        {"spread", Column::number}},
              .rows = {}};
    for (const SensitivityEffect& effect : ranked(metric, false)) {
        grid.rows.push_back({effect.key, show(change_of(effect, metric), unit).brief_with_unit(),
                             plain(effect.mu, Sense::difference),
                             plain(effect.sigma, Sense::level)});
    }
    return grid;
}

Grid noise_grid(const Sensitivity& result) {
    Grid grid{.caption = "The metrics over all points",
              .heads = {{"metric"},
                        {"mean", Column::number},
                        {"deviation", Column::number},
                        {"noise, % of the variance", Column::number},
                        {"points without data", Column::number}},
              .rows = {}};
    for (const MetricSensitivity& metric : result.metrics) {
        const Unit unit{metric.unit, result.study.currency};
        const auto plain = [&unit](double value) {
            return show({.value = value, .low = -kInfinity, .high = kInfinity}, unit)
                .brief_with_unit();
        };
        grid.rows.push_back({name_of(metric), plain(metric.mean), plain(metric.deviation),
                             show({.value = metric.noise_share, .low = -kInfinity,
                                   .high = kInfinity},
                                  kShare)
                                 .value,
                             grouped(metric.points_without_data, 0)});
    }
    return grid;
}

Grid knobs_grid(const Sensitivity& result) {
    Grid grid{.caption = "What was moved", .heads = {{"key"}, {"range"}}, .rows = {}};
    for (const measure::SensitivityKnob& knob : result.knobs) {
        std::string range;
        for (const std::string& level : knob.levels) {
            range += (range.empty() ? "" : ", ") + level;
        }
        if (range.empty() && std::isfinite(knob.low)) {
            const auto text = [&knob](double value) {
                return knob.unit == "h" ? duration_text(value)
                                        : grouped(value, decimals_for(value, 0));
            };
            range = fmt::format("{} to {}", text(knob.low), text(knob.high));
        }
        grid.rows.push_back({knob.key, range});
    }
    return grid;
}

/// The key that matters most for the first metric.
std::string answer_of(const Sensitivity& result) {
    if (result.metrics.empty() || result.metrics.front().effects.empty()) {
        return "No effect could be told: no data.";
    }
    const MetricSensitivity& metric = result.metrics.front();
    const SensitivityEffect effect = ranked(metric, is_sobol(result)).front();
    if (is_sobol(result)) {
        return fmt::format("{}: {} matters most, with {} % of the variance.", name_of(metric),
                           effect.key, show(effect.total, kShare).with_interval());
    }
    return fmt::format("{}: {} matters most, a change of {} over its range.", name_of(metric),
                       effect.key,
                       show(change_of(effect, metric), change_unit(metric, result.study.currency))
                           .brief_with_unit());
}

}  // namespace

Document document_of(const measure::SensitivityRecord& record, std::string_view repeat) {
    const Sensitivity& result = record.result;
    Document document = study_document("sensitivity", result.study);
    document.head.push_back({answer_of(result), Paragraph::Tone::answer});
    document.head.push_back(
        {fmt::format("{}, {} points x {} replications, {} intervals by bootstrap",
                     is_sobol(result) ? "Sobol' indices" : "Morris' elementary effects",
                     grouped(result.points, 0), result.replications,
                     level_text(result.study.level)),
         Paragraph::Tone::faint});
    Charts bars;
    Charts planes;
    std::vector<Block> tables;
    for (const MetricSensitivity& metric : result.metrics) {
        if (metric.effects.empty()) {
            continue;
        }
        if (bars.pictures.size() < kDrawn) {
            bars.pictures.push_back(bars_of(metric, result));
            if (!is_sobol(result)) {
                planes.pictures.push_back(plane_of(metric, result.study.currency));
            }
        }
        tables.emplace_back(is_sobol(result) ? sobol_grid(metric)
                                             : morris_grid(metric, result.study.currency));
    }
    document.chapters.push_back({"effects", "Effects", "What matters", {std::move(bars)}});
    document.chapters.push_back(
        {"shape", "Shape", "How it matters", {std::move(planes)}});
    document.chapters.push_back({"tables", "Tables", "Every effect", std::move(tables)});
    document.chapters.push_back(
        {"points", "Points", "Keys, metrics and noise", {knobs_grid(result), noise_grid(result)}});
    add_study_chapters(document, result.study, record.host, repeat);
    document.record = measure::to_json(record);
    return document;
}

}  // namespace ordersim::report
