#pragma once

#include "sim/experiment/gaussian_process.hpp"
#include "sim/experiment/knob.hpp"
#include "sim/measure/interval.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Where to look next for the best policy, and where it lies by all that was seen.
namespace ordersim::experiment {

/// A policy that was tried, on the same draws as all others. Smaller objectives are better.
struct Trial {
    Point at;
    std::vector<double> objective;              ///< by replication
    std::vector<std::vector<double>> excesses;  ///< [constraint][replication]; holds at <= 0
};

/// Where the search would look next.
struct Proposal {
    Point at;
    /// By how much the objective is expected to fall below the best so far, counting only where it
    /// does, discounted for noise and for the chance that a constraint fails; 0: nowhere.
    double improvement = 0;
    double feasibility = 1;  ///< probability that all constraints hold there
};

/// What the trials say about the whole space: a Gaussian process for the objective and for each
/// constraint, taken as independent. Requires: at least two trials, none with NaN.
class Surrogate {
public:
    Surrogate(std::span<const Knob> knobs, std::span<const Trial> trials);

    [[nodiscard]] Prediction objective_at(const Point& point) const { return objective_.at(point); }
    /// The probability that all constraints hold; 1 without any.
    [[nodiscard]] double feasibility_at(const Point& point) const;

    /// The trial with the lowest posterior mean of those at which the constraints rather hold than
    /// not; none if there is no such trial.
    [[nodiscard]] std::optional<std::size_t> best_trial() const;

    /// The point of the greatest augmented expected improvement (Huang, Allen, Notz and Zeng 2006)
    /// times the probability of feasibility (Schonlau, Welch and Jones 1998); before any trial is
    /// feasible, that of the greatest probability. Never a point that was tried. Found among
    /// scattered points, then by NLopt's Sbplx along the continuous knobs. The seed decides all.
    [[nodiscard]] Proposal propose(std::uint64_t seed) const;

    /// The untried point of the lowest posterior mean among those that are rather feasible.
    [[nodiscard]] std::optional<Point> lowest_mean(std::uint64_t seed) const;

private:
    template <class Score>
    [[nodiscard]] std::optional<Point> highest(std::uint64_t seed, const Score& score) const;
    [[nodiscard]] double improvement_at(const Point& point, double best) const;
    [[nodiscard]] bool is_tried(const Point& point) const;

    std::vector<Knob> knobs_;
    std::vector<Point> tried_;
    double noise_variance_ = 0;  ///< of one more trial
    GaussianProcess objective_;
    std::vector<GaussianProcess> excesses_;
};

/// Where the best policy lies along a knob.
struct OptimumAlong {
    measure::Interval interval;   ///< of a number, at the level that was asked for
    std::vector<double> chances;  ///< of each choice of a categorical knob; else empty
};

struct Optimum {
    std::vector<OptimumAlong> along;  ///< by knob
    /// Chance that no policy of the space is better than the recommended one by more than delta,
    /// and that it keeps the constraints.
    double within_delta = 0;
    double feasible = 0;  ///< chance that any policy keeps the constraints
};

struct OptimumQuestion {
    Point recommended;
    double delta = 0;     ///< >= 0, in the objective's unit
    double level = 0.95;  ///< of the intervals
};

/// The belief about the best policy, from 500 possible truths: each draws the trials' means as
/// their replications allow, with what the trials share on common draws, and adds a draw of what
/// lies between trials. The two together are rather too wide than too narrow. The seed decides all.
/// Requires: as `Surrogate`.
[[nodiscard]] Optimum locate_optimum(std::span<const Knob> knobs, std::span<const Trial> trials,
                                     const OptimumQuestion& question, std::uint64_t seed);

}  // namespace ordersim::experiment
