#include "sim/measure/warm_up.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace ordersim::measure {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> batch_means(std::span<const double> series) {
    std::vector<double> means;
    means.reserve(series.size() / kWarmUpBatch);
    for (std::size_t start = 0; start + kWarmUpBatch <= series.size(); start += kWarmUpBatch) {
        const auto batch = series.subspan(start, kWarmUpBatch);
        means.push_back(std::accumulate(batch.begin(), batch.end(), 0.0) / kWarmUpBatch);
    }
    return means;
}

/// What remains when the first `cut` batches are left out.
struct Tail {
    std::size_t cut = 0;
    double mean = 0;
    double statistic = 0;
};

/// All tails with cut < k/2, longest cut first. Grown from the end by Welford's recurrence: sums of
/// squares would cancel for series far from zero.
std::vector<Tail> candidate_tails(std::span<const double> batches) {
    const std::size_t count = batches.size();
    std::vector<Tail> tails;
    double mean = 0;
    double squares = 0;
    for (std::size_t cut = count; cut-- > 0;) {
        const auto kept = static_cast<double>(count - cut);
        const double from_old_mean = batches[cut] - mean;
        mean += from_old_mean / kept;
        squares += from_old_mean * (batches[cut] - mean);
        if (2 * cut < count) {
            tails.push_back({.cut = cut, .mean = mean, .statistic = squares / (kept * kept)});
        }
    }
    return tails;
}

}  // namespace

std::vector<double> replication_average(std::span<const std::vector<double>> series) {
    if (series.empty()) {
        return {};
    }
    const auto shortest = std::ranges::min(series, {}, &std::vector<double>::size).size();
    std::vector<double> average(shortest, 0.0);
    for (std::size_t i = 0; i < shortest; ++i) {
        for (const std::vector<double>& one : series) {
            average[i] += one[i];
        }
        average[i] /= static_cast<double>(series.size());
    }
    return average;
}

WarmUp mser5(std::span<const double> series) {
    const std::vector<double> batches = batch_means(series);
    if (batches.size() < kWarmUpBatchesMin) {
        const double sum = std::accumulate(series.begin(), series.end(), 0.0);
        return {.verdict = WarmUpVerdict::too_short,
                .truncation = 0,
                .statistic = kNaN,
                .mean = series.empty() ? kNaN : sum / static_cast<double>(series.size())};
    }
    const std::vector<Tail> tails = candidate_tails(batches);
    // Shortest cut first, so that a tie goes to it.
    const Tail& best = *std::min_element(tails.rbegin(), tails.rend(), [](auto& one, auto& two) {
        return one.statistic < two.statistic;
    });
    if (best.cut == tails.front().cut) {
        const Tail& whole = tails.back();
        return {.verdict = WarmUpVerdict::at_bound,
                .truncation = 0,
                .statistic = whole.statistic,
                .mean = whole.mean};
    }
    return {.verdict = WarmUpVerdict::found,
            .truncation = best.cut * kWarmUpBatch,
            .statistic = best.statistic,
            .mean = best.mean};
}

}  // namespace ordersim::measure
