#include "sim/base/normal.hpp"

#include <boost/math/distributions/normal.hpp>
#include <catch2/catch.hpp>

#include <cmath>

using namespace ordersim;

TEST_CASE("normal: the quantile is Boost.Math's to 1e-15 from the centre to the far tails") {
    const boost::math::normal_distribution<long double> peer;
    for (int k = 1; k < 1000; ++k) {
        const double v = k < 500 ? k / 1000.0 : std::exp(-0.5 * (k - 498));
        CAPTURE(v);
        const auto wanted = static_cast<double>(quantile(peer, v));
        CHECK(standard_normal_quantile({v, 1.0 - v}) == Approx(wanted).epsilon(2e-15));
        CHECK(standard_normal_quantile({1.0 - v, v}) == Approx(-wanted).epsilon(2e-15));
    }
    CHECK(standard_normal_quantile({0.5, 0.5}) == 0.0);
}

TEST_CASE("normal: the quantile is the same bytes in every build") {
    CHECK(standard_normal_quantile({0.75, 0.25}) == 0x1.5956b87528a49p-1);
    CHECK(standard_normal_quantile({0.1, 0.9}) == -0x1.4813c36e26d34p+0);
    CHECK(standard_normal_quantile({0.625, 0.375}) == 0x1.464965bdc7eb1p-2);
}

TEST_CASE("normal: the level is the inverse of the quantile") {
    for (const double u : {1e-300, 1e-15, 0.02, 0.4, 0.9}) {
        const Level back = standard_normal_level(standard_normal_quantile({u, 1.0 - u}));
        CHECK(back.below == Approx(u).epsilon(1e-12));
        CHECK(back.above == Approx(1.0 - u).epsilon(1e-14));
    }
}
