#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sim/judge/observation.hpp"
#include "sim/judge/order_clock.hpp"
#include "sim/order/decide.hpp"

/// What an order may be, for who did not see all that happened to it.
namespace ordersim::judge {

/// The rules that a service is held to.
struct Law {
    const order::Rules& rules;
    const order::Policy& policy;
    ClockConfig clock;
};

/// One thing that an order may be. Its instants lie between those of `early` and of `late`; all
/// else is the same in both.
struct Belief {
    order::Order early;
    order::Order late;       ///< unused where `is_exact`
    bool is_exact = true;    ///< all instants are known
    std::uint8_t taken = 0;  ///< which of the commands of unknown outcome it includes, as bits

    [[nodiscard]] const order::Order& latest() const { return is_exact ? early : late; }
};

/// Of more beliefs than these nobody can say any more what an order is.
inline constexpr std::size_t kBeliefsMost = 64;

/// A command that may have been carried out at any time after it was sent, or never.
struct Loose {
    order::Command command;
    std::uint64_t key = 0;
    std::int64_t called_ns = 0;
    SimTime from{};  ///< the call on the orders' clock, at the earliest
    bool is_over = false;  ///< its reply came after all
};
/// `Belief::taken` has as many bits.
inline constexpr std::size_t kLooseMost = 8;

/// What the rules may say to a command within a span: one decision, or two where an instant that
/// is not known decides.
struct Decisions {
    order::Decision first;
    order::Decision second;

    [[nodiscard]] bool include_refusal(order::Refusal refusal) const;
    [[nodiscard]] bool include_record() const;
    /// Accepted by that row, or by any for kNoTransition; null if not.
    [[nodiscard]] const order::Decision* acceptance(order::TransitionId row) const;
};
[[nodiscard]] Decisions decisions(const Law& law, const Belief& belief,
                                  const order::Command& command, const Span& span);

/// Whether one of the refusals that the reply may mean is among them.
[[nodiscard]] bool include_refusal(const Decisions& said, const Observation& seen);

/// Carries out an accepted decision at an instant within the span.
void carry_out(const Law& law, Belief& belief, const order::Command& command,
               const order::Decision& decision, const Span& span);

/// Whether a deadline that had passed before `now` is still waiting.
[[nodiscard]] bool has_missed_deadline(const Law& law, const Belief& belief, SimTime now);

/// Whether the reply shows this order. A shown deadline makes a belief sharper.
[[nodiscard]] bool is_shown(Belief& belief, const Observation& seen);

/// All that the beliefs may have come to one version later, by deadlines before `until` and by
/// loose commands alone.
void append_next(const Law& law, const Belief& belief, std::span<const Loose> loose,
                 SimTime until, std::vector<Belief>& next);

}  // namespace ordersim::judge
