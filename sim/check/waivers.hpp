#pragma once

#include <string_view>

#include "sim/order/policy.hpp"

/// What a policy's levers rule out of all that should happen. A waiver is a claim that can be
/// wrong: a twin that is reached although it is waived is told as well.
namespace ordersim::check {

/// The levers because of which a twin ("row T10b", "guard lock_hard fails") cannot be reached under
/// the policy; empty: it should be.
[[nodiscard]] std::string_view waiver_of(std::string_view twin, const order::Policy& policy);

}  // namespace ordersim::check
