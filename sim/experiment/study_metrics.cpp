#include "sim/experiment/study_metrics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include "sim/experiment/metrics_table.hpp"
#include "sim/experiment/times.hpp"

namespace ordersim::experiment {
namespace {

using measure::Better;
using measure::Estimate;
using measure::RatioSample;

/// Which way metrics should go, by how their references begin; the first that fits counts. What is
/// not here can be good or bad: it depends on the policy.
struct Direction {
    std::string_view begins;
    Better better;
};
constexpr std::array<Direction, 18> kDirections{{
    {"M01 path:", Better::neither},
    {"M01 settled", Better::neither},
    {"M01", Better::higher},
    {"M03", Better::lower},
    {"M04", Better::lower},
    {"M05", Better::lower},
    {"M06 p", Better::lower},
    {"M06", Better::higher},
    {"M07", Better::lower},
    {"M09 chat: wait", Better::lower},
    {"M09 chat: gave up", Better::lower},
    {"M09 cases: wait", Better::lower},
    {"M10", Better::lower},
    {"M11", Better::lower},
    {"M12", Better::lower},
    {"M13", Better::lower},
    {"M14", Better::higher},
    {"M15", Better::lower},
}};

Better better_of(const std::string& reference) {
    const auto found = std::ranges::find_if(kDirections, [&](const Direction& direction) {
        return reference.starts_with(direction.begins);
    });
    return found == kDirections.end() ? Better::neither : found->better;
}

/// Times first, then ratios, as they are measured; and where each stands in the order of `run`.
struct Catalogue {
    std::vector<RatioMetric> ratios = ratio_metrics();
    std::vector<StudyMetric> metrics;
    std::vector<std::size_t> measured;  ///< by metric: which of the measured it is

    Catalogue() {
        std::vector<StudyMetric> in_order_measured;
        for (TimeQuantile& time : time_quantiles()) {
            in_order_measured.push_back({time.id, time.name, std::move(time.label), "h",
                                         MetricKind::quantile, 1, Better::neither});
        }
        for (const RatioMetric& ratio : ratios) {
            in_order_measured.push_back(
                {ratio.id, ratio.name, ratio.label, ratio.unit,
                 ratio.kind == RatioKind::share ? MetricKind::share : MetricKind::mean,
                 ratio.scale, Better::neither});
        }
        measured.resize(in_order_measured.size());
        std::iota(measured.begin(), measured.end(), std::size_t{0});
        std::ranges::stable_sort(
            measured, {}, [&](std::size_t i) { return in_order_measured[i].id; });
        for (const std::size_t i : measured) {
            metrics.push_back(in_order_measured[i]);
            metrics.back().better = better_of(metrics.back().reference());
        }
    }
};

const Catalogue& catalogue() {
    static const Catalogue made;
    return made;
}

Estimate scaled(Estimate estimate, double scale) {
    estimate.value *= scale;
    estimate.low *= scale;
    estimate.high *= scale;
    return estimate;
}

/// A replication whose times end before the quantile says that it is longer than was watched: the
/// mean of the others would be too short. Then there is no data at all.
std::vector<double> quantiles(std::span<const RatioSample> samples) {
    const auto is_known = [](const RatioSample& sample) { return sample.tries > 0; };
    std::vector<double> values(samples.size(), std::numeric_limits<double>::quiet_NaN());
    if (std::ranges::all_of(samples, is_known)) {
        std::ranges::transform(samples, values.begin(), &RatioSample::hits);
    }
    return values;
}

}  // namespace

const std::vector<StudyMetric>& study_metrics() { return catalogue().metrics; }

std::size_t find_metric(std::string_view reference) {
    const auto found = std::ranges::find(study_metrics(), reference, &StudyMetric::reference);
    return static_cast<std::size_t>(found - study_metrics().begin());
}

Samples samples_of(const metrics::Counts& counts) {
    const Catalogue& known = catalogue();
    Samples measured;
    for (const double quantile : quantiles_of(counts)) {
        measured.push_back(std::isnan(quantile) ? RatioSample{} : RatioSample{quantile, 1});
    }
    for (const RatioMetric& ratio : known.ratios) {
        measured.push_back(ratio.sample(counts, ratio.slice));
    }
    Samples samples;
    for (const std::size_t i : known.measured) {
        samples.push_back(measured[i]);
    }
    return samples;
}

double value_of(const StudyMetric& metric, const RatioSample& sample) {
    return sample.tries > 0 ? metric.scale * sample.hits / sample.tries
                            : std::numeric_limits<double>::quiet_NaN();
}

Estimate estimate_of(const StudyMetric& metric, std::span<const RatioSample> samples,
                     double level) {
    Estimate estimate;
    switch (metric.kind) {
        case MetricKind::share: return measure::share_estimate(samples, level);
        case MetricKind::mean:
            estimate = scaled(measure::ratio_estimate(samples, level), metric.scale);
            break;
        case MetricKind::quantile:
            estimate = measure::mean_estimate(quantiles(samples), level);
            break;
    }
    // Counts and delays: nothing below zero is possible.
    estimate.low = std::isinf(estimate.low) ? estimate.low : std::max(0.0, estimate.low);
    return estimate;
}

Estimate difference_of(const StudyMetric& metric, measure::Paired<RatioSample> pair,
                       double level) {
    switch (metric.kind) {
        case MetricKind::share: return measure::share_difference(pair, level);
        case MetricKind::mean:
            return scaled(measure::ratio_difference(pair, level), metric.scale);
        case MetricKind::quantile: break;
    }
    const std::vector<double> minuend = quantiles(pair.minuend);
    const std::vector<double> subtrahend = quantiles(pair.subtrahend);
    // A quantile that is the same in every pair stays [0, 0]: what is rare does not move it.
    return measure::mean_difference({minuend, subtrahend}, level);
}

}  // namespace ordersim::experiment
