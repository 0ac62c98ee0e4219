#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// Policies that no other surely beats in everything that one wants at once.
namespace ordersim::experiment {

/// One thing that one wants, of every policy.
struct ParetoAim {
    bool is_higher_better = false;
    std::vector<std::vector<double>> values;  ///< [policy][replication]; NaN: no data
};

/// For each policy one that dominates it, or nothing: the policies without are the Pareto set.
///
/// Policy j dominates i if it is better with confidence in every aim: the paired difference over
/// the replications that both have lies on the right side of zero with its whole interval at
/// `level`. An aim in which the two agree in each replication does not stand in the way, if another
/// sets them apart. A policy that lacks data or replications is not dominated and dominates none.
/// The intervals are those of each pair: that one of many truly good policies is missed is likelier
/// than 1 - `level`, and it falls with replications. Of several that dominate, the one that itself
/// is not dominated, else the first. O(policies^2 aims replications). Pure. Requires: all aims have
/// as many policies.
[[nodiscard]] std::vector<std::optional<std::size_t>> dominated_by(std::span<const ParetoAim> aims,
                                                                   double level);

}  // namespace ordersim::experiment
