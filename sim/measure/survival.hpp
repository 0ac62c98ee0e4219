#pragma once

#include "sim/measure/interval.hpp"
#include "sim/measure/record.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// Times to an event of which some were cut off (censored) before it happened: an order still open
/// when the run stopped was not resolved, and leaving it out would flatter the policy.
///
/// Deterministic: samples are sorted, sums run in a fixed order. Immutable once made, hence safe to
/// read from several threads.
namespace ordersim::measure {

/// Time to the event, or to the moment up to which it was watched in vain. In order of time; of
/// equal times the events come first.
struct CensoredTime {
    double time = 0;  ///< finite, >= 0, in any one unit
    bool is_censored = false;

    auto operator<=>(const CensoredTime&) const = default;
};

/// What happened at one event time.
struct SurvivalStep {
    double time = 0;
    double at_risk = 0;   ///< watched just before
    double events = 0;    ///< at this time
    double survival = 1;  ///< S(time), after the events
    /// Sum of events / (at_risk (at_risk - events)) up to here; infinite where survival is 0.
    double greenwood = 0;
};

/// The product-limit estimate S(t) = P(T > t) = product of (1 - d/n) (Kaplan and Meier 1958).
/// At equal times events come before censorings: who was censored at t was at risk at t.
class KaplanMeier {
public:
    /// O(n log n).
    explicit KaplanMeier(std::vector<CensoredTime> sample);

    [[nodiscard]] std::span<const SurvivalStep> steps() const noexcept { return steps_; }
    /// Up to where anyone was watched; nothing is known beyond. 0 for an empty sample.
    [[nodiscard]] double time_last() const noexcept { return time_last_; }
    [[nodiscard]] std::size_t sample_size() const noexcept { return sample_size_; }

    /// S(t); beyond time_last() its last value. O(log steps).
    [[nodiscard]] double survival(double time) const;
    /// Greenwood's standard error of S(t), for independent times; NaN where S is 0.
    [[nodiscard]] double standard_error(double time) const;
    /// Greenwood bounds on the scale of ln(-ln S), which stay within [0, 1] (Kalbfleisch and
    /// Prentice 1980). [1, 1] where S is 1; where S is 0 from 0 to the upper bound of the step
    /// before. For independent times.
    [[nodiscard]] Interval bounds(double time, double level) const;
    /// H(t), the sum of d/n over the event times up to t (Nelson 1972, Aalen 1978). O(steps).
    [[nodiscard]] double cumulative_hazard(double time) const;
    /// The mean of min(T, time): the area under S up to there. Beyond time_last() the curve stays
    /// at its last value. O(steps). Requires: time >= 0.
    [[nodiscard]] double restricted_mean(double time) const;
    /// The smallest event time t with P(T <= t) >= probability; nothing when the curve ends below.
    /// Requires: 0 < probability <= 1.
    [[nodiscard]] std::optional<double> quantile(double probability) const;

private:
    /// The last step at or before `time`; null before the first.
    [[nodiscard]] const SurvivalStep* step_at(double time) const;

    std::vector<SurvivalStep> steps_;
    double time_last_ = 0;
    std::size_t sample_size_ = 0;
};

/// How a curve of the record is called and how fine it is.
struct CurveShape {
    std::string name;
    std::string x_unit;
    std::size_t points_max = 200;  ///< >= 3
};

/// The samples of all replications as one, with intervals that take only the replications as
/// independent: orders of one replication wait in the same queues.
///
/// The variance of the pooled Kaplan-Meier curve at t is R/(R - 1) sum d_i^2 over the R
/// replications with data, where d_i is the sum over replication i of the observations' influence
/// on S(t):
///
///     S(t) [ event by t ? 1/(n - d) at its time : 0  -  greenwood(min(own time, t)) ]
///
/// with n, d the pooled numbers at risk and of events (Williams 1995; Ying and Wei 1994). Without
/// censoring this equals the delta-method variance of `ratio_estimate` for the share by t, exactly.
class PooledSurvival {
public:
    /// One sample a replication; an empty one carries no data. O(n log n).
    explicit PooledSurvival(std::span<const std::vector<CensoredTime>> replications);

    [[nodiscard]] const KaplanMeier& curve() const noexcept { return curve_; }

    /// The pooled quantile with Woodruff's interval (Woodruff 1952): the half-width h of
    /// P(T <= quantile) is estimated between replications, with the t quantile of R - 1 degrees of
    /// freedom, and the pooled curve is read at probability - h and + h. A bound is infinite where
    /// that leaves what was observed. When the replications agree exactly, or the curve ends at the
    /// quantile, h is that of `sample_size` independent times.
    ///
    /// NaN, unbounded, when the curve ends below `probability`. Unbounded for R < 2. O(n).
    /// Requires: 0 < probability < 1, 0 < level < 1.
    [[nodiscard]] Estimate quantile(double probability, double level) const;

    /// P(T <= t) at about evenly spaced quantiles, from time 0 to time_last(), with a pointwise
    /// band (t, between replications, cut to [0, 1]). The curve is a step function: y holds from
    /// its x to the next. Where it reaches 1 the band runs from the point before's lower bound.
    /// No points without events. O(n + points R).
    /// Requires: 0 < level < 1.
    [[nodiscard]] Curve distribution(const CurveShape& shape, double level) const;

private:
    struct Observation {
        double time = 0;
        bool is_censored = false;
        std::uint32_t replication = 0;  ///< among those with data
    };
    class Sweep;

    KaplanMeier curve_;
    std::vector<Observation> observations_;  ///< by time, then replication, then as given
    std::vector<double> sizes_;              ///< of the replications with data
};

/// `PooledSurvival(replications).quantile(probability, level)`.
[[nodiscard]] Estimate quantile_over_replications(
    std::span<const std::vector<CensoredTime>> replications, double probability, double level);

}  // namespace ordersim::measure
