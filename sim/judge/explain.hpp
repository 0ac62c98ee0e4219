#pragma once

#include <vector>

#include "sim/judge/judge.hpp"

namespace ordersim::judge {

/// As few of an order's calls as still break the same rule: leaving out any one more would not. The
/// last of them is the one that is accused. Empty if the calls by themselves do not break it, such
/// as when one that contradicts them is not among them. `calls`: about that order, as they came.
/// O(n^2) judgements of n calls.
[[nodiscard]] std::vector<Observation> fewest_calls(const order::Rules& rules,
                                                    const order::Policy& policy,
                                                    const JudgeConfig& config,
                                                    const Violation& violation,
                                                    std::vector<Observation> calls);

}  // namespace ordersim::judge
