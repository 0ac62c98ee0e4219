#pragma once

#include "sim/agents/cast.hpp"

/// What buyers do: pay, change their minds, ask, request, follow up, withdraw, confirm,
/// look for their money.
/// All functions are pure but for the notes they are handed. "plan" functions answer a change of
/// the order with acts to come; the others carry out an act whose instant has come.
namespace ordersim::agents::buyer {

/// After placing: when the order will be paid, if ever, or cancelled unpaid.
[[nodiscard]] Acts plan_payment(const View& view);
/// After a failed payment.
[[nodiscard]] Acts plan_retry(const View& view);
/// After paying: when a mistake or remorse will make the buyer want out.
[[nodiscard]] Acts plan_wish(const View& view);
/// After approval: when slow shipping will, and a wish that had to wait.
[[nodiscard]] Acts plan_slow_wish(const View& view, const Memory& memory);
/// After the request: follow-up and withdrawal.
[[nodiscard]] Acts plan_pending(const View& view, Memory& memory);
/// While the request waits for an answer: when the buyer asks for it, if he still does.
[[nodiscard]] Acts plan_follow_up(const View& view, Memory& memory);
[[nodiscard]] Acts plan_confirmation(const View& view);
/// After a refund of the order's own payment was created: when the buyer looks for it first, unless
/// he is about to look anyway. He looks again until he sees all of them posted.
[[nodiscard]] Acts plan_check(const View& view, order::RefundKind kind, Memory& memory);
/// After a refund was posted: from when on he can see it.
void note_posting(const View& view, order::RefundKind kind, Memory& memory);

[[nodiscard]] Deed pay(const View& view, Memory& memory);
[[nodiscard]] Deed cancel_unpaid(const View& view, Memory& memory);
/// The wish has come: take what is offered without asking, else ask in the chat or request.
/// `payment`: the attempt to pay from which the wish was counted; one that failed leaves no wish.
[[nodiscard]] Deed want_out(const View& view, std::uint8_t payment, Memory& memory);
/// `earlier`: requests made before; one resolved on at an earlier one is outdated. Whoever finds
/// that it is too late to request may complain.
[[nodiscard]] Deed request(const View& view, std::uint8_t earlier, Memory& memory);
/// `reminder`: which of those resolved on; only the latest counts.
[[nodiscard]] Deed follow_up(const View& view, std::uint8_t reminder, Memory& memory);
/// `requests`: made so far; a later one is not withdrawn with an earlier.
[[nodiscard]] Deed withdraw(const View& view, std::uint8_t requests);
[[nodiscard]] Deed confirm(const View& view);
/// He looks at the status of his refunds, which commands nothing.
[[nodiscard]] Deed check_refund(const View& view, Memory& memory);

/// Whether the buyer of a cancelled order orders again: he corrects a mistake.
[[nodiscard]] bool reorders(const View& view);

/// The reason the buyer gives.
[[nodiscard]] Reason reason_of(const View& view);

}  // namespace ordersim::agents::buyer
