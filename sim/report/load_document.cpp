#include "sim/measure/json.hpp"
#include "sim/report/chart/timeline.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/load.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/page/live.hpp"
#include "sim/report/page/plots.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace ordersim::report {
namespace {

using measure::Estimate;
using measure::Load;
using measure::LoadCall;
using measure::LoadSecond;
using Column = page::Table::Column;

constexpr std::size_t kTimelinesShown = 5;

Estimate exactly(double value) { return {value, value, value, 0}; }

page::Series series_of(const Load& load, std::string name, double (*value)(const LoadSecond&)) {
    page::Series series{.name = std::move(name), .stops = {}};
    for (std::size_t i = 0; i < load.by_second.size(); ++i) {
        series.stops.push_back({static_cast<double>(i), exactly(value(load.by_second[i]))});
    }
    return series;
}

Charts charts_of(const Load& load) {
    Charts charts;
    const page::Key seconds{.name = "second", .is_time = false};
    charts.pictures.push_back(page::curves_over(
        seconds, "Replies a second",
        {series_of(load, "replies", [](const LoadSecond& one) { return one.replies; }),
         series_of(load, "meant", [](const LoadSecond& one) { return one.meant; })},
        {"1", ""}));
    charts.pictures.push_back(page::curves_over(
        seconds, "Latency, ms",
        {series_of(load, "p50", [](const LoadSecond& one) { return one.p50_ms; }),
         series_of(load, "p99", [](const LoadSecond& one) { return one.p99_ms; })},
        {"1", ""}));
    return charts;
}

std::vector<std::string> times_cells(const measure::LoadTimes& times) {
    return {latency_text(times.p50), latency_text(times.p90), latency_text(times.p99),
            latency_text(times.p999), latency_text(times.max)};
}

Grid calls_grid(const Load& load) {
    Grid grid{.caption = "Latency by call, from the instant at which it was meant to leave",
              .heads = {{"call"},
                        {"replies", Column::number},
                        {"refused", Column::number},
                        {"failed", Column::number},
                        {"p50", Column::number},
                        {"p90", Column::number},
                        {"p99", Column::number},
                        {"p99.9", Column::number},
                        {"max", Column::number}},
              .rows = {}};
    const auto add = [&grid](const LoadCall& call, const measure::LoadTimes& times,
                             const std::string& name) {
        std::vector<std::string> cells{name, grouped(replies_of(call), 0),
                                       grouped(call.refused, 0), grouped(call.failed, 0)};
        for (std::string& cell : times_cells(times)) {
            cells.push_back(std::move(cell));
        }
        grid.rows.push_back(std::move(cells));
    };
    add(load.all, load.all.latency, "all");
    add(load.all, load.all.service, "all, from sending");
    for (const LoadCall* call : calls_by_count(load)) {
        add(*call, call->latency, call->name);
    }
    return grid;
}

Grid facts_grid(const Load& load) {
    Grid grid{.caption = "The load itself", .heads = {{"what"}, {"how much"}}, .rows = {}};
    for (const auto& [what, words] : load_facts(load)) {
        grid.rows.push_back({what, words});
    }
    return grid;
}

/// The calls that a violation takes: as a picture, as a table, and as a script.
void append_timeline(Chapter& chapter, const measure::LoadViolation& one) {
    if (one.calls.empty()) {
        return;
    }
    const std::string name = fmt::format("order {}, {}", grouped(one.order, 0), one.rule);
    chart::Data data({"call", "reply", "from_us", "to_us", "version"});
    for (const measure::LoadViolationCall& call : one.calls) {
        data.row({call.call, call.reply}, {call.from_us, call.to_us, call.version});
    }
    chapter.blocks.push_back(Charts{{{.title = "The calls that show it: " + name,
                                      .svg = chart::timeline(
                                          one, {"The calls that show it", one.words}),
                                      .note = "A bar lasts from a call to its reply; it took "
                                              "effect somewhere in between. What overlaps is to "
                                              "scale, lengths are not.",
                                      .shape = page::Shape::wide,
                                      .live = page::live_still(std::move(data))}}});
    Grid calls{.caption = "The calls that show it: " + name,
               .heads = {{"call"}, {"from, ms", Column::number}, {"to, ms", Column::number},
                         {"what came of it"}},
               .rows = {}};
    for (const measure::LoadViolationCall& call : one.calls) {
        calls.rows.push_back({call.call, grouped(call.from_us / 1e3, 3),
                              grouped(call.to_us / 1e3, 3), call.reply});
    }
    chapter.blocks.push_back(calls);
    if (!one.script.empty()) {
        chapter.blocks.push_back(Paragraph{
            "The same commands again, one after the other: sh SCRIPT URL FACTOR, with the factor "
            "of the load's clock. What raced here lies milliseconds apart then: on a service whose "
            "clock runs as ours (--clock-factor 1) that is next to nothing again."});
        chapter.blocks.push_back(Code{one.script});
    }
}

Chapter judgement_of(const Load& load) {
    const measure::LoadJudgement& judged = load.judgement;
    Grid grid{.caption = "What the judge said of the replies",
              .heads = {{"replies"}, {"number", Column::number}},
              .rows = {{"all", grouped(judged.replies, 0)},
                       {"judged by the version that they name", grouped(judged.judged, 0)},
                       {"unknown", grouped(judged.unknown, 0)},
                       {"about orders that had broken the rules", grouped(judged.unheard, 0)}}};
    Grid violations{.caption = "Violations in full, the first of them",
                    .heads = {{"rule"}, {"order", Column::number}, {"version", Column::number},
                              {"what came of it"}},
                    .rows = {}};
    for (const auto& [rule, count] : judged.violations) {
        grid.rows.push_back({"break " + rule, grouped(count, 0)});
    }
    for (const measure::LoadViolation& one : judged.first) {
        violations.rows.push_back(
            {one.rule, grouped(one.order, 0), grouped(one.version, 0), one.words});
    }
    Chapter chapter{"judgement", "Judgement", "Judged by the rules", {grid, violations}};
    std::set<std::string> shown;  // one of each rule
    for (const measure::LoadViolation& one : judged.first) {
        if (shown.size() < kTimelinesShown && shown.insert(one.rule).second) {
            append_timeline(chapter, one);
        }
    }
    return chapter;
}

Chapter predictions_of(const Load& load) {
    Grid grid{.caption = fmt::format("{} % of runs lie in the interval",
                                     grouped(100 * load.prediction_level, 0)),
              .heads = {{"metric"},
                        {"predicted", Column::number},
                        {"same draws", Column::number},
                        {"measured", Column::number},
                        {"verdict"}},
              .rows = {}};
    for (const measure::LoadPrediction& one : load.predictions) {
        const Unit unit{one.unit, load.currency};
        const auto text = [&unit](double value) {
            const Shown shown = show(exactly(value), unit);
            return shown.value + (std::isnan(value) ? "" : " " + shown.unit);
        };
        grid.rows.push_back({one.id + " " + one.name + (one.label.empty() ? "" : " " + one.label),
                             show(one.predicted, unit).in_full(), text(one.same_draws),
                             text(one.measured), one.verdict});
    }
    return {"prediction", "Prediction", "Predicted beside measured", {grid}};
}

Chapter thresholds_of(const Load& load) {
    Grid grid{.caption = "Thresholds",
              .heads = {{"threshold"}, {"measured", Column::number}, {"verdict"}},
              .rows = {}};
    for (const measure::LoadThreshold& one : load.thresholds) {
        const std::string value = std::isnan(one.value) ? "no data"
                                  : one.unit == "ms"    ? latency_text(one.value)
                                                        : fmt::format("{:.4g}", one.value);
        grid.rows.push_back({one.text, value, one.is_kept ? "kept" : "not kept"});
    }
    return {"thresholds", "Thresholds", "Thresholds", {grid}};
}

}  // namespace

