#pragma once

#include "sim/measure/survival.hpp"

#include <span>

/// Whether two samples of censored times come from one law.
namespace ordersim::measure {

struct LogRank {
    double events = 0;      ///< of the first sample
    double expected = 0;    ///< of it, if both follow one law
    double chi_square = 0;  ///< (events - expected)^2 over its variance; NaN if that is 0
    double p_value = 1;     ///< of one degree of freedom; NaN as well
};

/// Over all event times: of d events among n at risk the first sample, with n_1 at risk, expects
/// d n_1/n, with the hypergeometric variance (Mantel 1966; Klein and Moeschberger 2003, section
/// 7.3). Most telling where one hazard is a multiple of the other. O(n log n). Pure.
[[nodiscard]] LogRank log_rank(std::span<const CensoredTime> first,
                               std::span<const CensoredTime> second);

}  // namespace ordersim::measure
