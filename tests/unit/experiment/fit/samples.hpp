#pragma once

#include "sim/measure/survival.hpp"

#include <catch2/catch.hpp>

#include <vector>

/// The samples of the reference values (R 4.2: survival 3.5, fitdistrplus 1.1).
namespace ordersim::experiment {

/// Answers of sellers, in hours, cut off by shipments and by the deadline.
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

/// Twenty times without censoring.
inline std::vector<measure::CensoredTime> twenty() {
    std::vector<measure::CensoredTime> sample;
    for (const double time : {1.2, 0.8, 3.4, 2.2, 5.9, 1.7,  0.5, 8.1, 2.9, 4.4,
                              1.1, 6.3, 2.0, 3.8, 0.9, 12.5, 2.6, 1.5, 7.2, 3.1}) {
        sample.push_back({.time = time});
    }
    return sample;
}

}  // namespace ordersim::experiment
