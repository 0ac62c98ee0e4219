#pragma once

#include <cstdint>
#include <span>
#include <vector>

/// The best of a few policies, with a stated chance of being right.
namespace ordersim::experiment {

/// What a selection promises: if the best policy is better than every other by at least
/// `indifference`, it is selected with probability at least `confidence`.
struct SelectionGoal {
    double indifference = 0;         ///< > 0, in the unit of the objective
    double confidence = 0.95;        ///< 1/contenders < confidence < 1
    std::uint32_t first_stage = 10;  ///< replications before the first comparison, >= 2
};

/// A contender that fell behind.
struct Elimination {
    std::size_t contender = 0;
    std::size_t by = 0;       ///< who was so far ahead
    std::uint32_t after = 0;  ///< replications
};

struct Selection {
    std::vector<std::size_t> left;  ///< contenders not eliminated, in their order
    std::vector<Elimination> eliminations;
    std::uint32_t replications = 0;  ///< looked at: all that there were, or up to the decision
    bool is_decided = false;         ///< one is left
};

/// Kim and Nelson's fully sequential procedure KN with c = 1 (Kim and Nelson 2001; Law 2015,
/// chapter 10). With S^2 the variance of the paired differences of the first stage and h^2 of
/// `measure::kim_nelson_eta`, contender i is eliminated after r replications by an l whose sum is
/// better by more than max(0, indifference/2 (h^2 S^2 / indifference^2 - r)). Smaller values are
/// better. When that margin is 0, the smaller sum wins, and among equal sums the first contender.
///
/// Valid on common random numbers, which make S^2 small. `values[i][r]` is contender i in
/// replication r; it must hold only replications that had no part in choosing the contenders, or
/// the promise is void. The answer is a function of these values alone, in whatever portions they
/// came: values after an elimination are not looked at. Ends after at most
/// max h^2 S^2 / indifference^2 + 1 replications. O(k^2) a replication.
/// Requires: at least one contender; no NaN.
[[nodiscard]] Selection kim_nelson(std::span<const std::vector<double>> values,
                                   const SelectionGoal& goal);

/// How many replications of each contender certainly suffice, from the variances of the first
/// stage; 0 before it is complete. Requires as `kim_nelson`.
[[nodiscard]] std::uint32_t replications_at_most(std::span<const std::vector<double>> values,
                                                 const SelectionGoal& goal);

}  // namespace ordersim::experiment
