#include "sim/report/study_document.hpp"

#include "sim/report/figures.hpp"
#include "sim/report/numbers.hpp"
#include "sim/report/page/tables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ordersim::report {
namespace {

using measure::Metric;
using measure::StudyPoint;

Grid study_host_grid(const measure::StudyHead& study, const measure::StudyHost& host) {
    const measure::Host& machine = host.host;
    return {.caption = "Study and machine",
            .heads = {{"what"}, {"value"}},
            .rows = {{"replications run", grouped(host.simulated, 0)},
                     {"replications from the run store", grouped(host.recalled, 0)},
                     {"warm-up", study.warm_up.empty() ? "none" : study.warm_up},
                     {"events", grouped(host.events, 0)},
                     {"throughput", throughput(machine)},
                     {"time", fmt::format("{} s on {} thread{}",
                                          grouped(machine.wall_seconds,
                                                  decimals_for(machine.wall_seconds, 0)),
                                          machine.threads, machine.threads == 1 ? "" : "s")},
                     {"build", machine.build},
                     {"started", machine.started_at}}};
}

bool is_same(const Metric& metric, std::string_view id, std::string_view label) {
    return metric.id == id && metric.label == label;
}

const Figure* figure_of(const Metric& metric) {
    for (const Topic& topic : {sellers(), cases(), chat_desk(), case_desk(), costs(),
                               consequences(), volumes()}) {
        for (const Figure& figure : topic.figures) {
            if (is_same(metric, figure.id, figure.label)) {
                return &figure;
            }
        }
    }
    return nullptr;
}

}  // namespace

std::string level_text(double level) {
    return fmt::format("{:.4g} %", level * 100);
}

Document study_document(std::string_view kind, const measure::StudyHead& study) {
    Document document{.kind = kind,
                      .title = study.scenario,
                      .version = study.version,
                      .seed = fmt::format("{}", study.seed),
                      .hash = study.scenario_hash,
                      .head = {},
                      .chapters = {},
                      .record = {}};
    if (!study.question.empty()) {
        document.head.push_back({study.question});
    }
    if (study.partial) {
        document.head.push_back(
            {"Interrupted: points have fewer replications than was asked for.",
             Paragraph::Tone::warning});
    }
    return document;
}

void add_study_chapters(Document& document, const measure::StudyHead& study,
                        const measure::StudyHost& host, std::string_view repeat) {
    Grid settings = page::settings_grid(study.settings);
    settings.is_folded = true;
    document.chapters.push_back(
        {"settings",
         "Settings",
         "Settings",
         {Paragraph{page::source_counts(study.settings)}, std::move(settings)}});
    const std::string command =
        repeat.empty() ? fmt::format("Run version {} on scenario {} with seed {}; settings and "
                                     "points must give the hash {}.",
                                     study.version, study.scenario, study.seed,
                                     study.scenario_hash)
                       : std::string();
    document.chapters.push_back(
        {"repeat",
         "Repeat it",
         "How to repeat it",
         {Paragraph{command}, Code{std::string(repeat)},
          Paragraph{"The same scenario, points, seed and version give the same numbers, at any "
                    "number of threads and after any interruption. Only the machine's part below "
                    "differs."},
          study_host_grid(study, host)}});
    document.chapters.push_back(
        {"meaning",
         "Intervals",
         "How to read the intervals",
         {Paragraph{fmt::format(
             "All points meet the same buyers, sellers and parcels: what differs between two of "
             "them is the policy's doing, and differences are taken replication by replication. "
             "Numbers in brackets are {} confidence intervals from the spread between "
             "replications. They say how exact the simulation is, not how well the scenario "
             "describes a marketplace; for that see the sources of the settings.",
             level_text(study.level))}}});
}

const Metric* metric_of(const StudyPoint& point, std::string_view id, std::string_view label) {
    return find(point.metrics, id, label);
}

std::vector<Metric> metrics_with_data(const std::vector<StudyPoint>& points) {
    std::vector<Metric> keys;
    std::vector<Metric> others;
    if (points.empty()) {
        return keys;
    }
    for (const Metric& metric : points.front().metrics) {
        const bool is_known = std::any_of(points.begin(), points.end(), [&](const auto& point) {
            return has_data(estimate_of(point.metrics, metric.id, metric.label));
        });
        const auto figures = key_figures();
        const bool is_key = std::any_of(figures.begin(), figures.end(), [&](const Figure& figure) {
            return is_same(metric, figure.id, figure.label);
        });
        if (is_known) {
            (is_key ? keys : others).push_back(metric);
        }
    }
    keys.insert(keys.end(), others.begin(), others.end());
    return keys;
}

std::string title_of(const Metric& metric) {
    for (const Figure& figure : key_figures()) {
        if (is_same(metric, figure.id, figure.label)) {
            return page::capitalised(std::string(figure.title));
        }
    }
    if (const Figure* figure = figure_of(metric)) {
        return page::capitalised(std::string(figure->title));
    }
    return page::capitalised(metric.label.empty() ? metric.name
                                                  : metric.name + ": " + metric.label);
}

}  // namespace ordersim::report
