#pragma once

#include <cstdint>
#include <vector>

#include "sim/judge/judge.hpp"
#include "tests/support/random_life.hpp"

/// Lives of orders as the callers of a service see them: calls overlap, replies come late or not at
/// all, deadlines fire without a word.
namespace ordersim::tests {

struct TellOptions {
    bool tells_instants = true;
    bool names_versions = true;
    bool only_states = false;         ///< replies tell their states alone; no versions, no instants
    unsigned lost_per_cent = 0;       ///< replies that never come; half of the calls did arrive
    unsigned resent_per_cent = 0;     ///< commands that are sent again under their key
    SimDuration call_most = std::chrono::hours(6);  ///< from call to return, on the orders' clock
    std::size_t steps = 30;
    double factor = 3.6e6;  ///< an hour a millisecond
};

/// One life under a service of these rules, by the instants of return.
struct ToldLife {
    order::Policy policy;
    std::vector<judge::Observation> told;
};
/// `policy_read`: what the service makes of the policy; nullptr: what it says.
[[nodiscard]] ToldLife tell(const order::Rules& rules, Dice& dice, const TellOptions& options,
                            void (*policy_read)(order::Policy&) = nullptr,
                            void (*policy_base)(order::Policy&) = nullptr);

/// A journey by the service of these rules, one call after the other, each followed by a look.
[[nodiscard]] ToldLife tell(const order::Rules& rules, const Journey& journey,
                            const TellOptions& options,
                            void (*policy_read)(order::Policy&) = nullptr);

/// What the judge says to it under the standard rules.
[[nodiscard]] judge::Verdict verdict_on(const ToldLife& life, const TellOptions& options);

}  // namespace ordersim::tests
