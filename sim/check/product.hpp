#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "sim/check/graph.hpp"
#include "sim/check/trace.hpp"

/// Several orders that share units of stock and support agents, as the product of one order's
/// graph: a state is the numbers of its orders' states, and a step an integer's work.
namespace ordersim::check {

/// What orders share. An order holds its unit from placing until it is released or restocked, and
/// an agent while its case is in review.
struct Shared {
    std::uint32_t orders = 2;  ///< 2 to 4
    std::uint32_t stock = 1;   ///< units
    std::uint32_t agents = 1;
};

struct ProductOptions {
    std::size_t states_max = 60'000'000;
    /// A bit is kept for each place that a state can have where there are no more of them than
    /// this, and a hash table otherwise, which is ten times as slow. No result depends on it.
    std::size_t places_max = std::size_t{1} << 30U;
    bool is_symmetric = true;  ///< orders that differ only in their numbers are one state
    std::stop_token stop{};    ///< ends, incomplete, once a stop is asked for
};

/// Properties of several orders together. That nothing bad happens to any of them by itself is
/// proved on its graph, since sharing only takes moves away; that each can come to its end is not,
/// and is asked here again. (A deadlock is a trap.)
enum class SharedProperty : std::uint8_t {
    stock_is_not_oversold,  ///< no more units are held than there are
    all_can_settle          ///< no trap: from every state all orders can settle
};

/// What only several orders can show: the twins.
struct SharedTwins {
    bool was_sold_out = false;      ///< an order was refused for want of stock
    bool was_stock_reused = false;  ///< a unit was sold again after it came back
    bool was_agent_awaited = false; ///< a case waited while every agent was busy
};

struct Product {
    std::uint64_t states = 0;
    std::uint64_t transitions = 0;
    std::uint32_t depth = 0;
    bool is_complete = false;
    double bytes_a_state = 0;  ///< with the way to each
    SharedTwins twins;
    struct Broken {
        SharedProperty property = SharedProperty::stock_is_not_oversold;
        std::vector<Ordered> steps;  ///< the shortest
    };
    /// The first of each. Beyond what breaks one nothing is explored, so that traps are looked for
    /// only where nothing else is broken.
    std::vector<Broken> broken;
};

/// More states of one order than a product can number.
inline constexpr std::size_t kLocalStatesMax = 65'536;

/// Requires: `graph` is complete, keeps its arcs and has at most kLocalStatesMax states.
[[nodiscard]] Product explore_product(const Setting& setting, const Graph& graph,
                                      const Shared& shared, const ProductOptions& options);

}  // namespace ordersim::check
