#include "sim/measure/order_statistics.hpp"

#include <catch2/catch.hpp>

#include <array>

using namespace ordersim::measure;

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
