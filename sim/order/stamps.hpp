#pragma once

#include <cstddef>
#include <cstdint>

/// What a marketplace's table of orders tells of an order: the instants of what happened to it.
/// Files of real orders and the simulator's own tables share these columns.
namespace ordersim::order {

/// The instants, by their columns.
enum class Stamp : std::uint8_t {
    created_at,
    paid_at,     ///< verified
    shipped_at,  ///< handed to the carrier
    delivered_at,
    cancel_requested_at,
    cancel_resolved_at,  ///< also of an order that its seller or a deadline ended
    dispute_opened_at,
    dispute_closed_at,
    refund_requested_at,
    refund_posted_at
};
inline constexpr std::size_t kStamps = 10;

/// How the first cancellation request ended.
enum class CancelOutcome : std::uint8_t {
    none,      ///< it is open, or the parcel left first
    approved,  ///< by the seller
    rejected,  ///< by the seller
    auto_,     ///< by the rules: at once, by silence, by a deadline missed
    withdrawn
};

}  // namespace ordersim::order
