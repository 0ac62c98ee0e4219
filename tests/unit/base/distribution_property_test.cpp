#include "sim/base/distribution.hpp"
#include "sim/base/random.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

using namespace ordersim;

namespace {

enum class Purpose : std::uint8_t { level };

struct Case {
    std::string name;
    Distribution law;
};

std::vector<Case> cases() {
    const Distribution mound = *Distribution::gamma(2.5, 4.0);
    const Distribution slow = *Distribution::lognormal(24.0, 0.8);
    const Distribution atoms = *Distribution::empirical({0.5, 3.0, 3.0, 40.0});
    return {
        {"uniform", *Distribution::uniform(-1.0, 2.0)},
        {"exponential", *Distribution::exponential(3.0)},
        {"lognormal", slow},
        {"normal", *Distribution::normal(3.0, 2.0)},
        {"weibull", *Distribution::weibull(0.7, 2.0)},
        {"loglogistic", *Distribution::loglogistic(3.0, 12.0)},
        {"pareto", *Distribution::pareto(0.9, 2.0)},
        {"triangular", *Distribution::triangular(0.0, 0.0, 5.0)},
        {"gamma", mound},
        {"gamma of small shape", *Distribution::gamma(0.05, 4.0)},
        {"beta", *Distribution::beta(0.5, 3.0)},
        {"mixture", *Distribution::mixture({0.4, 0.6}, {mound, slow})},
        {"minimum", *Distribution::minimum({mound, slow})},
        {"truncated", *slow.truncated(2.0, 60.0)},
        {"shifted", *mound.shifted(5.0)},
        {"constant", *Distribution::constant(7.0)},
        {"empirical", atoms},
        {"mixture with atoms", *Distribution::mixture({0.3, 0.7}, {atoms, mound})},
        {"minimum with atoms", *Distribution::minimum({atoms, slow})},
        {"clamped", *slow.clamped(10.0, 30.0)},
        {"mixture with a clamped part",
         *Distribution::mixture({0.5, 0.5}, {*slow.clamped(10.0, 30.0), mound})},
    };
}

bool is_continuous(const Case& item) {
    return item.name.find("atom") == std::string::npos && item.name != "constant" &&
           item.name != "empirical" && item.name.find("clamped") == std::string::npos;
}

double any_level() {
    const Draws draws(*rc::gen::arbitrary<std::uint64_t>(), 0);
    const double u = draws.uniform(0, Purpose::level);
    const double v = std::ldexp(u, -*rc::gen::inRange(0, 45));
    return *rc::gen::arbitrary<bool>() ? v : 1.0 - v;
}

/// rc::prop would make all laws again for each of them.
template <class Property>
void holds(const std::string& name, const Property& property) {
    CAPTURE(name);
    CHECK(rc::check(name, property));
}

}  // namespace

TEST_CASE("distribution: quantiles do not fall as the level rises") {
    for (const Case& item : cases()) {
        holds(item.name, [&] {
            const double a = any_level();
            const double b = *rc::gen::arbitrary<bool>() ? any_level() : a * (1.0 + 1e-9);
            RC_PRE(a < 1.0 && b < 1.0);
            const double low = item.law.quantile(std::min(a, b));
            const double high = item.law.quantile(std::max(a, b));
            RC_ASSERT(low <= high + 4e-16 * std::abs(high));
        });
    }
}

TEST_CASE("distribution: a table that rises from almost nothing never falls or turns negative") {
    for (const Distribution& law : {*Distribution::gamma(0.05, 4.0), *Distribution::beta(0.03, 2.0),
                                    *Distribution::gamma(0.3, 1.0)}) {
        double last = 0.0;
        for (double u = 1e-12; u < 1.0; u *= 1.0003) {
            const double x = law.quantile(u);
            CAPTURE(u);
            REQUIRE(x >= last * (1.0 - 4e-16));
            last = x;
        }
    }
}

TEST_CASE("distribution: the cdf is the inverse of the quantile where the law is continuous") {
    for (const Case& item : cases()) {
        if (!is_continuous(item)) {
            continue;
        }
        holds(item.name, [&] {
            const double u = any_level();
            const double x = item.law.quantile(u);
            // Nearer to 0, tables are precise absolutely.
            RC_PRE(u > 1e-14 && u < 1.0 - 1e-14 && std::abs(x) > 1e-4);
            const Level own = item.law.level(x, Edge::through);
            RC_ASSERT(std::abs(own.below - u) <= 1e-7 * u + 1e-15);
            RC_ASSERT(std::abs(own.above - (1.0 - u)) <= 1e-7 * (1.0 - u) + 1e-15);
        });
    }
}

TEST_CASE("distribution: the quantile is the smallest value whose cdf reaches the level") {
    for (const Case& item : cases()) {
        holds(item.name, [&] {
            const double u = any_level();
            RC_PRE(u > 1e-12 && u < 1.0 - 1e-12);
            const double x = item.law.quantile(u);
            const double slack = 2e-9 * std::max(std::abs(x), 1.0);
            RC_ASSERT(item.law.cdf(x + slack) >= u - 1e-12);
            RC_ASSERT(item.law.level(x - slack, Edge::before).below <= u + 1e-12);
        });
    }
}

TEST_CASE("distribution: means are those of many draws") {
    const Draws draws(7, 0);
    constexpr std::uint64_t count = 20'000;
    for (const Case& item : cases()) {
        if (!std::isfinite(item.law.variance())) {
            continue;
        }
        double sum = 0.0;
        for (std::uint64_t i = 0; i < count; ++i) {
            sum += item.law.quantile(draws.uniform(i, Purpose::level));
        }
        const double error = std::sqrt(item.law.variance() / count);
        CAPTURE(item.name);
        CHECK(std::abs(sum / count - item.law.mean()) <= 4.5 * error + 1e-9);
    }
}
