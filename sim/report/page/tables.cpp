#include "sim/report/page/tables.hpp"

#include "sim/report/figures.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/page/markup.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace ordersim::report::page {
namespace {

using measure::Metric;
using measure::Result;
using measure::Variant;
using Column = Table::Column;

/// Up to so many variants stand side by side; more, below each other.
constexpr std::size_t kNarrow = 4;

std::string with_unit(const Shown& shown) {
    return shown.unit.empty() ? shown.value : shown.value + " " + shown.unit;
}

std::string overrides_text(const Variant& variant) {
    std::string text;
    for (const auto& [key, value] : variant.overrides) {
        text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", key, value);
    }
    return text.empty() ? "as the scenario says" : text;
}

Table::Head head_of(const Figure& figure, std::string_view unit_of_shares) {
    std::string title(figure.title);
    if (figure.unit == "share") {
        title += ", " + std::string(unit_of_shares);
    }
    return {std::move(title), Column::number};
}

/// The unit of a share stands in the head of its column, that of a time depends on its size.
std::string cell_of(const Shown& shown, const Figure& figure) {
    return figure.unit == "share" ? shown.brief() : shown.brief_with_unit();
}

Unit unit_of(const Figure& figure, const Result& result) {
    return {.unit = figure.unit, .currency = result.currency};
}

/// One head a variant's name, then one a figure.
std::vector<Table::Head> heads_of(std::span<const Figure> figures, std::string_view of_shares) {
    std::vector<Table::Head> heads{{"variant"}};
    for (const Figure& figure : figures) {
        heads.push_back(head_of(figure, of_shares));
    }
    return heads;
}

std::vector<std::string> level_cells(const Result& result, const Variant& variant,
                                     std::span<const Figure> figures) {
    std::vector<std::string> cells{variant.name};
    for (const Figure& figure : figures) {
        const measure::Estimate level = estimate_of(variant.metrics, figure.id, figure.label);
        cells.push_back(cell_of(show(level, unit_of(figure, result)), figure));
    }
    return cells;
}

std::string difference_cell(const Result& result, const Variant& variant, const Figure& figure) {
    const Metric* change = find(variant.differences, figure.id, figure.label);
    return change == nullptr
               ? "not compared"
               : cell_of(show(change->estimate, unit_of(figure, result), Sense::difference),
                         figure);
}

/// A row a figure: what it is in each variant, and how it differs from the first.
Grid narrow_grid(const Result& result, std::span<const Figure> figures,
                 std::string_view caption) {
    const bool is_alone = result.variants.size() == 1;
    std::vector<Table::Head> heads{{"figure"}};
    for (const Variant& variant : result.variants) {
        heads.push_back({is_alone ? "estimate" : variant.name, Column::number});
        if (&variant != &result.variants.front()) {
            heads.push_back({"difference", Column::number});
        }
    }
    const bool has_points =
        !is_alone && std::any_of(figures.begin(), figures.end(),
                                 [](const Figure& figure) { return figure.unit == "share"; });
    Grid grid{.caption = has_points ? fmt::format("{}; differences of % in points", caption)
                                    : std::string(caption),
              .heads = std::move(heads),
              .rows = {}};
    for (const Figure& figure : figures) {
        std::vector<std::string> cells{head_of(figure, "%").title};
        for (const Variant& variant : result.variants) {
            const measure::Estimate level = estimate_of(variant.metrics, figure.id, figure.label);
            cells.push_back(cell_of(show(level, unit_of(figure, result)), figure));
            if (&variant != &result.variants.front()) {
                cells.push_back(difference_cell(result, variant, figure));
            }
        }
        grid.rows.push_back(std::move(cells));
    }
    return grid;
}

/// Those of the figures that were compared: differences of quantiles are not.
std::vector<Figure> compared(const Result& result, std::span<const Figure> figures) {
    std::vector<Figure> found(figures.begin(), figures.end());
    std::erase_if(found, [&result](const Figure& figure) {
        return std::none_of(result.variants.begin(), result.variants.end(),
                            [&figure](const Variant& variant) {
                                return find(variant.differences, figure.id, figure.label);
                            });
    });
    return found;
}

/// A row a variant: what it is, and below how it differs from the first.
std::vector<Grid> wide_grids(const Result& result, std::span<const Figure> figures,
                             std::string_view caption) {
    Grid levels{.caption = std::string(caption), .heads = heads_of(figures, "%"), .rows = {}};
    for (const Variant& variant : result.variants) {
        levels.rows.push_back(level_cells(result, variant, figures));
    }
    const std::vector<Figure> pairs = compared(result, figures);
    if (pairs.empty()) {
        return {std::move(levels)};
    }
    Grid differences{
        .caption = fmt::format("{}: differences to {}", caption, result.variants.front().name),
        .heads = heads_of(pairs, "points"),
        .rows = {}};
    for (std::size_t i = 1; i < result.variants.size(); ++i) {
        const Variant& variant = result.variants[i];
        std::vector<std::string> cells{variant.name};
        for (const Figure& figure : pairs) {
            cells.push_back(difference_cell(result, variant, figure));
        }
        differences.rows.push_back(std::move(cells));
    }
    return {std::move(levels), std::move(differences)};
}

/// In whichever form is the narrower; none without figures.
std::vector<Grid> figure_grids(const Result& result, std::span<const Figure> figures,
                               std::string_view caption) {
    if (figures.empty()) {
        return {};
    }
    return result.variants.size() <= kNarrow
               ? std::vector<Grid>{narrow_grid(result, figures, caption)}
               : wide_grids(result, figures, caption);
}

/// The metrics of all variants, each once.
std::vector<const Metric*> all_metrics(const Result& result) {
    std::vector<const Metric*> metrics;
    for (const Variant& variant : result.variants) {
        for (const Metric& metric : variant.metrics) {
            const bool is_new =
                std::none_of(metrics.begin(), metrics.end(), [&metric](const Metric* known) {
                    return known->id == metric.id && known->label == metric.label;
                });
            if (is_new) {
                metrics.push_back(&metric);
            }
        }
    }
    return metrics;
}

/// Where a setting's value comes from, by the tag before the colon.
struct Source {
    std::string_view tag;
    std::string_view mark;  ///< fuller the more is known
};
constexpr std::array<Source, 3> kSources{
    {{"data", "● data"}, {"third party", "◐ third party"}, {"estimate", "○ estimate"}}};

const Source* source_of(std::string_view text) {
    const std::string_view tag = text.substr(0, text.find(':'));
    const auto* const found =
        std::find_if(kSources.begin(), kSources.end(),
                     [tag](const Source& source) { return source.tag == tag; });
    return found == kSources.end() ? nullptr : found;
}

std::string after_tag(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        return {};
    }
    text.remove_prefix(std::min(colon + 1, text.size()));
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return std::string(text);
}

}  // namespace

