#include "sim/experiment/fit/goodness.hpp"

#include "tests/unit/experiment/fit/samples.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>
#include <vector>

using namespace ordersim;
using namespace ordersim::experiment;
using measure::CensoredTime;

namespace {

GoodnessOfFit tested(FitFamily family, const std::vector<CensoredTime>& sample,
                     const FitOptions& options) {
    GoodnessOfFit goodness;
    test_law(form_of(family), time_table(sample), options, goodness);
    return goodness;
}

}  // namespace

TEST_CASE("goodness: a true law is rejected as often as the level says, censored or not") {
    // Of 300 tries at 0.1, 30 give or take four standard deviations of the binomial law (5.2).
    constexpr std::uint32_t tries = 300;
    const Distribution law = *Distribution::lognormal(14, 1);
    for (const double censoring_mean : {40.0, 1e9}) {
        std::uint32_t kolmogorov_smirnov = 0;
        std::uint32_t anderson_darling = 0;
        for (std::uint32_t r = 0; r < tries; ++r) {
            const GoodnessOfFit goodness =
                tested(FitFamily::lognormal, sample_of(law, 40, censoring_mean, r),
                       {.bootstrap_samples_max = 59, .seed = r});
            kolmogorov_smirnov += goodness.p_kolmogorov_smirnov <= 0.1 ? 1U : 0U;
            anderson_darling += goodness.p_anderson_darling <= 0.1 ? 1U : 0U;
        }
        CHECK(kolmogorov_smirnov >= 9);
        CHECK(kolmogorov_smirnov <= 51);
        CHECK(anderson_darling >= 9);
        CHECK(anderson_darling <= 51);
    }
}

TEST_CASE("goodness: a false law is rejected") {
    const auto sample = sample_of(*Distribution::lognormal(14, 1), 400, 40);
    CHECK(tested(FitFamily::exponential, sample, {}).is_rejected);
    CHECK(tested(FitFamily::weibull, sample, {}).is_rejected);
    CHECK(tested(FitFamily::gamma, sample, {}).is_rejected);
    CHECK_FALSE(tested(FitFamily::lognormal, sample, {}).is_rejected);
}

TEST_CASE("goodness: a p-value is one more than the nearer samples over one more than all") {
    const auto sample = sample_of(*Distribution::lognormal(14, 1), 400, 40);
    const GoodnessOfFit hopeless =
        tested(FitFamily::exponential, sample, {.bootstrap_samples_max = 39});
    CHECK(hopeless.bootstrap_samples == 39);
    CHECK(hopeless.p_anderson_darling == Approx(1.0 / 40));
    // Where none of 59 lies as far, more would not save the law.
    const GoodnessOfFit given_up = tested(FitFamily::exponential, sample, {});
    CHECK(given_up.bootstrap_samples == 59);
    CHECK(given_up.p_anderson_darling == Approx(1.0 / 60));
    // What is plainly no reason to doubt takes no more samples than that: 20 of l.
    const GoodnessOfFit plain = tested(FitFamily::lognormal, sample, {});
    CHECK(plain.bootstrap_samples < 199);
    CHECK(plain.p_anderson_darling >= 20.0 / plain.bootstrap_samples);
}

TEST_CASE("goodness: times recorded in whole hours are not held against their law") {
    std::vector<CensoredTime> sample;
    for (const CensoredTime& one : sample_of(*Distribution::lognormal(6, 0.7), 1000, 1e9)) {
        sample.push_back({.time = std::max(1.0, std::round(one.time))});
    }
    CHECK(grid_of(time_table(sample)) == 1);
    CHECK_FALSE(tested(FitFamily::lognormal, sample, {}).is_rejected);
    CHECK(tested(FitFamily::exponential, sample, {}).is_rejected);
}

TEST_CASE("goodness: the grid is the coarsest of day, hour, minute and second") {
    const auto grid = [](std::vector<CensoredTime> sample) { return grid_of(time_table(sample)); };
    CHECK(grid({{24}, {72}, {48, true}}) == Approx(24));
    CHECK(grid({{24}, {25}}) == 1);
    CHECK(grid({{0.5}, {1.25}}) == Approx(1.0 / 60));
    CHECK(grid({{1.0 / 3600}, {2}}) == Approx(1.0 / 3600));
    CHECK(grid({{0.123456789}, {2}}) == 0);
    CHECK(grid({}) == 0);
}

TEST_CASE("goodness: a large sample is tested by as many of its times as the options allow") {
    const auto sample = sample_of(*Distribution::lognormal(14, 1), 5'000, 40);
    const FitReport report =
        fit_times(sample, {.bootstrap_samples_max = 19, .tested_times_max = 300});
    for (const Fit& fit : report.fits) {
        if (fit.is_fitted()) {
            CHECK(fit.goodness.tested_times == 300);
            CHECK(fit.goodness.bootstrap_samples <= 19);
        }
    }
    CHECK(report.why.find("300 of the times, drawn at random,") != std::string::npos);
}

TEST_CASE("goodness: every subset of a size is drawn alike") {
    std::vector<CensoredTime> sample;
    for (int i = 0; i < 6; ++i) {
        sample.push_back({.time = static_cast<double>(i)});
    }
    std::vector<int> counts(6);
    for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
        const auto some = drawn(sample, 2, seed);
        REQUIRE(some.size() == 2);
        REQUIRE(some[0].time < some[1].time);
        for (const CensoredTime& one : some) {
            ++counts[static_cast<std::size_t>(one.time)];
        }
    }
    // A third of the draws each: 1,000, give or take four standard deviations (26).
    CHECK(*std::ranges::min_element(counts) >= 896);
    CHECK(*std::ranges::max_element(counts) <= 1104);
    CHECK(drawn(sample, 9, 1).size() == 6);
    CHECK(drawn(sample, 0, 1).empty());
}

TEST_CASE("goodness: few samples give the same bytes, another seed gives others") {
    const auto sample = sample_of(*Distribution::lognormal(14, 1), 300, 40);
    const FitReport one = fit_times(sample, {.seed = 3});
    const FitReport same = fit_times(sample, {.seed = 3});
    const FitReport other = fit_times(sample, {.seed = 4});
    std::set<double> values;
    for (std::size_t i = 0; i < one.fits.size(); ++i) {
        const GoodnessOfFit& goodness = one.fits[i].goodness;
        CHECK(goodness.p_anderson_darling == same.fits[i].goodness.p_anderson_darling);
        values.insert(goodness.p_anderson_darling);
        values.insert(other.fits[i].goodness.p_anderson_darling);
    }
    CHECK(values.size() > one.fits.size());
}
