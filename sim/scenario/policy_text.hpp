#pragma once

#include "sim/order/policy.hpp"

#include <map>
#include <string>

namespace ordersim::scenario {

/// A policy as the keys of [policy] with their TOML text, written as `explain` writes them:
/// "policy.lock" = "\"soft\"". Reading them gives the same policy.
[[nodiscard]] std::map<std::string, std::string> policy_settings(const order::Policy& policy);

}  // namespace ordersim::scenario
