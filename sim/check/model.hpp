#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/order/decide.hpp"

/// Everything that may happen to one order, as finitely many moves on finitely many states, over
/// the rules' own `decide` and `apply`.
///
/// What guards read of time is all that is kept of it: which deadlines run, which are paused and
/// whether anything is left of them, and which windows have passed. Any running deadline may fire
/// next, so that what is proved holds for durations of every length; a trace is given instants of
/// the real policy afterwards (trace.hpp). An order costs three minor units: offers and claims are
/// a part (1) or all that is left, which is all that guards tell apart. (In an order that costs
/// nothing no money moves; it is left out.)
namespace ordersim::check {

/// How far an order's counts go. A policy that allows more is explored up to here; what is cut is
/// named in the result.
struct Bounds {
    std::uint8_t payments = 1;        ///< attempts to pay
    std::uint8_t refund_retries = 1;
    std::uint8_t rounds = 1;          ///< offers a request, proposals a dispute
    std::uint8_t requests = 2;
};

/// A part of the environment: its bounds, and what it never does.
struct Slice {
    std::string_view name;
    std::string_view title;
    Bounds bounds{};
    std::bitset<enum_count<order::CommandKind>> withheld{};
};

/// One thing that may happen next.
struct Move {
    enum class Amount : std::uint8_t { none, part, rest, excess };
    enum class Attempt : std::uint8_t { latest, earlier };
    enum class Passing : std::uint8_t { none, window, dispute_opening };

    order::Command command{};  ///< amount and attempt are set for the order it is given to
    Amount amount = Amount::none;
    Attempt attempt = Attempt::latest;
    bool at_deadline = false;           ///< at the last instant of the time to pay
    Passing passing = Passing::none;    ///< no command: time passes the next window after payment,
                                        ///< or the wait before disputes
};
using MoveId = std::uint16_t;

/// Under which rules, policy and slice orders are explored.
struct Setting {
    /// `misread`: a planted defect that reads the policy otherwise than it was asked for.
    Setting(const order::Rules& rules, const order::Policy& policy, const Slice& slice,
            void (*misread)(order::Policy&) = nullptr);

    const order::Rules* rules;
    order::Policy asked;   ///< with the slice's bounds
    order::Policy policy;  ///< as it is read: the same, but for a planted defect
    bool misreads_policy = false;
    Slice slice;
    std::vector<std::string> cuts;  ///< what the bounds cut off the policy, in words
    std::vector<SimDuration> windows;  ///< after payment, ascending: grace, request window
};

/// The instant of every step: running deadlines lie after it, what passed before it.
inline constexpr SimTime kInstant{std::chrono::hours(24 * 365 * 200)};
inline constexpr Money kTotal{3};
inline constexpr std::uint32_t kShipLimitMinutes = 6 * 24 * 60;
/// All that a buyer may give the seller in one step: the policy's most, or a day where it gives
/// none.
[[nodiscard]] std::uint32_t extension_minutes(const order::Policy& policy);

/// All moves, the same for every setting. At most 2^16.
[[nodiscard]] const std::vector<Move>& all_moves();
/// "seller: counter_offer of a part"; for tests and messages.
[[nodiscard]] std::string text_of(const Move& move);

/// What a move comes to.
struct Outcome {
    order::Command command{};
    order::Decision decision{};  ///< recorded for what only lets time pass
    // If accepted, or if time passes:
    order::Order before{};  ///< the state with the instants that the move needs
    order::Order after{};   ///< as the rules left it; canonical if only time passed
};
/// False: the environment does not offer the move in this state. `outcome` is written over, so that
/// one may serve for many moves.
[[nodiscard]] bool perform(const Setting& setting, const order::Order& state, const Move& move,
                           Outcome& outcome);

/// Makes the deadline that a timer stands for due at kInstant. False: it does not run, or the
/// command is no timer.
bool make_due(order::Order& order, const order::Command& command);

/// The move's command for an order: amount and attempt set. False: not offered in this state.
[[nodiscard]] bool fit(const Setting& setting, const order::Order& order, const Move& move,
                       order::Command& command);

/// The representative of all orders that behave alike from here on: what no guard, effect or
/// invariant asks about any more is at its default. Why each may be forgotten stands with it.
[[nodiscard]] order::Order canonical(const Setting& setting, const order::Order& order);

/// The state that stands for a real order at an instant: what happens to the order happens to it,
/// if need be with a window passing before or after. Requires: extensions were given as
/// extension_minutes says.
[[nodiscard]] order::Order abstracted(const Setting& setting, const order::Order& order,
                                      SimTime now);

/// A canonical order in 16 bytes. One to one: unpacked(packed(o)) == o.
struct Packed {
    std::uint64_t low = 0;
    std::uint64_t high = 0;
    friend bool operator==(const Packed&, const Packed&) = default;
};
[[nodiscard]] Packed packed(const Setting& setting, const order::Order& order);
[[nodiscard]] order::Order unpacked(const Setting& setting, const Packed& packed);

}  // namespace ordersim::check
