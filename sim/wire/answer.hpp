#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/order/decide.hpp"
#include "sim/order/names_meant.hpp"

/// Replies of a service about an order, read back: the reverse of order_json.hpp.
namespace ordersim::wire {

using order::RefusalsMeant;
using order::StatesMeant;

/// What a reply tells of an order, and what the call came to.
struct Answer {
    enum class Outcome : std::uint8_t {
        accepted,
        recorded,
        refused,
        shown,         ///< of a call that only looks
        malformed,     ///< no answer of these kinds, or without what it needs
        // Of services that are not ours, besides:
        acknowledged,  ///< a fact: accepted or recorded, it does not say which
        hidden,        ///< as if there were no such order
        unproved,      ///< the caller is not believed
        open           ///< what happened is not told
    };
    Outcome outcome = Outcome::malformed;
    order::TransitionId transition = order::kNoTransition;  ///< of what was accepted
    order::Refusal refusal = order::Refusal::none;          ///< of what was refused
    SimTime at = kNever;        ///< on the orders' clock, when it took effect; kNever: not told
    std::uint64_t id = 0;       ///< of the order, as the service numbers it; 0: not told
    std::uint32_t version = 0;  ///< of the order after the call
    bool has_version = true;    ///< false: `version` is not told
    StatesMeant states;         ///< that the shown word may stand for; empty: the state shown
    RefusalsMeant refusals;     ///< as well; empty: `refusal` alone
    bool shows_state = false;   ///< regions.order, as refusals do
    /// All that a reply may show: also the other regions, total, quantity, the refunds' states,
    /// amounts and tries, and the next deadline.
    bool shows_order = false;
    order::Order order;
    order::Deadline deadline;
    Money captured{};
    Money refunded{};
};

/// Reads a body with its status. Whatever it is, the result is an Answer: one that cannot be read
/// is malformed. Fields that it does not know are passed over. Pure; O(body).
[[nodiscard]] Answer read_answer(unsigned status, std::string_view body,
                                 const order::Rules& rules);

/// The token in the reply to a login; empty without one.
[[nodiscard]] std::string read_token(std::string_view body);

/// What /health says of the orders' clock.
struct ServiceClock {
    double factor = 1;  ///< how much faster it runs than ours
    SimTime at{};
};
/// Nothing for a body that says nothing of it.
[[nodiscard]] std::optional<ServiceClock> read_clock(std::string_view body);

}  // namespace ordersim::wire
