#include "sim/experiment/morris.hpp"

#include "sim/base/assert.hpp"
#include "sim/base/random.hpp"
#include "sim/measure/interval.hpp"

#include <cmath>
#include <numeric>
#include <utility>

namespace ordersim::experiment {

namespace {

enum class Purpose : std::uint16_t { level, direction, turn };

double step_of(const MorrisSize& size) {
    return size.levels / (2 * (size.levels - 1.0));
}

/// One of `count`, each as likely.
std::size_t one_of(std::size_t count, double uniform) {
    return static_cast<std::size_t>(uniform * static_cast<double>(count));
}

std::vector<std::size_t> turns_of(const MorrisSize& size, const Draws& draws) {
    std::vector<std::size_t> turns(size.dimensions);
    std::iota(turns.begin(), turns.end(), std::size_t{0});
    for (std::size_t i = turns.size(); i > 1; --i) {
        std::swap(turns[i - 1], turns[one_of(i, draws.uniform(i, Purpose::turn))]);
    }
    return turns;
}

/// Lower halves step up and upper halves down, so that each start is as likely and none leaves the
/// cube.
std::vector<double> start_of(const MorrisSize& size, const Draws& draws) {
    std::vector<double> start(size.dimensions);
    for (std::size_t axis = 0; axis < start.size(); ++axis) {
        const std::size_t level = one_of(size.levels / 2, draws.uniform(axis, Purpose::level));
        start[axis] = static_cast<double>(level) / (size.levels - 1.0);
        if (draws.uniform(axis, Purpose::direction) < 0.5) {
            start[axis] += step_of(size);
        }
    }
    return start;
}

/// The step along `axis` from a start: up from the lower half of the levels, down from the upper.
double step_from(double coordinate, const MorrisSize& size) {
    return coordinate < 0.5 ? step_of(size) : -step_of(size);
}

void require(const MorrisSize& size) {
    ORDERSIM_ASSERT(size.trajectories >= 2);
    ORDERSIM_ASSERT(size.dimensions >= 1);
    ORDERSIM_ASSERT(size.levels >= 2 && size.levels % 2 == 0);
}

MorrisEffect effect_of(std::span<const double> effects, double level) {
    std::vector<double> sizes;
    for (const double effect : effects) {
        sizes.push_back(std::abs(effect));
    }
    const NoisyValue mean = noisy_value(effects);
    return {.mu_star = measure::mean_estimate(sizes, level),
            .mu = mean.value,
            .sigma = std::sqrt(mean.variance * static_cast<double>(effects.size()))};
}

}  // namespace

std::vector<std::vector<double>> morris_places(const MorrisSize& size, std::uint64_t seed) {
    require(size);
    std::vector<std::vector<double>> places;
    for (std::uint32_t trajectory = 0; trajectory < size.trajectories; ++trajectory) {
        const Draws draws(seed, trajectory);
        std::vector<double> place = start_of(size, draws);
        places.push_back(place);
        for (const std::size_t axis : turns_of(size, draws)) {
            place[axis] += step_from(place[axis], size);
            places.push_back(place);
        }
    }
    return places;
}

MorrisAnalysis morris_effects(const MorrisSize& size, std::uint64_t seed,
                              std::span<const NoisyValue> values, double level) {
    require(size);
    ORDERSIM_ASSERT(values.size() == size.trajectories * (size.dimensions + 1));
    std::vector<std::vector<double>> effects(size.dimensions);
    std::size_t at = 0;
    for (std::uint32_t trajectory = 0; trajectory < size.trajectories; ++trajectory, ++at) {
        const Draws draws(seed, trajectory);
        const std::vector<double> start = start_of(size, draws);
        for (const std::size_t axis : turns_of(size, draws)) {
            const double change = values[at + 1].value - values[at].value;
            effects[axis].push_back(change / step_from(start[axis], size));
            ++at;
        }
    }
    MorrisAnalysis analysis;
    for (const std::vector<double>& of_axis : effects) {
        analysis.effects.push_back(effect_of(of_axis, level));
    }
    analysis.noise_share = noise_share(values);
    return analysis;
}

}  // namespace ordersim::experiment
