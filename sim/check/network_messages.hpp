#pragma once

#include "sim/check/network_model.hpp"

/// What goes over the network: its parts, and the order in which it lies there.
namespace ordersim::check::messages {

// The commands of a scene's space by number: reports, scans, then what the platform does itself.
inline constexpr std::size_t kVerified = 0;
inline constexpr std::size_t kFailed = kVerified + kAttempts;
inline constexpr std::size_t kRefundReports = kFailed + kAttempts;
inline constexpr std::size_t kKinds = 2;  ///< of refunds: settlement, late_payment
inline constexpr std::size_t kOutcomes = 3;  ///< accepted, succeeded, failed
inline constexpr std::size_t kFirstScan = kRefundReports + kKinds * kOutcomes * kRefundTries;
inline constexpr std::size_t kSubmit = kFirstScan + kScans;
inline constexpr std::size_t kByHand = kSubmit + kKinds;
inline constexpr std::size_t kRetryTimer = kByHand + kKinds;
inline constexpr std::size_t kSettleTimer = kRetryTimer + kKinds;
inline constexpr std::size_t kSceneCommands = kSettleTimer + 1;
static_assert(kSubmit <= 32);  // reports and scans are bits of NetworkState::applied
// Among the scans.
inline constexpr std::size_t kStopped = 2;
inline constexpr std::size_t kBack = 3;
inline constexpr std::size_t kNotStopped = 4;

[[nodiscard]] constexpr std::uint8_t byte(std::size_t number) {
    return static_cast<std::uint8_t>(number);
}

/// Of the order's two kinds of refund in this layer.
[[nodiscard]] constexpr order::RefundKind kind_at(std::size_t kind) {
    return kind == 0 ? order::RefundKind::settlement : order::RefundKind::late_payment;
}

[[nodiscard]] bool is_about_payment(const Message& message);
[[nodiscard]] bool is_about_refund(const Message& message);
[[nodiscard]] bool is_verified(const Message& message);
/// A refund was paid.
[[nodiscard]] bool is_success(const Message& message);
// Requires: it is about a refund.
[[nodiscard]] Debt debt_in(const Message& message);
[[nodiscard]] std::size_t try_in(const Message& message);
[[nodiscard]] std::uint8_t about_refund(Debt debt, std::size_t attempt, std::size_t sending);

/// Requires: a free place.
void send(NetworkState& state, Message message);
/// Takes the message at `i` off the network.
void take(NetworkState& state, std::size_t i);

}  // namespace ordersim::check::messages
