#include "sim/experiment/fit/curve_distance.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::experiment {
namespace {

/// Integrals over one stretch of levels on which the curve stands at `height`.
struct Stretch {
    double height;
    Level from;
    Level to;

    [[nodiscard]] double squares() const {
        const double before = height - from.below;
        const double after = height - to.below;
        return (before * before * before - after * after * after) / 3;
    }

    [[nodiscard]] double weighted_squares() const {
        return part(height, from.below, to.below) + part(1 - height, to.above, from.above) -
               (to.below - from.below);
    }

    /// share^2 ln(large / small): nothing without a share, nor where the law has no level left.
    [[nodiscard]] static double part(double share, double small, double large) {
        const bool is_empty = share == 0 || large <= small;
        return is_empty ? 0 : share * share * std::log1p((large - small) / small);
    }
};

}  // namespace

CurveDistance curve_distance(const TimeTable& table, std::span<const Level> levels) {
    ORDERSIM_ASSERT(levels.size() == table.rows.size());
    CurveDistance distance;
    double at_risk = table.size();
    double survival = 1;
    Level from{0, 1};
    const auto add = [&](Level to) {
        const Stretch stretch{1 - survival, from, to};
        distance.anderson_darling += stretch.weighted_squares();
        distance.cramer_von_mises += stretch.squares();
        distance.kolmogorov_smirnov =
            std::max(distance.kolmogorov_smirnov, std::abs(stretch.height - to.below));
        from = to;
    };
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const TimeRow& row = table.rows[i];
        add(levels[i]);
        survival *= (at_risk - row.events) / at_risk;
        at_risk -= row.events + row.censored;
        distance.kolmogorov_smirnov =
            std::max(distance.kolmogorov_smirnov, std::abs(1 - survival - from.below));
    }
    if (survival == 0) {
        add({1, 0});
    }
    distance.anderson_darling *= table.size();
    distance.cramer_von_mises *= table.size();
    return distance;
}

}  // namespace ordersim::experiment
