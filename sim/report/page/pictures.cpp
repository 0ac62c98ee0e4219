#include "sim/report/page/pictures.hpp"

#include "sim/report/chart/rows.hpp"
#include "sim/report/chart/states.hpp"
#include "sim/report/page/curves.hpp"
#include "sim/report/page/markup.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ordersim::report::page {
namespace {

using measure::Estimate;
using measure::Variant;

constexpr Unit kShare{.unit = "share", .currency = {}};

std::vector<chart::Row> rows_of(const std::vector<Slice>& found) {
    std::vector<chart::Row> rows;
    for (const Slice& slice : found) {
        rows.push_back({slice.label, slice.estimate, show(slice.estimate, kShare).brief()});
    }
    return rows;
}

/// The path names of all variants, each once.
std::vector<std::string> path_names(const std::vector<Variant>& variants) {
    std::vector<std::string> names;
    for (const Variant& variant : variants) {
        for (const Slice& slice : slices(variant.metrics, "M01", "path: ")) {
            if (std::find(names.begin(), names.end(), slice.label) == names.end()) {
                names.push_back(slice.label);
            }
        }
    }
    return names;
}

/// The variant's share on each path, then what was settled in part; empty without any data.
std::vector<double> path_shares(const Variant& variant, const std::vector<std::string>& paths) {
    std::vector<double> shares;
    if (!has_data(estimate_of(variant.metrics, "M01", ""))) {
        return shares;
    }
    for (const std::string& path : paths) {
        shares.push_back(estimate_of(variant.metrics, "M01", "path: " + path).value);
    }
    shares.push_back(estimate_of(variant.metrics, "M01", "settled in part").value);
    return shares;
}

/// The parties that bear costs in any of the variants, each once.
std::vector<std::string> party_names(const std::vector<Variant>& variants) {
    std::vector<std::string> names;
    for (const Variant& variant : variants) {
        for (const Slice& slice : slices(variant.metrics, "M10", "")) {
            const bool is_new = std::find(names.begin(), names.end(), slice.label) == names.end();
            if (!slice.label.empty() && is_new && has_data(slice.estimate)) {
                names.push_back(slice.label);
            }
        }
    }
    return names;
}

/// The unit of all differences of a figure: that of the largest.
chart::Scale difference_scale(const measure::Result& result, const Figure& figure) {
    if (figure.unit == "share") {
        return {100, "percentage points"};
    }
    double largest = 0;
    for (const Variant& variant : result.variants) {
        const Estimate change = estimate_of(variant.differences, figure.id, figure.label);
        if (has_data(change)) {
            largest = std::max(largest, std::abs(change.value));
        }
    }
    return chart_scale(figure.unit, largest, result.currency);
}

}  // namespace

std::string success_by_stage(const Variant& variant) {
    const std::vector<chart::Row> rows = rows_of(slices(variant.metrics, "M01", "stage: "));
    if (rows.empty()) {
        return {};
    }
    const std::string title = "Got out, by stage of the order at the first contact";
    return figure(title,
                  chart::bars(rows, {title,
                                     "Share of buyers who got out, in percent, one bar a "
                                     "stage, with the interval as a whisker."}),
                  "Percent of those who wanted out at that stage.");
}

std::string success_by_path(const std::vector<Variant>& variants) {
    chart::Stacks stacks{.parts = path_names(variants), .rest = "did not get out", .stacks = {}};
    if (stacks.parts.empty()) {
        return {};
    }
    const std::vector<std::string> paths = stacks.parts;
    stacks.parts.emplace_back("settled in part");
    for (const Variant& variant : variants) {
        stacks.stacks.push_back({variant.name, path_shares(variant, paths)});
    }
    const std::string title = "Of 100 buyers of paid orders who wanted out";
    return figure(title, chart::stacked(stacks, {title,
                                                 "One bar a variant, cut by the path on "
                                                 "which buyers got out."}));
}

std::string shares_of(const Topic& topic, const Variant& variant) {
    std::vector<chart::Row> rows;
    for (const Figure& each : with_data(topic.figures, {&variant, 1})) {
        if (each.unit == "share") {
            const Estimate estimate = estimate_of(variant.metrics, each.id, each.label);
            rows.push_back({std::string(each.brief), estimate, show(estimate, kShare).brief()});
        }
    }
    if (rows.empty()) {
        return {};
    }
    const std::string title = std::string(topic.title) + ", percent";
    return figure(title, chart::bars(rows, {title,
                                            "One bar a share, with the interval as a whisker. The "
                                            "table holds the same numbers."}));
}

std::string cost_by_party(const measure::Result& result) {
    chart::Stacks stacks{.parts = party_names(result.variants), .rest = {}, .stacks = {}};
    double most = 0;
    for (const Variant& variant : result.variants) {
        chart::Stack stack{.label = variant.name, .parts = {}, .text = {}};
        const Estimate whole = estimate_of(variant.metrics, "M10", "");
        if (has_data(whole)) {
            for (const std::string& party : stacks.parts) {
                stack.parts.push_back(estimate_of(variant.metrics, "M10", party).value);
            }
            stack.text =
                show(whole, {.unit = "currency", .currency = result.currency}).brief_with_unit();
            most = std::max(most, whole.value);
        }
        stacks.stacks.push_back(std::move(stack));
    }
    if (!(most > 0) || stacks.parts.empty()) {
        return {};
    }
    stacks.whole = most;
    const std::string title(costs().title);
    return figure(title, chart::stacked(stacks, {title,
                                                 "One bar a variant, as long as its cost, cut by "
                                                 "the party that bears it."}));
}

std::string order_flow(const Variant& variant) {
    const std::vector<chart::Arrow> arrows = chart::arrows_of(variant.flows);
    if (arrows.empty()) {
        return {};
    }
    const std::string title = "Way of 1,000 orders";
    return figure(title,
                  chart::states(arrows, {title,
                                         "States of an order and how many of 1,000 orders "
                                         "passed from one to the next. The table of "
                                         "transitions holds the same numbers."}),
                  "Orders that passed, per 1,000 placed. An order may pass more than once. "
                  "Orange: steps on the way out. Width grows with the root of the number.",
                  Height::tall);
}

std::string differences(const measure::Result& result, const Figure& figure_) {
    std::vector<chart::Row> rows;
    bool differs = false;
    for (const Variant& variant : result.variants) {
        const Estimate change = estimate_of(variant.differences, figure_.id, figure_.label);
        if (!variant.differences.empty() && has_data(change)) {
            const Unit unit{.unit = figure_.unit, .currency = result.currency};
            const Shown shown = show(change, unit, Sense::difference);
            rows.push_back({variant.name, change,
                            figure_.unit == "share" ? shown.brief() : shown.brief_with_unit()});
            differs = differs || shown.value.find_first_of("123456789") != std::string::npos;
        }
    }
    if (!differs) {
        return {};
    }
    const std::string title =
        capitalised(std::string(figure_.title)) + ": difference to " + result.variants.front().name;
    const std::string note = "Whisker: the interval. Solid dot: it excludes zero.";
    return figure(title, chart::forest(rows, difference_scale(result, figure_), {title, note}),
                  note);
}

}  // namespace ordersim::report::page
