#include "tests/theory/verify/answers.hpp"

#include "sim/measure/order_statistics.hpp"

#include <boost/math/distributions/chi_squared.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace ordersim::verify {

namespace {

/// The interval of a normal law's variance.
Seen seen_variance(std::span<const double> values, double scale) {
    const auto n = static_cast<double>(values.size());
    double mean = 0;
    for (const double value : values) {
        mean += value / n;
    }
    double squares = 0;
    for (const double value : values) {
        squares += (value - mean) * (value - mean);
    }
    const boost::math::chi_squared_distribution<double> law(n - 1);
    constexpr double tail = (1 - kLevel) / 2;
    return {.estimate = {.value = scale * squares / (n - 1),
                         .low = scale * squares / quantile(complement(law, tail)),
                         .high = scale * squares / quantile(law, tail),
                         .replications = static_cast<std::uint32_t>(values.size())}};
}

/// A sample quantile has a bias; how many values lie at or below the exact one has none, and is the
/// less the higher the quantile.
Seen seen_quantile(double level, std::vector<double> values, double exact) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    std::ranges::sort(values);
    const std::size_t size = values.size();
    const auto n = static_cast<double>(size);
    const measure::RankInterval ranks = measure::quantile_ranks({level, size}, kLevel);
    const auto rank = static_cast<std::size_t>(std::ceil(level * n));
    const auto within = std::ranges::upper_bound(values, exact) - values.begin();
    return {.estimate = {.value = values[rank - 1],
                         .low = ranks.low == 0 ? -infinity : values[ranks.low - 1],
                         .high = ranks.high > size ? infinity : values[ranks.high - 1],
                         .replications = static_cast<std::uint32_t>(size)},
            .deviation = level - static_cast<double>(within) / n,
            .standard_error = std::sqrt(level * (1 - level) / n)};
}

}  // namespace

void Answers::variance(const std::string& quantity, double value, double scale) {
    variances_[quantity].scale = scale;
    variances_[quantity].values.push_back(value);
}

void Answers::quantile(const std::string& quantity, double level, double value) {
    quantiles_[quantity].level = level;
    quantiles_[quantity].values.push_back(value);
}

Answer Answers::answer(const Theory& theory) const {
    Answer answer;
    for (const auto& [quantity, samples] : shares_) {
        answer[quantity] = {.estimate = measure::share_estimate(samples, kLevel)};
    }
    for (const auto& [quantity, samples] : means_) {
        answer[quantity] = {.estimate = measure::ratio_estimate(samples, kLevel)};
    }
    for (const auto& [quantity, spread] : variances_) {
        answer[quantity] = seen_variance(spread.values, spread.scale);
    }
    for (const auto& [quantity, ranked] : quantiles_) {
        answer[quantity] = seen_quantile(ranked.level, ranked.values, theory.at(quantity));
    }
    return answer;
}

Seen independent_share(Sample sample) {
    const measure::Interval interval = measure::wilson(sample, kLevel);
    return {.estimate = {.value = sample.hits / sample.tries,
                         .low = interval.low,
                         .high = interval.high,
                         .replications = static_cast<std::uint32_t>(sample.tries)}};
}

}  // namespace ordersim::verify
