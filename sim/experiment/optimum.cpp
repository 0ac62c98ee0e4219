#include "sim/base/normal.hpp"
#include "sim/base/random.hpp"
#include "sim/experiment/optimise.hpp"
#include "sim/experiment/scattered.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

// Where the best policy lies, by possible truths.
namespace ordersim::experiment {

namespace {

constexpr std::uint32_t kTruths = 500;

enum class Purpose : std::uint16_t { weight, spread };

using Values = std::vector<std::vector<double>>;

/// Possible true means of the trials: [truth][trial]. With replications that are normal their
/// posterior is Student's law with the sample's covariance (Box and Tiao 1973, section 8.4), drawn
/// as one weight a replication, which all trials share: so what common draws let them share
/// cancels.
Values possible_means(const Values& values, std::uint64_t seed) {
    const std::size_t replications = values.front().size();
    const auto count = static_cast<double>(replications);
    Values truths;
    for (std::uint32_t truth = 0; truth < kTruths; ++truth) {
        const Draws draws(seed, truth);
        const auto normal = [&](std::uint64_t entity, Purpose purpose) {
            return standard_normal_quantile(level_of(draws.uniform(entity, purpose)));
        };
        double chi_squared = 0;
        for (std::size_t r = 1; r < replications; ++r) {
            const double z = normal(r, Purpose::spread);
            chi_squared += z * z;
        }
        std::vector<double> weights;
        for (std::size_t r = 0; r < replications && replications > 1; ++r) {
            weights.push_back(normal(r, Purpose::weight) / std::sqrt(count * chi_squared));
        }
        std::vector<double> means;
        for (const std::vector<double>& of_trial : values) {
            const double mean = noisy_value(of_trial).value;
            double moved = mean;
            for (std::size_t r = 0; r < weights.size(); ++r) {
                moved += weights[r] * (of_trial[r] - mean);
            }
            means.push_back(moved);
        }
        truths.push_back(std::move(means));
    }
    return truths;
}

/// What is asked of the objective and of each constraint.
struct Scene {
    std::span<const Knob> knobs;
    std::span<const Trial> trials;
    std::span<const Point> points;
    std::uint64_t seed = 0;
};

/// Possible values at the points: [truth][point]. `which` sets what lies between trials apart from
/// that of other quantities; the replications of a truth are the same for all.
Values possible_values(const Scene& scene, const Values& values, std::uint64_t which) {
    const std::vector<NoisyValue> means = means_on_common_draws(values);
    std::vector<Observation> seen;
    for (std::size_t i = 0; i < scene.trials.size(); ++i) {
        seen.push_back({.at = scene.trials[i].at, .seen = means[i]});
    }
    const GaussianProcess process(scene.knobs, seen);
    Values possible = process.means(scene.points, possible_means(values, scene.seed));
    const Values deviations = process.deviations(scene.points, kTruths, scene.seed + which);
    for (std::size_t truth = 0; truth < possible.size(); ++truth) {
        for (std::size_t i = 0; i < scene.points.size(); ++i) {
            possible[truth][i] += deviations[truth][i];
        }
    }
    return possible;
}

struct Possible {
    Values objective;
    std::vector<Values> excesses;

    [[nodiscard]] bool is_feasible(std::size_t truth, std::size_t point) const {
        return std::ranges::all_of(excesses,
                                   [&](const Values& excess) { return excess[truth][point] <= 0; });
    }
    /// The best feasible point, if any is.
    [[nodiscard]] std::optional<std::size_t> best(std::size_t truth) const {
        std::optional<std::size_t> best;
        const std::vector<double>& values = objective[truth];
        for (std::size_t i = 0; i < values.size(); ++i) {
            if ((!best || values[i] < values[*best]) && is_feasible(truth, i)) {
                best = i;
            }
        }
        return best;
    }
};

OptimumAlong along(const Knob& knob, std::vector<double> places, double level) {
    OptimumAlong found;
    std::ranges::sort(places);
    if (kind_of(knob) == KnobKind::choice) {
        for (std::size_t choice = 0; choice < knob.levels.size(); ++choice) {
            const auto times = std::ranges::count(places, static_cast<double>(choice));
            found.chances.push_back(static_cast<double>(times) /
                                    static_cast<double>(std::max<std::size_t>(places.size(), 1)));
        }
    } else if (places.empty()) {
        found.interval = {.low = knob.low, .high = knob.high};
    } else {
        const auto cut =
            static_cast<std::size_t>((1 - level) / 2 * static_cast<double>(places.size()));
        found.interval = {.low = places[cut], .high = places[places.size() - 1 - cut]};
    }
    return found;
}

Possible possible_truths(const Scene& scene) {
    const auto of = [&](std::uint64_t which, const auto& values_of) {
        Values values;
        for (const Trial& trial : scene.trials) {
            values.push_back(values_of(trial));
        }
        return possible_values(scene, values, which);
    };
    Possible truths{.objective = of(0, [](const Trial& trial) { return trial.objective; }),
                    .excesses = {}};
    for (std::size_t i = 0; i < scene.trials.front().excesses.size(); ++i) {
        truths.excesses.push_back(of(i + 1, [i](const Trial& trial) { return trial.excesses[i]; }));
    }
    return truths;
}

/// The place of `point` among the points, of which it becomes one.
std::size_t with_point(std::vector<Point>& points, const Point& point) {
    const auto found = std::ranges::find(points, point);
    if (found != points.end()) {
        return static_cast<std::size_t>(found - points.begin());
    }
    points.back() = point;
    return points.size() - 1;
}

}  // namespace

Optimum locate_optimum(std::span<const Knob> knobs, std::span<const Trial> trials,
                       const OptimumQuestion& question, std::uint64_t seed) {
    std::vector<Point> points = scattered(knobs, &question.recommended, seed);
    const std::size_t recommended = with_point(points, question.recommended);
    const Possible truths =
        possible_truths({.knobs = knobs, .trials = trials, .points = points, .seed = seed});
    std::vector<std::vector<double>> places(knobs.size());
    Optimum optimum;
    for (std::size_t truth = 0; truth < kTruths; ++truth) {
        const std::optional<std::size_t> best = truths.best(truth);
        if (!best) {
            continue;
        }
        optimum.feasible += 1.0 / kTruths;
        const std::vector<double>& objective = truths.objective[truth];
        if (truths.is_feasible(truth, recommended) &&
            objective[recommended] - objective[*best] <= question.delta) {
            optimum.within_delta += 1.0 / kTruths;
        }
        for (std::size_t i = 0; i < knobs.size(); ++i) {
            places[i].push_back(points[*best][i]);
        }
    }
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        optimum.along.push_back(along(knobs[i], std::move(places[i]), question.level));
    }
    return optimum;
}

}  // namespace ordersim::experiment
