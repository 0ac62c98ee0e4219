#include "sim/base/assert.hpp"
#include "sim/measure/survival.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::measure {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
/// Below this share of the independent variance, what differs between replications is rounding.
constexpr double kRounding = 1e-9;

std::vector<CensoredTime> joined(std::span<const std::vector<CensoredTime>> replications) {
    std::vector<CensoredTime> all;
    for (const auto& sample : replications) {
        all.insert(all.end(), sample.begin(), sample.end());
    }
    return all;
}

/// Times of the points: 0, then where the curve first reaches each of evenly spaced shares of its
/// height, then where the watching ended. Requires: the curve has steps.
std::vector<double> abscissae(const KaplanMeier& curve, std::size_t points_max) {
    const std::span<const SurvivalStep> steps = curve.steps();
    const std::size_t levels = points_max - 2;
    const double height = 1 - steps.back().survival;
    const auto level = [&](std::size_t k) {
        return height * static_cast<double>(k) / static_cast<double>(levels);
    };
    std::vector<double> times{0};
    std::size_t next = 1;
    for (const SurvivalStep& step : steps) {
        const double reached = 1 - step.survival;
        if ((steps.size() <= levels || reached >= level(next)) && step.time > 0) {
            times.push_back(step.time);
        }
        while (next < levels && level(next) <= reached) {
            ++next;
        }
    }
    if (curve.time_last() > times.back()) {
        times.push_back(curve.time_last());
    }
    return times;
}

}  // namespace

/// Walks the observations once in time and keeps what each replication's influence needs.
class PooledSurvival::Sweep {
public:
    explicit Sweep(const PooledSurvival& pooled)
        : pooled_(pooled), sums_(pooled.sizes_.size(), 0.0), at_risk_(pooled.sizes_) {}

    /// Variance of P(T <= time) between replications. Requires: times ascend from call to call,
    /// the curve is above 0 at `time`, at least two replications have data.
    [[nodiscard]] double variance_at(double time) {
        advance(time);
        const auto replications = static_cast<double>(sums_.size());
        double squares = 0;
        for (std::size_t i = 0; i < sums_.size(); ++i) {
            const double influence = step_.survival * (sums_[i] - step_.greenwood * at_risk_[i]);
            squares += influence * influence;
        }
        return squares * replications / (replications - 1);
    }

private:
    void advance(double time) {
        const auto& observations = pooled_.observations_;
        for (; next_ < observations.size() && observations[next_].time <= time; ++next_) {
            const Observation& one = observations[next_];
            enter_steps_until(one.time);
            const double own = one.is_censored ? 0 : 1 / (step_.at_risk - step_.events);
            sums_[one.replication] += own - step_.greenwood;
            at_risk_[one.replication] -= 1;
        }
    }

    void enter_steps_until(double time) {
        const std::span<const SurvivalStep> steps = pooled_.curve_.steps();
        for (; next_step_ < steps.size() && steps[next_step_].time <= time; ++next_step_) {
            step_ = steps[next_step_];
        }
    }

    const PooledSurvival& pooled_;
    std::size_t next_ = 0;
    std::size_t next_step_ = 0;
    SurvivalStep step_;  ///< in force
    std::vector<double> sums_;
    std::vector<double> at_risk_;
};

PooledSurvival::PooledSurvival(std::span<const std::vector<CensoredTime>> replications)
    : curve_(joined(replications)) {
    observations_.reserve(curve_.sample_size());
    for (const auto& sample : replications) {
        const auto replication = static_cast<std::uint32_t>(sizes_.size());
        for (const CensoredTime& one : sample) {
            observations_.push_back({one.time, one.is_censored, replication});
        }
        if (!sample.empty()) {
            sizes_.push_back(static_cast<double>(sample.size()));
        }
    }
    std::ranges::stable_sort(observations_, {}, &Observation::time);
}

Estimate PooledSurvival::quantile(double probability, double level) const {
    ORDERSIM_ASSERT(0 < probability && probability < 1);
    ORDERSIM_ASSERT(0 < level && level < 1);
    const std::optional<double> value = curve_.quantile(probability);
    Estimate estimate{.value = value.value_or(kNaN),
                      .low = -kInfinity,
                      .high = kInfinity,
                      .replications = static_cast<std::uint32_t>(sizes_.size())};
    if (!value || sizes_.size() < 2) {
        return estimate;
    }
    const double independent =
        probability * (1 - probability) / static_cast<double>(observations_.size());
    const double between = curve_.survival(*value) > 0 ? Sweep(*this).variance_at(*value) : 0;
    const double variance = between > kRounding * independent ? between : independent;
    const double half_width =
        t_quantile((1 + level) / 2, estimate.replications - 1.0) * std::sqrt(variance);
    if (probability - half_width > 0) {
        estimate.low = curve_.quantile(probability - half_width).value_or(kInfinity);
    }
    if (probability + half_width <= 1) {
        estimate.high = curve_.quantile(probability + half_width).value_or(kInfinity);
    }
    return estimate;
}

Curve PooledSurvival::distribution(const CurveShape& shape, double level) const {
    ORDERSIM_ASSERT(shape.points_max >= 3);
    ORDERSIM_ASSERT(0 < level && level < 1);
    Curve curve{.name = shape.name, .x_unit = shape.x_unit, .y_unit = "share", .points = {}};
    if (curve_.steps().empty()) {
        return curve;
    }
    const bool has_band = sizes_.size() >= 2;
    const double t =
        has_band ? t_quantile((1 + level) / 2, static_cast<double>(sizes_.size()) - 1) : kNaN;
    Sweep sweep(*this);
    double low_before = 0;
    for (const double time : abscissae(curve_, shape.points_max)) {
        const double survival = curve_.survival(time);
        Curve::Point point{.x = time, .y = 1 - survival, .low = -kInfinity, .high = kInfinity};
        if (has_band && survival > 0) {
            const double half_width = t * std::sqrt(sweep.variance_at(time));
            point.low = std::max(0.0, point.y - half_width);
            point.high = std::min(1.0, point.y + half_width);
        } else if (has_band) {
            point.low = low_before;
            point.high = 1;
        }
        low_before = point.low;
        curve.points.push_back(point);
    }
    return curve;
}

Estimate quantile_over_replications(std::span<const std::vector<CensoredTime>> replications,
                                    double probability, double level) {
    return PooledSurvival(replications).quantile(probability, level);
}

}  // namespace ordersim::measure
