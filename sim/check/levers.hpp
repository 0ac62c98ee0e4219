#pragma once

#include <string>
#include <vector>

#include "sim/order/policy.hpp"

/// Policies to explore besides the one asked about.
namespace ordersim::check {

struct NamedPolicy {
    std::string name;  ///< "lock=hard, on_silence=reject": what differs from the base
    order::Policy policy;
};

/// Variations of `base` in which every two values of any two levers meet at least once: its choices
/// and windows, and how often a buyer may ask; not its other counts, nor its clocks. Greedy and
/// deterministic: about as many as the two levers with the most values have pairs.
[[nodiscard]] std::vector<NamedPolicy> lever_pairs(const order::Policy& base);

}  // namespace ordersim::check
