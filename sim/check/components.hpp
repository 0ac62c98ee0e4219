#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/check/search.hpp"

namespace ordersim::check {

inline constexpr std::uint32_t kNoComponent = 0xffffffff;

/// Strongly connected components: two states are in one if each can be reached from the other.
struct Components {
    std::vector<std::uint32_t> of;  ///< by state; kNoComponent for those left out
    std::uint32_t count = 0;
};

/// Tarjan's algorithm without recursion, over the states that `is_kept`. `arcs_of(id)` is a range
/// of arcs with a field `to`. O(states + arcs).
template <class ArcsOf, class IsKept>
[[nodiscard]] Components components_of(std::size_t size, const ArcsOf& arcs_of,
                                       const IsKept& is_kept) {
    struct Visit {
        StateId id;
        std::size_t next;  ///< arc
    };
    constexpr std::uint32_t unseen = 0;
    Components components{std::vector<std::uint32_t>(size, kNoComponent), 0};
    std::vector<std::uint32_t> order(size, unseen);
    std::vector<std::uint32_t> low(size, 0);
    std::vector<StateId> open;
    std::vector<Visit> path;
    std::uint32_t clock = 0;
    const auto enter = [&](StateId id) {
        order[id] = low[id] = ++clock;
        open.push_back(id);
        path.push_back({id, 0});
    };
    const auto close = [&](StateId id) {
        if (low[id] == order[id]) {
            StateId member = kNoState;
            while (member != id) {
                member = open.back();
                open.pop_back();
                components.of[member] = components.count;
            }
            ++components.count;
        }
    };
    for (StateId root = 0; root < size; ++root) {
        if (order[root] != unseen || !is_kept(root)) {
            continue;
        }
        enter(root);
        while (!path.empty()) {
            Visit& visit = path.back();
            const StateId id = visit.id;
            const auto arcs = arcs_of(id);
            if (visit.next < arcs.size()) {
                const StateId to = arcs[visit.next++].to;
                if (!is_kept(to)) {
                    continue;
                }
                if (order[to] == unseen) {
                    enter(to);
                } else if (components.of[to] == kNoComponent) {
                    low[id] = std::min(low[id], order[to]);
                }
                continue;
            }
            close(id);
            path.pop_back();
            if (!path.empty()) {
                low[path.back().id] = std::min(low[path.back().id], low[id]);
            }
        }
    }
    return components;
}

}  // namespace ordersim::check
