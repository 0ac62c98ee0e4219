#include "sim/experiment/scattered.hpp"

#include "sim/base/normal.hpp"
#include "sim/base/random.hpp"
#include "sim/experiment/design.hpp"
#include "sim/experiment/sobol.hpp"

#include <algorithm>
#include <array>

namespace ordersim::experiment {

namespace {

constexpr std::size_t kPointsMax = 400;
constexpr std::size_t kSpread = 256;
constexpr std::size_t kCloud = 72;  // of two: 256 + 2 * 72 = 400

enum class Purpose : std::uint16_t { nearby, leap };

/// A step from the centre along each number, of this standard deviation as a share of its range; a
/// choice is left alone but for one time in four.
Point nearby(std::span<const Knob> knobs, const Point& centre, double share, const Draws& draws) {
    Point point = centre;
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        const Knob& knob = knobs[i];
        const double uniform = draws.uniform(i, Purpose::nearby);
        if (kind_of(knob) != KnobKind::choice) {
            point[i] +=
                share * (knob.high - knob.low) * standard_normal_quantile(level_of(uniform));
        } else if (draws.uniform(i, Purpose::leap) < 0.25) {
            point[i] = std::min(uniform * static_cast<double>(knob.levels.size()),
                                static_cast<double>(knob.levels.size()) - 1);
        }
    }
    return nearest_point(knobs, point);
}

}  // namespace

std::vector<Point> scattered(std::span<const Knob> knobs, const Point* centre, std::uint64_t seed) {
    if (points_in(knobs) <= static_cast<double>(kPointsMax)) {
        return all_points(knobs);
    }
    std::vector<Point> points;
    const SobolSize size{.rows = kSpread, .dimensions = knobs.size()};
    const std::vector<std::vector<double>> places = sobol_places(size, seed);
    for (std::size_t row = 0; row < kSpread; ++row) {
        points.push_back(point_at(knobs, places[row]));
    }
    for (std::uint32_t i = 0; centre != nullptr && i < 2 * kCloud; ++i) {
        points.push_back(nearby(knobs, *centre, i % 2 == 0 ? 0.1 : 0.02, Draws(seed, i)));
    }
    std::ranges::sort(points);
    points.erase(std::ranges::unique(points).begin(), points.end());
    return points;
}

}  // namespace ordersim::experiment