std::string source_counts(const std::vector<measure::Setting>& settings) {
    std::string text;
    for (const Source& source : kSources) {
        const auto count = std::count_if(settings.begin(), settings.end(),
                                         [&](const measure::Setting& setting) {
                                             const Source* own = source_of(setting.source);
                                             return own != nullptr && own->tag == source.tag;
                                         });
        text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", source.mark, count);
    }
    return text;
}

std::string key_cards(const Result& result, const Variant& variant) {
    std::string html = "<dl class=\"keys\">\n";
    for (const Figure& figure : key_figures_of({&variant, 1})) {
        const Shown shown =
            show(estimate_of(variant.metrics, figure.id, figure.label), unit_of(figure, result));
        html += fmt::format("<div><dt>{}</dt><dd><b>{}</b></dd><dd class=\"faint\">{}</dd></div>\n",
                            escape(figure.title), escape(with_unit(shown)),
                            escape(shown.interval.empty() ? shown.excuse : shown.interval));
    }
    return html + "</dl>\n";
}

std::vector<Grid> key_grids(const Result& result) {
    std::vector<Grid> grids =
        figure_grids(result, key_figures_of(result.variants), "Key figures");
    if (result.variants.size() > 1) {
        Grid changes{.caption = "What the variants change",
                     .heads = {{"variant"}, {"changes"}},
                     .rows = {}};
        for (const Variant& variant : result.variants) {
            changes.rows.push_back({variant.name, overrides_text(variant)});
        }
        grids.push_back(std::move(changes));
    }
    return grids;
}

std::vector<Grid> topic_grids(const Result& result, const Topic& topic) {
    return figure_grids(result, with_data(topic.figures, result.variants), topic.title);
}

