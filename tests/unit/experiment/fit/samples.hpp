#pragma once

#include "sim/base/random.hpp"
#include "sim/experiment/fit/fit.hpp"
#include "sim/measure/survival.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace ordersim::experiment {

/// Answers of sellers, in hours, cut off by shipments and by the deadline: the censored sample of
/// the reference values (R 4.2, survival 3.5).
inline std::vector<measure::CensoredTime> sellers() {
    const std::vector<double> times{0.4,  1.1,  1.9, 2.5,  3.2,  3.2, 4.8, 5.5, 6.1,  7.7,  8,  9.3,
                                    11.4, 12.6, 15,  18.2, 22.5, 24,  24,  24,  30.1, 36.7, 48, 48};
    const std::vector<int> status{1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1,
                                  0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0};
    std::vector<measure::CensoredTime> sample;
    for (std::size_t i = 0; i < times.size(); ++i) {
        sample.push_back({.time = times[i], .is_censored = status[i] == 0});
    }
    return sample;
}

/// The uncensored one (fitdistrplus 1.1).
inline std::vector<double> twenty_times() {
    return {1.2, 0.8, 3.4, 2.2, 5.9, 1.7,  0.5, 8.1, 2.9, 4.4,
            1.1, 6.3, 2.0, 3.8, 0.9, 12.5, 2.6, 1.5, 7.2, 3.1};
}

inline std::vector<measure::CensoredTime> twenty() {
    std::vector<measure::CensoredTime> sample;
    for (const double time : twenty_times()) {
        sample.push_back({.time = time});
    }
    return sample;
}

enum class SamplePurpose : std::uint16_t { time, censoring };

/// Times of a law, cut off by exponential times, which a mean without end never does.
inline std::vector<measure::CensoredTime> sample_of(const Distribution& law, std::uint64_t size,
                                                    double censoring_mean,
                                                    std::uint32_t replication = 0) {
    const Draws draws(20240607, replication);
    std::vector<measure::CensoredTime> sample;
    for (std::uint64_t i = 0; i < size; ++i) {
        const double own = law.quantile(draws.uniform(i, SamplePurpose::time));
        const double cut = -censoring_mean * std::log(draws.uniform(i, SamplePurpose::censoring));
        sample.push_back({.time = std::min(own, cut), .is_censored = cut < own});
    }
    return sample;
}

inline Distribution two_lognormals(double share, double median_1, double sigma_1, double median_2,
                                   double sigma_2) {
    return *Distribution::mixture(
        {share, 1 - share},
        {*Distribution::lognormal(median_1, sigma_1), *Distribution::lognormal(median_2, sigma_2)});
}

inline const Fit& fit_in(const FitReport& report, FitFamily family) {
    return *std::ranges::find(report.fits, family, &Fit::family);
}

/// Fits alone, for where the tests would only cost.
inline FitOptions untested(std::vector<FitFamily> families = {}) {
    return {.families = std::move(families), .bootstrap_samples_max = 0};
}

}  // namespace ordersim::experiment
