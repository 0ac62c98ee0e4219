#pragma once

#include "sim/measure/study_record.hpp"

#include "tests/support/sample_record.hpp"

#include <cmath>
#include <string>
#include <utility>
#include <vector>

/// Records of studies with all metrics of the sample record of a run: made up, but plausible.
namespace ordersim::tests {

[[nodiscard]] inline measure::StudyHead full_study_head() {
    const measure::Result result = sample_record().result;
    return {.scenario = "grace_sweep",
            .question = "How long should buyers be able to cancel by themselves?",
            .scenario_hash = result.scenario_hash,
            .version = result.version,
            .seed = result.seed,
            .level = result.level,
            .partial = false,
            .warm_up = "7d, as given",
            .currency = result.currency,
            .settings = result.settings};
}

[[nodiscard]] inline measure::StudyHost full_study_host() {
    return {.host = sample_record().host, .events = 4.1e7, .simulated = 480, .recalled = 0};
}

/// Metrics of the sample policy with that grace window and help, as a study has them.
[[nodiscard]] inline measure::StudyPoint full_point(std::string name, double grace_hours,
                                                      double help) {
    measure::StudyPoint point;
    point.name = std::move(name);
    point.replications = 20;
    point.orders = 402'113;
    const SamplePolicy policy{point.name, {}, {}, grace_hours, help};
    add_success(policy, point.metrics);
    add_outcomes(policy, point.metrics);
    add_times(policy, point.metrics);
    add_market({.grace_hours = grace_hours, .help = help}, point.metrics);
    return point;
}

[[nodiscard]] inline const measure::Metric* same_metric(const measure::StudyPoint& point,
                                                        const measure::Metric& metric) {
    for (const measure::Metric& own : point.metrics) {
        if (own.id == metric.id && own.label == metric.label) {
            return &own;
        }
    }
    return nullptr;
}

/// Each metric minus the same of the first point, with the narrower interval of common draws.
inline void add_differences(measure::StudyPoint& point, const measure::StudyPoint& first) {
    for (const measure::Metric& metric : point.metrics) {
        if (const measure::Metric* base = same_metric(first, metric)) {
            measure::Metric difference = metric;
            difference.estimate =
                around(metric.estimate.value - base->estimate.value,
                       (metric.estimate.high - metric.estimate.low) / 8);
            point.differences.push_back(std::move(difference));
        }
    }
}

/// A sweep of the grace window, or of it and a second key where `agents` are given.
[[nodiscard]] inline measure::SweepRecord full_sweep(const std::vector<int>& agents = {}) {
    constexpr std::array<std::pair<std::string_view, double>, 6> kWindows{
        {{"0", 0}, {"30min", 0.5}, {"1h", 1}, {"4h", 4}, {"12h", 12}, {"24h", 24}}};
    measure::SweepRecord record{.result = {}, .host = full_study_host()};
    measure::Sweep& sweep = record.result;
    sweep.study = full_study_head();
    sweep.stopped_by = "replications";
    if (!agents.empty()) {
        sweep.factors.push_back({.key = "support.cases.agents", .unit = "1", .levels = {}});
    }
    sweep.factors.push_back({.key = "policy.grace_window", .unit = "h", .levels = {}});
    for (const auto& window : kWindows) {
        sweep.factors.back().levels.push_back("\"" + std::string(window.first) + "\"");
    }
    for (const int count : agents.empty() ? std::vector{0} : agents) {
        for (const auto& [text, hours] : kWindows) {
            std::string name = "policy.grace_window=";
            measure::StudyPoint point =
                full_point(name.append(text), hours, 0.01 * std::sqrt(count));
            if (!agents.empty()) {
                point.settings["support.cases.agents"] = std::to_string(count);
                point.at.push_back(count);
            }
            point.settings["policy.grace_window"] = "\"" + std::string(text) + "\"";
            point.at.push_back(hours);
            if (!sweep.points.empty()) {
                add_differences(point, sweep.points.front());
            }
            sweep.points.push_back(std::move(point));
        }
    }
    if (!agents.empty()) {
        for (const int count : agents) {
            sweep.factors.front().levels.push_back(std::to_string(count));
        }
    }
    return record;
}

/// Two policies against a baseline, with every verdict.
[[nodiscard]] inline measure::ComparisonRecord full_comparison() {
    measure::ComparisonRecord record{.result = {}, .host = full_study_host()};
    measure::Comparisons& result = record.result;
    result.study = full_study_head();
    result.study.scenario = "silence_flip";
    result.policies = {full_point("silence approves", 0, 0), full_point("one hour", 1, 0.01),
                       full_point("a day", 24, -0.02)};
    result.policies[1].settings["policy.grace_window"] = "\"1h\"";
    result.policies[2].settings["policy.grace_window"] = "\"24h\"";
    struct Row {
        std::string id;
        std::string label;
        std::string better;
        double threshold;
        std::string verdict;
    };
    const std::vector<Row> rows{{"M01", "", "higher", 0.005, "improved"},
                                {"M03", "p90", "lower", 0.48, "equivalent"},
                                {"M04", "p50", "lower", 1.01, "improved"},
                                {"M05", "", "lower", 0.005, "undecided"},
                                {"M10", "", "lower", 0.083, "improved"},
                                {"M12", "", "lower", 0.05, "regressed"},
                                {"M15", "messages", "", 0.01, ""}};
    for (std::size_t i = 1; i < result.policies.size(); ++i) {
        add_differences(result.policies[i], result.policies.front());
        for (const Row& row : rows) {
            for (const measure::Metric& change : result.policies[i].differences) {
                if (change.id == row.id && change.label == row.label) {
                    result.comparisons.push_back(
                        {result.policies[i].name, change.id, change.name, change.label,
                         change.unit, row.better,
                         same_metric(result.policies.front(), change)->estimate,
                         same_metric(result.policies[i], change)->estimate, change.estimate,
                         row.threshold, row.verdict, 3.1});
                }
            }
        }
    }
    return record;
}

}  // namespace ordersim::tests
