#include "sim/base/random.hpp"
#include "sim/measure/interval.hpp"
#include "sim/measure/survival.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdint>
#include <vector>

using namespace ordersim;
using namespace ordersim::measure;

/// How often intervals at level 0.95 hold the truth, over 2,000 experiments of 20 replications
/// whose members depend on each other. Of 2,000 tries at 0.95 between 1,861 and 1,939 hit, give or
/// take four standard deviations of the binomial law (9.75). Both intervals are approximate: their
/// coverage approaches the level as replications grow.
namespace {

constexpr std::uint32_t kExperiments = 2'000;
constexpr std::uint32_t kReplications = 20;
constexpr std::uint32_t kCoveredMin = 1'861;
constexpr std::uint32_t kCoveredMax = 1'939;

enum class Purpose : std::uint16_t { size, pace, hit, time, censoring };

bool covers(const Estimate& estimate, double truth) {
    return estimate.low <= truth && truth <= estimate.high;
}

Draws draws_of(std::uint32_t experiment, std::uint32_t replication) {
    return Draws(20240607, experiment * kReplications + replication);
}

/// Busy replications succeed more often: the plain mean of shares would be biased.
double success(std::uint64_t tries) {
    return 0.55 + 0.2 * static_cast<double>(tries - 40) / 80;
}

RatioSample busy_replication(const Draws& draws) {
    const std::uint64_t tries = 40 + draws.bits(0, Purpose::size) % 80;
    const double share = success(tries) + 0.2 * (draws.uniform(0, Purpose::pace) - 0.5);
    RatioSample sample{.hits = 0, .tries = static_cast<double>(tries)};
    for (std::uint64_t i = 0; i < tries; ++i) {
        sample.hits += draws.uniform(i, Purpose::hit) < share ? 1 : 0;
    }
    return sample;
}

double true_share() {
    double hits = 0;
    double tries = 0;
    for (std::uint64_t n = 40; n < 120; ++n) {
        hits += static_cast<double>(n) * success(n);
        tries += static_cast<double>(n);
    }
    return hits / tries;
}

constexpr double kPaceSigma = 0.3;
constexpr double kTimeSigma = 0.5;

/// Lognormal times with a pace that a replication's orders share, a fifth of them censored.
std::vector<CensoredTime> paced_replication(const Draws& draws) {
    const double pace = kPaceSigma * normal_quantile(draws.uniform(0, Purpose::pace));
    const std::uint64_t size = 30 + draws.bits(0, Purpose::size) % 41;
    std::vector<CensoredTime> sample;
    for (std::uint64_t i = 0; i < size; ++i) {
        const double noise = kTimeSigma * normal_quantile(draws.uniform(i, Purpose::time));
        const double time = std::exp(pace + noise);
        const double cut = -5 * std::log(draws.uniform(i, Purpose::censoring));
        sample.push_back({.time = std::min(time, cut), .is_censored = cut < time});
    }
    return sample;
}

/// Over all replications the logarithm is normal again.
double true_quantile(double probability) {
    return std::exp(normal_quantile(probability) * std::hypot(kPaceSigma, kTimeSigma));
}

}  // namespace

TEST_CASE("coverage: the ratio interval holds the truth as often as it says") {
    const double truth = true_share();
    std::uint32_t covered = 0;
    for (std::uint32_t experiment = 0; experiment < kExperiments; ++experiment) {
        std::vector<RatioSample> samples;
        for (std::uint32_t r = 0; r < kReplications; ++r) {
            samples.push_back(busy_replication(draws_of(experiment, r)));
        }
        covered += std::uint32_t{covers(share_estimate(samples, 0.95), truth)};
    }
    INFO(covered << " of " << kExperiments << " intervals hold " << truth);
    CHECK(covered >= kCoveredMin);
    CHECK(covered <= kCoveredMax);
}

TEST_CASE("coverage: the paired difference holds the truth as often as it says") {
    // The second policy lets out a tenth more of those who fail, on the same draws.
    const double truth = 0.1 * (1 - true_share());
    std::uint32_t covered = 0;
    for (std::uint32_t experiment = 0; experiment < kExperiments; ++experiment) {
        std::vector<RatioSample> first;
        std::vector<RatioSample> second;
        for (std::uint32_t r = 0; r < kReplications; ++r) {
            const Draws draws = draws_of(experiment, r);
            const RatioSample sample = busy_replication(draws);
            double more = 0;
            for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(sample.tries - sample.hits);
                 ++i) {
                more += draws.uniform(i, Purpose::time) < 0.1 ? 1 : 0;
            }
            first.push_back(sample);
            second.push_back({.hits = sample.hits + more, .tries = sample.tries});
        }
        covered += std::uint32_t{covers(share_difference({second, first}, 0.95), truth)};
    }
    INFO(covered << " of " << kExperiments << " intervals hold " << truth);
    CHECK(covered >= kCoveredMin);
    CHECK(covered <= kCoveredMax);
}

TEST_CASE("coverage: Woodruff's interval holds the truth as often as it says") {
    std::uint32_t covered_median = 0;
    std::uint32_t covered_p90 = 0;
    for (std::uint32_t experiment = 0; experiment < kExperiments; ++experiment) {
        std::vector<std::vector<CensoredTime>> replications;
        for (std::uint32_t r = 0; r < kReplications; ++r) {
            replications.push_back(paced_replication(draws_of(experiment, r)));
        }
        const PooledSurvival pooled(replications);
        covered_median += std::uint32_t{covers(pooled.quantile(0.5, 0.95), true_quantile(0.5))};
        covered_p90 += std::uint32_t{covers(pooled.quantile(0.9, 0.95), true_quantile(0.9))};
    }
    INFO(covered_median << " and " << covered_p90 << " of " << kExperiments);
    CHECK(covered_median >= kCoveredMin);
    CHECK(covered_median <= kCoveredMax);
    CHECK(covered_p90 >= kCoveredMin);
    CHECK(covered_p90 <= kCoveredMax);
}
