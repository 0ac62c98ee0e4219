#include "sim/experiment/fit/fit.hpp"

#include "tests/unit/experiment/fit/samples.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace ordersim;
using namespace ordersim::experiment;

namespace {

const Fit& of(const FitReport& report, FitFamily family) {
    return report.fits.at(static_cast<std::size_t>(family));
}

/// Values of a closed form: all twelve digits.
Approx near(double value) {
    return Approx(value).epsilon(5e-12);
}

/// Where R's optimiser stopped: its own rule allows 1e-9 of the log-likelihood.
Approx about(double value) {
    return Approx(value).epsilon(1e-7);
}

}  // namespace

TEST_CASE("fit: the exponential law of censored times is events over time watched") {
    const Fit fit = of(fit_times(sellers(), {}), FitFamily::exponential);
    CHECK(1 / fit.parameters[0].value == near(0.0407387289517));
    CHECK(fit.log_likelihood == near(-63.0086410155));
    CHECK(fit.aic == near(128.017282031));
}

TEST_CASE("fit: R's survreg on the sellers' answers") {
    const FitReport report = fit_times(sellers(), {});
    const Fit& lognormal = of(report, FitFamily::lognormal);
    CHECK(std::log(lognormal.parameters[0].value) == about(2.66781496809));
    CHECK(lognormal.parameters[1].value == about(1.63557058244));
    CHECK(lognormal.log_likelihood == near(-62.0190853227));
    CHECK(lognormal.aic == near(128.038170645));
    const Fit& weibull = of(report, FitFamily::weibull);
    CHECK(weibull.parameters[0].value == about(0.811776438202));
    CHECK(weibull.parameters[1].value == about(25.3098094749));
    CHECK(weibull.log_likelihood == near(-62.4938687536));
    CHECK(weibull.aic == near(128.987737507));
    const Fit& loglogistic = of(report, FitFamily::loglogistic);
    CHECK(loglogistic.parameters[0].value == about(1.05055364266));
    CHECK(loglogistic.parameters[1].value == about(14.4659992162));
    CHECK(loglogistic.log_likelihood == near(-62.1736813725));
    CHECK(loglogistic.aic == near(128.347362745));
    CHECK(report.law == R"({ exponential = { mean = "24.5467h" } })");
}

TEST_CASE("fit: the gamma law of censored times, which R knows to seven digits") {
    const Fit gamma = of(fit_times(sellers(), {}), FitFamily::gamma);
    CHECK(gamma.parameters[0].value == about(0.778082490484));
    CHECK(gamma.parameters[1].value == about(34.5003463749));
    CHECK(gamma.log_likelihood == near(-62.6209062303));
}

TEST_CASE("fit: twenty times without censoring meet the closed forms") {
    const FitReport report = fit_times(twenty(), {});
    const Fit& lognormal = of(report, FitFamily::lognormal);
    CHECK(std::log(lognormal.parameters[0].value) == near(0.953642971913));
    CHECK(lognormal.parameters[1].value == near(0.83471621395));
    CHECK(lognormal.log_likelihood == near(-43.8383605938));
    CHECK(lognormal.aic == near(91.6767211875));
    const Fit& weibull = of(report, FitFamily::weibull);
    CHECK(weibull.parameters[0].value == about(1.29715311031));
    CHECK(weibull.parameters[1].value == about(3.92577149601));
    CHECK(weibull.log_likelihood == near(-44.6077706992));
    const Fit& gamma = of(report, FitFamily::gamma);
    CHECK(gamma.parameters[0].value == near(1.66845124711));
    CHECK(gamma.parameters[1].value == near(2.16068644873));
    CHECK(gamma.log_likelihood == near(-44.28832848));
}
