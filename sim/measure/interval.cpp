#include "sim/measure/interval.hpp"

#include "sim/base/assert.hpp"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <vector>

namespace ordersim::measure {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Totals of the samples that have tries.
struct Pool {
    RatioSample total;
    std::uint32_t replications = 0;

    [[nodiscard]] double ratio() const { return total.hits / total.tries; }
};

Pool pool(std::span<const RatioSample> samples) {
    Pool pooled;
    for (const RatioSample& sample : samples) {
        ORDERSIM_ASSERT(sample.tries >= 0);
        if (sample.tries > 0) {
            pooled.total.hits += sample.hits;
            pooled.total.tries += sample.tries;
            ++pooled.replications;
        }
    }
    return pooled;
}

/// Asked by cross-multiplication, which is exact for counts.
bool all_show_one_share(std::span<const RatioSample> samples, RatioSample total) {
    return std::ranges::all_of(samples, [&](const RatioSample& sample) {
        return sample.hits * total.tries == total.hits * sample.tries;
    });
}

bool are_shares(std::span<const RatioSample> samples) {
    return std::ranges::all_of(samples, [](const RatioSample& sample) {
        return 0 <= sample.hits && sample.hits <= sample.tries;
    });
}

Estimate unbounded(double value, std::uint32_t replications) {
    return {.value = value, .low = -kInfinity, .high = kInfinity, .replications = replications};
}

/// `variance` is that of the value itself.
Estimate t_estimate(Estimate centre, double variance, double level) {
    const double tail = (1 + level) / 2;
    const double half_width = t_quantile(tail, centre.replications - 1.0) * std::sqrt(variance);
    centre.low = centre.value - half_width;
    centre.high = centre.value + half_width;
    return centre;
}

Estimate clipped(Estimate estimate, Interval range) {
    if (std::isfinite(estimate.low)) {
        estimate.low = std::max(estimate.low, range.low);
        estimate.high = std::min(estimate.high, range.high);
    }
    return estimate;
}

/// The difference of two independent estimates from their own intervals: each bound takes the
/// squared distances to the bounds that face it.
Estimate square_and_add(Paired<RatioSample> pair, Estimate difference, double level) {
    const Pool first = pool(pair.minuend);
    const Pool second = pool(pair.subtrahend);
    const Interval one = clopper_pearson(first.total, level);
    const Interval two = clopper_pearson(second.total, level);
    difference.low =
        difference.value - std::hypot(first.ratio() - one.low, two.high - second.ratio());
    difference.high =
        difference.value + std::hypot(one.high - first.ratio(), second.ratio() - two.low);
    return difference;
}

bool equal_pair_by_pair(Paired<RatioSample> pair) {
    return std::ranges::equal(pair.minuend, pair.subtrahend,
                              [](const RatioSample& one, const RatioSample& two) {
                                  return one.hits == two.hits && one.tries == two.tries;
                              });
}

void require_level(double level) {
    ORDERSIM_ASSERT(level > 0);
    ORDERSIM_ASSERT(level < 1);
}

}  // namespace

double normal_quantile(double probability) {
    ORDERSIM_ASSERT(probability > 0);
    ORDERSIM_ASSERT(probability < 1);
    return quantile(boost::math::normal_distribution<double>(), probability);
}

double t_quantile(double probability, double degrees_of_freedom) {
    ORDERSIM_ASSERT(probability > 0);
    ORDERSIM_ASSERT(probability < 1);
    ORDERSIM_ASSERT(degrees_of_freedom > 0);
    return quantile(boost::math::students_t_distribution<double>(degrees_of_freedom), probability);
}

Interval wilson(RatioSample sample, double level) {
    require_level(level);
    ORDERSIM_ASSERT(are_shares({&sample, 1}));
    ORDERSIM_ASSERT(sample.tries > 0);
    const double n = sample.tries;
    const double share = sample.hits / n;
    const double z = normal_quantile((1 + level) / 2);
    const double centre = share + z * z / (2 * n);
    const double spread = z * std::sqrt(share * (1 - share) / n + z * z / (4 * n * n));
    const double scale = 1 + z * z / n;
    return {.low = sample.hits == 0 ? 0 : (centre - spread) / scale,
            .high = sample.hits == n ? 1 : (centre + spread) / scale};
}

Interval clopper_pearson(RatioSample sample, double level) {
    require_level(level);
    ORDERSIM_ASSERT(are_shares({&sample, 1}));
    ORDERSIM_ASSERT(sample.tries > 0);
    using Beta = boost::math::beta_distribution<double>;
    const double tail = (1 - level) / 2;
    const double hits = sample.hits;
    const double misses = sample.tries - sample.hits;
    return {.low = hits == 0 ? 0 : quantile(Beta(hits, misses + 1), tail),
            .high = misses == 0 ? 1 : quantile(complement(Beta(hits + 1, misses), tail))};
}

