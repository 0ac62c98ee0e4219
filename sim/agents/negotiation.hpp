#pragma once

#include <optional>

#include "sim/agents/cast.hpp"

/// What is offered in place of a cancellation while a request is open, and what the buyer makes of
/// it. The seller's time to answer the request runs on meanwhile.
namespace ordersim::agents::negotiation {

/// What the seller offers instead of the answer that is due now; nothing if he answers.
[[nodiscard]] std::optional<order::Command> offer(const View& view, const Memory& memory);

/// After an offer: when the buyer answers it.
[[nodiscard]] Acts plan_answer(const View& view, const Memory& memory);
/// The buyer accepts or declines. `reply`: the seller's reply that was the offer; one that he has
/// not made last is outdated.
[[nodiscard]] Deed answer(const View& view, std::uint8_t reply, const Memory& memory);

}  // namespace ordersim::agents::negotiation
