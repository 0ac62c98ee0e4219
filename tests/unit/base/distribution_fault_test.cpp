#include "sim/base/distribution.hpp"
#include "sim/base/enum_names.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <string>

using namespace ordersim;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void refused(const Distribution::Made& made, DistributionFault fault, const std::string& message) {
    REQUIRE_FALSE(made.has_value());
    CHECK(enum_name(made.error().fault) == enum_name(fault));
    CHECK(made.error().message == message);
}

}  // namespace

TEST_CASE("distribution: a parameter that is not finite is refused by name") {
    using enum DistributionFault;
    refused(Distribution::constant(kNan), not_finite,
            "constant: the value is nan, not a finite number");
    refused(Distribution::uniform(0.0, HUGE_VAL), not_finite,
            "uniform: max is inf, not a finite number");
    refused(Distribution::exponential(HUGE_VAL), not_finite,
            "exponential: the mean is inf, not a finite number");
    refused(Distribution::normal(kNan, 1.0), not_finite,
            "normal: the mean is nan, not a finite number");
    refused(Distribution::gamma(2.0, kNan), not_finite,
            "gamma: the scale is nan, not a finite number");
    refused(Distribution::triangular(0.0, 1.0, -HUGE_VAL), not_finite,
            "triangular: max is -inf, not a finite number");
    refused(Distribution::empirical({1.0, kNan}), not_finite,
            "empirical: value 2 of the sample is nan, not a finite number");
    refused(Distribution::constant(1.0)->shifted(HUGE_VAL), not_finite,
            "shift: the offset is inf, not a finite number");
    refused(Distribution::constant(1.0)->truncated(kNan, 1.0), not_finite,
            "truncation: min is nan, not a number");
    refused(Distribution::constant(1.0)->clamped(0.0, kNan), not_finite,
            "clamp: max is nan, not a number");
}

TEST_CASE("distribution: a scale or shape of zero or less is refused by name") {
    using enum DistributionFault;
    refused(Distribution::exponential(0.0), not_positive,
            "exponential: the mean is 0, but must be greater than 0");
    refused(Distribution::lognormal(-1.5, 1.0), not_positive,
            "lognormal: the median is -1.5, but must be greater than 0");
    refused(Distribution::lognormal(1.0, 0.0), not_positive,
            "lognormal: sigma is 0, but must be greater than 0");
    refused(Distribution::normal(0.0, -1.0), not_positive,
            "normal: sd is -1, but must be greater than 0");
    refused(Distribution::weibull(-2.0, 1.0), not_positive,
            "weibull: the shape is -2, but must be greater than 0");
    refused(Distribution::loglogistic(1.0, 0.0), not_positive,
            "loglogistic: the scale is 0, but must be greater than 0");
    refused(Distribution::pareto(0.0, 1.0), not_positive,
            "pareto: the shape is 0, but must be greater than 0");
    refused(Distribution::gamma(0.0, 1.0), not_positive,
            "gamma: the shape is 0, but must be greater than 0");
    refused(Distribution::beta(1.0, -0.5), not_positive,
            "beta: beta is -0.5, but must be greater than 0");
}

TEST_CASE("distribution: a shape beyond what can be tabled is refused by name") {
    using enum DistributionFault;
    refused(Distribution::gamma(1e-3, 1.0), out_of_range,
            "gamma: the shape is 0.001, but must lie from 0.01 to 1e6");
    refused(Distribution::beta(2.0, 2e6), out_of_range,
            "beta: beta is 2e+06, but must lie from 0.01 to 1e6");
}

TEST_CASE("distribution: bounds in the wrong order are refused with both") {
    using enum DistributionFault;
    refused(Distribution::uniform(2.0, 1.0), bounds_crossed, "uniform: min is 2, above max 1");
    refused(Distribution::triangular(0.0, 5.0, 4.0), bounds_crossed,
            "triangular: mode is 5, outside of min 0 to max 4");
    refused(Distribution::triangular(5.0, 5.0, 4.0), bounds_crossed,
            "triangular: min is 5, above max 4");
    refused(Distribution::exponential(1.0)->truncated(3.0, 2.0), bounds_crossed,
            "truncation: min is 3, above max 2");
    refused(Distribution::exponential(1.0)->clamped(3.0, 2.0), bounds_crossed,
            "clamp: min is 3, above max 2");
}

