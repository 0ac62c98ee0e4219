#include "tests/unit/experiment/fit/samples.hpp"

#include <Eigen/Dense>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/lognormal.hpp>
#include <boost/math/distributions/weibull.hpp>
#include <catch2/catch.hpp>

#include <functional>
#include <vector>

using namespace ordersim;
using namespace ordersim::experiment;
using measure::CensoredTime;

namespace {

namespace bm = boost::math;

/// Values of a closed form, or at a summit, where they hardly change: all twelve digits.
Approx near(double value) {
    return Approx(value).epsilon(5e-12);
}

/// Where R's optimiser stopped on its way to the summit: survreg ends when the log-likelihood
/// changes by less than 1e-9 of itself, optim at the 7 digits that the reference states.
Approx about(double value) {
    return Approx(value).epsilon(1e-7);
}

using Numbers = std::vector<double>;

/// Density and survival of a law, written anew with Boost.
struct Curve {
    double density;
    double survival;
};

template <class Law>
Curve curve_of(const Law& law, double time) {
    return {bm::pdf(law, time), bm::cdf(bm::complement(law, time))};
}

Curve curve_at(FitFamily family, const Numbers& p, double time) {
    switch (family) {
    case FitFamily::exponential: return {std::exp(-time / p[0]) / p[0], std::exp(-time / p[0])};
    case FitFamily::lognormal: return curve_of(bm::lognormal(std::log(p[0]), p[1]), time);
    case FitFamily::weibull: return curve_of(bm::weibull(p[0], p[1]), time);
    case FitFamily::gamma: return curve_of(bm::gamma_distribution<>(p[0], p[1]), time);
    case FitFamily::loglogistic: {
        const double odds = std::pow(time / p[1], p[0]);
        return {p[0] / time * odds / ((1 + odds) * (1 + odds)), 1 / (1 + odds)};
    }
    case FitFamily::lognormal_mixture: {
        const Curve one = curve_at(FitFamily::lognormal, {p[1], p[2]}, time);
        const Curve two = curve_at(FitFamily::lognormal, {p[3], p[4]}, time);
        return {p[0] * one.density + (1 - p[0]) * two.density,
                p[0] * one.survival + (1 - p[0]) * two.survival};
    }
    }
    return {};
}

double log_likelihood(FitFamily family, const Numbers& parameters,
                      const std::vector<CensoredTime>& sample) {
    double sum = 0;
    for (const CensoredTime& one : sample) {
        const Curve curve = curve_at(family, parameters, one.time);
        sum += std::log(one.is_censored ? curve.survival : curve.density);
    }
    return sum;
}

/// A fit seen from the scale on which its intervals are even: logarithms, log-odds for a share.
class Summit {
public:
    Summit(const Fit& fit, const std::vector<CensoredTime>& sample) : fit_(fit), sample_(sample) {}

    [[nodiscard]] double height(const Eigen::VectorXd& away) const {
        Numbers parameters;
        for (std::size_t i = 0; i < fit_.parameters.size(); ++i) {
            const double value = fit_.parameters[i].value;
            const double moved = std::exp(away[static_cast<Eigen::Index>(i)]);
            const double odds = value / (1 - value) * moved;
            parameters.push_back(is_share(i) ? odds / (1 + odds) : value * moved);
        }
        return log_likelihood(fit_.family, parameters, sample_);
    }

    /// By differences of the heights.
    [[nodiscard]] Eigen::VectorXd errors() const {
        constexpr double step = 1e-3;
        const auto size = static_cast<Eigen::Index>(fit_.parameters.size());
        Eigen::MatrixXd information(size, size);
        for (Eigen::Index i = 0; i < size; ++i) {
            for (Eigen::Index j = 0; j < size; ++j) {
                const Eigen::VectorXd along = step * Eigen::VectorXd::Unit(size, i);
                const Eigen::VectorXd across = step * Eigen::VectorXd::Unit(size, j);
                information(i, j) = -(height(along + across) - height(along - across) -
                                      height(across - along) + height(-along - across)) /
                                    (4 * step * step);
            }
        }
        return information.inverse().diagonal().cwiseSqrt();
    }

