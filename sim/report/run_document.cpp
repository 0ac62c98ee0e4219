#include "sim/report/chart/states.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/figures.hpp"
#include "sim/report/page/pictures.hpp"
#include "sim/report/page/tables.hpp"
#include "sim/report/text.hpp"
#include "sim/report/numbers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace ordersim::report {
namespace {

using measure::Result;
using measure::Variant;
using Column = page::Table::Column;

constexpr std::size_t kListed = 12;
constexpr std::size_t kTold = 4;
/// So many blocks tell how a curve goes.
constexpr std::size_t kSparks = 24;

/// A curve in block characters, from 0 to its peak; what has no number is a gap.
std::string sparkline(const std::vector<measure::Curve::Point>& points) {
    constexpr std::array<std::string_view, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double peak = 0;
    for (const measure::Curve::Point& point : points) {
        peak = std::isfinite(point.y) ? std::max(peak, point.y) : peak;
    }
    std::string text;
    const std::size_t count = std::min(kSparks, points.size());
    for (std::size_t i = 0; i < count; ++i) {
        const double y = points[i * (points.size() - 1) / std::max<std::size_t>(count - 1, 1)].y;
        if (!std::isfinite(y) || !(peak > 0)) {
            text += ' ';
            continue;
        }
        const double place = std::clamp(y / peak * 7.999, 0.0, 7.0);
        text += kBlocks[static_cast<std::size_t>(place)];
    }
    return text;
}

/// What waits over the days, and how busy the staff is.
Grid days_grid(const std::vector<Variant>& variants) {
    Grid grid{.caption = "Day by day, from 0 to the peak",
              .heads = {{"variant"}, {"what"}, {"over the run"}, {"peak", Column::number}},
              .rows = {}};
    for (const Variant& variant : variants) {
        for (const measure::Curve& curve : variant.curves) {
            double peak = 0;
            for (const measure::Curve::Point& point : curve.points) {
                peak = std::isfinite(point.y) ? std::max(peak, point.y) : peak;
            }
            if (curve.x_unit == "d" && peak > 0) {
                const Shown shown =
                    show({.value = peak, .low = -INFINITY, .high = INFINITY},
                         {.unit = curve.y_unit == "share" ? "share" : "1", .currency = {}});
                grid.rows.push_back({variant.name, curve.name, sparkline(curve.points),
                                     shown.brief_with_unit()});
            }
        }
    }
    return grid;
}

/// What a share of all is, a row a slice.
Grid shares_grid(const std::vector<Variant>& variants, const std::string& prefix,
                 const std::string& caption) {
    Grid grid{.caption = caption + ", %", .heads = {{"slice"}}, .rows = {}};
    for (const Variant& variant : variants) {
        grid.heads.push_back({variant.name, Column::number});
    }
    std::vector<std::string> labels;
    for (const Variant& variant : variants) {
        for (const Slice& slice : slices(variant.metrics, "M01", prefix)) {
            if (std::ranges::find(labels, slice.label) == labels.end()) {
                labels.push_back(slice.label);
            }
        }
    }
    for (const std::string& label : labels) {
        std::vector<std::string> cells{label};
        for (const Variant& variant : variants) {
            cells.push_back(show(estimate_of(variant.metrics, "M01", prefix + label),
                                 {.unit = "share", .currency = {}})
                                .brief());
        }
        grid.rows.push_back(std::move(cells));
    }
    return grid;
}

/// A name in a diagram: quoted, without what Mermaid would read as its own.
std::string mermaid_name(std::string_view name) {
    std::string text = clean(name);
    for (char& character : text) {
        if (character == '"' || character == '<' || character == '>' || character == '#' ||
            character == '`') {
            character = '\'';
        }
        if (character == '_') {
            character = ' ';
        }
    }
    return text;
}

class Mermaid {
public:
    void arrow(const std::string& from, const std::string& to, const std::string& text) {
        const std::string start = node(from);
        const std::string end = node(to);
        edges_ += fmt::format("    {} -->|\"{}\"| {}\n", start, mermaid_name(text), end);
    }
    [[nodiscard]] std::string take(std::string_view direction) const {
        return edges_.empty() ? std::string()
                              : fmt::format("flowchart {}\n{}{}", direction, nodes_, edges_);
    }

private:
    std::string node(const std::string& name) {
        const auto found = std::ranges::find(names_, name);
        const auto index = static_cast<std::size_t>(found - names_.begin());
        if (found == names_.end()) {
            names_.push_back(name);
            nodes_ += fmt::format("    n{}[\"{}\"]\n", index, mermaid_name(name));
        }
        return fmt::format("n{}", index);
    }

