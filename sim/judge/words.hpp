#pragma once

#include <string>

#include "sim/judge/belief.hpp"
#include "sim/judge/observation.hpp"

/// A judge's findings in the rules' own words.
namespace ordersim::judge {

/// "request_cancel by buyer", "read by seller".
[[nodiscard]] std::string call_text(const Observation& seen);
/// "accepted T10 buyer requests cancellation", "refused: grace_over", "seen".
[[nodiscard]] std::string reply_text(const order::Rules& rules, const Observation& seen);

/// The rule that a reply to this order broke, and how.
struct Finding {
    std::string rule;
    std::string words;
};
/// Requires: the reply does not fit the belief.
[[nodiscard]] Finding finding(const Law& law, const Belief& belief, const Observation& seen,
                              const Span& span);

}  // namespace ordersim::judge
