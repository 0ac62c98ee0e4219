#include "sim/base/distribution.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <cmath>

using namespace ordersim;

namespace {

constexpr double kClosed = 1e-11;
constexpr double kTabled = 1e-9;

/// Quantiles to 12 digits from SciPy's ppf, each checked there as a root of the cdf.
struct Row {
    double u;
    double x;
};

template <std::size_t N>
void check(const Distribution& law, double precision, const std::array<Row, N>& rows) {
    for (const Row& row : rows) {
        CAPTURE(row.u);
        CHECK(law.quantile(row.u) == Approx(row.x).epsilon(precision));
        CHECK(law.cdf(row.x) == Approx(row.u).epsilon(1e-10));
        CHECK(law.survival(row.x) == Approx(1.0 - row.u).epsilon(1e-10));
    }
}

}  // namespace

TEST_CASE("distribution: lognormal quantiles are SciPy's") {
    check(*Distribution::lognormal(6.0, 1.0), kClosed,
          std::array<Row, 4>{
              {{0.05, 1.15824490019}, {0.5, 6.0}, {0.95, 31.0815096134}, {0.99, 61.4428419379}}});
    check(*Distribution::lognormal(std::exp(3.4), 0.8), kClosed,
          std::array<Row, 4>{{{0.05, 8.03749203384},
                              {0.5, 29.9641000474},
                              {0.95, 111.707394281},
                              {0.99, 192.689155884}}});
}

TEST_CASE("distribution: gamma quantiles are SciPy's") {
    check(*Distribution::gamma(2.5, 4.0), kTabled,
          std::array<Row, 4>{{{0.05, 2.29095245212},
                              {0.5, 8.70292038219},
                              {0.95, 22.140995387},
                              {0.99, 30.1725449388}}});
}

TEST_CASE("distribution: loglogistic quantiles are SciPy's") {
    check(*Distribution::loglogistic(3.0, 12.0), kClosed,
          std::array<Row, 4>{
              {{0.05, 4.49707412141}, {0.5, 12.0}, {0.95, 32.0208197847}, {0.99, 55.5127801102}}});
}

TEST_CASE("distribution: triangular quantiles are SciPy's") {
    check(*Distribution::triangular(1.0, 4.0, 12.0), kClosed,
          std::array<Row, 4>{{{0.05, 2.28452325787},
                              {0.5, 5.36675041929},
                              {0.95, 9.90238230366},
                              {0.99, 11.061916848}}});
}

TEST_CASE("distribution: pareto quantiles are SciPy's") {
    check(*Distribution::pareto(2.5, 1.0), kClosed,
          std::array<Row, 4>{{{0.05, 1.02072924483},
                              {0.5, 1.31950791077},
                              {0.95, 3.31445401734},
                              {0.99, 6.3095734448}}});
}

TEST_CASE("distribution: quantiles of a mixture are the roots of its cdf") {
    const Distribution law = *Distribution::mixture(
        {0.7, 0.3}, {*Distribution::exponential(2.0), *Distribution::lognormal(24.0, 0.8)});
    check(law, kTabled,
          std::array<Row, 3>{{{0.5, 2.49851115226}, {0.9, 33.8735981795}, {0.99, 104.08267539}}});
}

TEST_CASE("distribution: an atom in a mixture is drawn by its share and no more") {
    const Distribution law = *Distribution::mixture(
        {0.6, 0.4}, {*Distribution::constant(0.0), *Distribution::gamma(5.0, 2.0)});
    const Distribution rest = *Distribution::gamma(5.0, 2.0);
    CHECK(law.quantile(1e-9) == 0.0);
    CHECK(law.quantile(0.3) == 0.0);
    CHECK(law.quantile(0.6 - 1e-12) == 0.0);
    CHECK(law.quantile(0.6 + 1e-6) == Approx(rest.quantile(2.5e-6)).epsilon(1e-8));
    CHECK(law.quantile(0.8) == Approx(rest.quantile(0.5)).epsilon(kTabled));
    CHECK(law.quantile(1.0 - 1e-9) == Approx(rest.quantile(1.0 - 2.5e-9)).epsilon(1e-8));
    CHECK(law.cdf(0.0) == Approx(0.6).epsilon(1e-14));
    CHECK(law.level(0.0, Edge::before).below == 0.0);
}

TEST_CASE("distribution: no draw falls into the gap between the parts of a mixture") {
    const Distribution law = *Distribution::mixture(
        {0.25, 0.75}, {*Distribution::uniform(0.0, 1.0), *Distribution::uniform(5.0, 6.0)});
    CHECK(law.quantile(0.25) == Approx(1.0).epsilon(kTabled));
    CHECK(law.quantile(0.25 + 1e-9) == Approx(5.0).epsilon(kTabled));
    for (int i = 1; i < 4000; ++i) {
        const double x = law.quantile(i / 4000.0);
        CHECK((x <= 1.0 || x >= 5.0));
    }
}

