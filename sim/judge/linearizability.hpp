#pragma once

#include "sim/judge/belief.hpp"
#include "sim/judge/observation.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

/// The second tier: replies that name no version. Is there an order of effects, each between its
/// call and its return, in which the rules answer as the replies say (Herlihy and Wing 1990)?
///
/// The search goes through calls and returns in time and keeps all that the order may be by then:
/// which of the open calls have had their effect, and what it has become (the idea of Wing and Gong
/// 1993, as a sweep). Deadlines are effects that nobody called for, due within the lag of the
/// clock. What changes nothing and has its answer takes effect as soon as it fits; a call without
/// an answer may take effect at any time after it was sent, or never, and never without changing
/// something.
namespace ordersim::judge {

/// A call with an answer.
struct Operation {
    Observation seen;
    Span span;  ///< of the call on the orders' clock
    /// It was sent before without an answer: its place among the loose commands, whose effect
    /// may be its own.
    std::optional<std::size_t> loose = {};
};

struct Linearization {
    enum class Verdict : std::uint8_t { legal, illegal, over_budget };
    Verdict verdict = Verdict::legal;
    /// Legal: all that the order may be now. Illegal: what it may have been before `failed`.
    std::vector<Belief> beliefs;
    std::size_t failed = 0;  ///< illegal: the first to return that no order of effects explains
};

/// A history has at most so many calls.
inline constexpr std::size_t kHistoryMost = 64;

/// `beliefs`: what the order may be before the first call. `loose`: commands without an answer.
/// `operations` by the instants of return, at most kHistoryMost. Over budget:
/// more than `budget` states of the search at a time, which says nothing either way. Linear in the
/// length of the history, exponential in how many calls overlap.
[[nodiscard]] Linearization linearize(const Law& law, std::vector<Belief> beliefs,
                                      std::span<const Operation> operations,
                                      std::span<const Loose> loose, std::size_t budget);

/// The places of operations that contradict the one at `failed`, by return, and its own last:
/// without any one of them it would have its place. As many searches.
[[nodiscard]] std::vector<std::size_t> contradiction(const Law& law,
                                                     const std::vector<Belief>& beliefs,
                                                     std::span<const Operation> operations,
                                                     std::span<const Loose> loose,
                                                     std::size_t failed, std::size_t budget);

}  // namespace ordersim::judge
