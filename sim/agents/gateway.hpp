#pragma once

#include "sim/agents/cast.hpp"

/// What the payment gateway and the platform's refund desk do.
namespace ordersim::agents::gateway {

/// After paying: when the answer comes.
[[nodiscard]] Acts plan_answer(const View& view);
/// After a refund was created or released: when it is submitted.
[[nodiscard]] Acts plan_submission(const View& view, order::RefundKind kind);
/// After a refund was submitted, for the first time or again: what the gateway will report of this
/// try. A failure shows at once, a success when the bank has posted it.
[[nodiscard]] Acts plan_reports(const View& view, order::RefundKind kind);

/// The gateway knows now whether the attempt brings money. What it knows does not change on the way
/// to the platform: an order that is cancelled meanwhile hears of money all the same.
[[nodiscard]] Deed answer_payment(const View& view, std::uint8_t attempt);
[[nodiscard]] Deed submit_refund(const View& view, order::RefundKind kind);

// Reports are facts and always given, however late or often: the rules know what to make of them.
// `detail`: of the act, see hooks.hpp.
[[nodiscard]] Deed report_payment(std::uint8_t detail);
[[nodiscard]] Deed report_refund(const View& view, std::uint8_t detail);

}  // namespace ordersim::agents::gateway