Grid metric_grid(const Variant& variant, const Result& result) {
    const bool has_differences = !variant.differences.empty();
    std::vector<Table::Head> heads{{"metric"},
                                   {"name"},
                                   {"slice"},
                                   {"estimate", Column::number},
                                   {"interval", Column::number},
                                   {"replications", Column::number}};
    if (has_differences) {
        heads.push_back({"difference to " + result.variants.front().name, Column::number});
    }
    Grid grid{.caption = "All metrics of " + variant.name, .heads = std::move(heads), .rows = {}};
    for (const Metric& metric : variant.metrics) {
        const Unit unit{.unit = metric.unit, .currency = result.currency};
        const Shown shown = show(metric.estimate, unit);
        std::vector<std::string> cells{metric.id,
                                       metric.name,
                                       metric.label,
                                       with_unit(shown),
                                       shown.interval.empty() ? shown.excuse : shown.interval,
                                       fmt::format("{}", metric.estimate.replications)};
        if (has_differences) {
            const Metric* change = find(variant.differences, metric.id, metric.label);
            cells.push_back(change == nullptr
                                ? std::string("not compared")
                                : show(change->estimate, unit, Sense::difference)
                                      .brief_with_unit());
        }
        grid.rows.push_back(std::move(cells));
    }
    return grid;
}

Grid metric_matrix(const Result& result) {
    std::vector<Table::Head> heads{{"metric"}, {"slice"}};
    for (const Variant& variant : result.variants) {
        heads.push_back({variant.name, Column::number});
    }
    Grid grid{.caption = "All metrics of all variants", .heads = std::move(heads), .rows = {}};
    for (const Metric* metric : all_metrics(result)) {
        const Unit unit{.unit = metric->unit, .currency = result.currency};
        std::vector<std::string> cells{metric->id + " " + metric->name, metric->label};
        for (const Variant& variant : result.variants) {
            const Metric* own = find(variant.metrics, metric->id, metric->label);
            cells.push_back(own == nullptr ? "" : show(own->estimate, unit).brief_with_unit());
        }
        grid.rows.push_back(std::move(cells));
    }
    return grid;
}

Grid flow_grid(const Variant& variant) {
    Grid grid{
        .caption = "Transitions per 1,000 measured orders of " + variant.name,
        .heads = {{"transition"},
                  {"what happens"},
                  {"from"},
                  {"to"},
                  {"per 1,000", Column::number}},
        .rows = {}};
    for (const measure::Flow& flow : variant.flows) {
        grid.rows.push_back({flow.transition, flow.title, flow.from, flow.to,
                             grouped(flow.per_thousand, flow.per_thousand < 10 ? 2 : 1)});
    }
    return grid;
}

Grid settings_grid(const std::vector<measure::Setting>& settings) {
    Grid grid{.caption = "Every setting, where it was set and where its value comes from",
              .heads = {{"key"}, {"value"}, {"set by"}, {"known from"}, {"source"}},
              .rows = {}};
    for (const measure::Setting& setting : settings) {
        const Source* source = source_of(setting.source);
        grid.rows.push_back({setting.key, setting.value, setting.origin,
                             source != nullptr ? std::string(source->mark) : std::string(),
                             source != nullptr ? after_tag(setting.source) : setting.source});
    }
    return grid;
}

Grid host_grid(const measure::Record& record) {
    const Result& result = record.result;
    const measure::Host& host = record.host;
    double checks = 0;
    double events = 0;
    for (const Variant& variant : result.variants) {
        checks += variant.invariant_checks;
        events += variant.events;
    }
    return {.caption = "Run and machine",
            .heads = {{"what"}, {"value"}},
            .rows = {{"replications", grouped(result.replications, 0)},
                     {"ended by", result.stopped_by},
                     {"warm-up", result.warm_up.empty() ? "none" : result.warm_up},
                     {"invariants", checks > 0 ? grouped(checks, 0) + " checks, all held"
                                               : "not checked"},
                     {"events", grouped(events, 0)},
                     {"throughput", throughput(host)},
                     {"time", effort(record)},
                     {"processor time",
                      grouped(host.cpu_seconds, decimals_for(host.cpu_seconds, 0)) + " s"},
                     {"build", host.build},
                     {"started", host.started_at}}};
}

}  // namespace ordersim::report::page
