#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/check/graph.hpp"

/// What must come at last. Buyers and sellers may do or leave what they like for ever; all others
/// are fair: who can go on doing his part does it at last. A clock is fair to a deadline that runs,
/// but not to one that is set anew again and again, which never comes.
namespace ordersim::check {

/// From every state in which `is_pending`, some state in which it is not is reached at last.
struct Temporal {
    std::string_view name;   ///< "live_1_request_is_answered"
    std::string_view title;
    bool (*is_pending)(const order::Order& order);
};
[[nodiscard]] std::span<const Temporal> temporal_properties();

/// A way to go on for ever: the steps to the first state of the loop, then the loop.
struct Lasso {
    StateId start = kNoState;  ///< the first state of the loop; the graph knows the way to it
    std::vector<Arc> loop;     ///< back to `start`; empty: nobody's turn, and all stays as it is
};

/// A loop that all fairness allows and that never leaves the pending states; nullopt: it holds.
/// Requires: the graph has its arcs. Tarjan's components, and within each every fair actor acts or
/// has nothing to do somewhere. O(arcs).
[[nodiscard]] std::optional<Lasso> endless(const Setting& setting, const Graph& graph,
                                           const Temporal& property);

/// A state from which no settled one can be reached, the shallowest; kNoState: there is none.
/// Needs no fairness. O(arcs).
[[nodiscard]] StateId trap_in(const Setting& setting, const Graph& graph);

/// Whether a state ever pends: the twin of a temporal property.
[[nodiscard]] bool is_ever_pending(const Setting& setting, const Graph& graph,
                                   const Temporal& property);

}  // namespace ordersim::check
