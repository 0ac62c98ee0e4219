#include "sim/measure/rank_shift.hpp"

#include "sim/base/assert.hpp"
#include "sim/measure/order_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace ordersim::measure {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kExactDifferencesMax = 2'500;
constexpr std::size_t kExactPairsMax = 100;

/// P(U = u) of two samples of one law for u up to the middle: the count of partitions of u into at
/// most n parts of at most m, by adding one value of the first sample after the other.
std::vector<double> mann_whitney_law(std::size_t n, std::size_t m) {
    const std::size_t middle = n * m / 2;
    // rows[j][u]: samples of i and j values whose statistic is u, in parts of all their orders.
    std::vector<std::vector<double>> rows(m + 1, std::vector<double>(middle + 1, 0));
    for (auto& row : rows) {
        row[0] = 1;
    }
    for (std::size_t i = 1; i <= n; ++i) {
        for (std::size_t j = 1; j <= m; ++j) {
            // The largest of i + j values is the first sample's with i chances, and above j others.
            const double share = static_cast<double>(i) / static_cast<double>(i + j);
            for (std::size_t u = middle + 1; u-- > 0;) {
                const double first = u >= j ? rows[j][u - j] : 0;
                rows[j][u] = share * first + (1 - share) * rows[j - 1][u];
            }
        }
    }
    return rows[m];
}

/// P(W = w) of n signed ranks for w up to the middle.
std::vector<double> signed_rank_law(std::size_t n) {
    const std::size_t middle = n * (n + 1) / 4;
    std::vector<double> law(middle + 1, 0);
    law[0] = 1;
    for (std::size_t rank = 1; rank <= n; ++rank) {
        for (std::size_t w = middle + 1; w-- > 0;) {
            law[w] = (law[w] + (w >= rank ? law[w - rank] : 0)) / 2;
        }
    }
    return law;
}

/// The largest c with P(statistic <= c - 1) <= tail; 0 where even P(0) is more.
std::size_t count_below(const std::vector<double>& law, double tail) {
    double sum = 0;
    std::size_t count = 0;
    while (count < law.size() && sum + law[count] <= tail) {
        sum += law[count];
        ++count;
    }
    return count;
}

std::size_t count_by_normal(double mean, double variance, double tail) {
    const double edge = mean + normal_quantile(tail) * std::sqrt(variance) - 0.5;
    return edge < 0 ? 0 : static_cast<std::size_t>(std::floor(edge)) + 1;
}

std::size_t mann_whitney_count(std::size_t n, std::size_t m, double tail) {
    if (n * m <= kExactDifferencesMax) {
        return count_below(mann_whitney_law(n, m), tail);
    }
    const double product = static_cast<double>(n) * static_cast<double>(m);
    return count_by_normal(product / 2, product * static_cast<double>(n + m + 1) / 12, tail);
}

std::size_t signed_rank_count(std::size_t n, double tail) {
    if (n <= kExactPairsMax) {
        return count_below(signed_rank_law(n), tail);
    }
    const double pairs = static_cast<double>(n);
    return count_by_normal(pairs * (pairs + 1) / 4,
                           pairs * (pairs + 1) * (2 * pairs + 1) / 24, tail);
}

double middle_of_sorted(const std::vector<double>& sorted) {
    const std::size_t half = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

Estimate enclosed(std::vector<double> all, std::size_t count, std::size_t replications) {
    std::ranges::sort(all);
    const bool is_bounded = count > 0;
    return {.value = middle_of_sorted(all),
            .low = is_bounded ? all[count - 1] : -kInfinity,
            .high = is_bounded ? all[all.size() - count] : kInfinity,
            .replications = static_cast<std::uint32_t>(replications)};
}

}  // namespace

Estimate shift_estimate(std::span<const double> values, std::span<const double> baseline,
                        double level) {
    ORDERSIM_ASSERT(!values.empty() && !baseline.empty());
    std::vector<double> all;
    all.reserve(values.size() * baseline.size());
    for (const double value : values) {
        for (const double base : baseline) {
            all.push_back(value - base);
        }
    }
    const std::size_t count =
        mann_whitney_count(values.size(), baseline.size(), (1 - level) / 2);
    return enclosed(std::move(all), count, std::min(values.size(), baseline.size()));
}

Estimate paired_shift_estimate(Paired<double> pair, double level) {
    const std::size_t n = pair.minuend.size();
    ORDERSIM_ASSERT(n > 0 && n == pair.subtrahend.size());
    std::vector<double> all;
    all.reserve(n * (n + 1) / 2);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = i; j < n; ++j) {
            all.push_back((pair.minuend[i] - pair.subtrahend[i] + pair.minuend[j] -
                           pair.subtrahend[j]) / 2);
        }
    }
    return enclosed(std::move(all), signed_rank_count(n, (1 - level) / 2), n);
}

std::uint32_t shift_values_needed(double level) {
    std::uint32_t n = 1;
    while (mann_whitney_count(n, n, (1 - level) / 2) == 0) {
        ++n;
    }
    return n;
}

std::uint32_t shift_pairs_needed(double level) {
    std::uint32_t n = 1;
    while (signed_rank_count(n, (1 - level) / 2) == 0) {
        ++n;
    }
    return n;
}

double median_of(std::span<const double> values) {
    ORDERSIM_ASSERT(!values.empty());
    std::vector<double> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    return middle_of_sorted(sorted);
}

Estimate median_estimate(std::span<const double> values, double level) {
    ORDERSIM_ASSERT(!values.empty());
    std::vector<double> sorted(values.begin(), values.end());
    std::ranges::sort(sorted);
    const RankInterval ranks =
        quantile_ranks({.probability = 0.5, .sample_size = sorted.size()}, level);
    return {.value = middle_of_sorted(sorted),
            .low = ranks.low >= 1 ? sorted[ranks.low - 1] : -kInfinity,
            .high = ranks.high <= sorted.size() ? sorted[ranks.high - 1] : kInfinity,
            .replications = static_cast<std::uint32_t>(sorted.size())};
}

}  // namespace ordersim::measure
