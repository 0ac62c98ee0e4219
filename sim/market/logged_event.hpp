#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "sim/agents/cast.hpp"
#include "sim/metrics/event.hpp"

/// An accepted command as all event logs tell it.
namespace ordersim::market {

/// What stands in a log of one transition; of a size that does not depend on its texts, so that it
/// can be laid aside and sorted.
struct LoggedEvent {
    SimTime at;
    Money amount{};  ///< > 0 where the command has one
    OrderId order{};
    std::uint32_t version = 0;  ///< of the order, after: orders the events of a case
    SellerId seller{};
    order::TransitionId transition = order::kNoTransition;
    order::CommandKind command = order::CommandKind::place_order;
    order::Actor actor = order::Actor::buyer;
    order::RefundKind refund = order::RefundKind::settlement;
    order::RefundState settlement = order::RefundState::none;  ///< the refund of that kind, after
    std::uint8_t refunds = 0;  ///< under way, of all kinds, after
    agents::Method method{};   ///< of payment
    order::Regions after{};
};
static_assert(std::is_trivially_copyable_v<LoggedEvent>);

[[nodiscard]] LoggedEvent logged(const metrics::OrderEvent& event, const agents::View& view);

/// "2024-01-01T00:00:00.000+00:00", counted from that Monday.
[[nodiscard]] std::string time_text(SimTime at);
/// Who acted: sellers by number, buyers by their order, others by role.
[[nodiscard]] std::string resource_text(const LoggedEvent& event);
/// The row of the rules that it was: "T11".
[[nodiscard]] std::string_view cause_text(const LoggedEvent& event);

/// The text between quotes of JSON, and as an attribute's value of XML. What is no UTF-8, and in
/// XML what no document may hold, becomes '?'.
[[nodiscard]] std::string json_text(std::string_view text);
[[nodiscard]] std::string xml_text(std::string_view text);

}  // namespace ordersim::market
