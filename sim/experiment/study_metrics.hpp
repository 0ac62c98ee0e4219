#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/experiment/replicate.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/verdict.hpp"

/// What a study keeps of each replication: two numbers a metric.
namespace ordersim::experiment {

enum class MetricKind : std::uint8_t {
    share,    ///< hits are some of the tries
    mean,     ///< a sum over a number of terms
    quantile  ///< hits: the replication's own quantile; tries: 1
};

struct StudyMetric {
    std::string id;     ///< "M01"
    std::string name;   ///< "cancellation success"
    std::string label;  ///< which slice; empty for the headline
    std::string unit;
    MetricKind kind = MetricKind::share;
    double scale = 1;   ///< the value is hits / tries times this
    measure::Better better = measure::Better::neither;

    /// As users write it: "M01", "M03 p50", "M09 cases: wait, mean".
    [[nodiscard]] std::string reference() const {
        return label.empty() ? id : id + " " + label;
    }
};

/// The metrics of `run`, in its order. `run` takes quantiles over the pooled times of all
/// replications; a study averages each replication's own, so that they can be paired: for short
/// replications the two differ by the bias of a small sample's quantile.
[[nodiscard]] const std::vector<StudyMetric>& study_metrics();

/// The metric of that reference in `study_metrics()`; its size if there is none.
[[nodiscard]] std::size_t find_metric(std::string_view reference);

/// Entry i belongs to metric i of `study_metrics()`; without tries there is no data.
using Samples = std::vector<measure::RatioSample>;
[[nodiscard]] Samples samples_of(const metrics::Counts& counts);

/// What one replication says of a metric; NaN without data.
[[nodiscard]] double value_of(const StudyMetric& metric, const measure::RatioSample& sample);

/// Over replications on independent draws. Of a quantile: no data unless every replication has it.
[[nodiscard]] measure::Estimate estimate_of(const StudyMetric& metric,
                                            std::span<const measure::RatioSample> samples,
                                            double level);
/// Paired by replication.
[[nodiscard]] measure::Estimate difference_of(const StudyMetric& metric,
                                              measure::Paired<measure::RatioSample> pair,
                                              double level);

}  // namespace ordersim::experiment
