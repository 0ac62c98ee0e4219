#include "sim/report/page/pictures.hpp"

#include "sim/report/chart/rows.hpp"
#include "sim/report/chart/states.hpp"
#include "sim/report/page/curves.hpp"
#include "sim/report/page/markup.hpp"
#include "sim/report/page/plots.hpp"
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

/// The stage whose buyers owe nothing yet; the paths are those of paid orders.
constexpr std::string_view kUnpaid = "unpaid";

/// Buyers of all replications who wanted out at that stage of the order.
double contacts_at(const Variant& variant, const std::string& stage) {
    return estimate_of(variant.metrics, "volume", "contacts: " + stage).value * variant.orders /
           1000;
}

void link(chart::Flow& flow, std::size_t from, std::size_t to, double amount) {
    if (std::isfinite(amount) && amount > 0) {
        flow.links.push_back({from, to, amount});
    }
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

chart::Flow cancel_flow_of(const Variant& variant) {
    using Tone = chart::Flow::Tone;
    chart::Flow flow{.nodes = {{"got out", 1, Tone::good}, {"did not get out", 1, Tone::lost}},
                     .links = {},
                     .unit = "buyers"};
    const auto add = [&flow](std::string label, std::size_t layer, Tone tone) {
        flow.nodes.push_back({std::move(label), layer, tone});
        return flow.nodes.size() - 1;
    };
    double paid = 0;
    double unpaid_out = 0;
    double lost = 0;
    for (const Slice& stage : slices(variant.metrics, "M01", "stage: ")) {
        const double contacts = contacts_at(variant, stage.label);
        if (!has_data(stage.estimate) || !(contacts > 0)) {
            continue;
        }
        const double out = contacts * stage.estimate.value;
        const std::size_t node = add(stage.label, 0, Tone::plain);
        link(flow, node, 0, out);
        link(flow, node, 1, contacts - out);
        lost += contacts - out;
        (stage.label == kUnpaid ? unpaid_out : paid) += stage.label == kUnpaid ? out : contacts;
    }
    link(flow, 0, add("never paid", 2, Tone::good), unpaid_out);
    for (const Slice& path : slices(variant.metrics, "M01", "path: ")) {
        link(flow, 0, add(path.label, 2, Tone::good), path.estimate.value * paid);
    }
    const double in_part = estimate_of(variant.metrics, "M01", "settled in part").value * paid;
    link(flow, 1, add("settled in part", 2, Tone::half), in_part);
    link(flow, 1, add("order went on", 2, Tone::lost),
         lost - (std::isfinite(in_part) ? in_part : 0));
    return flow;
}

std::string cancel_flow(const Variant& variant) {
    const chart::Flow flow = cancel_flow_of(variant);
    if (flow.links.empty()) {
        return {};
    }
    chart::Data data({"from", "to", flow.unit});
    for (const chart::Flow::Link& link : flow.links) {
        data.row({flow.nodes[link.from].label, flow.nodes[link.to].label}, {link.amount});
    }
    const std::string title =
        fmt::format("What became of {} buyers who wanted out",
                    grouped(chart::passing(flow, 0) + chart::passing(flow, 1), 0));
    Live live = live_still(std::move(data));
    live.attributes =
        " data-kind=\"flow\" data-tones=\"did not get out=lost;order went on=lost;"
        "settled in part=half\"";
    return figure({.title = title,
                   .svg = chart::flow(flow, {title,
                                             "From the order's stage at the first contact, over "
                                             "success, to the path on which buyers got out."}),
                   .note = "Left: the order's stage at the first contact. Right: the path. All "
                           "replications together.",
                   .shape = Shape::wide,
                   .live = std::move(live)});
}

std::string race_losses(const std::vector<Variant>& variants) {
    std::vector<chart::Row> rows;
    const auto add = [&rows](std::string label, const Estimate& estimate) {
        if (has_data(estimate)) {
            rows.push_back({std::move(label), estimate, show(estimate, kShare).brief()});
        }
    };
    if (variants.size() == 1) {
        const std::vector<measure::Metric>& metrics = variants.front().metrics;
        add("requests lost", estimate_of(metrics, "M05", ""));
        add("shipped after approval", estimate_of(metrics, "M05", "shipped after approval"));
        add("wasted shipments", estimate_of(metrics, "M11", ""));
    } else {
        for (const Variant& variant : variants) {
            add(variant.name, estimate_of(variant.metrics, "M05", ""));
        }
    }
    if (rows.empty()) {
        return {};
    }
    const std::string title = variants.size() == 1 ? "Races against the parcel"
                                                   : "Requests lost to the parcel";
    const chart::Axis axis = chart::short_axis(rows);
    return figure({.title = title,
                   .svg = chart::bars(rows, axis, {title,
                                                   "One bar a share, in percent, with the interval "
                                                   "as a whisker."}),
                   .note = "Percent. Lost: the parcel left before the request was decided.",
                   .live = live_bars(rows, "share", axis.high)});
}

std::string success_by_stage(const Variant& variant) {
    const std::vector<chart::Row> rows = rows_of(slices(variant.metrics, "M01", "stage: "));
    if (rows.empty()) {
        return {};
    }
    const std::string title = "Got out, by stage of the order at the first contact";
    return figure({.title = title,
                   .svg = chart::bars(rows, chart::share_axis(), {title,
                                             "Share of buyers who got out, in percent, one bar a "
                                             "stage, with the interval as a whisker."}),
                   .note = "Percent of those who wanted out at that stage.",
                   .live = live_bars(rows, "share", 1)});
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
    return figure({.title = title,
                   .svg = chart::stacked(stacks, {title,
                                                  "One bar a variant, cut by the path on which "
                                                  "buyers got out."}),
                   .live = live_stacked(stacks, "share")});
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
    return figure({.title = title,
                   .svg = chart::bars(rows, chart::share_axis(), {title,
                                             "One bar a share, with the interval as a whisker. The "
                                             "table holds the same numbers."}),
                   .live = live_bars(rows, "share", 1)});
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
    return figure({.title = title,
                   .svg = chart::stacked(stacks, {title,
                                                  "One bar a variant, as long as its cost, cut by "
                                                  "the party that bears it."}),
                   .live = live_stacked(stacks, result.currency)});
}

std::string order_flow(const Variant& variant) {
    const std::vector<chart::Arrow> arrows = chart::arrows_of(variant.flows);
    if (arrows.empty()) {
        return {};
    }
    const std::string title = "Way of 1,000 orders";
    chart::Data data({"from", "to", "per 1,000 orders"});
    for (const chart::Arrow& arrow : arrows) {
        data.row({arrow.from, arrow.to}, {arrow.per_thousand});
    }
    return figure({.title = title,
                   .svg = chart::states(arrows, {title,
                                                 "States of an order and how many of 1,000 orders "
                                                 "passed from one to the next. The table of "
                                                 "transitions holds the same numbers."}),
                   .note = "Orders that passed, per 1,000 placed. An order may pass more than "
                           "once. Orange: steps on the way out. Width grows with the root of the "
                           "number.",
                   .shape = Shape::tall,
                   .live = live_still(std::move(data))});
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
    const chart::Scale scale = difference_scale(result, figure_);
    return figure({.title = title,
                   .svg = chart::forest(rows, scale, {title, note}),
                   .note = note,
                   .live = live_forest(rows, scale)});
}

}  // namespace ordersim::report::page