Document document_of(const measure::LoadRecord& record, std::string_view repeat) {
    const Load& load = record.result;
    Document document{.kind = "load",
                      .title = load.scenario,
                      .version = load.version,
                      .seed = std::to_string(load.seed),
                      .hash = load.scenario_hash,
                      .head = {},
                      .chapters = {},
                      .record = measure::to_json(record)};
    document.head.push_back({load.question});
    document.head.push_back({load_verdict(load), Paragraph::Tone::answer});
    document.head.push_back(
        {fmt::format("{} replies in {} s ({} a second) of {}; {} orders placed; p50 {}, p99 {}",
                     grouped(replies_of(load.all), 0), grouped(load.seconds, 1),
                     grouped(load.seconds > 0 ? replies_of(load.all) / load.seconds : 0, 0),
                     load.target, grouped(load.orders, 0), latency_text(load.all.latency.p50),
                     latency_text(load.all.latency.p99))});
    if (const std::string limit = load_limit(load); !limit.empty()) {
        document.head.push_back({limit, Paragraph::Tone::warning});
    }
    document.chapters.push_back({"load", "Load", "Rates and latencies",
                                 {charts_of(load), facts_grid(load), calls_grid(load)}});
    document.chapters.push_back(judgement_of(load));
    document.chapters.push_back(predictions_of(load));
    document.chapters.push_back(thresholds_of(load));
    document.chapters.push_back(
        {"repeat",
         "Repeat",
         "How to repeat it",
         {Paragraph{"The same seed sends the same people with the same plans; what the service "
                    "answers, and when, is its own."},
          Code{std::string(repeat)}}});
    return document;
}

}  // namespace ordersim::report
