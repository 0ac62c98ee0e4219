#include "sim/measure/welch.hpp"

#include "sim/measure/interval.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace ordersim::measure;

namespace {

const std::vector<double> kFirst{10.2, 11.8, 9.7, 12.4, 10.9, 11.1, 13.0, 9.9, 10.4, 12.2};
const std::vector<double> kSecond{9.1, 11.0, 9.5, 10.8, 10.2, 10.6, 11.9, 9.0, 9.8, 11.5};

}  // namespace

TEST_CASE("welch: two samples on draws of their own, by scipy's ttest_ind") {
    const WelchDifference found = welch_difference(kFirst, kSecond, 0.95);
    CHECK(found.difference.value == Approx(0.82).epsilon(1e-12));
    CHECK(found.degrees_of_freedom == Approx(17.6579162806).epsilon(1e-11));
    CHECK((found.difference.high - found.difference.low) / 2 ==
          Approx(1.00525653195).epsilon(1e-10));
    CHECK(found.p_value == Approx(0.103629441184).epsilon(1e-10));
}

TEST_CASE("welch: on common draws the paired interval is a quarter as wide") {
    const Estimate paired = mean_difference({kFirst, kSecond}, 0.95);
    const WelchDifference apart = welch_difference(kFirst, kSecond, 0.95);
    CHECK(paired.high - paired.low < 0.28 * (apart.difference.high - apart.difference.low));
}

TEST_CASE("p-value: of the paired difference, by scipy's ttest_rel") {
    CHECK(p_value_of_zero(mean_difference({kFirst, kSecond}, 0.95), 0.95) ==
          Approx(8.55425121526e-05).epsilon(1e-10));
    CHECK(p_value_of_zero(mean_difference({kFirst, kSecond}, 0.5), 0.5) ==
          Approx(8.55425121526e-05).epsilon(1e-10));
}

TEST_CASE("p-value: is 1 at no difference and the level's rest at the interval's edge") {
    CHECK(t_p_value(0, 7) == Approx(1));
    CHECK(t_p_value(-t_quantile(0.975, 7), 7) == Approx(0.05).epsilon(1e-10));
}
