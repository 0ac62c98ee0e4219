#include "sim/base/distribution.hpp"
#include "sim/base/first_reaching.hpp"
#include "sim/base/random.hpp"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/complement.hpp>
#include <boost/math/distributions/exponential.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/pareto.hpp>
#include <boost/math/distributions/triangular.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

using namespace ordersim;
namespace math = boost::math;

namespace {

enum class Purpose : std::uint8_t { level };

/// Levels all over: by octaves down to 2^-53 on both sides, between them at random.
std::vector<Level> levels() {
    const Draws draws(20240601, 0);
    std::vector<Level> all;
    for (std::uint64_t i = 0; i < 600; ++i) {
        const double u = draws.uniform(i, Purpose::level);
        all.push_back({u, 1.0 - u});
        const double v = std::max(std::ldexp(u, -static_cast<int>(i % 53)), 0x1p-53);
        all.push_back({v, 1.0 - v});
        all.push_back({1.0 - v, v});
    }
    for (const double v : {1e-9, 1e-12, 0x1p-53, 0.25, 0.5}) {
        all.push_back({v, 1.0 - v});
        all.push_back({1.0 - v, v});
    }
    return all;
}

template <class Peer>
double peer_quantile(const Peer& peer, Level at) {
    return at.below < at.above ? quantile(peer, at.below) : quantile(complement(peer, at.above));
}

/// The quantile is Boost.Math's, and the level at it as well.
template <class Peer>
void agrees(const Distribution& law, const Peer& peer, double precision, double floor = 0.0) {
    for (const Level at : levels()) {
        const double wanted = peer_quantile(peer, at);
        const double x = law.quantile_at(at);
        CAPTURE(at.below, at.above, x, wanted);
        REQUIRE(std::abs(x - wanted) <= precision * std::max(std::abs(wanted), floor));
        const Level own = law.level(wanted, Edge::through);
        REQUIRE(own.below == Approx(cdf(peer, wanted)).epsilon(1e-11).margin(1e-15));
        REQUIRE(own.above == Approx(cdf(complement(peer, wanted))).epsilon(1e-11).margin(1e-15));
    }
}

/// By Boost.Math's probabilities, whose inverses fail in the far tails: the true quantile lies
/// within 1e-9 of the table's.
template <class Peer>
void encloses(const Distribution& law, const Peer& peer, Bracket support) {
    const double floor = 1e-6 * (law.quantile(0.75) - law.quantile(0.25));
    constexpr double rounding = 1e-12;
    for (const Level at : levels()) {
        const double x = law.quantile_at(at);
        const double slack = 1e-9 * std::max(x, floor);
        const double left = std::max(x - slack, support.low);
        const double right = std::min(x + slack, support.high);
        CAPTURE(at.below, at.above, x);
        if (at.below < at.above) {
            REQUIRE(cdf(peer, left) <= at.below * (1.0 + rounding));
            REQUIRE(cdf(peer, right) >= at.below * (1.0 - rounding));
        } else {
            REQUIRE(cdf(complement(peer, left)) >= at.above * (1.0 - rounding));
            REQUIRE(cdf(complement(peer, right)) <= at.above * (1.0 + rounding));
        }
    }
}

}  // namespace

TEST_CASE("distribution: closed forms are Boost.Math's at every level") {
    agrees(*Distribution::exponential(3.0), math::exponential(1.0 / 3.0), 1e-13);
    agrees(*Distribution::lognormal(14.0, 1.0), math::lognormal(std::log(14.0), 1.0), 1e-13);
    agrees(*Distribution::lognormal(1e9, 2.5), math::lognormal(std::log(1e9), 2.5), 1e-12);
    agrees(*Distribution::normal(10.0, 4.0), math::normal(10.0, 4.0), 1e-13, 4.0);
    agrees(*Distribution::weibull(0.6, 10.0), math::weibull(0.6, 10.0), 1e-12);
    agrees(*Distribution::weibull(3.5, 10.0), math::weibull(3.5, 10.0), 1e-12);
    agrees(*Distribution::pareto(2.5, 1.0), math::pareto(1.0, 2.5), 1e-12);
    agrees(*Distribution::triangular(1.0, 4.0, 12.0), math::triangular(1.0, 4.0, 12.0), 1e-13);
}

TEST_CASE("distribution: gamma's table is Boost.Math's quantile to 1e-9 of the value") {
    for (const double shape : {0.01, 0.05, 0.3, 0.7, 1.0, 1.5, 2.5, 8.0, 60.0, 5000.0, 1e6}) {
        CAPTURE(shape);
        encloses(*Distribution::gamma(shape, 4.0), math::gamma_distribution<>(shape, 4.0),
                 {0.0, HUGE_VAL});
    }
}

TEST_CASE("distribution: beta's table is Boost.Math's quantile to 1e-9 of the value") {
    for (const double alpha : {0.01, 0.3, 1.0, 2.0, 30.0, 1e6}) {
        for (const double beta : {0.01, 0.4, 1.0, 3.0, 500.0, 1e6}) {
            CAPTURE(alpha, beta);
            encloses(*Distribution::beta(alpha, beta), math::beta_distribution<>(alpha, beta),
                     {0.0, 1.0});
        }
    }
}

TEST_CASE("distribution: tables of mixtures and minima are their exact quantiles to 1e-9") {
    const Distribution fast = *Distribution::exponential(2.0);
    const Distribution slow = *Distribution::lognormal(24.0, 0.8);
    const Distribution heavy = *Distribution::pareto(1.2, 3.0);
    const Distribution mound = *Distribution::gamma(2.5, 4.0);
    const std::vector<Distribution> laws{
        *Distribution::mixture({0.7, 0.3}, {fast, slow}),
        *Distribution::mixture({0.2, 0.5, 0.3}, {heavy, mound, slow}),
        *Distribution::mixture({0.5, 0.5}, {*Distribution::uniform(0.0, 1.0), mound}),
        *Distribution::minimum({slow, mound}),
        *Distribution::minimum({heavy, *slow.truncated(1.0, 100.0)}),
        *Distribution::minimum({*Distribution::weibull(0.7, 5.0), slow, heavy}),
    };
    for (std::size_t i = 0; i < laws.size(); ++i) {
        const Distribution& law = laws[i];
        const double floor = 1e-6 * (law.quantile(0.75) - law.quantile(0.25));
        for (const Level at : levels()) {
            const double wanted = law.exact_quantile(at);
            CAPTURE(i, at.below, at.above, wanted);
            REQUIRE(std::abs(law.quantile_at(at) - wanted) <=
                    1e-9 * std::max(std::abs(wanted), floor));
            // The exact quantile is one: the level there is the level asked for.
            const Level own = law.level(wanted, Edge::through);
            REQUIRE(own.below == Approx(at.below).epsilon(1e-9).margin(1e-15));
            REQUIRE(own.above == Approx(at.above).epsilon(1e-9).margin(1e-15));
        }
    }
}
