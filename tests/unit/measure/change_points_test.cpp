#include "sim/measure/change_points.hpp"

#include "sim/base/random.hpp"
#include "sim/measure/interval.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace ordersim;
using namespace ordersim::measure;

namespace {

enum class Purpose : std::uint16_t { noise };

/// Levels of `length` values each, with normal noise of deviation 1.
std::vector<double> series(const std::vector<double>& levels, std::size_t length,
                           std::uint64_t seed) {
    const Draws draws(seed, 0);
    std::vector<double> values;
    for (const double level : levels) {
        for (std::size_t i = 0; i < length; ++i) {
            const double u = draws.uniform(values.size(), Purpose::noise);
            values.push_back(level + normal_quantile(u));
        }
    }
    return values;
}

}  // namespace

TEST_CASE("change points: two jumps are found where they are") {
    const auto found = change_points(series({100, 106, 98}, 15, 7), {});
    REQUIRE(found.size() == 2);
    CHECK(found[0].at == 15);
    CHECK(found[1].at == 30);
    CHECK(found[0].before == Approx(100).margin(1));
    CHECK(found[0].after == Approx(106).margin(1));
    CHECK(found[1].after == Approx(98).margin(1));
    CHECK(found[0].p_value <= 0.01);
}

TEST_CASE("change points: noise alone seldom has any") {
    int false_alarms = 0;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        false_alarms +=
            change_points(series({100}, 30, seed), {.permutations = 499}).empty() ? 0 : 1;
    }
    CHECK(false_alarms <= 4);
}

TEST_CASE("change points: one wild value is no new level") {
    std::vector<double> values = series({100}, 30, 3);
    values[14] = 500;
    CHECK(change_points(values, {}).empty());
}

TEST_CASE("change points: few or equal values have none") {
    CHECK(change_points({}, {}).empty());
    CHECK(change_points(std::vector<double>{1}, {}).empty());
    CHECK(change_points(std::vector<double>(20, 5.0), {}).empty());
    CHECK(change_points(std::vector<double>{1, 1, 1, 9, 9, 9}, {}).empty());  // 2 of 20 orders
}
