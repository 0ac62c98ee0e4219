#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "sim/check/coverage.hpp"
#include "sim/check/properties.hpp"
#include "sim/check/search.hpp"

/// Every state that one order can come to, and every step between them.
namespace ordersim::check {

/// A step that changed the order, or let a window pass.
struct Arc {
    StateId to = kNoState;
    MoveId move = 0;
    order::TransitionId row = order::kNoTransition;  ///< none where only time passed
};

/// A step that broke a property. The steps to `from`, then `move`.
struct Violation {
    std::size_t property = 0;  ///< of properties()
    StateId from = kNoState;
    MoveId move = 0;
};

struct GraphOptions {
    std::size_t states_max = 20'000'000;
    std::string_view stop_at{};   ///< ends once this property is broken; empty: it does not
    bool stops_at_any = false;    ///< ends once any property is broken
    bool keeps_arcs = true;       ///< needed for temporal properties and products; 8 bytes each
    std::stop_token stop{};       ///< ends, incomplete, once a stop is asked for
};

struct Graph {
    Search<Packed> search;
    std::vector<std::uint64_t> first_arc;  ///< by state, and one past the last
    std::vector<Arc> arcs;
    Coverage coverage;
    std::vector<Violation> violations;     ///< the first of each property, shallowest first

    [[nodiscard]] std::span<const Arc> arcs_of(StateId id) const {
        return std::span(arcs).subspan(first_arc[id], first_arc[id + 1] - first_arc[id]);
    }
};

/// Explores; a step that breaks a property is not followed further. Single-threaded and
/// deterministic.
[[nodiscard]] Graph explore(const Setting& setting, const GraphOptions& options);

}  // namespace ordersim::check