Estimate mean_estimate(std::span<const double> values, double level) {
    require_level(level);
    double sum = 0;
    std::uint32_t count = 0;
    for (const double value : values) {
        if (!std::isnan(value)) {
            sum += value;
            ++count;
        }
    }
    const Estimate mean = unbounded(count == 0 ? kNaN : sum / count, count);
    if (count < 2) {
        return mean;
    }
    double squares = 0;
    for (const double value : values) {
        if (!std::isnan(value)) {
            squares += (value - mean.value) * (value - mean.value);
        }
    }
    return t_estimate(mean, squares / (count - 1.0) / count, level);
}

Estimate ratio_estimate(std::span<const RatioSample> samples, double level) {
    require_level(level);
    const Pool pooled = pool(samples);
    const Estimate ratio =
        unbounded(pooled.replications == 0 ? kNaN : pooled.ratio(), pooled.replications);
    if (pooled.replications < 2) {
        return ratio;
    }
    double squares = 0;
    for (const RatioSample& sample : samples) {
        const double residual = sample.hits - ratio.value * sample.tries;
        squares += sample.tries > 0 ? residual * residual : 0;
    }
    const double n = pooled.replications;
    const double tries_mean = pooled.total.tries / n;
    return t_estimate(ratio, squares / ((n - 1) * n * tries_mean * tries_mean), level);
}

Estimate share_estimate(std::span<const RatioSample> samples, double level) {
    ORDERSIM_ASSERT(are_shares(samples));
    Estimate share = clipped(ratio_estimate(samples, level), {.low = 0, .high = 1});
    const Pool pooled = pool(samples);
    if (share.replications >= 2 && all_show_one_share(samples, pooled.total)) {
        const Interval exact = clopper_pearson(pooled.total, level);
        share.low = exact.low;
        share.high = exact.high;
    }
    return share;
}

Estimate mean_difference(Paired<double> pair, double level) {
    ORDERSIM_ASSERT(pair.minuend.size() == pair.subtrahend.size());
    std::vector<double> differences;
    differences.reserve(pair.minuend.size());
    std::ranges::transform(pair.minuend, pair.subtrahend, std::back_inserter(differences),
                           std::minus<>());
    return mean_estimate(differences, level);
}

Estimate ratio_difference(Paired<RatioSample> pair, double level) {
    require_level(level);
    ORDERSIM_ASSERT(pair.minuend.size() == pair.subtrahend.size());
    const Pool first = pool(pair.minuend);
    const Pool second = pool(pair.subtrahend);
    const std::uint32_t replications = std::min(first.replications, second.replications);
    const Estimate difference =
        unbounded(replications == 0 ? kNaN : first.ratio() - second.ratio(), replications);
    if (replications < 2) {
        return difference;
    }
    std::uint32_t count = 0;
    double squares = 0;
    for (std::size_t i = 0; i < pair.minuend.size(); ++i) {
        const RatioSample& one = pair.minuend[i];
        const RatioSample& two = pair.subtrahend[i];
        const double residual = (one.hits - first.ratio() * one.tries) / first.total.tries -
                                (two.hits - second.ratio() * two.tries) / second.total.tries;
        if (one.tries > 0 || two.tries > 0) {
            squares += residual * residual;
            ++count;
        }
    }
    if (squares == 0 && difference.value == 0) {
        return difference;
    }
    return t_estimate(difference, squares * count / (count - 1.0), level);
}

Estimate share_difference(Paired<RatioSample> pair, double level) {
    ORDERSIM_ASSERT(are_shares(pair.minuend));
    ORDERSIM_ASSERT(are_shares(pair.subtrahend));
    Estimate difference = ratio_difference(pair, level);
    if (difference.replications >= 2 && equal_pair_by_pair(pair)) {
        const double tries = pool(pair.minuend).total.tries;
        difference.high = clopper_pearson({.hits = 0, .tries = tries}, level).high;
        difference.low = -difference.high;
    } else if (difference.replications >= 2 &&
        all_show_one_share(pair.minuend, pool(pair.minuend).total) &&
        all_show_one_share(pair.subtrahend, pool(pair.subtrahend).total)) {
        difference = square_and_add(pair, difference, level);
    }
    return clipped(difference, {.low = -1, .high = 1});
}

}  // namespace ordersim::measure
