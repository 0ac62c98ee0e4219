#pragma once

#include "sim/measure/record.hpp"

#include <cstdint>
#include <string_view>

/// Whether one policy does better than another, in the one vocabulary that all commands use.
namespace ordersim::measure {

/// Which way a metric should go.
enum class Better : std::uint8_t { higher, lower, neither };

enum class Verdict : std::uint8_t {
    improved,    ///< surely better, and not by too little to matter
    regressed,   ///< surely worse, and not by too little to matter
    equivalent,  ///< surely no difference that matters
    undecided    ///< the interval leaves it open
};

/// Of a difference (new minus old) and its interval; `threshold` >= 0 is what matters in practice,
/// in the same unit. Equivalent: the whole interval lies in [-threshold, threshold]. Improved or
/// regressed: the whole interval lies on that side of zero, and the estimate beyond the threshold.
/// Undecided: all else, and whatever has no interval. Pure.
/// Requires: `better` is not `neither`.
[[nodiscard]] Verdict verdict_of(const Estimate& difference, double threshold, Better better);

[[nodiscard]] std::string_view verdict_name(Verdict verdict);

}  // namespace ordersim::measure
