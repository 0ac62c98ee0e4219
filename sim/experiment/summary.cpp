#include "sim/experiment/summary.hpp"

#include <algorithm>
#include <cmath>

#include "sim/experiment/curves.hpp"
#include "sim/experiment/metrics_table.hpp"
#include "sim/experiment/times.hpp"
#include "sim/measure/interval.hpp"

namespace ordersim::experiment {
namespace {

using measure::Estimate;
using measure::RatioSample;

std::vector<RatioSample> samples_of(const RatioMetric& metric,
                                    std::span<const Replication> replications) {
    std::vector<RatioSample> samples;
    for (const Replication& replication : replications) {
        samples.push_back(metric.sample(replication.counts, metric.slice));
    }
    return samples;
}

Estimate scaled(Estimate estimate, double scale) {
    estimate.value *= scale;
    estimate.low *= scale;
    estimate.high *= scale;
    return estimate;
}

Estimate estimate_of(const RatioMetric& metric, std::span<const Replication> replications,
                     double level) {
    const std::vector<RatioSample> samples = samples_of(metric, replications);
    if (metric.kind == RatioKind::share) {
        return measure::share_estimate(samples, level);
    }
    // Counts and delays: nothing below zero is possible.
    Estimate estimate = scaled(measure::ratio_estimate(samples, level), metric.scale);
    estimate.low = std::isinf(estimate.low) ? estimate.low : std::max(0.0, estimate.low);
    return estimate;
}

measure::Metric named(const RatioMetric& metric, const Estimate& estimate) {
    return {metric.id, metric.name, metric.label, metric.unit, estimate};
}

std::vector<measure::Flow> flows_of(const Replications& replications, double orders) {
    std::vector<measure::Flow> flows;
    const auto rows = order::rules().rows();
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (std::size_t from = 0; from < enum_count<order::OrderState>; ++from) {
            double count = 0;
            for (const Replication& replication : replications) {
                count += replication.counts.flows[row][from];
            }
            if (count == 0) {
                continue;
            }
            const auto before = static_cast<order::OrderState>(from);
            const auto after = rows[row].change.moves_order() ? rows[row].change.to.order : before;
            flows.push_back({std::string(rows[row].id), std::string(rows[row].title),
                             std::string(enum_name(before)), std::string(enum_name(after)),
                             1000.0 * count / orders});
        }
    }
    return flows;
}

const RatioMetric* find_headline(const std::vector<RatioMetric>& table, std::string_view id) {
    const auto found = std::ranges::find_if(table, [id](const RatioMetric& metric) {
        return metric.id == id && metric.label.empty();
    });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace

bool has_headline(std::string_view metric) {
    const std::vector<RatioMetric> table = ratio_metrics();
    return find_headline(table, metric) != nullptr;
}

Estimate headline(std::string_view metric, std::span<const Replication> replications,
                  double level) {
    const std::vector<RatioMetric> table = ratio_metrics();
    const RatioMetric* found = find_headline(table, metric);
    ORDERSIM_ASSERT(found != nullptr);
    return estimate_of(*found, replications, level);
}

measure::Variant summarize(const scenario::Variant& variant, const Replications& replications,
                           double level) {
    measure::Variant summary;
    summary.name = variant.name;
    summary.overrides = variant.overrides;
    for (const Replication& replication : replications) {
        summary.orders += replication.counts.orders;
        summary.orders_open += replication.counts.orders_open;
        summary.events += static_cast<double>(replication.useful_events);
        summary.invariant_checks += static_cast<double>(replication.checks_made);
    }
    add_times(summary, replications, level);
    for (const RatioMetric& metric : ratio_metrics()) {
        summary.metrics.push_back(named(metric, estimate_of(metric, replications, level)));
    }
    std::ranges::stable_sort(summary.metrics, {}, &measure::Metric::id);
    add_curves(summary, replications, level);
    summary.flows = flows_of(replications, summary.orders);
    return summary;
}

std::vector<measure::Metric> differences(const Replications& variant, const Replications& first,
                                         double level) {
    std::vector<measure::Metric> result;
    for (const RatioMetric& metric : ratio_metrics()) {
        const std::vector<RatioSample> ours = samples_of(metric, variant);
        const std::vector<RatioSample> theirs = samples_of(metric, first);
        const measure::Paired<RatioSample> pair{ours, theirs};
        result.push_back(named(
            metric, metric.kind == RatioKind::share
                        ? measure::share_difference(pair, level)
                        : scaled(measure::ratio_difference(pair, level), metric.scale)));
    }
    return result;
}

}  // namespace ordersim::experiment
