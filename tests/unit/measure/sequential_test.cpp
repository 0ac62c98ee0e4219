#include "sim/measure/sequential.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <vector>

using namespace ordersim::measure;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

Estimate look(std::uint32_t replications, double half_width_now) {
    return {.value = 0.7,
            .low = 0.7 - half_width_now,
            .high = 0.7 + half_width_now,
            .replications = replications};
}

/// Above the bits by which 0.7 +- h differ from h.
const HalfWidthRule kRule{.half_width_max = 0.0101, .replications_min = 10, .looks_ahead = 1};

}  // namespace

TEST_CASE("half-width rule: one good look is luck, two are enough") {
    std::vector<Estimate> looks{look(10, 0.02), look(11, 0.01)};
    CHECK(next_sampling(looks, kRule) == Sampling::more);
    looks.push_back(look(12, 0.009));
    CHECK(next_sampling(looks, kRule) == Sampling::enough);
}

TEST_CASE("half-width rule: a look that misses the target starts the count anew") {
    const std::vector<Estimate> looks{look(10, 0.01), look(11, 0.02), look(12, 0.01)};
    CHECK(next_sampling(looks, kRule) == Sampling::more);
}

TEST_CASE("half-width rule: too few replications never suffice") {
    CHECK(next_sampling({}, kRule) == Sampling::more);
    const std::vector<Estimate> few{look(8, 0.001), look(9, 0.001)};
    CHECK(next_sampling(few, kRule) == Sampling::more);
    const std::vector<Estimate> first_counts{look(9, 0.001), look(10, 0.001)};
    CHECK(next_sampling(first_counts, kRule) == Sampling::more);
    const std::vector<Estimate> both_count{look(10, 0.001), look(11, 0.001)};
    CHECK(next_sampling(both_count, kRule) == Sampling::enough);
}

TEST_CASE("half-width rule: without looking ahead the first good look stops") {
    HalfWidthRule hasty = kRule;
    hasty.looks_ahead = 0;
    CHECK(next_sampling(std::vector<Estimate>{look(10, 0.01)}, hasty) == Sampling::enough);
}

TEST_CASE("half-width rule: no interval is no precision") {
    const Estimate open{.value = 0.7, .low = -kInfinity, .high = kInfinity, .replications = 20};
    const Estimate nothing{
        .value = std::numeric_limits<double>::quiet_NaN(), .low = 0, .high = 0, .replications = 20};
    CHECK(next_sampling(std::vector<Estimate>{open, open}, kRule) == Sampling::more);
    CHECK(next_sampling(std::vector<Estimate>{nothing, nothing}, kRule) == Sampling::more);
}

TEST_CASE("half-width rule: a bound cut at 1 does not count as precision") {
    const Estimate cut{.value = 0.995, .low = 0.975, .high = 1, .replications = 20};
    CHECK(half_width(cut) == Approx(0.02));
}
