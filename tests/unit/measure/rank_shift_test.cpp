#include "sim/measure/rank_shift.hpp"

#include "sim/measure/interval.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

using namespace ordersim::measure;

namespace {

/// The share of all splits of 1..n + m into samples of n and m whose interval holds 0.
double coverage(std::size_t n, std::size_t m, double level) {
    std::vector<bool> is_first(n + m, false);
    std::fill(is_first.begin(), is_first.begin() + static_cast<std::ptrdiff_t>(n), true);
    double covered = 0;
    double all = 0;
    do {
        std::vector<double> first;
        std::vector<double> second;
        for (std::size_t i = 0; i < n + m; ++i) {
            // Powers, so that no difference is another's twin.
            (is_first[i] ? first : second).push_back(std::pow(1.7, static_cast<double>(i)));
        }
        const Estimate shift = shift_estimate(first, second, level);
        covered += shift.low <= 0 && shift.high >= 0 ? 1 : 0;
        ++all;
    } while (std::prev_permutation(is_first.begin(), is_first.end()));
    return covered / all;
}

/// The share of all signs of given sizes whose interval holds 0.
double paired_coverage(std::size_t n, double level) {
    const std::vector<double> zeros(n, 0);
    double covered = 0;
    const std::size_t all = std::size_t{1} << n;
    for (std::size_t signs = 0; signs < all; ++signs) {
        std::vector<double> values;
        for (std::size_t i = 0; i < n; ++i) {
            const double size = std::pow(1.7, static_cast<double>(i));
            values.push_back((signs >> i & 1U) != 0 ? size : -size);
        }
        const Estimate shift = paired_shift_estimate({values, zeros}, level);
        covered += shift.low <= 0 && shift.high >= 0 ? 1 : 0;
    }
    return covered / static_cast<double>(all);
}

}  // namespace

TEST_CASE("shift: the median of all differences, between the bounds of the rank test's table") {
    // Five against five at .05: the table's critical value is 2, so the third smallest and largest.
    const std::vector<double> values{10, 20, 40, 80, 160};
    const std::vector<double> baseline{1, 2, 4, 8, 16};
    const Estimate shift = shift_estimate(values, baseline, 0.95);
    CHECK(shift.value == 36);
    CHECK(shift.low == 4);
    CHECK(shift.high == 156);
    CHECK(shift.replications == 5);
}

TEST_CASE("shift: covers what it promises, by every order that two samples can come in") {
    for (const double level : {0.5, 0.9, 0.95, 0.99}) {
        CHECK(coverage(5, 5, level) >= level);
        CHECK(coverage(4, 6, level) >= level);
    }
    // And not much more: the next order within would be too narrow.
    CHECK(coverage(5, 5, 0.95) == Approx(1 - 8.0 / 252));
    CHECK(coverage(5, 5, 0.9) == Approx(1 - 24.0 / 252));
}

TEST_CASE("shift: pairs cover what they promise, by every sign that differences can have") {
    for (const double level : {0.5, 0.9, 0.95, 0.99}) {
        CHECK(paired_coverage(9, level) >= level);
    }
    CHECK(paired_coverage(10, 0.95) == Approx(1 - 50.0 / 1024));  // W <= 8 has 25 of 1,024
}

TEST_CASE("shift: too few values for the level have no bounds, and it says how many would do") {
    const std::vector<double> values{3, 5, 4};
    const std::vector<double> baseline{1, 2, 6};
    const Estimate shift = shift_estimate(values, baseline, 0.95);
    CHECK(shift.value == 2);
    CHECK(std::isinf(shift.low));
    CHECK(std::isinf(shift.high));
    CHECK(shift_values_needed(0.95) == 4);   // 2 of 70 orders
    CHECK(shift_values_needed(0.99) == 5);   // 2 of 252
    CHECK(shift_pairs_needed(0.95) == 6);    // 2 of 64 signs
    CHECK(shift_pairs_needed(0.99) == 8);
}

TEST_CASE("shift: pairs take away what both sides share") {
    std::vector<double> values;
    std::vector<double> baseline;
    for (int i = 0; i < 12; ++i) {
        const double drift = 100.0 * i;
        baseline.push_back(drift + i % 3);
        values.push_back(drift + 5 + (i + 1) % 3);
    }
    const Estimate paired = paired_shift_estimate({values, baseline}, 0.99);
    CHECK(paired.low > 2);
    CHECK(paired.high < 7);
    const Estimate apart = shift_estimate(values, baseline, 0.99);
    CHECK(apart.low < 0);
    CHECK(apart.high > 0);
}

TEST_CASE("shift: large samples go by the normal law, without a step at the border") {
    std::vector<double> values(50);
    std::iota(values.begin(), values.end(), 0);
    std::vector<double> more(51);
    std::iota(more.begin(), more.end(), 0);
    const Estimate exact = shift_estimate(values, values, 0.99);
    const Estimate normal = shift_estimate(more, values, 0.99);
    CHECK(exact.high == Approx(normal.high).margin(1.0));
    CHECK(exact.low == Approx(normal.low).margin(1.0));
}

TEST_CASE("median: stands between the ranks of its exact interval") {
    const std::vector<double> values{9, 1, 8, 2, 7, 3, 6, 4, 5, 10};
    const Estimate median = median_estimate(values, 0.95);
    CHECK(median.value == 5.5);
    CHECK(median.low == 2);  // ranks 2 and 9 of ten cover 97.9 %
    CHECK(median.high == 9);
    CHECK(median_of(std::vector<double>{4, 1, 3}) == 3);
}