TEST_CASE("distribution: a mixture of samples draws their values alone") {
    const Distribution law = *Distribution::mixture(
        {0.5, 0.5}, {*Distribution::empirical({1.0, 2.0, 4.0, 8.0}), *Distribution::constant(3.0)});
    CHECK(law.quantile(0.1) == 1.0);
    CHECK(law.quantile(0.2) == 2.0);
    CHECK(law.quantile(0.26) == 3.0);
    CHECK(law.quantile(0.74) == 3.0);
    CHECK(law.quantile(0.76) == 4.0);
    CHECK(law.quantile(0.9) == 8.0);
}

TEST_CASE("distribution: shares that miss 1 by a rounding are scaled to it") {
    const Distribution part = *Distribution::uniform(0.0, 1.0);
    const Distribution law = *Distribution::mixture({0.5, 0.5 - 9e-10}, {part, part});
    CHECK(law.cdf(2.0) == 1.0);
    CHECK(law.quantile(0.5 + 1e-12) >= law.quantile(0.5 - 1e-12));
}

TEST_CASE("distribution: parts of no share leave a mixture as it is") {
    const Distribution law = *Distribution::mixture(
        {1.0, 0.0}, {*Distribution::exponential(2.0), *Distribution::pareto(0.5, 1.0)});
    CHECK(law.quantile(0.3) == Distribution::exponential(2.0)->quantile(0.3));
    CHECK(law.mean() == 2.0);
}

TEST_CASE("distribution: the minimum of exponentials is exponential with the sum of their rates") {
    const Distribution law =
        *Distribution::minimum({*Distribution::exponential(2.0), *Distribution::exponential(6.0)});
    CHECK(law.quantile(0.3) == Approx(1.5 * -std::log(0.7)).epsilon(kClosed));
    CHECK(law.mean() == Approx(1.5).epsilon(kClosed));
}

TEST_CASE("distribution: survivals multiply in a minimum") {
    const Distribution a = *Distribution::weibull(1.5, 10.0);
    const Distribution b = *Distribution::lognormal(8.0, 1.0);
    const Distribution law = *Distribution::minimum({a, b});
    for (const double u : {1e-9, 1e-4, 0.05, 0.3, 0.5, 0.8, 0.99, 1.0 - 1e-9}) {
        const double x = law.quantile(u);
        CAPTURE(u, x);
        CHECK(a.survival(x) * b.survival(x) == Approx(1.0 - u).epsilon(1e-7));
        CHECK(law.cdf(x) == Approx(u).epsilon(1e-7));
    }
    // Weibulls of one shape k: the scale is (sum of scale^-k)^(-1/k).
    const Distribution one_shape = *Distribution::minimum(
        {*Distribution::weibull(2.0, 3.0), *Distribution::weibull(2.0, 4.0)});
    CHECK(one_shape.quantile(0.4) ==
          Approx(Distribution::weibull(2.0, 2.4)->quantile(0.4)).epsilon(kTabled));
    CHECK(one_shape.mean() == Approx(Distribution::weibull(2.0, 2.4)->mean()).epsilon(kClosed));
}

TEST_CASE("distribution: a minimum with a constant never exceeds it") {
    const Distribution law =
        *Distribution::minimum({*Distribution::exponential(10.0), *Distribution::constant(5.0)});
    const double before = -std::expm1(-0.5);
    CHECK(law.quantile(0.2) ==
          Approx(Distribution::exponential(10.0)->quantile(0.2)).epsilon(kTabled));
    CHECK(law.quantile(before + 1e-9) == 5.0);
    CHECK(law.quantile(0.9) == 5.0);
    CHECK(law.cdf(5.0) == 1.0);
    CHECK(law.level(5.0, Edge::before).below == Approx(before).epsilon(kClosed));
}

TEST_CASE("distribution: a sample's quantile is its ceil(u n)-th smallest value") {
    const Distribution law = *Distribution::empirical({5.0, 1.0, 3.0, 3.0});
    CHECK(law.quantile(0.01) == 1.0);
    CHECK(law.quantile(0.25) == 1.0);
    CHECK(law.quantile(0.26) == 3.0);
    CHECK(law.quantile(0.75) == 3.0);
    CHECK(law.quantile(0.76) == 5.0);
    CHECK(law.quantile(1.0 - 1e-16) == 5.0);
    CHECK(law.cdf(0.9) == 0.0);
    CHECK(law.cdf(3.0) == 0.75);
    CHECK(law.cdf(9.0) == 1.0);
}