    /// Half the interval's width on that scale, in standard errors of a 95 % interval.
    [[nodiscard]] double error(std::size_t i) const {
        const auto [low, high] = fit_.parameters[i].interval;
        const double width =
            is_share(i) ? std::log(high / (1 - high) * (1 - low) / low) : std::log(high / low);
        return width / 2 / 1.9599639845400545;
    }

private:
    [[nodiscard]] bool is_share(std::size_t i) const {
        return fit_.family == FitFamily::lognormal_mixture && i == 0;
    }

    const Fit& fit_;
    const std::vector<CensoredTime>& sample_;
};

}  // namespace

TEST_CASE("fit: the exponential law of censored times is events over time watched") {
    const Fit fit = fit_in(fit_times(sellers(), untested()), FitFamily::exponential);
    CHECK(1 / fit.parameters[0].value == near(0.0407387289517));
    CHECK(fit.log_likelihood == near(-63.0086410155));
    CHECK(fit.aic == near(128.017282031));
    // 15 events: 2 + 2 * 1 * 2 / (15 - 2) more than -2 log-likelihood.
    CHECK(fit.aicc == near(128.017282031 + 4.0 / 13));
}

TEST_CASE("fit: R's survreg on the sellers' answers") {
    const FitReport report = fit_times(sellers(), untested());
    const Fit& lognormal = fit_in(report, FitFamily::lognormal);
    CHECK(std::log(lognormal.parameters[0].value) == about(2.66781496809));
    CHECK(lognormal.parameters[1].value == about(1.63557058244));
    CHECK(lognormal.log_likelihood == near(-62.0190853227));
    CHECK(lognormal.aic == near(128.038170645));
    const Fit& weibull = fit_in(report, FitFamily::weibull);
    CHECK(weibull.parameters[0].value == about(0.811776438202));
    CHECK(weibull.parameters[1].value == about(25.3098094749));
    CHECK(weibull.log_likelihood == near(-62.4938687536));
    CHECK(weibull.aic == near(128.987737507));
    const Fit& loglogistic = fit_in(report, FitFamily::loglogistic);
    CHECK(loglogistic.parameters[0].value == about(1.05055364266));
    CHECK(loglogistic.parameters[1].value == about(14.4659992162));
    CHECK(loglogistic.log_likelihood == near(-62.1736813725));
    CHECK(loglogistic.aic == near(128.347362745));
}

TEST_CASE("fit: the gamma law of censored times, which R knows to seven digits") {
    const Fit gamma = fit_in(fit_times(sellers(), untested()), FitFamily::gamma);
    CHECK(gamma.parameters[0].value == about(0.778082490484));
    CHECK(gamma.parameters[1].value == about(34.5003463749));
    CHECK(gamma.log_likelihood == near(-62.6209062303));
}

TEST_CASE("fit: twenty times without censoring meet the closed forms") {
    const FitReport report = fit_times(twenty(), untested());
    const Fit& lognormal = fit_in(report, FitFamily::lognormal);
    CHECK(std::log(lognormal.parameters[0].value) == near(0.953642971913));
    CHECK(lognormal.parameters[1].value == near(0.83471621395));
    CHECK(lognormal.log_likelihood == near(-43.8383605938));
    CHECK(lognormal.aic == near(91.6767211875));
    const Fit& weibull = fit_in(report, FitFamily::weibull);
    CHECK(weibull.parameters[0].value == about(1.29715311031));
    CHECK(weibull.parameters[1].value == about(3.92577149601));
    CHECK(weibull.log_likelihood == near(-44.6077706992));
    const Fit& gamma = fit_in(report, FitFamily::gamma);
    CHECK(gamma.parameters[0].value == near(1.66845124711));
    CHECK(gamma.parameters[1].value == near(2.16068644873));
    CHECK(gamma.log_likelihood == near(-44.28832848));
}

