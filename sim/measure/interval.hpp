#pragma once

#include "sim/measure/record.hpp"

#include <span>

/// Confidence intervals over independent replications, and the quantiles that they need.
///
/// Sums run in the order of the replications, so that the same samples give the same bytes.
/// Pure functions, safe on any thread, O(n). `level` is the two-sided coverage, 0 < level < 1.
namespace ordersim::measure {

/// What one replication contributes to a ratio: a count of hits and of tries, or a sum and the
/// number of its terms. A replication without tries carries no data.
struct RatioSample {
    double hits = 0;
    double tries = 0;  ///< >= 0
};

struct Interval {
    double low = 0;
    double high = 0;
};

/// Two variants on common draws: entry i of both comes from replication i.
/// Requires: both have the same length.
template <class Sample>
struct Paired {
    std::span<const Sample> minuend;
    std::span<const Sample> subtrahend;
};

/// Requires: 0 < probability < 1.
[[nodiscard]] double normal_quantile(double probability);

/// Requires: 0 < probability < 1, degrees_of_freedom > 0.
[[nodiscard]] double t_quantile(double probability, double degrees_of_freedom);

/// Wilson's score interval of the share hits/tries (Wilson 1927). For independent tries only:
/// orders of one replication share its queues and are not. Requires: 0 <= hits <= tries, tries > 0.
[[nodiscard]] Interval wilson(RatioSample sample, double level);

/// The exact interval of the share hits/tries (Clopper and Pearson 1934): covers at least `level`,
/// also near 0 and 1. Same requirements and caution as `wilson`.
[[nodiscard]] Interval clopper_pearson(RatioSample sample, double level);

/// Mean over replications with Student's t interval. NaN marks a replication without data.
/// Unbounded with fewer than two values. When all values agree its width is 0: that says that the
/// replications saw no difference, not that none exists.
[[nodiscard]] Estimate mean_estimate(std::span<const double> values, double level);

/// Sum of hits over sum of tries. The interval is the delta method's, over the n replications that
/// have tries: with residuals r_i = hits_i - value tries_i, the variance is
/// sum r_i^2 / ((n - 1) n mean(tries)^2) (Cochran 1977, section 6.4; Law 2015, chapter 9), with
/// the t quantile of n - 1 degrees of freedom. Unbounded for n < 2; NaN for n = 0.
[[nodiscard]] Estimate ratio_estimate(std::span<const RatioSample> samples, double level);

/// `ratio_estimate` for shares: bounds are cut to [0, 1]. When every replication shows the same
/// share the delta method would claim a width of 0; the Clopper-Pearson interval of the pooled
/// tries stands in. It takes the tries as independent, hence is a lower limit of what is unknown,
/// but never nothing.
/// Requires: 0 <= hits <= tries in every sample.
[[nodiscard]] Estimate share_estimate(std::span<const RatioSample> samples, double level);

/// Mean of the differences by replication with its paired t interval. A pair with NaN is left out.
[[nodiscard]] Estimate mean_difference(Paired<double> pair, double level);

/// Difference of two ratios on common draws. Linearised by replication (Taylor):
/// d_i = (h1_i - th1 t1_i) / mean(t1) - (h2_i - th2 t2_i) / mean(t2), variance
/// sum d_i^2 / ((n - 1) n) over the n replications with tries on either side. What the draws have
/// in common cancels in d_i. The degrees of freedom, and `replications`, count the side with fewer
/// replications with tries; with fewer than two there, unbounded. So are samples without
/// any difference, as where nothing happened on either side: draws that never set the two apart
/// bound nothing.
[[nodiscard]] Estimate ratio_difference(Paired<RatioSample> pair, double level);

/// `ratio_difference` for shares: bounds are cut to [-1, 1]. When each side shows one and the same
/// share in every replication, and the samples differ, the pooled Clopper-Pearson intervals of the
/// two sides are combined by square-and-add (Newcombe 1998; Zou and Donner 2008). Of samples equal
/// pair by pair, no try is known to come out otherwise: up to either side of 0 lies the
/// Clopper-Pearson bound of a share that was met in none of the pooled tries.
/// Requires: 0 <= hits <= tries in every sample.
[[nodiscard]] Estimate share_difference(Paired<RatioSample> pair, double level);

}  // namespace ordersim::measure
