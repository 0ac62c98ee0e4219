#pragma once

#include "sim/agents/cast.hpp"

/// All agents of one order as two functions: `carry_out` says what an act comes to when its instant
/// is there, `react` what follows from a change of the order. Pure but for the agents' own notes:
/// they know neither kernel nor sockets, so that the same agents live in virtual and in real time.
namespace ordersim::agents {

/// The order as it was before the change that the agents are told of.
struct Before {
    order::Regions regions;
    std::array<order::RefundState, order::kRefunds> refunds;
};

/// What the act comes to now; nothing if the order has moved past it.
[[nodiscard]] Deed carry_out(const View& view, const Act& act, Memory& memory);

/// The acts that follow from an accepted command of kind `kind`. They react to what changed, never
/// to which rule changed it.
[[nodiscard]] Acts react(const View& view, const Before& before, order::CommandKind kind,
                         Memory& memory);

/// The command that places the order: value, quantity, the seller's shipping limit, whether the
/// platform trusts the buyer.
[[nodiscard]] order::Command placement(const View& view);

}  // namespace ordersim::agents
