#include "sim/experiment/design.hpp"

#include "sim/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

namespace ordersim::experiment {

namespace {

constexpr std::uint32_t kHypercubesTried = 100;

enum class Purpose : std::uint16_t { slice, place };

using Places = std::vector<std::vector<double>>;

/// All orders equally likely (Fisher and Yates).
std::vector<std::size_t> shuffled(std::size_t size, const Draws& draws, std::uint16_t axis) {
    std::vector<std::size_t> order(size);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = size; i > 1; --i) {
        const double at = draws.uniform(i, Purpose::slice, axis) * static_cast<double>(i);
        std::swap(order[i - 1], order[static_cast<std::size_t>(at)]);
    }
    return order;
}

Places hypercube(HypercubeSize cube, const Draws& draws) {
    Places places(cube.size, std::vector<double>(cube.dimensions));
    for (std::size_t axis = 0; axis < cube.dimensions; ++axis) {
        const auto index = static_cast<std::uint16_t>(axis);
        const std::vector<std::size_t> slices = shuffled(cube.size, draws, index);
        for (std::size_t i = 0; i < cube.size; ++i) {
            places[i][axis] =
                (static_cast<double>(slices[i]) + draws.uniform(i, Purpose::place, index)) /
                static_cast<double>(cube.size);
        }
    }
    return places;
}

double squared_distance(const std::vector<double>& one, const std::vector<double>& two) {
    return std::transform_reduce(one.begin(), one.end(), two.begin(), 0.0, std::plus<>(),
                                 [](double a, double b) { return (a - b) * (a - b); });
}

double closest_pair(const Places& places) {
    double closest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < places.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            closest = std::min(closest, squared_distance(places[i], places[j]));
        }
    }
    return closest;
}

/// Every value of a knob that is not continuous.
std::vector<double> values_of(const Knob& knob) {
    const bool is_choice = kind_of(knob) == KnobKind::choice;
    const double first = is_choice ? 0 : std::ceil(knob.low);
    const double last = is_choice ? static_cast<double>(knob.levels.size()) - 1 : knob.high;
    std::vector<double> values;
    for (double value = first; value <= last; ++value) {
        values.push_back(value);
    }
    return values;
}

}  // namespace

std::vector<Point> all_points(std::span<const Knob> knobs) {
    std::vector<Point> points{{}};
    for (const Knob& knob : knobs) {
        std::vector<Point> longer;
        for (const Point& point : points) {
            for (const double value : values_of(knob)) {
                longer.push_back(point);
                longer.back().push_back(value);
            }
        }
        points = std::move(longer);
    }
    return points;
}

Places latin_hypercube(HypercubeSize cube, std::uint64_t seed) {
    Places best;
    double widest = -1;
    for (std::uint32_t candidate = 0; candidate < kHypercubesTried; ++candidate) {
        Places places = hypercube(cube, Draws(seed, candidate));
        const double distance = closest_pair(places);
        if (distance > widest) {
            widest = distance;
            best = std::move(places);
        }
    }
    return best;
}

std::vector<Point> space_filling(std::span<const Knob> knobs, std::size_t size,
                                 std::uint64_t seed) {
    if (points_in(knobs) <= static_cast<double>(size)) {
        return all_points(knobs);
    }
    std::vector<Point> points;
    for (const std::vector<double>& place :
         latin_hypercube({.size = size, .dimensions = knobs.size()}, seed)) {
        Point point = point_at(knobs, place);
        if (std::ranges::find(points, point) == points.end()) {
            points.push_back(std::move(point));
        }
    }
    return points;
}

}  // namespace ordersim::experiment
