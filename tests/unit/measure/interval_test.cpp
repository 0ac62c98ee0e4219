#include "sim/measure/interval.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

using namespace ordersim::measure;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Reference values have 12 significant digits.
Approx near(double value) {
    return Approx(value).epsilon(5e-12).margin(1e-15);
}

const std::vector<double> kFirst{10.2, 11.8, 9.7, 12.4, 10.9, 11.1, 13.0, 9.9, 10.4, 12.2};
const std::vector<double> kSecond{9.1, 11.0, 9.5, 10.8, 10.2, 10.6, 11.9, 9.0, 9.8, 11.5};

/// Half-widths of the t intervals of the first sample and of the differences, to 30 digits in
/// mpmath; scipy 1.10's (0.815771776763 and 0.275616204947) are 3e-11 off.
constexpr double kHalfOfFirst = 0.815771776784;
constexpr double kHalfOfDifference = 0.275616204954;

double half(const Estimate& estimate) {
    return (estimate.high - estimate.low) / 2;
}

}  // namespace

TEST_CASE("t quantile: R's values") {
    struct Row {
        double probability;
        std::array<double, 5> at;  // 1, 4, 9, 29, 99 degrees of freedom (R 4.2.2, qt)
    };
    const std::array<double, 5> degrees{1, 4, 9, 29, 99};
    const std::array<Row, 4> rows{{
        {0.9, {3.07768353718, 1.53320627406, 1.3830287384, 1.3114336473, 1.29016144203}},
        {0.95, {6.31375151468, 2.13184678633, 1.83311293266, 1.69912702653, 1.66039115602}},
        {0.975, {12.7062047362, 2.7764451052, 2.2621571628, 2.04522964213, 1.98421695159}},
        {0.995, {63.6567411629, 4.60409487135, 3.24983554159, 2.75638590367, 2.62640545728}},
    }};
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < degrees.size(); ++i) {
            CHECK(t_quantile(row.probability, degrees[i]) == near(row.at[i]));
        }
    }
}

TEST_CASE("wilson and clopper-pearson: scipy's binomtest") {
    struct Row {
        RatioSample sample;
        double level;
        Interval wilson;
        Interval exact;
    };
    const std::array<Row, 5> rows{{
        {{0, 20}, 0.95, {0, 0.161125158053}, {0, 0.168433470983}},
        {{5, 50}, 0.95, {0.0434757649319, 0.213602314375}, {0.033275093589, 0.218135366434}},
        {{47, 50}, 0.95, {0.837829083112, 0.979385029651}, {0.834518053396, 0.987451412165}},
        {{999, 1000}, 0.95, {0.994357441402, 0.999823453629}, {0.99444107572, 0.999974682513}},
        {{27, 400}, 0.99, {0.0417418718292, 0.107371982166}, {0.0392490473324, 0.106493736452}},
    }};
    for (const Row& row : rows) {
        const Interval score = wilson(row.sample, row.level);
        CHECK(score.low == near(row.wilson.low));
        CHECK(score.high == near(row.wilson.high));
        const Interval exact = clopper_pearson(row.sample, row.level);
        CHECK(exact.low == near(row.exact.low));
        CHECK(exact.high == near(row.exact.high));
    }
    CHECK(wilson({20, 20}, 0.95).high == 1);
    CHECK(clopper_pearson({20, 20}, 0.95).high == 1);
}

TEST_CASE("mean: t interval over replications") {
    const Estimate mean = mean_estimate(kFirst, 0.95);
    CHECK(mean.value == near(11.16));
    CHECK(half(mean) == near(kHalfOfFirst));
    CHECK(mean.replications == 10);
}

TEST_CASE("mean: a replication without data is left out") {
    std::vector<double> values = kFirst;
    values.insert(values.begin() + 3, kNaN);
    CHECK(half(mean_estimate(values, 0.95)) == near(kHalfOfFirst));
    CHECK(mean_estimate(values, 0.95).replications == 10);
}

