#include "sim/measure/json.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/page/plots.hpp"
#include "sim/report/study_document.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace ordersim::report {
namespace {

using measure::Estimate;
using measure::Metric;
using measure::StudyFactor;
using measure::StudyPoint;
using page::Picture;
using Column = page::Table::Column;

/// More series cannot be told apart on the same axes.
constexpr std::size_t kSeries = 6;
/// Of more metrics, the first are drawn; all are in the record and its CSV file.
constexpr std::size_t kDrawn = 8;
/// More points make no table for reading.
constexpr std::size_t kListed = 60;
constexpr std::size_t kColumns = 7;
constexpr std::size_t kKeyColumns = 4;

std::string level_of(const StudyPoint& point, const StudyFactor& factor) {
    const auto found = point.settings.find(factor.key);
    std::string text = found == point.settings.end() ? "" : found->second;
    std::erase(text, '"');
    return text;
}

/// Whether a factor's levels are numbers or times at every point.
bool is_numeric(const measure::Sweep& sweep, std::size_t factor) {
    return std::all_of(sweep.points.begin(), sweep.points.end(), [factor](const auto& point) {
        return factor < point.at.size() && std::isfinite(point.at[factor]);
    });
}

/// The levels alone: what a point is called where the factors are known.
std::string name_of(const measure::Sweep& sweep, const StudyPoint& point) {
    std::string name = point.series;
    for (const StudyFactor& factor : sweep.factors) {
        name += (name.empty() ? "" : ", ") + level_of(point, factor);
    }
    return name.empty() ? point.name : name;
}

/// "agents 4" for support.cases.agents: a legend has room for the last word of a key.
std::string level_with_key(const StudyPoint& point, const StudyFactor& factor) {
    return factor.key.substr(factor.key.rfind('.') + 1) + " " + level_of(point, factor);
}

/// "policy.grace_window, support.cases.agents"
std::string factors_text(const measure::Sweep& sweep) {
    std::string text;
    for (const StudyFactor& factor : sweep.factors) {
        text += (text.empty() ? "" : ", ") + factor.key;
    }
    return text.empty() ? "point" : text;
}

std::string series_name(const StudyPoint& point, const std::vector<StudyFactor>& factors,
                        std::size_t along) {
    std::string name = point.series;
    for (std::size_t i = 0; i < factors.size(); ++i) {
        if (i != along) {
            name += (name.empty() ? "" : ", ") + level_with_key(point, factors[i]);
        }
    }
    return name;
}

/// The metric along one factor, a series for each combination of all else; too many: none.
std::vector<page::Series> series_along(const measure::Sweep& sweep, const Metric& metric,
                                       std::size_t along) {
    std::vector<page::Series> series;
    for (const StudyPoint& point : sweep.points) {
        const std::string name = series_name(point, sweep.factors, along);
        auto own = std::find_if(series.begin(), series.end(),
                                [&name](const page::Series& one) { return one.name == name; });
        if (own == series.end()) {
            own = series.insert(series.end(), {name, {}});
        }
        own->stops.push_back(
            {point.at[along], estimate_of(point.metrics, metric.id, metric.label)});
    }
    for (page::Series& one : series) {
        std::stable_sort(one.stops.begin(), one.stops.end(),
                         [](const auto& a, const auto& b) { return a.at < b.at; });
    }
    return series.size() <= kSeries ? series : std::vector<page::Series>();
}

Picture curves_picture(const measure::Sweep& sweep, const Metric& metric) {
    // The last numeric factor is the one along which a grid is finest.
    for (std::size_t along = sweep.factors.size(); along-- > 0;) {
        if (is_numeric(sweep, along) && sweep.factors[along].levels.size() > 1) {
            const auto series = series_along(sweep, metric, along);
            return series.empty() ? Picture()
                                  : page::curves_over({.name = sweep.factors[along].key,
                                                       .is_time = sweep.factors[along].unit == "h"},
                                                      title_of(metric), series,
                                                      {metric.unit, sweep.study.currency});
        }
    }
    return {};
}

/// Points that no number orders: shares as bars, all else as differences to the first.
Picture rows_picture(const measure::Sweep& sweep, const Metric& metric) {
    page::Rows rows;
    const bool is_share = metric.unit == "share";
    for (const StudyPoint& point : sweep.points) {
        const auto& from = is_share ? point.metrics : point.differences;
        if (is_share || &point != &sweep.points.front()) {
            rows.emplace_back(name_of(sweep, point), estimate_of(from, metric.id, metric.label));
        }
    }
    return is_share ? page::share_bars(title_of(metric), rows)
                    : page::differences_around_zero(
                          title_of(metric) + ": difference to " +
                              name_of(sweep, sweep.points.front()),
                          rows,
                          {metric.unit, sweep.study.currency});
}

/// The metric over the two factors of a grid, of one series.
Picture plane_picture(const measure::Sweep& sweep, const Metric& metric,
                      const std::string& series) {
    const StudyFactor& rows = sweep.factors[0];
    const StudyFactor& columns = sweep.factors[1];
    const auto plain = [](std::string text) {
        std::erase(text, '"');
        return text;
    };
    page::Plane plane{.x_label = columns.key, .y_label = rows.key, .columns = {}, .rows = {},
                      .estimates = {}};
    std::ranges::transform(columns.levels, std::back_inserter(plane.columns), plain);
    std::ranges::transform(rows.levels, std::back_inserter(plane.rows), plain);
    for (const std::string& row : plane.rows) {
        for (const std::string& column : plane.columns) {
            const auto point = std::ranges::find_if(sweep.points, [&](const StudyPoint& one) {
                return one.series == series && level_of(one, rows) == row &&
                       level_of(one, columns) == column;
            });
            plane.estimates.push_back(
                point == sweep.points.end()
                    ? Estimate{.value = std::nan(""), .low = std::nan(""), .high = std::nan("")}
                    : estimate_of(point->metrics, metric.id, metric.label));
        }
    }
    const std::string title =
        series.empty() ? title_of(metric) : title_of(metric) + ", " + series;
    return page::heat_map(title, plane, {metric.unit, sweep.study.currency});
}

std::vector<std::string> series_names(const measure::Sweep& sweep) {
    std::vector<std::string> names;
    for (const StudyPoint& point : sweep.points) {
        if (std::ranges::find(names, point.series) == names.end()) {
            names.push_back(point.series);
        }
    }
    return names;
}

std::vector<Metric> drawn_metrics(const measure::Sweep& sweep) {
    std::vector<Metric> metrics = metrics_with_data(sweep.points);
    std::erase_if(metrics, [](const Metric& metric) {
        const auto figures = key_figures();
        return std::none_of(figures.begin(), figures.end(), [&metric](const Figure& figure) {
            return figure.id == metric.id && figure.label == metric.label;
        });
    });
    metrics.resize(std::min(metrics.size(), kDrawn));
    return metrics;
}

Charts curves_of(const measure::Sweep& sweep) {
    const bool is_ordered = std::ranges::any_of(
        sweep.factors, [&](const StudyFactor& factor) {
            return is_numeric(sweep, static_cast<std::size_t>(&factor - sweep.factors.data()));
        });
    Charts charts;
    for (const Metric& metric : drawn_metrics(sweep)) {
        charts.pictures.push_back(is_ordered ? curves_picture(sweep, metric)
                                             : rows_picture(sweep, metric));
    }
    return charts;
}

Charts planes_of(const measure::Sweep& sweep) {
    Charts charts;
    if (sweep.factors.size() != 2) {
        return charts;
    }
    for (const std::string& series : series_names(sweep)) {
        for (const Metric& metric : drawn_metrics(sweep)) {
            charts.pictures.push_back(plane_picture(sweep, metric, series));
        }
    }
    charts.pictures.resize(std::min(charts.pictures.size(), kDrawn));
    return charts;
}

page::Table::Head head_of(const Metric& metric) {
    return {title_of(metric) + (metric.unit == "share" ? ", %" : ""), Column::number};
}

std::string cell_of(const Estimate& estimate, const Metric& metric, std::string_view currency,
                    Sense sense) {
    const Shown shown = show(estimate, {metric.unit, currency}, sense);
    return metric.unit == "share" ? shown.brief() : shown.brief_with_unit();
}

/// Points by metrics: their values, or their differences to the first point.
Grid points_grid(const measure::Sweep& sweep, std::span<const Metric> metrics, Sense sense) {
    Grid grid{.caption = sense == Sense::level
                             ? "Every point"
                             : fmt::format("Every point: differences to {}; of % in points",
                                           name_of(sweep, sweep.points.front())),
              .heads = {{factors_text(sweep)}},
              .rows = {}};
    for (const Metric& metric : metrics) {
        grid.heads.push_back(head_of(metric));
    }
    grid.heads.push_back({"replications", Column::number});
    for (const StudyPoint& point : sweep.points) {
        const bool is_first = &point == &sweep.points.front();
        if (grid.rows.size() >= kListed || (sense == Sense::difference && is_first)) {
            continue;
        }
        std::vector<std::string> cells{name_of(sweep, point)};
        for (const Metric& metric : metrics) {
            const auto& from = sense == Sense::level ? point.metrics : point.differences;
            const Metric* own = find(from, metric.id, metric.label);
            cells.push_back(own == nullptr
                                ? "not compared"
                                : cell_of(own->estimate, metric, sweep.study.currency, sense));
        }
        cells.push_back(grouped(point.replications, 0));
        grid.rows.push_back(std::move(cells));
    }
    return grid;
}

/// The metrics that are drawn, few enough in a table that a wide screen shows it whole.
std::vector<Block> key_grids(const measure::Sweep& sweep) {
    std::vector<Block> blocks;
    const std::vector<Metric> metrics = drawn_metrics(sweep);
    for (const Sense sense : {Sense::level, Sense::difference}) {
        for (std::size_t first = 0; first < metrics.size(); first += kKeyColumns) {
            const std::size_t count = std::min(kKeyColumns, metrics.size() - first);
            blocks.emplace_back(points_grid(sweep, {metrics.data() + first, count}, sense));
        }
    }
    return blocks;
}

/// "M03 time to resolution, M04 time to money"
std::string names_of(std::span<const Metric> metrics) {
    std::vector<std::string> names;
    for (const Metric& metric : metrics) {
        const std::string name =
            metric.id == "volume" ? metric.name : metric.id + " " + metric.name;
        if (std::ranges::find(names, name) == names.end()) {
            names.push_back(name);
        }
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

/// All metrics of all points, points as rows, a table for each handful of metrics.
std::vector<Block> full_grids(const measure::Sweep& sweep) {
    std::vector<Block> blocks;
    const std::vector<Metric> metrics = metrics_with_data(sweep.points);
    for (std::size_t first = 0; first < metrics.size(); first += kColumns) {
        const std::size_t count = std::min(kColumns, metrics.size() - first);
        const std::span<const Metric> some(metrics.data() + first, count);
        Grid grid = points_grid(sweep, some, Sense::level);
        grid.caption = names_of(some);
        grid.is_folded = true;
        blocks.emplace_back(std::move(grid));
    }
    return blocks;
}

std::string extent_of(const measure::Sweep& sweep) {
    const auto [least, most] = std::ranges::minmax(
        sweep.points, {}, [](const StudyPoint& point) { return point.replications; });
    return fmt::format("{} points x {} replications, {} intervals, all points on the same draws",
                       sweep.points.size(),
                       least.replications == most.replications
                           ? fmt::format("{}", least.replications)
                           : fmt::format("{} to {}", least.replications, most.replications),
                       level_text(sweep.study.level));
}

/// The points at which the headline is least and greatest.
std::string answer_of(const measure::Sweep& sweep) {
    std::vector<std::pair<Estimate, const StudyPoint*>> known;
    for (const StudyPoint& point : sweep.points) {
        const Estimate estimate = estimate_of(point.metrics, "M01", "");
        if (has_data(estimate)) {
            known.emplace_back(estimate, &point);
        }
    }
    if (known.empty()) {
        return "No point has buyers of paid orders who wanted out: no data.";
    }
    const auto [least, most] = std::ranges::minmax_element(
        known, {}, [](const auto& one) { return one.first.value; });
    const Unit share{.unit = "share", .currency = {}};
    return fmt::format(
        "Of 100 buyers of paid orders who wanted out, from {} ({}) to {} ({}) got out.",
        show(least->first, share).brief(), name_of(sweep, *least->second),
        show(most->first, share).brief(), name_of(sweep, *most->second));
}

void add_head(Document& document, const measure::Sweep& sweep) {
    document.head.push_back({answer_of(sweep), Paragraph::Tone::answer});
    if (sweep.points.empty()) {
        return;
    }
    document.head.push_back({extent_of(sweep), Paragraph::Tone::faint});
    if (sweep.stopped_by == "replications_max") {
        document.head.push_back({"The half-width asked for was not reached at every point.",
                                 Paragraph::Tone::warning});
    }
    if (sweep.points.size() > kListed) {
        document.head.push_back(
            {fmt::format("The tables show the first {} of {} points; the record and its CSV file "
                         "hold all.",
                         kListed, sweep.points.size()),
             Paragraph::Tone::warning});
    }
}

}  // namespace

Document document_of(const measure::SweepRecord& record, std::string_view repeat) {
    const measure::Sweep& sweep = record.result;
    Document document = study_document("sweep", sweep.study);
    add_head(document, sweep);
    if (!sweep.points.empty()) {
        std::string moved;
        for (const StudyFactor& factor : sweep.factors) {
            moved += (moved.empty() ? "" : " and ") + factor.key;
        }
        document.chapters.push_back({"curves",
                                     "Curves",
                                     moved.empty() ? "The variants" : "Along " + moved,
                                     {curves_of(sweep)}});
        document.chapters.push_back({"plane", "Map", "Over both keys", {planes_of(sweep)}});
        document.chapters.push_back({"points",
                                     "Points",
                                     "Every point",
                                     key_grids(sweep)});
        document.chapters.push_back({"all", "All metrics", "All metrics", full_grids(sweep)});
    }
    add_study_chapters(document, sweep.study, record.host, repeat);
    document.record = measure::to_json(record);
    return document;
}

}  // namespace ordersim::report
