#pragma once

#include "sim/scenario/keys.hpp"
#include "sim/scenario/law.hpp"

#include <optional>

namespace ordersim::scenario {

/// Reads the value of a key into its slot. What is wrong is added to the findings, at the value;
/// nullopt then, and the slot is as it was.
[[nodiscard]] std::optional<Canonical> read_value(const Key<Target>& key, const Node& node,
                                                  Target& into, ReadContext& context);
[[nodiscard]] std::optional<Canonical> read_value(const Key<agents::SellerClass>& key,
                                                  const Node& node, agents::SellerClass& into,
                                                  ReadContext& context);

}  // namespace ordersim::scenario
