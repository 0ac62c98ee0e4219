#pragma once

#include "sim/scenario/orders.hpp"

#include <optional>
#include <span>
#include <string>

/// Whether the columns of a file of orders come in the order in which things happen.
namespace ordersim::scenario {

/// Two things of which the first cannot come after the second.
struct StampPair {
    Stamp before;
    Stamp after;
};
[[nodiscard]] std::span<const StampPair> ordered_pairs();

/// Where most rows run backwards, a sentence that names the two columns to blame: those which in
/// each other's place leave the fewest rows backwards. nullopt: all is well.
[[nodiscard]] std::optional<std::string> find_swapped(const OrderFile& file);

}  // namespace ordersim::scenario
