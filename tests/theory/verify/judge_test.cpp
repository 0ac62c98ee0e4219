#include "tests/theory/verify/judge.hpp"

#include "sim/base/random.hpp"
#include "sim/measure/interval.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace ordersim;
using namespace ordersim::verify;

namespace {

enum class Draw : std::uint16_t { value };

/// Seeds that see a normal value with mean 1 and standard error .1, and say so; their intervals are
/// `width` times as wide as they should be.
std::vector<Seen> seeds(std::uint32_t count, double width = 1) {
    std::vector<Seen> all;
    for (std::uint32_t seed = 0; seed < count; ++seed) {
        const double u = Draws(7, 0).uniform(seed, Draw::value);
        const double value = 1 + 0.1 * measure::normal_quantile(u);
        const double half_width = 0.1 * width * measure::normal_quantile(0.975);
        all.push_back({.estimate = {.value = value,
                                    .low = value - half_width,
                                    .high = value + half_width,
                                    .replications = 20}});
    }
    return all;
}

}  // namespace

TEST_CASE("judge: of 200 intervals 176 to 199 may cover, of fewer as many by the same level") {
    CHECK(coverage_limits(200).low == 176);
    CHECK(coverage_limits(200).high == 199);
    CHECK(coverage_limits(10).low == 5);
    CHECK(coverage_limits(10).high == 10);
    CHECK(coverage_limits(200).red_by_chance == Approx(2.6067531e-5 + 3.5052666e-5).epsilon(1e-5));
}

TEST_CASE("judge: what agrees with theory is not red") {
    const Verdict verdict = judge(1, seeds(200));
    CHECK_FALSE(verdict.is_red);
    CHECK(verdict.estimate == Approx(1).margin(0.03));
    CHECK(std::abs(verdict.z) < 3);
}

TEST_CASE("judge: an exact value that is off by half of a seed's standard error is red") {
    CHECK(judge(1.05, seeds(200)).is_red);
    CHECK(judge(1.05, seeds(200)).z < -kScoreMax);
    CHECK(judge(0.95, seeds(200)).z > kScoreMax);
}

TEST_CASE("judge: intervals too narrow or too wide are red though the mean is right") {
    const Verdict narrow = judge(1, seeds(200, 0.7));
    CHECK(narrow.covered < 176);
    CHECK(narrow.is_red);
    const Verdict wide = judge(1, seeds(200, 2));
    CHECK(wide.covered == 200);
    CHECK(wide.is_red);
}

TEST_CASE("judge: a standard error known from theory takes the place of the spread over seeds") {
    std::vector<Seen> all = seeds(200);
    const double from_spread = judge(1, all).z;
    for (Seen& seen : all) {
        seen.standard_error = 0.2;
    }
    CHECK(judge(1, all).z == Approx(from_spread / 2).epsilon(0.15));
}

TEST_CASE("judge: with few seeds the score allows for a spread that is hardly known") {
    // A t of 4.5 happens by chance to one in 150 of three seeds' means.
    std::vector<Seen> all = seeds(3);
    all[0].deviation = 1;
    all[1].deviation = 1.4;
    all[2].deviation = 1.9;
    CHECK(judge(1, all).z > 2);
    CHECK(judge(1, all).z < 3);
}

TEST_CASE("judge: what is not random may be exact every time, and must be") {
    const Seen exact{.estimate = {.value = 1, .low = 1, .high = 1, .replications = 20}};
    CHECK_FALSE(judge(1, std::vector<Seen>(200, exact)).is_red);
    CHECK(judge(1.001, std::vector<Seen>(200, exact)).is_red);
}

TEST_CASE("judge: an estimate that is no number is red") {
    std::vector<Seen> all = seeds(200);
    all[3].estimate.value = std::numeric_limits<double>::quiet_NaN();
    CHECK(judge(1, all).is_red);
}
