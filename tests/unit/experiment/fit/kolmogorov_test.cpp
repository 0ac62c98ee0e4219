#include "sim/experiment/fit/kolmogorov.hpp"

#include "sim/experiment/fit/curve_distance.hpp"
#include "sim/experiment/fit/families.hpp"

#include "tests/unit/experiment/fit/samples.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace ordersim;
using namespace ordersim::experiment;

namespace {

Approx near(double value) {
    return Approx(value).epsilon(5e-12);
}

CurveDistance distance(const std::vector<measure::CensoredTime>& sample, FitFamily family,
                       const std::vector<double>& parameters) {
    const TimeTable table = time_table(sample);
    return curve_distance(table, form_of(family).levels(parameters, table));
}

}  // namespace

TEST_CASE("distance: R's gofstat of the fitted lognormal law") {
    const Fit fit = fit_in(fit_times(twenty(), untested()), FitFamily::lognormal);
    const CurveDistance found = distance(twenty(), FitFamily::lognormal,
                                         {fit.parameters[0].value, fit.parameters[1].value});
    CHECK(found.kolmogorov_smirnov == near(0.0874271118899));
    CHECK(found.anderson_darling == near(0.116583197591));
    CHECK(found.cramer_von_mises == near(0.0151030590513));
    CHECK(fit.goodness.kolmogorov_smirnov == found.kolmogorov_smirnov);
    CHECK(fit.goodness.anderson_darling == found.anderson_darling);
}

TEST_CASE("distance: with censoring the integrals are those of the curve's definition") {
    for (const bool is_last_censored : {false, true}) {
        auto sample = sample_of(*Distribution::lognormal(5, 0.8), 80, 12, 3);
        sample.push_back({.time = 100.0, .is_censored = is_last_censored});
        const measure::KaplanMeier curve(sample);
        const Distribution law = *Distribution::weibull(1.1, 6);
        double squares = 0;
        double weighted = 0;
        double largest = 0;
        // Midpoints of a fine lattice of log-odds, up to those of the last time watched.
        const double last = is_last_censored ? std::log(law.cdf(100) / law.survival(100)) : 36;
        constexpr int count = 400'000;
        const double step = (last + 40) / count;
        for (int i = 0; i < count; ++i) {
            const double v = step * (i + 0.5) - 40;
            const Level at{1 / (1 + std::exp(-v)), 1 / (1 + std::exp(v))};
            const double away = 1 - curve.survival(law.quantile_at(at)) - at.below;
            squares += away * away * at.below * at.above * step;
            weighted += away * away * step;
            largest = std::max(largest, std::abs(away));
        }
        const auto size = static_cast<double>(sample.size());
        const CurveDistance found = distance(sample, FitFamily::weibull, {1.1, 6});
        CHECK(found.cramer_von_mises == Approx(size * squares).epsilon(1e-4));
        CHECK(found.anderson_darling == Approx(size * weighted).epsilon(1e-4));
        CHECK(found.kolmogorov_smirnov == Approx(largest).epsilon(5e-4));
    }
}

TEST_CASE("distance: a law that rules a time out lies without end away") {
    const CurveDistance found = distance({{1}, {1e6}}, FitFamily::exponential, {1});
    CHECK(std::isinf(found.anderson_darling));
    CHECK(found.kolmogorov_smirnov <= 1);
}

TEST_CASE("kolmogorov: R's exact test against a law known before") {
    const CurveDistance found = distance(twenty(), FitFamily::lognormal, {std::exp(1), 0.9});
    CHECK(found.kolmogorov_smirnov == near(0.0682012878552));
    CHECK(kolmogorov_p_value(20, found.kolmogorov_smirnov) == near(0.999891463509));
}

TEST_CASE("kolmogorov: R's distance of two samples, whichever comes first") {
    const std::vector<double> others{2.1, 4.4, 0.7, 9.8, 3.3, 5.6, 6.1, 1.9, 10.4, 2.8, 7.7, 4.9};
    CHECK(kolmogorov_distance(twenty_times(), others) == near(0.283333333333));
    CHECK(kolmogorov_distance(others, twenty_times()) == near(0.283333333333));
    CHECK(kolmogorov_distance(others, others) == 0);
}

TEST_CASE("kolmogorov: small samples have closed forms") {
    // P(D_1 < d) = 2 d - 1 from 1/2 on.
    CHECK(kolmogorov_p_value(1, 0.75) == Approx(0.5).epsilon(1e-13));
    CHECK(kolmogorov_p_value(1, 0.5) == Approx(1).epsilon(1e-13));
    // P(D_2 < d) = 2 (2 d - 1/2)^2 from 1/4 to 1/2, 1 - 2 (1 - d)^2 beyond.
    CHECK(kolmogorov_p_value(2, 0.4) == Approx(1 - 2 * 0.3 * 0.3).epsilon(1e-13));
    CHECK(kolmogorov_p_value(2, 0.8) == Approx(2 * 0.2 * 0.2).epsilon(1e-12));
    CHECK(kolmogorov_p_value(7, 0) == 1);
    CHECK(kolmogorov_p_value(7, 1) < 1e-6);
}

TEST_CASE("kolmogorov: the series takes over where the matrix ends") {
    for (const double scaled : {0.5, 0.8, 1.2, 1.36, 1.6, 2.4}) {
        const double at = scaled / std::sqrt(1000.0);
        const double next = scaled / std::sqrt(1001.0);
        CHECK(kolmogorov_p_value(1000, at) == Approx(kolmogorov_p_value(1001, next)).margin(5e-5));
    }
    // The classical 5 % point of the limit.
    CHECK(kolmogorov_p_value(1'000'000, 1.3581 / 1000) == Approx(0.05).margin(0.0005));
}
