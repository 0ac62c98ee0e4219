#include "sim/measure/poisson.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>
#include <vector>

using namespace ordersim::measure;

// Reference: R 4.2.2, poisson.test(10)$conf.int and poisson.test(0)$conf.int, whose bounds are
// qgamma(.025, 10), qgamma(.975, 11) and 0, qgamma(.975, 1).
TEST_CASE("poisson: the exact interval of a count") {
    const Interval ten = poisson_interval(10, 0.95);
    CHECK(ten.low == Approx(4.795389).epsilon(1e-6));
    CHECK(ten.high == Approx(18.390356).epsilon(1e-6));
    const Interval none = poisson_interval(0, 0.95);
    CHECK(none.low == 0);
    CHECK(none.high == Approx(-std::log(0.025)).epsilon(1e-9));
}

TEST_CASE("poisson: the index of dispersion adds over groups, each with its own mean") {
    Dispersion dispersion;
    CHECK(std::isnan(dispersion.index()));
    CHECK(std::isnan(dispersion.p()));
    const std::array<double, 3> spread{1, 2, 3};
    dispersion.add({spread, {}});
    CHECK(dispersion.statistic == Approx(1));
    CHECK(dispersion.degrees == 2);
    // Chi-squared with two degrees of freedom: P(X > 1) = exp(-1/2).
    CHECK(dispersion.p() == Approx(std::exp(-0.5)));
    const std::array<double, 2> even{7, 7};
    dispersion.add({even, {}});
    CHECK(dispersion.statistic == Approx(1));
    CHECK(dispersion.degrees == 3);
    CHECK(dispersion.index() == Approx(1.0 / 3));
    const std::array<double, 1> alone{9};
    dispersion.add({alone, {}});
    CHECK(dispersion.degrees == 3);
}

TEST_CASE("poisson: means in known proportions are no dispersion") {
    Dispersion dispersion;
    const std::array<double, 3> counts{10, 20, 5};
    const std::array<double, 3> weights{1, 2, 0};
    dispersion.add({counts, weights});
    CHECK(dispersion.statistic == Approx(0).margin(1e-12));
    CHECK(dispersion.degrees == 1);
    CHECK(dispersion.total == 30);
}
