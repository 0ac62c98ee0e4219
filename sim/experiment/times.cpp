#include "sim/experiment/times.hpp"

#include <array>
#include <limits>

#include "sim/measure/survival.hpp"

namespace ordersim::experiment {
namespace {

using agents::Desk;
using metrics::Counts;
using metrics::Times;

struct Quantile {
    const char* label;
    double probability;
};

/// Times to an event: how the metric is called and where its samples are.
struct TimeMetric {
    const char* id;
    const char* name;
    const char* prefix;  ///< of the labels: whose times
    const Times& (*sample)(const Counts&);
    std::array<Quantile, 3> quantiles;  ///< those with a label
    bool has_curve = false;
};

constexpr std::array<Quantile, 3> kUsual{{{"p50", 0.50}, {"p90", 0.90}, {"p99", 0.99}}};
constexpr std::array<Quantile, 3> kWaits{{{"wait p50", 0.50}, {"wait p95", 0.95}, {nullptr, 0}}};

constexpr std::array<TimeMetric, 7> kTimes{{
    {"M03", "time to resolution", "",
     [](const Counts& c) -> const Times& { return c.journeys.resolution; }, kUsual, true},
    {"M03", "time to resolution", "asked: ",
     [](const Counts& c) -> const Times& { return c.journeys.asked; }, kUsual},
    {"M04", "time to money", "",
     [](const Counts& c) -> const Times& { return c.journeys.money; }, kUsual, true},
    {"M06", "seller response", "",
     [](const Counts& c) -> const Times& { return c.requests.answer; },
     {{{"p50", 0.50}, {"p90", 0.90}, {nullptr, 0}}}},
    {"M09", "support", "chat: ",
     [](const Counts& c) -> const Times& { return c.desk(Desk::chat).wait; }, kWaits},
    {"M09", "support", "cases: ",
     [](const Counts& c) -> const Times& { return c.desk(Desk::cases).wait; }, kWaits},
    {"M09", "support", "cases: ",
     [](const Counts& c) -> const Times& { return c.desk(Desk::cases).backlog_age; },
     {{{"backlog age p95", 0.95}, {nullptr, 0}, {nullptr, 0}}}},
}};

/// Calls `visit(metric, quantile)` for each that has a label.
template <class Visit>
void for_each_quantile(const TimeMetric& metric, const Visit& visit) {
    for (const Quantile& quantile : metric.quantiles) {
        if (quantile.label != nullptr) {
            visit(quantile);
        }
    }
}

}  // namespace

std::vector<TimeQuantile> time_quantiles() {
    std::vector<TimeQuantile> quantiles;
    for (const TimeMetric& metric : kTimes) {
        for_each_quantile(metric, [&](const Quantile& quantile) {
            quantiles.push_back(
                {metric.id, metric.name, std::string(metric.prefix) + quantile.label});
        });
    }
    return quantiles;
}

std::vector<double> quantiles_of(const Counts& counts) {
    std::vector<double> values;
    for (const TimeMetric& metric : kTimes) {
        const measure::KaplanMeier curve(metric.sample(counts));
        for_each_quantile(metric, [&](const Quantile& quantile) {
            values.push_back(curve.quantile(quantile.probability)
                                 .value_or(std::numeric_limits<double>::quiet_NaN()));
        });
    }
    return values;
}

void add_times(measure::Variant& summary, const Replications& replications, double level) {
    for (const TimeMetric& metric : kTimes) {
        std::vector<Times> samples;
        for (const Replication& replication : replications) {
            samples.push_back(metric.sample(replication.counts));
        }
        const measure::PooledSurvival pooled(samples);
        for_each_quantile(metric, [&](const Quantile& quantile) {
            summary.metrics.push_back({metric.id, metric.name,
                                       std::string(metric.prefix) + quantile.label, "h",
                                       pooled.quantile(quantile.probability, level)});
        });
        if (metric.has_curve) {
            summary.curves.push_back(
                pooled.distribution({.name = metric.name, .x_unit = "h"}, level));
        }
    }
}

}  // namespace ordersim::experiment