TEST_CASE("mean: one value has no interval, none has no mean") {
    const Estimate one = mean_estimate(std::vector<double>{3, kNaN}, 0.95);
    CHECK(one.value == 3);
    CHECK(one.low == -kInfinity);
    CHECK(one.high == kInfinity);
    CHECK(one.replications == 1);
    CHECK(std::isnan(mean_estimate({}, 0.95).value));
}

TEST_CASE("mean difference: paired t interval on common draws") {
    const Estimate difference = mean_difference({kFirst, kSecond}, 0.95);
    CHECK(difference.value == near(0.82));
    CHECK(half(difference) == near(kHalfOfDifference));
}

TEST_CASE("ratio: with equal tries it is the t interval of the replications' ratios") {
    std::vector<RatioSample> samples;
    for (const double value : kFirst) {
        samples.push_back({.hits = value * 7, .tries = 7});
    }
    const Estimate ratio = ratio_estimate(samples, 0.95);
    CHECK(ratio.value == near(11.16));
    CHECK(half(ratio) == near(kHalfOfFirst));
}

TEST_CASE("ratio: large replications weigh more") {
    // By hand: value 42/60; residuals 3-7, 9-7, 30-28 = -4, 2, 2; variance 24/((3-1) 3 20^2).
    const std::vector<RatioSample> samples{{3, 10}, {9, 10}, {30, 40}};
    const Estimate ratio = ratio_estimate(samples, 0.95);
    CHECK(ratio.value == near(0.7));
    CHECK(half(ratio) == near(t_quantile(0.975, 2) * 0.1));
}

TEST_CASE("ratio: replications without tries carry no data") {
    const std::vector<RatioSample> full{{3, 10}, {9, 10}, {30, 40}};
    const std::vector<RatioSample> gaps{{0, 0}, {3, 10}, {9, 10}, {0, 0}, {30, 40}};
    CHECK(ratio_estimate(gaps, 0.9).low == ratio_estimate(full, 0.9).low);
    CHECK(ratio_estimate(gaps, 0.9).replications == 3);

    const Estimate one = share_estimate(std::vector<RatioSample>{{0, 0}, {3, 10}}, 0.9);
    CHECK(one.value == near(0.3));
    CHECK(one.low == -kInfinity);
    CHECK(one.high == kInfinity);
    const Estimate none = share_estimate(std::vector<RatioSample>{{0, 0}, {0, 0}}, 0.9);
    CHECK(std::isnan(none.value));
    CHECK(none.replications == 0);
}

TEST_CASE("share: bounds stay within 0 and 1") {
    const std::vector<RatioSample> samples{{10, 10}, {7, 10}, {10, 10}};
    CHECK(ratio_estimate(samples, 0.95).high > 1);
    CHECK(share_estimate(samples, 0.95).high == 1);
    CHECK(share_estimate(samples, 0.95).low == ratio_estimate(samples, 0.95).low);
    const std::vector<RatioSample> rare{{0, 10}, {3, 10}, {0, 10}};
    CHECK(ratio_estimate(rare, 0.95).low < 0);
    CHECK(share_estimate(rare, 0.95).low == 0);
}

TEST_CASE("share: replications that agree do not make it certain") {
    const std::vector<RatioSample> never{{0, 5}, {0, 8}, {0, 7}};
    CHECK(share_estimate(never, 0.95).low == 0);
    CHECK(share_estimate(never, 0.95).high == near(0.168433470983));  // 0 of 20
    const std::vector<RatioSample> always{{5, 5}, {15, 15}};
    CHECK(share_estimate(always, 0.95).low == near(1 - 0.168433470983));
    CHECK(share_estimate(always, 0.95).high == 1);
    const std::vector<RatioSample> a_third{{1, 3}, {2, 6}, {5, 15}};
    CHECK(share_estimate(a_third, 0.95).low == clopper_pearson({8, 24}, 0.95).low);
}

