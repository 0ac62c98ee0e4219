#include "sim/base/random.hpp"
#include "sim/measure/order_statistics.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace ordersim::measure;

namespace {

enum class Purpose : std::uint16_t { draw };

}  // namespace

TEST_CASE("quantile ranks: exact coverage of the binomial law") {
    struct Row {
        QuantileOf quantile;
        RankInterval ranks;
    };
    // Computed from scipy's binomial distribution.
    const std::array<Row, 4> rows{{
        {{0.5, 10}, {2, 9, 0.978515625}},
        {{0.9, 50}, {41, 50, 0.970308289088}},
        {{0.95, 200}, {184, 197, 0.967152163857}},
        {{0.99, 1000}, {983, 997, 0.976094763498}},
    }};
    for (const Row& row : rows) {
        const RankInterval ranks = quantile_ranks(row.quantile, 0.95);
        CHECK(ranks.low == row.ranks.low);
        CHECK(ranks.high == row.ranks.high);
        CHECK(ranks.coverage == Approx(row.ranks.coverage).epsilon(5e-12));
    }
}

TEST_CASE("quantile ranks: a sample too small for its quantile leaves a side open") {
    const RankInterval high = quantile_ranks({.probability = 0.99, .sample_size = 100}, 0.95);
    CHECK(high.high == 101);
    CHECK(high.low > 0);
    const RankInterval low = quantile_ranks({.probability = 0.01, .sample_size = 100}, 0.95);
    CHECK(low.low == 0);
    CHECK(low.high < 101);
    CHECK(low.coverage >= 0.95);
}

TEST_CASE("next value: extremes of 39 hold it with 95 %, and of fewer with less") {
    CHECK(next_value_sample_size(0.95) == 39);
    CHECK(next_value_sample_size(0.9) == 19);
    CHECK(next_value_sample_size(0.99) == 199);
    const RankInterval all = next_value_ranks(39, 0.95);
    CHECK(all.low == 1);
    CHECK(all.high == 39);
    CHECK(all.coverage == Approx(0.95));
    const RankInterval inner = next_value_ranks(100, 0.95);
    CHECK(inner.low == 2);
    CHECK(inner.high == 99);
    CHECK(inner.coverage == Approx(97.0 / 101));
    CHECK(next_value_ranks(38, 0.95).low == 0);
    CHECK(next_value_ranks(38, 0.95).high == 39);
    CHECK(next_value_ranks(0, 0.95).high == 1);
}

TEST_CASE("next value: of a skewed law it lies between the ranks as often as they say") {
    const ordersim::Draws draws(11, 0);
    std::uint64_t drawn = 0;
    const auto next = [&] {
        return -std::log(draws.uniform(drawn++, Purpose::draw));
    };
    const RankInterval ranks = next_value_ranks(39, 0.95);
    int held = 0;
    constexpr int tries = 20'000;
    for (int i = 0; i < tries; ++i) {
        std::vector<double> sample(39);
        std::ranges::generate(sample, next);
        std::ranges::sort(sample);
        const double one = next();
        held += sample[ranks.low - 1] <= one && one <= sample[ranks.high - 1] ? 1 : 0;
    }
    // Five standard errors of a share of 20,000.
    CHECK(std::abs(held / double{tries} - ranks.coverage) < 5 * std::sqrt(0.05 * 0.95 / tries));
}
