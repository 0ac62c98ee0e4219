#include "sim/experiment/predict.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <iterator>
#include <limits>

#include "sim/base/threads.hpp"
#include "sim/experiment/compare.hpp"
#include "sim/experiment/study_metrics.hpp"
#include "sim/measure/order_statistics.hpp"

namespace ordersim::experiment {
namespace {

using measure::Estimate;
using measure::LoadPrediction;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Of the values that there are, about their mean.
Estimate prediction_interval(std::span<const double> values, double level) {
    Estimate told = measure::mean_estimate(values, level);
    std::vector<double> sorted;
    std::ranges::copy_if(values, std::back_inserter(sorted),
                         [](double value) { return !std::isnan(value); });
    std::ranges::sort(sorted);
    const measure::RankInterval ranks = measure::next_value_ranks(sorted.size(), level);
    told.low = ranks.low == 0 ? -kInfinity : sorted[ranks.low - 1];
    told.high = ranks.high > sorted.size() ? kInfinity : sorted[ranks.high - 1];
    return told;
}

std::string verdict_of(const LoadPrediction& one) {
    if (std::isnan(one.measured) || std::isinf(one.predicted.low)) {
        return "no data";
    }
    if (one.measured < one.predicted.low) {
        return "lower";
    }
    return one.measured > one.predicted.high ? "higher" : "as predicted";
}

/// By replication.
std::vector<Samples> simulate(const PredictionPlan& plan) {
    const Contender contender{plan.variant, agents::Cast(plan.variant.params)};
    std::vector<Samples> samples(plan.replications);
    std::atomic<std::uint32_t> next{0};
    on_threads(plan.threads, [&](std::uint32_t) {
        for (std::uint32_t i = next++; i < plan.replications; i = next++) {
            samples[i] = samples_of(
                replicate(contender, Draws(plan.seed, i), plan.span, {}).counts);
        }
    });
    return samples;
}

}  // namespace

std::uint32_t runs_to_predict_from(double level) {
    return static_cast<std::uint32_t>(measure::next_value_sample_size(level)) + 1;
}

std::vector<LoadPrediction> predict(const PredictionPlan& plan, const metrics::Counts& measured) {
    const std::vector<Samples> simulated = simulate(plan);
    const Samples live = samples_of(measured);
    std::vector<LoadPrediction> predictions;
    for (const std::string& reference : compared_metrics()) {
        const std::size_t place = find_metric(reference);
        const StudyMetric& metric = study_metrics()[place];
        std::vector<double> values;
        for (const Samples& samples : simulated) {
            values.push_back(value_of(metric, samples[place]));
        }
        LoadPrediction one{.id = metric.id,
                           .name = metric.name,
                           .label = metric.label,
                           .unit = metric.unit,
                           .predicted = prediction_interval(std::span(values).subspan(1),
                                                            plan.level),
                           .same_draws = values.empty() ? kNone : values.front(),
                           .measured = value_of(metric, live[place]),
                           .verdict = {}};
        if (std::isnan(one.measured) && std::isnan(one.predicted.value)) {
            continue;
        }
        one.verdict = verdict_of(one);
        predictions.push_back(std::move(one));
    }
    return predictions;
}

}  // namespace ordersim::experiment
