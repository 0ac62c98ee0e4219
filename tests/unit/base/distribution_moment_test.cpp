#include "sim/base/distribution.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace ordersim;

namespace {

void check(const Distribution& law, double mean, double variance, double precision = 1e-11) {
    CHECK(law.mean() == Approx(mean).epsilon(precision));
    CHECK(law.variance() == Approx(variance).epsilon(precision));
}

}  // namespace

TEST_CASE("distribution: means and variances are the closed forms") {
    // To 12 digits, each checked against SciPy.
    check(*Distribution::lognormal(6.0, 1.0), 9.8923276242, 168.147873737);
    check(*Distribution::lognormal(std::exp(3.4), 0.8), 41.2643941086, 1526.48301549);
    check(*Distribution::gamma(2.5, 4.0), 10.0, 40.0);
    check(*Distribution::loglogistic(3.0, 12.0), 14.5103949139, 137.697917376);
    check(*Distribution::triangular(1.0, 4.0, 12.0), 5.66666666667, 5.38888888889);
    check(*Distribution::pareto(2.5, 1.0), 1.66666666667, 2.22222222222);
    check(*Distribution::beta(2.0, 3.0), 0.4, 0.04);
    check(*Distribution::weibull(2.0, 1.0), std::sqrt(std::acos(-1.0)) / 2.0,
          1.0 - std::acos(-1.0) / 4.0);
    check(*Distribution::weibull(1.0, 3.0), 3.0, 9.0);
    check(*Distribution::uniform(2.0, 5.0), 3.5, 0.75);
    check(*Distribution::empirical({1.0, 2.0, 6.0}), 3.0, 14.0 / 3.0);
}

TEST_CASE("distribution: the moments of a mixture are those of its parts") {
    const Distribution law = *Distribution::mixture(
        {0.7, 0.3}, {*Distribution::exponential(2.0), *Distribution::lognormal(24.0, 0.8)});
    const double m = 24.0 * std::exp(0.32);
    const double second = 0.7 * 8.0 + 0.3 * m * m * std::exp(0.64);
    check(law, 11.3153199032, second - law.mean() * law.mean());
}

TEST_CASE("distribution: the mean of a normal cut at 0 is mu + sigma phi / Phi") {
    const Distribution law = *Distribution::normal(10.0, 4.0)->truncated(0.0, HUGE_VAL);
    CHECK(law.mean() == Approx(10.0705513019).epsilon(1e-11));
    const double phi = std::exp(-3.125) / std::sqrt(2.0 * std::acos(-1.0));
    const double ratio = phi / (0.5 * std::erfc(-2.5 / std::sqrt(2.0)));
    CHECK(law.variance() == Approx(16.0 * (1.0 - 2.5 * ratio - ratio * ratio)).epsilon(1e-11));
}

TEST_CASE("distribution: clamped and cut exponentials have the moments of the textbook") {
    const double left = std::exp(-2.0);
    const Distribution base = *Distribution::exponential(1.0);
    check(*base.clamped(0.0, 2.0), 1.0 - left, 1.0 - 4.0 * left - left * left);
    // E[min(max(X, a), b)] = a + exp(-a) - exp(-b).
    CHECK(base.clamped(0.5, 2.0)->mean() == Approx(0.5 + std::exp(-0.5) - left).epsilon(1e-12));
    const double mean = 1.0 - 2.0 * left / (1.0 - left);
    const double second = (2.0 - left * (4.0 + 4.0 + 2.0)) / (1.0 - left);
    check(*base.truncated(0.0, 2.0), mean, second - mean * mean);
}

TEST_CASE("distribution: the moments of a cut mixture see its atoms and its gaps") {
    const Distribution law = *Distribution::mixture({0.5, 0.5}, {*Distribution::constant(1.0),
                                                                 *Distribution::uniform(3.0, 5.0)})
                                  ->truncated(0.0, 4.0);
    // 2/3 on the atom, 1/3 uniform from 3 to 4.
    const double mean = 2.0 / 3.0 + 3.5 / 3.0;
    check(law, mean, 2.0 / 3.0 + (3.5 * 3.5 + 1.0 / 12.0) / 3.0 - mean * mean);
}

TEST_CASE("distribution: moments that do not exist are infinite") {
    CHECK(std::isinf(Distribution::pareto(1.0, 1.0)->mean()));
    CHECK(std::isinf(Distribution::pareto(0.5, 1.0)->variance()));
    CHECK(std::isinf(Distribution::pareto(2.0, 1.0)->variance()));
    CHECK(std::isfinite(Distribution::pareto(2.0, 1.0)->mean()));
    CHECK(std::isinf(Distribution::loglogistic(1.0, 1.0)->mean()));
    CHECK(std::isinf(Distribution::loglogistic(2.0, 1.0)->variance()));
    CHECK(std::isinf(Distribution::pareto(0.8, 1.0)->truncated(2.0, HUGE_VAL)->mean()));
    CHECK(std::isfinite(Distribution::pareto(0.8, 1.0)->truncated(2.0, 9.0)->mean()));
    CHECK(std::isfinite(Distribution::pareto(0.8, 1.0)->clamped(0.0, 9.0)->variance()));
    CHECK(std::isinf(Distribution::mixture({0.5, 0.5}, {*Distribution::pareto(0.8, 1.0),
                                                        *Distribution::constant(1.0)})
                         ->mean()));
}

TEST_CASE("distribution: a minimum may have a mean where none of its parts has one") {
    // Paretos of one scale: the shapes add up.
    const Distribution law =
        *Distribution::minimum({*Distribution::pareto(1.0, 1.0), *Distribution::pareto(0.9, 1.0)});
    CHECK(law.mean() == Approx(1.9 / 0.9).epsilon(1e-9));
    CHECK(std::isinf(law.variance()));
}

TEST_CASE("distribution: variances of narrow laws keep their digits") {
    const double pi = std::acos(-1.0);
    // To first order in 1 / shape, scale 1: pi^2 / 6 k^2 for weibull, pi^2 / 3 k^2 for loglogistic.
    const double k = 1e5;
    CHECK(Distribution::weibull(k, 1.0)->variance() * k * k == Approx(pi * pi / 6.0).epsilon(1e-4));
    CHECK(Distribution::loglogistic(1e4, 1.0)->variance() * 1e8 ==
          Approx(pi * pi / 3.0).epsilon(1e-6));
    CHECK(Distribution::lognormal(1.0, 1e-8)->variance() == Approx(1e-16).epsilon(1e-9));
}
