#include "sim/experiment/optimise.hpp"

#include "sim/base/assert.hpp"
#include "sim/base/normal.hpp"
#include "sim/experiment/scattered.hpp"

#include <nlopt.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace ordersim::experiment {

namespace {

/// So many of the scattered points are where the search along the continuous knobs starts.
constexpr std::size_t kStarts = 3;

double normal_density(double z) {
    return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
}

/// E[max(0, X)] of a normal X.
double expected_excess(double mean, double deviation) {
    if (!(deviation > 0)) {
        return std::max(mean, 0.0);
    }
    const double z = mean / deviation;
    return mean * standard_normal_level(z).below + deviation * normal_density(z);
}

std::vector<Observation> observations(std::span<const Trial> trials,
                                      std::span<const std::vector<double>> values) {
    const std::vector<NoisyValue> means = means_on_common_draws(values);
    std::vector<Observation> seen;
    for (std::size_t i = 0; i < trials.size(); ++i) {
        seen.push_back({.at = trials[i].at, .seen = means[i]});
    }
    return seen;
}

std::vector<Observation> objective_of(std::span<const Trial> trials) {
    std::vector<std::vector<double>> values;
    for (const Trial& trial : trials) {
        values.push_back(trial.objective);
    }
    return observations(trials, values);
}

std::vector<Observation> excess_of(std::span<const Trial> trials, std::size_t constraint) {
    std::vector<std::vector<double>> values;
    for (const Trial& trial : trials) {
        values.push_back(trial.excesses[constraint]);
    }
    return observations(trials, values);
}

/// Where along the continuous knobs, the others held, `score` is highest near `start`.
template <class Score>
Point climbed(std::span<const Knob> knobs, const Point& start, const Score& score) {
    std::vector<std::size_t> free;
    for (std::size_t i = 0; i < knobs.size(); ++i) {
        if (kind_of(knobs[i]) == KnobKind::continuous) {
            free.push_back(i);
        }
    }
    if (free.empty()) {
        return start;
    }
    struct Slope {
        std::span<const Knob> knobs;
        const std::vector<std::size_t>& free;
        const Point& start;
        const Score& score;

        [[nodiscard]] Point at(const std::vector<double>& shares) const {
            Point point = start;
            for (std::size_t i = 0; i < free.size(); ++i) {
                const Knob& knob = knobs[free[i]];
                point[free[i]] = knob.low + shares[i] * (knob.high - knob.low);
            }
            return nearest_point(knobs, point);
        }
    };
    Slope slope{knobs, free, start, score};
    std::vector<double> shares;
    for (const std::size_t i : free) {
        shares.push_back((start[i] - knobs[i].low) / (knobs[i].high - knobs[i].low));
    }
    nlopt::opt search(nlopt::LN_SBPLX, static_cast<unsigned>(free.size()));
    search.set_lower_bounds(0.0);
    search.set_upper_bounds(1.0);
    search.set_initial_step(0.02);
    search.set_xtol_abs(1e-4);
    search.set_maxeval(static_cast<int>(60 * free.size()));
    search.set_max_objective(
        [](const std::vector<double>& at, std::vector<double>&, void* data) {
            const Slope& on = *static_cast<const Slope*>(data);
            return on.score(on.at(at));
        },
        &slope);
    double reached = 0;
    search.optimize(shares, reached);
    return slope.at(shares);
}

}  // namespace

Surrogate::Surrogate(std::span<const Knob> knobs, std::span<const Trial> trials)
    : knobs_(knobs.begin(), knobs.end()), objective_(knobs, objective_of(trials)) {
    ORDERSIM_ASSERT(trials.size() >= 2);
    for (const Observation& observation : objective_of(trials)) {
        tried_.push_back(observation.at);
        noise_variance_ += observation.seen.variance / static_cast<double>(trials.size());
    }
    for (std::size_t i = 0; i < trials.front().excesses.size(); ++i) {
        excesses_.emplace_back(knobs, excess_of(trials, i));
    }
}

