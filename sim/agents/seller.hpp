#pragma once

#include "sim/agents/cast.hpp"

/// What sellers and their warehouses do: handle the order, answer buyers, stop parcels.
namespace ordersim::agents::seller {

/// The shipping limit that the seller promises, in whole minutes, at least one.
[[nodiscard]] std::uint32_t shipping_limit_minutes(const View& view);

/// After approval: when picking, label and hand-over are meant to come, of which picking is
/// resolved on; and the discovery that the shelf is empty. Takes the next turn of a seller with
/// limited capacity.
[[nodiscard]] Acts plan_handling(const View& view, Memory& memory);
/// After a message or a request: when the reply comes, if ever.
[[nodiscard]] Acts plan_reply(const View& view, Memory& memory, ActKind kind);
/// After a follow-up: the reply comes sooner, and may come from somebody who owed none.
[[nodiscard]] Acts hurry_reply(const View& view, Memory& memory);
/// After a stop was asked for: when the warehouse sees it.
[[nodiscard]] Acts plan_stop(const View& view, Memory& memory);
/// After a request or a case has ended without a cancellation: work that had to wait is caught up
/// with, and a parcel held back leaves.
[[nodiscard]] Acts release_parcel(const View& view, Memory& memory);

/// After a case before shipment: as after a request, or the empty shelf that had to wait.
[[nodiscard]] Acts go_on(const View& view, Memory& memory);

/// Answers a chat message: with consent the buyer requests at once and is granted it.
[[nodiscard]] Deed reply(const View& view, Memory& memory);
/// Consents, refuses, or offers something else instead.
[[nodiscard]] Deed answer_request(const View& view, Memory& memory);
/// Cancels, or grants the request that is open; while support looks at the order, it has to wait.
[[nodiscard]] Deed find_out_of_stock(const View& view, Memory& memory);
[[nodiscard]] Deed pick(const View& view, const Memory& memory);
[[nodiscard]] Deed label(const View& view, const Memory& memory);
[[nodiscard]] Deed hand_over(const View& view, Memory& memory);
/// `number`: of the stop that the warehouse comes across; only the latest still counts.
[[nodiscard]] Deed see_stop(const View& view, std::uint8_t number, const Memory& memory);

/// P(the seller consents to a cancellation now).
[[nodiscard]] double consent_share(const View& view, const Memory& memory);

}  // namespace ordersim::agents::seller
