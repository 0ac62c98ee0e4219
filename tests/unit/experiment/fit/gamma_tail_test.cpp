#include "sim/experiment/fit/gamma_tail.hpp"

#include <boost/math/special_functions/gamma.hpp>
#include <catch2/catch.hpp>

#include <cmath>
#include <vector>

using namespace ordersim::experiment;

namespace {

/// The integral of (ln t - origin)^k over the law's tail, by sums over so fine a lattice on the
/// scale of ln t that the trapezoidal rule is exact.
struct Moments {
    double whole = 0;
    double mean = 0;
    double variance = 0;
};

Moments moments_beyond(double shape, double x) {
    const double from = std::log(x);
    const double to = std::log(std::max(x, shape) + 60 + 12 * std::sqrt(std::max(x, shape)));
    const int count = 200'000;
    const double step = (to - from) / count;
    const double log_top = shape * std::log(std::max(x, shape)) - std::max(x, shape);
    double sums[3] = {0, 0, 0};
    for (int i = 0; i <= count; ++i) {
        // Simpson's rule: the tail begins with an edge.
        const double weight = i == 0 || i == count ? 1 : i % 2 == 1 ? 4 : 2;
        const double u = from + step * i;
        const double mass = weight / 3 * step * std::exp(shape * u - std::exp(u) - log_top);
        sums[0] += mass;
        sums[1] += mass * (u - from);
        sums[2] += mass * (u - from) * (u - from);
    }
    const double mean = sums[1] / sums[0];
    return {std::log(sums[0]) + log_top, from + mean, sums[2] / sums[0] - mean * mean};
}

}  // namespace

TEST_CASE("gamma tail: the integral and the hazard are Boost's") {
    for (const double shape : {0.02, 0.4, 1.0, 2.5, 37.0, 900.0, 2e5}) {
        std::vector<double> log_times;
        std::vector<double> times;
        for (const double share : {1e-9, 1e-4, 0.02, 0.3, 0.8, 0.97, 1.0, 1.02, 1.5}) {
            times.push_back(shape * share);
        }
        for (const double spreads : {1.0, 3.0, 8.0}) {
            times.push_back(shape * 1.5 + spreads * (std::sqrt(shape) + 1));
        }
        for (const double time : times) {
            log_times.push_back(std::log(time) + 0.7);
        }
        const std::vector<GammaTail> tails = gamma_tails(shape, 0.7, log_times);
        for (std::size_t i = 0; i < times.size(); ++i) {
            INFO("shape " << shape << ", time " << times[i]);
            const double survival = boost::math::gamma_q(shape, times[i]);
            const double density = boost::math::gamma_p_derivative(shape, times[i]);
            if (survival < 1e-290) {
                continue;  // beyond what Boost can say
            }
            // Two numbers of this size are subtracted here.
            const double digits = 2e-15 * std::abs(tails[i].log_integral);
            CHECK(tails[i].log_integral - boost::math::lgamma(shape) ==
                  Approx(std::log(survival)).epsilon(1e-10).margin(1e-10 + digits));
            CHECK(tails[i].log_hazard ==
                  Approx(times[i] * density / survival).epsilon(1e-9).margin(1e-290));
        }
    }
}

TEST_CASE("gamma tail: mean and variance of the logarithm are their integrals") {
    for (const double shape : {0.3, 1.0, 2.5, 60.0, 3000.0}) {
        for (const double share : {0.5, 0.9, 1.0, 1.1, 1.6}) {
            const double time = shape * share;
            INFO("shape " << shape << ", time " << time);
            const Moments moments = moments_beyond(shape, time);
            const std::vector<double> log_times{std::log(time)};
            const GammaTail tail = gamma_tails(shape, 0, log_times)[0];
            CHECK(tail.log_integral == Approx(moments.whole).epsilon(1e-9));
            CHECK(tail.log_mean == Approx(moments.mean).epsilon(1e-9).margin(1e-9));
            CHECK(tail.log_variance == Approx(moments.variance).epsilon(1e-7));
        }
    }
}

TEST_CASE("gamma tail: a sweep over many times gives what each of them gives alone") {
    std::vector<double> log_times;
    for (double u = -6; u < 6; u += 0.0173) {
        log_times.push_back(u);
        log_times.push_back(u + 1e-7);
    }
    for (const double shape : {0.2, 1.7, 80.0}) {
        const std::vector<GammaTail> tails = gamma_tails(shape, 0, log_times);
        for (std::size_t i = 0; i < log_times.size(); i += 41) {
            const std::vector<double> alone{log_times[i]};
            const GammaTail tail = gamma_tails(shape, 0, alone)[0];
            CHECK(tails[i].log_integral == Approx(tail.log_integral).epsilon(1e-12).margin(1e-12));
            CHECK(tails[i].log_mean == Approx(tail.log_mean).epsilon(1e-11).margin(1e-12));
            CHECK(tails[i].log_variance == Approx(tail.log_variance).epsilon(1e-8));
            CHECK(tails[i].log_hazard == Approx(tail.log_hazard).epsilon(1e-11).margin(1e-300));
        }
    }
    CHECK(gamma_tails(2, 0, {}).empty());
}
