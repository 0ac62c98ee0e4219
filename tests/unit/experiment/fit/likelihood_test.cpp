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
    const Fit lognormal = of(report, FitFamily::lognormal);
    CHECK(std::log(lognormal.parameters[0].value) == about(2.66781496809));
    CHECK(lognormal.parameters[1].value == about(1.63557058244));
    CHECK(lognormal.log_likelihood == near(-62.0190853227));
    CHECK(lognormal.aic == near(128.038170645));
    CHECK(report.law == R"({ exponential = { mean = "24.5467h" } })");
}

TEST_CASE("fit: twenty times without censoring meet the closed forms") {
    const Fit fit = of(fit_times(twenty(), {}), FitFamily::lognormal);
    CHECK(std::log(fit.parameters[0].value) == near(0.953642971913));
    CHECK(fit.parameters[1].value == near(0.83471621395));
    CHECK(fit.log_likelihood == near(-43.8383605938));
    CHECK(fit.aic == near(91.6767211875));
}