double Surrogate::feasibility_at(const Point& point) const {
    double chance = 1;
    for (const GaussianProcess& excess : excesses_) {
        const Prediction there = excess.at(point);
        const double deviation = std::sqrt(there.variance);
        chance *= deviation > 0 ? standard_normal_level(-there.mean / deviation).below
                                : (there.mean <= 0 ? 1.0 : 0.0);
    }
    return chance;
}

bool Surrogate::is_tried(const Point& point) const {
    return std::ranges::find(tried_, point) != tried_.end();
}

std::optional<std::size_t> Surrogate::best_trial() const {
    std::optional<std::size_t> best;
    double lowest = 0;
    for (std::size_t i = 0; i < tried_.size(); ++i) {
        const double mean = objective_.at(tried_[i]).mean;
        if (feasibility_at(tried_[i]) >= 0.5 && (!best || mean < lowest)) {
            best = i;
            lowest = mean;
        }
    }
    return best;
}

double Surrogate::improvement_at(const Point& point, double best) const {
    const Prediction there = objective_.at(point);
    const double deviation = std::sqrt(there.variance);
    const double noisy = there.variance + noise_variance_;
    const double discount = noisy > 0 ? 1 - std::sqrt(noise_variance_ / noisy) : 0;
    return expected_excess(best - there.mean, deviation) * discount;
}

/// Among scattered points, then by climbing from the best of them.
template <class Score>
std::optional<Point> Surrogate::highest(std::uint64_t seed, const Score& score) const {
    std::vector<std::pair<double, Point>> found;
    const std::optional<std::size_t> best = best_trial();
    const Point* const centre = best ? &tried_[*best] : nullptr;
    for (const Point& point : scattered(knobs_, centre, seed)) {
        if (!is_tried(point)) {
            found.emplace_back(score(point), point);
        }
    }
    std::ranges::stable_sort(found, std::ranges::greater(), &std::pair<double, Point>::first);
    std::optional<Point> top;
    double reached = 0;
    for (std::size_t i = 0; i < std::min(kStarts, found.size()); ++i) {
        for (const Point& point : {found[i].second, climbed(knobs_, found[i].second, score)}) {
            const double here = score(point);
            if (!is_tried(point) && (!top || here > reached)) {
                top = point;
                reached = here;
            }
        }
    }
    return top;
}

Proposal Surrogate::propose(std::uint64_t seed) const {
    const std::optional<std::size_t> trial = best_trial();
    // The effective best: a low mean that is sure (Huang et al. 2006, with a risk aversion of 1).
    double best = 0;
    double lowest = 0;
    bool is_found = false;
    for (const Point& point : tried_) {
        const Prediction there = objective_.at(point);
        const double utility = there.mean + std::sqrt(there.variance);
        if (feasibility_at(point) >= 0.5 && (!is_found || utility < lowest)) {
            is_found = true;
            lowest = utility;
            best = there.mean;
        }
    }
    const auto score = [&](const Point& point) {
        const double chance = feasibility_at(point);
        return trial ? improvement_at(point, best) * chance : chance;
    };
    const std::optional<Point> at = highest(seed, score);
    if (!at) {
        return {};
    }
    const double feasibility = feasibility_at(*at);
    return {.at = *at,
            .improvement = trial ? improvement_at(*at, best) * feasibility : 0,
            .feasibility = feasibility};
}

std::optional<Point> Surrogate::lowest_mean(std::uint64_t seed) const {
    const auto score = [&](const Point& point) {
        constexpr double never = -std::numeric_limits<double>::max();
        return feasibility_at(point) >= 0.5 ? -objective_.at(point).mean : never;
    };
    const std::optional<Point> at = highest(seed, score);
    return at && feasibility_at(*at) >= 0.5 ? at : std::nullopt;
}

}  // namespace ordersim::experiment