TEST_CASE("distribution: truncation is the law between the bounds") {
    const Distribution base = *Distribution::lognormal(17.0, 1.3);
    const Distribution law = *base.truncated(2.0, 24.0);
    const double mass = base.cdf(24.0) - base.cdf(2.0);
    for (const double u : {1e-9, 0.01, 0.3, 0.7, 0.99, 1.0 - 1e-9}) {
        const double x = law.quantile(u);
        CAPTURE(u);
        CHECK((base.cdf(x) - base.cdf(2.0)) / mass == Approx(u).epsilon(1e-7).margin(1e-15));
        CHECK(law.cdf(x) == Approx(u).epsilon(1e-6));
    }
    CHECK(law.quantile(1e-300) >= 2.0);
    CHECK(law.quantile(1.0 - 1e-16) <= 24.0);
    CHECK(law.cdf(1.0) == 0.0);
    CHECK(law.cdf(24.0) == 1.0);
    CHECK(law.cdf(25.0) == 1.0);
}

TEST_CASE("distribution: truncation keeps its digits far out in the upper tail") {
    // An exponential beyond any bound is the same exponential again.
    const Distribution law = *Distribution::exponential(2.0)->truncated(60.0, HUGE_VAL);
    CHECK(law.quantile(0.5) - 60.0 == Approx(2.0 * std::log(2.0)).epsilon(1e-12));
    CHECK(law.survival(62.0) == Approx(std::exp(-1.0)).epsilon(1e-12));
    CHECK(law.mean() == Approx(62.0).epsilon(1e-12));
}

TEST_CASE("distribution: truncating a sample drops what lies outside") {
    const Distribution law = *Distribution::empirical({1.0, 2.0, 3.0, 9.0})->truncated(2.0, 3.0);
    CHECK(law.quantile(0.5) == 2.0);
    CHECK(law.quantile(0.51) == 3.0);
    CHECK(law.mean() == 2.5);
}

TEST_CASE("distribution: truncation counts an atom on its bound") {
    const Distribution law = *Distribution::mixture({0.5, 0.5}, {*Distribution::constant(1.0),
                                                                 *Distribution::uniform(0.0, 4.0)})
                                  ->truncated(1.0, 2.0);
    // 0.5 on the atom and 0.125 from 1 to 2.
    CHECK(law.quantile(0.79) == 1.0);
    CHECK(law.quantile(0.9) == Approx(1.5).epsilon(kTabled));
    CHECK(law.cdf(1.0) == Approx(0.8).epsilon(kClosed));
}

TEST_CASE("distribution: clamping moves what lies outside to the nearer bound") {
    const Distribution base = *Distribution::exponential(10.0);
    const Distribution law = *base.clamped(2.0, 20.0);
    CHECK(law.quantile(0.1) == 2.0);
    CHECK(law.quantile(0.5) == base.quantile(0.5));
    CHECK(law.quantile(0.95) == 20.0);
    CHECK(law.cdf(1.9) == 0.0);
    CHECK(law.cdf(2.0) == base.cdf(2.0));
    CHECK(law.level(2.0, Edge::before).below == 0.0);
    CHECK(law.level(20.0, Edge::before).below == base.cdf(20.0));
    CHECK(law.cdf(20.0) == 1.0);
    CHECK(base.clamped(3.0, 3.0)->quantile(0.2) == 3.0);
}

TEST_CASE("distribution: a shift moves every quantile") {
    const Distribution law = *Distribution::exponential(10.0)->shifted(5.0);
    CHECK(law.quantile(0.5) == Distribution::exponential(10.0)->quantile(0.5) + 5.0);
    CHECK(law.cdf(4.9) == 0.0);
    CHECK(law.cdf(15.0) == Approx(-std::expm1(-1.0)).epsilon(kClosed));
    CHECK(law.mean() == 15.0);
    CHECK(law.variance() == 100.0);
}

TEST_CASE("distribution: small levels keep their digits") {
    CHECK(Distribution::exponential(1.0)->quantile(1e-12) == Approx(1e-12).epsilon(1e-11));
    CHECK(Distribution::weibull(1.0, 1.0)->quantile(1e-12) == Approx(1e-12).epsilon(1e-11));
    CHECK(Distribution::exponential(1.0)->survival(500.0) ==
          Approx(std::exp(-500.0)).epsilon(1e-12));
    CHECK(Distribution::normal(0.0, 1.0)->survival(30.0) ==
          Approx(4.906713927148187e-198).epsilon(1e-11));
}

TEST_CASE("distribution: a delay is a draw in microseconds between 0 and 100 years") {
    CHECK(delay(*Distribution::constant(1.6), 0.5) == SimDuration(2));
    CHECK(delay(*Distribution::constant(-3.0), 0.5) == SimDuration::zero());
    CHECK(delay(*Distribution::pareto(0.01, 1.0), 1.0 - 1e-16) == kLongestDelay);
}