TEST_CASE("distribution: a mixture whose shares do not sum to 1 is refused with the sum") {
    using enum DistributionFault;
    const Distribution part = *Distribution::exponential(1.0);
    refused(Distribution::mixture({0.5, 0.25}, {part, part}), shares,
            "mixture: the shares sum to 0.75, not to 1");
    refused(Distribution::mixture({0.5, 0.5 + 2e-9}, {part, part}), shares,
            "mixture: the shares sum to 1.000000002, not to 1");
    refused(Distribution::mixture({1.5, -0.5}, {part, part}), shares,
            "mixture: share 2 is -0.5, but must not be negative");
    refused(Distribution::mixture({1.0}, {part, part}), shares, "mixture: 1 shares for 2 parts");
    refused(Distribution::mixture({0.5, kNan}, {part, part}), not_finite,
            "mixture: share 2 is nan, not a finite number");
    CHECK(Distribution::mixture({0.5, 0.5 + 5e-10}, {part, part}).has_value());
}

TEST_CASE("distribution: nothing to draw from is refused") {
    using enum DistributionFault;
    refused(Distribution::empirical({}), empty, "empirical: the sample is empty");
    refused(Distribution::mixture({}, {}), empty, "mixture: it has no parts");
    refused(Distribution::minimum({}), empty, "minimum: it has no parts");
    refused(Distribution::constant(1.0)->truncated(2.0, 3.0), no_mass,
            "truncation: nothing of the law lies from 2 to 3");
    refused(Distribution::uniform(0.0, 1.0)->truncated(1.5, 9.0), no_mass,
            "truncation: nothing of the law lies from 1.5 to 9");
    refused(Distribution::empirical({1.0, 4.0})->truncated(2.0, 3.0), no_mass,
            "truncation: nothing of the law lies from 2 to 3");
    refused(Distribution::exponential(1.0)->truncated(-2.0, -1.0), no_mass,
            "truncation: nothing of the law lies from -2 to -1");
    refused(Distribution::exponential(1.0)->truncated(1.0, 1.0), no_mass,
            "truncation: nothing of the law lies from 1 to 1");
}

TEST_CASE("distribution: bounds that coincide make a constant") {
    CHECK(Distribution::uniform(2.0, 2.0)->quantile(0.3) == 2.0);
    CHECK(Distribution::triangular(2.0, 2.0, 2.0)->quantile(0.3) == 2.0);
    CHECK(Distribution::triangular(2.0, 2.0, 4.0)->quantile(1e-12) == Approx(2.0));
    CHECK(Distribution::triangular(2.0, 4.0, 4.0)->quantile(1.0 - 1e-12) == Approx(4.0));
}

TEST_CASE("distribution: extreme parameters make a law or an error, never a crash") {
    for (const double a : {1e-300, 0.01, 1.0, 1e6, 1e300}) {
        for (const double b : {1e-300, 0.01, 1.0, 1e6, 1e300}) {
            for (const auto& made :
                 {Distribution::gamma(a, b), Distribution::beta(a, b), Distribution::weibull(a, b),
                  Distribution::pareto(a, b), Distribution::loglogistic(a, b),
                  Distribution::lognormal(a, b)}) {
                if (!made) {
                    CHECK(made.error().fault == DistributionFault::out_of_range);
                    continue;
                }
                double last = made->quantile(1e-15);
                for (const double u : {0.01, 0.5, 0.99, 1.0 - 1e-15}) {
                    CAPTURE(a, b, u);
                    const double x = made->quantile(u);
                    CHECK_FALSE(std::isnan(x));
                    CHECK(x >= last);
                    last = x;
                }
            }
        }
    }
}
