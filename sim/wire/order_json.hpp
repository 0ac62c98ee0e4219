#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sim/order/decide.hpp"

/// Orders and answers as JSON, as a service shows them.
namespace ordersim::wire {

/// An order with what a service knows of it besides the rules.
struct OrderView {
    std::string_view id;
    std::string_view buyer;  ///< accounts
    std::string_view seller;
    std::string_view currency;
    const order::Order& order;
};

/// {"id": "17", "version": 3, "state": "processing", ...}: the regions, money, refunds, and the
/// next deadline with its instant in microseconds on the service's clock.
[[nodiscard]] std::string order_json(const OrderView& view);

/// The order's refunds alone; an array.
[[nodiscard]] std::string refunds_json(const order::Order& order);

/// The commands that `actor` could give now, each with method and path; an array.
[[nodiscard]] std::string actions_json(const OrderView& view, order::Actor actor,
                                       const order::Policy& policy, SimTime now);

/// What a command came to at `at`: {"outcome": "accepted", "transition": "T10", "title": ...,
/// "at_us": 0, "order": {}}.
[[nodiscard]] std::string answer_json(const order::Rules& rules, const order::Decision& decision,
                                      const OrderView& view, SimTime at);

/// RFC 9457: {"title": ..., "status": 409, "detail": ...} and whatever `more` adds, as JSON members
/// ("\"refusal\": \"grace_over\"").
struct Problem {
    unsigned status = 500;
    std::string_view title;
    std::string_view detail;
    std::string_view more = {};
};
[[nodiscard]] std::string problem_json(const Problem& problem);

/// Text as a JSON string, quotes included.
[[nodiscard]] std::string json_string(std::string_view text);

}  // namespace ordersim::wire
