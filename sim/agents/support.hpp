#pragma once

#include "sim/agents/cast.hpp"

/// What the platform's staff does: chats with buyers, reviews cases, pays out by hand. Who is free
/// when is the market's business; here stands what somebody does who is.
namespace ordersim::agents::support {

/// The buyer turns to the chat: he joins its line now and has so much patience.
[[nodiscard]] Acts plan_chat(const View& view, Task task, Memory& memory);
/// A case waits for its review.
[[nodiscard]] Acts plan_review(const View& view);
/// A case has left the line by itself.
[[nodiscard]] Acts plan_no_review(const View& view);
/// A refund cannot be sent: somebody will look at it.
[[nodiscard]] Acts plan_payout(const View& view);

/// In the desk's line, smaller comes first.
[[nodiscard]] std::int32_t priority_of(const View& view, Task task);

/// A service that begins now: the command that says so, if any, and how long it will take.
struct Service {
    std::optional<order::Command> command{};
    SimDuration length{};
};
/// Nothing if there is nothing left to do.
[[nodiscard]] std::optional<Service> begin(const View& view, Task task, Memory& memory);
/// A service is over. One that the order has moved past, by a later review of what became of it,
/// decides nothing.
[[nodiscard]] Deed end(const View& view, DeskNote service, const Memory& memory);

/// The buyer in the line has had enough. If he does not say so, he keeps his place and is served
/// in his absence.
[[nodiscard]] Deed lose_patience(const View& view, Task task, Memory& memory);

/// P(the case would be decided for the buyer).
[[nodiscard]] double win_share(const View& view, const Memory& memory);

}  // namespace ordersim::agents::support
