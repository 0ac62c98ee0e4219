#pragma once

#include "sim/agents/cast.hpp"

/// How buyers come to a support case or a dispute: refused, or not content with what arrives.
namespace ordersim::agents::complaint {

/// After a refused request: the buyer asks once more, or turns to somebody else, or gives up.
[[nodiscard]] Acts plan_after_refusal(const View& view, Memory& memory);
/// When asking has come to an end, or comes too late: a case or dispute about it, once an order,
/// the likelier the dearer the order is.
[[nodiscard]] Acts plan_escalation(const View& view, Memory& memory);
/// After the parcel has left: a complaint that had to wait for it; and the dispute of a buyer who
/// never wanted out and finds fault with what arrives, or with what does not.
[[nodiscard]] Acts plan_after_hand_over(const View& view, Memory& memory);

/// Before shipment a support case where there are any, else a dispute as soon as one is possible.
[[nodiscard]] Deed escalate(const View& view, Memory& memory);
/// Opens the dispute of a buyer who never wanted out.
[[nodiscard]] Deed complain(const View& view, const Memory& memory);

/// P(a refused buyer escalates).
[[nodiscard]] double escalation_share(const View& view);

}  // namespace ordersim::agents::complaint