    std::vector<std::string> names_;
    std::string nodes_;
    std::string edges_;
};

Diagram states_diagram(const Variant& variant) {
    Mermaid mermaid;
    for (const chart::Arrow& arrow : chart::arrows_of(variant.flows)) {
        mermaid.arrow(arrow.from == "none" ? "placed" : arrow.from, arrow.to,
                      grouped(arrow.per_thousand, arrow.per_thousand < 99.95 ? 1 : 0));
    }
    return {"Way of 1,000 orders of " + variant.name, mermaid.take("TD")};
}

Diagram cancel_diagram(const Variant& variant) {
    Mermaid mermaid;
    const chart::Flow flow = page::cancel_flow_of(variant);
    for (const chart::Flow::Link& link : flow.links) {
        mermaid.arrow(flow.nodes[link.from].label, flow.nodes[link.to].label,
                      grouped(link.amount, 0));
    }
    return {"What became of the buyers of " + variant.name + " who wanted out, all replications "
                                                             "together",
            mermaid.take("LR")};
}

void add_topic(Document& document, const Result& listed, std::string_view id,
               const std::vector<Topic>& topics) {
    Chapter chapter{id, topics.front().title, std::string(topics.front().title), {}};
    for (const Topic& topic : topics) {
        for (Grid& grid : page::topic_grids(listed, topic)) {
            chapter.blocks.emplace_back(std::move(grid));
        }
    }
    if (!chapter.blocks.empty() && !topics.front().note.empty()) {
        chapter.blocks.emplace(chapter.blocks.begin(),
                               Paragraph{std::string(topics.front().note)});
    }
    document.chapters.push_back(std::move(chapter));
}

void add_head(Document& document, const Result& result) {
    if (!result.question.empty()) {
        document.head.push_back({result.question});
    }
    if (result.variants.empty()) {
        document.head.push_back({"The record holds no variant: no data.", Paragraph::Tone::answer});
        return;
    }
    const Variant& first = result.variants.front();
    const std::string who = result.variants.size() > 1 ? first.name + ": " : std::string();
    document.head.push_back({who + headline(first), Paragraph::Tone::answer});
    document.head.push_back({headline_range(result)});
    document.head.push_back({extent(result), Paragraph::Tone::faint});
    document.head.push_back({ending(result), result.partial ? Paragraph::Tone::warning
                                                            : Paragraph::Tone::faint});
    if (result.variants.size() > kListed) {
        document.head.push_back({fmt::format("The first {} of {} variants; the record holds all.",
                                             kListed, result.variants.size()),
                                 Paragraph::Tone::warning});
    }
}

void add_variants(Document& document, const Result& listed) {
    std::vector<Block> keys;
    for (Grid& grid : page::key_grids(listed)) {
        keys.emplace_back(std::move(grid));
    }
    document.chapters.push_back({"key", "Key figures", "Key figures", std::move(keys)});
    document.chapters.push_back(
        {"paths",
         "Paths",
         "Who got out, and how",
         {cancel_diagram(listed.variants.front()),
          shares_grid(listed.variants, "path: ", "By path, of all who wanted out"),
          shares_grid(listed.variants, "stage: ", "By stage at the first contact, of those there"),
          states_diagram(listed.variants.front())}});
    add_topic(document, listed, "sellers", {sellers()});
    add_topic(document, listed, "cases", {cases()});
    add_topic(document, listed, "support", {chat_desk(), case_desk()});
    add_topic(document, listed, "costs", {costs(), consequences(), volumes()});
    const std::vector<Variant> told(
        listed.variants.begin(),
        listed.variants.begin() +
            static_cast<std::ptrdiff_t>(std::min(kTold, listed.variants.size())));
    document.chapters.push_back({"days", "Day by day", "Day by day", {days_grid(told)}});
}

}  // namespace

Document document_of(const measure::Record& record, std::string_view repeat) {
    const Result& result = record.result;
    Document document{.kind = "run",
                      .title = result.scenario,
                      .version = result.version,
                      .seed = fmt::format("{}", result.seed),
                      .hash = result.scenario_hash,
                      .head = {},
                      .chapters = {},
                      .record = {}};
    add_head(document, result);
    Result listed = result;
    listed.variants.resize(std::min(listed.variants.size(), kListed));
    if (!listed.variants.empty()) {
        add_variants(document, listed);
    }
    Grid settings = page::settings_grid(result.settings);
    settings.is_folded = true;
    document.chapters.push_back({"settings",
                                 "Settings",
                                 "Settings",
                                 {Paragraph{page::source_counts(result.settings)},
                                  std::move(settings)}});
    const std::string how = repeat.empty()
                                ? fmt::format("Run version {} on scenario {} with seed {}; the "
                                              "settings must give the hash {}.",
                                              result.version, result.scenario, result.seed,
                                              result.scenario_hash)
                                : std::string();
    document.chapters.push_back({"repeat",
                                 "Repeat it",
                                 "How to repeat it",
                                 {Paragraph{how}, Code{std::string(repeat)},
                                  page::host_grid(record)}});
    return document;
}

}  // namespace ordersim::report
