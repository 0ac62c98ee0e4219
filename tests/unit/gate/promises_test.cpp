#include "sim/gate/judge.hpp"
#include "sim/measure/interval.hpp"

#include "sim/base/random.hpp"
#include "tests/unit/gate/gate_files.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

// What a gate promises at alpha .01, held against samples that are made up: as many false alarms as
// alpha allows, and a change of known size found. Seeds are fixed, so that a red stays red.

using namespace ordersim;
using namespace ordersim::gate;
using namespace ordersim::gate::test;

namespace {

enum class Purpose : std::uint16_t { estimate };

constexpr int kQuietComparisons = 100;
constexpr int kQuietAlarmsMax = 4;
constexpr int kTries = 20;
constexpr int kCaughtMin = 18;
constexpr std::size_t kBenchmarks = 8;
constexpr std::size_t kRepetitions = 16;
constexpr std::size_t kTurns = 16;  // of 12, one wild pair leaves a change undecided

Judged judged(const std::vector<Readings>& news, const std::vector<Readings>& baseline,
              const JudgeOptions& options = {}) {
    auto result = judge(news, baseline, {}, options);
    INFO((result.has_value() ? std::string() : result.error().front().message));
    REQUIRE(result.has_value());
    return std::move(*result);
}

/// A side of several benchmarks, `factor` slower in the first.
std::vector<Readings> benchmarks(std::uint64_t seed, std::uint32_t side, std::size_t repetitions,
                                 double factor) {
    std::vector<Readings> files;
    for (std::size_t i = 0; i < kBenchmarks; ++i) {
        const Noise noise{.mean = 100 * (i == 0 ? factor : 1),
                          .cv = 0.02,
                          .seed = seed * kBenchmarks + i,
                          .side = side};
        files.push_back(readings_of(
            "side" + std::to_string(side),
            benchmark_text("BM_" + std::to_string(i), noisy_times(noise, repetitions))));
    }
    return files;
}

/// One benchmark of three repetitions a process, both sides in turn, on a machine that gets slower
/// by a third.
struct Drifting {
    std::vector<Readings> news;
    std::vector<Readings> baseline;
};
Drifting drifting(std::uint64_t seed, double factor) {
    Drifting sides;
    for (std::uint32_t turn = 0; turn < kTurns; ++turn) {
        const double speed = 1 + 0.3 * turn / kTurns;
        const Noise noise{.mean = 100 * speed, .cv = 0.02, .seed = seed, .side = 2 * turn};
        const Noise other{
            .mean = 100 * speed * factor, .cv = 0.02, .seed = seed, .side = 2 * turn + 1};
        sides.baseline.push_back(readings_of("old", benchmark_text("BM", noisy_times(noise, 3))));
        sides.news.push_back(readings_of("new", benchmark_text("BM", noisy_times(other, 3))));
    }
    return sides;
}

/// A record of 20 replications whose deviation is .02 each, with an estimate drawn accordingly.
Readings run_of(std::uint64_t seed, std::uint32_t side, double truth) {
    const double error = 0.02 / std::sqrt(20.0);
    const double drawn =
        truth + error * measure::normal_quantile(
                            Draws(seed, side).uniform(0, Purpose::estimate));
    return readings_of("run", run_text({.seed = 10 * seed + side,
                                        .value = drawn,
                                        .half_width = measure::t_quantile(0.975, 19) * error,
                                        .replications = 20}));
}

int regressed_in(int tries, const std::function<Judged(std::uint64_t)>& compare) {
    int count = 0;
    for (int i = 0; i < tries; ++i) {
        count += verdict_of_all(compare(static_cast<std::uint64_t>(i + 1)).changes) == "regressed"
                     ? 1
                     : 0;
    }
    return count;
}

/// Comparisons in which any interval leaves out the truth of no difference, threshold or not.
int missed_in(int tries, const std::function<Judged(std::uint64_t)>& compare) {
    int count = 0;
    for (int i = 0; i < tries; ++i) {
        bool has_missed = false;
        for (const auto& change : compare(static_cast<std::uint64_t>(i + 1)).changes) {
            has_missed = has_missed || change.difference.low > 0 || change.difference.high < 0;
        }
        count += has_missed ? 1 : 0;
    }
    return count;
}

}  // namespace

TEST_CASE("promise: benchmarks of unchanged code raise no more false alarms than alpha allows") {
    const auto compare = [](std::uint64_t seed) {
        return judged(benchmarks(seed, 0, kRepetitions, 1), benchmarks(seed, 1, kRepetitions, 1));
    };
    CHECK(regressed_in(kQuietComparisons, compare) <= kQuietAlarmsMax);
    CHECK(missed_in(kQuietComparisons, compare) <= kQuietAlarmsMax);
}

TEST_CASE("promise: a benchmark slower by 5 % among eight is caught with 16 repetitions") {
    const auto compare = [](std::uint64_t seed) {
        return judged(benchmarks(seed, 0, kRepetitions, 1.05),
                      benchmarks(seed, 1, kRepetitions, 1));
    };
    CHECK(regressed_in(kTries, compare) >= kCaughtMin);
}

TEST_CASE("promise: measured in turn, a drift of 30 % is neither an alarm nor a cover") {
    const JudgeOptions paired{.is_paired = true};
    const auto quiet = [&](std::uint64_t seed) {
        const Drifting sides = drifting(seed, 1);
        return judged(sides.news, sides.baseline, paired);
    };
    CHECK(regressed_in(kQuietComparisons, quiet) <= kQuietAlarmsMax);
    CHECK(missed_in(kQuietComparisons, quiet) <= kQuietAlarmsMax);
    const auto slower = [&](std::uint64_t seed) {
        const Drifting sides = drifting(seed, 1.05);
        return judged(sides.news, sides.baseline, paired);
    };
    CHECK(regressed_in(kTries, slower) >= kCaughtMin);
}

TEST_CASE("promise: a policy that loses 3 points of success is caught from two records") {
    const auto quiet = [](std::uint64_t seed) {
        return judged({run_of(seed, 0, 0.6)}, {run_of(seed, 1, 0.6)});
    };
    CHECK(regressed_in(kQuietComparisons, quiet) <= kQuietAlarmsMax);
    CHECK(missed_in(kQuietComparisons, quiet) <= kQuietAlarmsMax);
    const auto worse = [](std::uint64_t seed) {
        return judged({run_of(seed, 0, 0.57)}, {run_of(seed, 1, 0.6)});
    };
    CHECK(regressed_in(kTries, worse) >= kCaughtMin);
}

TEST_CASE("promise: confirmed by fresh samples, a gate errs less and still catches 5 %") {
    const auto confirmed = [](std::uint64_t seed, double factor) {
        const std::vector<Readings> baseline = benchmarks(seed, 1, kRepetitions, 1);
        Judged result = judged(benchmarks(seed, 0, kRepetitions, factor), baseline);
        confirm(result, benchmarks(seed, 2, kRepetitions, factor), baseline, {}, {});
        return result;
    };
    CHECK(regressed_in(kQuietComparisons, [&](std::uint64_t seed) {
              return confirmed(seed, 1);
          }) <= kQuietAlarmsMax);
    CHECK(regressed_in(kTries, [&](std::uint64_t seed) { return confirmed(seed, 1.05); }) >=
          kCaughtMin);
}
