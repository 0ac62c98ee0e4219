#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/order/decide.hpp"

/// One step of an order in words, for everything that shows steps one by one: scripts played,
/// counterexamples.
namespace ordersim::order {

/// One field that a step changed, in the domain's names: {"request", "none", "requested"},
/// {"refund settlement", "none", "created 750"}, {"cancel_timer", "off", "running"}.
struct FieldChange {
    std::string_view field;
    std::string from;
    std::string to;

    friend bool operator==(const FieldChange&, const FieldChange&) = default;
};

/// What is not the same in two records of one order: regions first, then refunds, timers, amounts,
/// counts and marks. A timer is off, running or paused, and "moved" if it goes on to another
/// instant. Left out are the version, which every accepted command counts up, and the instants of
/// payment and hand-over, which the regions tell.
[[nodiscard]] std::vector<FieldChange> changes(const Order& before, const Order& after);

/// How an order stands: its state, the regions that have left their first state, refunds, timers:
/// "refunding, payment held, request approved, stop pending, refund settlement created 1000".
[[nodiscard]] std::string standing_text(const Order& order);

/// What a command came to: "T10 buyer requests cancellation; the parcel is held",
/// "refused: grace_over" or "recorded". Requires: `decision` was made by `rules`.
[[nodiscard]] std::string outcome_text(const Rules& rules, const Decision& decision);

}  // namespace ordersim::order
