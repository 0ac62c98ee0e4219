#pragma once

#include <algorithm>
#include <cmath>

namespace ordersim {

/// The two ends between which a crossing lies.
struct Bracket {
    double low;
    double high;
};

/// The smallest x in the bracket at which the non-decreasing `excess` is >= 0, to 1 part in 1e15;
/// bracket.high if it is negative throughout. `excess` may jump. Chandrupatla's method (Advances in
/// Engineering Software 28, 1997): inverse quadratic steps where they are safe, else halving.
template <class Excess>
[[nodiscard]] double first_reaching(const Excess& excess, Bracket bracket) {
    constexpr double precision = 0x1p-51;
    double low = bracket.low;
    double high = bracket.high;
    double at_low = excess(low);
    if (at_low >= 0.0 || !(low < high)) {
        return low;
    }
    double at_high = excess(high);
    double share = 0.5;  // of the way from the newer end to the older
    bool is_high_newer = true;
    while (at_high >= 0.0 && high - low > precision * std::max(std::abs(low), std::abs(high))) {
        const double newer = is_high_newer ? high : low;
        const double older = is_high_newer ? low : high;
        const double x = newer + share * (older - newer);
        if (x <= low || x >= high) {
            break;
        }
        const double at_x = excess(x);
        const bool is_reached = at_x >= 0.0;
        // The end that x replaces becomes the third point of the quadratic.
        const double third = is_reached ? high : low;
        const double at_third = is_reached ? at_high : at_low;
        (is_reached ? high : low) = x;
        (is_reached ? at_high : at_low) = at_x;
        is_high_newer = is_reached;
        const double other = is_reached ? low : high;
        const double at_other = is_reached ? at_low : at_high;
        const double xi = (x - other) / (third - other);
        const double phi = (at_x - at_other) / (at_third - at_other);
        if (phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi) {
            share = at_x / (at_other - at_x) * at_third / (at_other - at_third) +
                    (third - x) / (other - x) * at_x / (at_third - at_x) * at_other /
                        (at_third - at_other);
        } else {
            share = 0.5;
        }
        const double least = precision * std::abs(x) / (high - low);
        share = std::isfinite(share)
                    ? std::clamp(share, std::min(least, 0.5), 1.0 - std::min(least, 0.5))
                    : 0.5;
    }
    return high;
}

}  // namespace ordersim
