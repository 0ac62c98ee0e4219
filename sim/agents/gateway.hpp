#pragma once

#include "sim/agents/cast.hpp"

/// What the payment gateway and the platform's refund desk do.
namespace ordersim::agents::gateway {

/// After paying: when the answer comes.
[[nodiscard]] Acts plan_answer(const View& view);
/// After a refund was created or released: when it is submitted.
[[nodiscard]] Acts plan_submission(const View& view, order::RefundKind kind);
/// After a refund was submitted: when it is posted.
[[nodiscard]] Acts plan_posting(const View& view, order::RefundKind kind);

/// The answer is a fact and always given, however late: the rules know what to make of it.
[[nodiscard]] Deed answer_payment(const View& view, std::uint8_t attempt);
[[nodiscard]] Deed submit_refund(const View& view, order::RefundKind kind);
[[nodiscard]] Deed post_refund(const View& view, order::RefundKind kind);

}  // namespace ordersim::agents::gateway