TEST_CASE("ratio difference: with equal tries it is the paired t interval") {
    std::vector<RatioSample> first;
    std::vector<RatioSample> second;
    for (std::size_t i = 0; i < kFirst.size(); ++i) {
        first.push_back({.hits = kFirst[i] * 7, .tries = 7});
        second.push_back({.hits = kSecond[i] * 3, .tries = 3});
    }
    const Estimate difference = ratio_difference({first, second}, 0.95);
    CHECK(difference.value == near(0.82));
    CHECK(half(difference) == near(kHalfOfDifference));
}

TEST_CASE("ratio difference: against a constant it is as wide as the ratio itself") {
    const std::vector<RatioSample> samples{{3, 10}, {9, 10}, {30, 40}};
    const std::vector<RatioSample> constant{{1, 2}, {4, 8}, {5, 10}};
    CHECK(half(ratio_difference({samples, constant}, 0.95)) ==
          near(half(ratio_estimate(samples, 0.95))));
    CHECK(ratio_difference({constant, samples}, 0.95).value == near(-0.2));
}

TEST_CASE("ratio difference: common draws make it narrower than either side") {
    const std::vector<RatioSample> first{{3, 10}, {9, 10}, {30, 40}};
    const std::vector<RatioSample> second{{4, 10}, {10, 10}, {33, 40}};
    CHECK(half(share_difference({first, second}, 0.95)) < 0.2 * half(share_estimate(first, 0.95)));
}

TEST_CASE("ratio difference: a side with one replication of data has no interval") {
    const std::vector<RatioSample> first{{3, 10}, {9, 10}, {30, 40}};
    const std::vector<RatioSample> second{{0, 0}, {1, 2}, {0, 0}};
    const Estimate difference = ratio_difference({first, second}, 0.95);
    CHECK(difference.value == near(0.2));
    CHECK(difference.low == -kInfinity);
    CHECK(difference.replications == 1);
    const std::vector<RatioSample> empty(3);
    CHECK(std::isnan(ratio_difference({first, empty}, 0.95).value));
}

TEST_CASE("share difference: draws that never set two policies apart bound it by their number") {
    const std::vector<RatioSample> samples{{3, 10}, {9, 10}, {30, 40}};
    const Estimate difference = share_difference({samples, samples}, 0.95);
    CHECK(difference.value == 0);
    // None of 60: 1 - .025^(1/60).
    CHECK(difference.high == near(1 - std::pow(0.025, 1.0 / 60)));
    CHECK(difference.low == -difference.high);
}

TEST_CASE("ratio difference: draws that never set two policies apart bound nothing") {
    const std::vector<RatioSample> samples{{3, 10}, {9, 10}, {30, 40}};
    const Estimate difference = ratio_difference({samples, samples}, 0.95);
    CHECK(difference.value == 0);
    CHECK(difference.low == -kInfinity);
    CHECK(difference.high == kInfinity);
    CHECK(difference.replications == 3);
    const std::vector<RatioSample> nothing{{0, 10}, {0, 12}};
    const std::vector<RatioSample> nothing_either{{0, 11}, {0, 9}};
    CHECK(ratio_difference({nothing, nothing_either}, 0.95).high == kInfinity);
    // Always 1 against always 2 is no accident of the draws.
    const std::vector<RatioSample> one{{10, 10}, {12, 12}};
    const std::vector<RatioSample> two{{20, 10}, {18, 9}};
    CHECK(ratio_difference({one, two}, 0.95).high == -1);
}

TEST_CASE("share difference: always against never is not certain") {
    const std::vector<RatioSample> always{{10, 10}, {10, 10}};
    const std::vector<RatioSample> never{{0, 12}, {0, 8}};
    const Estimate difference = share_difference({always, never}, 0.95);
    CHECK(difference.value == 1);
    CHECK(difference.high == 1);
    // Both sides miss by 0.168433470983 (0 of 20) at most.
    CHECK(difference.low == near(1 - std::sqrt(2.0) * 0.168433470983));
}
