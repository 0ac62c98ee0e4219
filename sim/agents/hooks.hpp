#pragma once

#include "sim/agents/cast.hpp"

/// The gateway's reports and their way to the platform. All of them pass through `deliver`, which
/// is where they are doubled, late or lost; what they say was settled before.
namespace ordersim::agents::hooks {

/// What the gateway says of an attempt to pay.
struct PaymentNews {
    std::uint8_t attempt = 0;  ///< from 1
    bool is_verified = false;
};

/// What the gateway says of a try to refund. Of those it refuses, some can never succeed.
enum class RefundWord : std::uint8_t { accepted, succeeded, failed, failed_for_good };
struct RefundNews {
    order::RefundKind kind = order::RefundKind::settlement;
    RefundWord word = RefundWord::accepted;
    std::uint8_t attempt = 0;  ///< which try, from 1
};

// News as the detail of an act, and back. Tries are kept modulo 21: a report is read rightly if it
// arrives before the 21st try after its own, which is why the reader needs the order.
[[nodiscard]] std::uint8_t detail_of(const PaymentNews& news);
[[nodiscard]] std::uint8_t detail_of(const RefundNews& news);
[[nodiscard]] PaymentNews payment_news(std::uint8_t detail);
[[nodiscard]] RefundNews refund_news(std::uint8_t detail, const order::Order& order);

// The facts that the platform hears.
[[nodiscard]] order::Command command_of(const PaymentNews& news);
[[nodiscard]] order::Command command_of(const RefundNews& news);

/// The one or two arrivals of a report sent at `at`, each of them perhaps late or sent again, the
/// sending that is meant to be first in front. Without faults: one, at once.
[[nodiscard]] Acts deliver(const View& view, SimTime at, const PaymentNews& news);
[[nodiscard]] Acts deliver(const View& view, SimTime at, const RefundNews& news);

}  // namespace ordersim::agents::hooks
