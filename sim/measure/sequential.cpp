#include "sim/measure/sequential.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ordersim::measure {

double half_width(const Estimate& estimate) {
    const double width = std::max(estimate.value - estimate.low, estimate.high - estimate.value);
    return std::isnan(width) ? std::numeric_limits<double>::infinity() : width;
}

Sampling next_sampling(std::span<const Estimate> looks, const HalfWidthRule& rule) {
    const std::size_t needed = std::size_t{1} + rule.looks_ahead;
    if (looks.size() < needed) {
        return Sampling::more;
    }
    const bool all_hold = std::ranges::all_of(looks.last(needed), [&](const Estimate& look) {
        return look.replications >= rule.replications_min &&
               half_width(look) <= rule.half_width_max;
    });
    return all_hold ? Sampling::enough : Sampling::more;
}

}  // namespace ordersim::measure
