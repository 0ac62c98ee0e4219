#include "sim/measure/verdict.hpp"

#include "sim/base/assert.hpp"

#include <cmath>

namespace ordersim::measure {

Verdict verdict_of(const Estimate& difference, double threshold, Better better) {
    ORDERSIM_ASSERT(better != Better::neither);
    ORDERSIM_ASSERT(threshold >= 0);
    if (!std::isfinite(difference.low) || !std::isfinite(difference.high)) {
        return Verdict::undecided;
    }
    if (difference.low >= -threshold && difference.high <= threshold) {
        return Verdict::equivalent;
    }
    const bool is_above = difference.low > 0 && difference.value > threshold;
    const bool is_below = difference.high < 0 && difference.value < -threshold;
    if (!is_above && !is_below) {
        return Verdict::undecided;
    }
    return is_above == (better == Better::higher) ? Verdict::improved : Verdict::regressed;
}

std::string_view verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::improved: return "improved";
        case Verdict::regressed: return "regressed";
        case Verdict::equivalent: return "equivalent";
        case Verdict::undecided: break;
    }
    return "undecided";
}

}  // namespace ordersim::measure