TEST_CASE(
    "fit: every law stands on the summit of its likelihood, and its errors are its curvature") {
    const std::vector<CensoredTime> sample =
        sample_of(two_lognormals(0.4, 2, 0.6, 30, 0.9), 400, 60);
    const FitReport report = fit_times(sample, untested());
    REQUIRE(report.fits.size() == 6);
    for (const Fit& fit : report.fits) {
        INFO(family_name(fit.family));
        REQUIRE(fit.is_fitted());
        const Summit summit(fit, sample);
        const auto size = static_cast<Eigen::Index>(fit.parameters.size());
        const double top = summit.height(Eigen::VectorXd::Zero(size));
        CHECK(fit.log_likelihood == Approx(top).epsilon(1e-12));
        const Eigen::VectorXd errors = summit.errors();
        for (Eigen::Index i = 0; i < size; ++i) {
            const Eigen::VectorXd along = 1e-4 * Eigen::VectorXd::Unit(size, i);
            CHECK(summit.height(along) < top);
            CHECK(summit.height(-along) < top);
            CHECK(summit.error(static_cast<std::size_t>(i)) == Approx(errors[i]).epsilon(1e-4));
        }
    }
}

TEST_CASE("fit: a change of the unit changes the times and nothing else") {
    std::vector<CensoredTime> sample = sample_of(*Distribution::gamma(1.4, 11), 300, 40);
    const FitReport hours = fit_times(sample, untested());
    for (CensoredTime& one : sample) {
        one.time *= 1e-4;
    }
    const FitReport small = fit_times(sample, untested());
    for (std::size_t i = 0; i < hours.fits.size(); ++i) {
        INFO(family_name(hours.fits[i].family));
        REQUIRE(hours.fits[i].is_fitted() == small.fits[i].is_fitted());
        for (std::size_t j = 0; j < hours.fits[i].parameters.size(); ++j) {
            const FittedParameter& one = hours.fits[i].parameters[j];
            const double scale = one.unit == "h" ? 1e-4 : 1;
            CHECK(small.fits[i].parameters[j].value == Approx(one.value * scale).epsilon(1e-8));
        }
    }
}

TEST_CASE("fit: the mixture finds its two parts, the quicker first") {
    const auto sample = sample_of(two_lognormals(0.35, 1.5, 0.4, 40, 0.7), 20'000, 100);
    const Fit fit = fit_in(fit_times(sample, untested()), FitFamily::lognormal_mixture);
    REQUIRE(fit.is_fitted());
    const Numbers truth{0.35, 1.5, 0.4, 40, 0.7};
    for (std::size_t i = 0; i < truth.size(); ++i) {
        INFO(fit.parameters[i].name);
        CHECK(fit.parameters[i].value == Approx(truth[i]).epsilon(0.05));
        CHECK(fit.parameters[i].interval.low < fit.parameters[i].value);
        CHECK(fit.parameters[i].value < fit.parameters[i].interval.high);
    }
}

TEST_CASE("fit: what has no summit says so") {
    // The only event is the last time watched: the narrower the law, the better.
    std::vector<CensoredTime> sample{{1, true}, {1, true}, {2, true}, {5}, {5}, {5}};
    const FitReport report = fit_times(sample, untested());
    CHECK(fit_in(report, FitFamily::exponential).is_fitted());
    for (const FitFamily family :
         {FitFamily::lognormal, FitFamily::weibull, FitFamily::gamma, FitFamily::loglogistic}) {
        const Fit& fit = fit_in(report, family);
        CHECK_FALSE(fit.is_fitted());
        CHECK(fit.problem ==
              "the likelihood has no highest point: the times say too little about their spread");
    }
    CHECK(fit_in(report, FitFamily::lognormal_mixture).problem ==
          "only 3 times ended; this law takes 20");
}
