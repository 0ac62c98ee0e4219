#include "tests/unit/experiment/fit/samples.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace ordersim;
using namespace ordersim::experiment;

/// How often intervals at level 0.95 hold the parameters that a log was made with, over logs of
/// which about 30 % of the times are censored.
namespace {

struct Truth {
    FitFamily family;
    std::vector<double> parameters;
    Distribution law;
    double censoring_mean;  ///< cuts off about 30 %
    std::uint64_t times = 300;
    std::uint32_t logs = 400;
};

std::vector<Truth> truths() {
    return {{FitFamily::exponential, {20}, *Distribution::exponential(20), 47},
            {FitFamily::lognormal, {14, 1}, *Distribution::lognormal(14, 1), 49},
            {FitFamily::weibull, {0.7, 20}, *Distribution::weibull(0.7, 20), 54},
            {FitFamily::gamma, {2.5, 6}, *Distribution::gamma(2.5, 6), 38},
            {FitFamily::loglogistic, {1.8, 14}, *Distribution::loglogistic(1.8, 14), 50},
            {FitFamily::lognormal_mixture,
             {0.4, 2, 0.5, 40, 0.8},
             two_lognormals(0.4, 2, 0.5, 40, 0.8),
             70,
             600,
             100}};
}

FitOptions fit_alone(FitFamily family) {
    FitOptions options = untested({family});
    options.empirical_times_max = 0;
    return options;
}

}  // namespace

TEST_CASE("coverage: a fit's intervals hold the true parameters as often as they say") {
    for (const Truth& truth : truths()) {
        std::vector<std::uint32_t> covered(truth.parameters.size());
        double censored = 0;
        for (std::uint32_t log = 0; log < truth.logs; ++log) {
            const auto sample = sample_of(truth.law, truth.times, truth.censoring_mean, log);
            const FitReport report = fit_times(sample, fit_alone(truth.family));
            const Fit& fit = report.fits.front();
            REQUIRE(fit.is_fitted());
            censored += static_cast<double>(report.sample.censored);
            for (std::size_t i = 0; i < covered.size(); ++i) {
                const auto [low, high] = fit.parameters[i].interval;
                covered[i] += low <= truth.parameters[i] && truth.parameters[i] <= high ? 1U : 0U;
            }
        }
        CHECK(censored / static_cast<double>(truth.logs * truth.times) == Approx(0.3).margin(0.02));
        // Give or take four standard deviations of the binomial law.
        const double spread = 4 * std::sqrt(truth.logs * 0.95 * 0.05);
        for (std::size_t i = 0; i < covered.size(); ++i) {
            INFO(family_name(truth.family) << ", parameter " << i);
            CHECK(covered[i] == Approx(0.95 * truth.logs).margin(spread));
        }
    }
}
