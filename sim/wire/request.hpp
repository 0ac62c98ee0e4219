#pragma once

#include <string>
#include <string_view>

#include "sim/order/command.hpp"

/// Commands as HTTP requests: one path a step of the buyer's guide, and the command with the fields
/// that it reads in the body. Left out are the stock and whom the platform trusts, which the
/// service knows, and the expected version.
namespace ordersim::wire {

struct Request {
    std::string_view method;  ///< "POST", "DELETE"
    std::string path;         ///< "/orders/17/cancel"
    std::string body;         ///< JSON: {"command": "request_cancel", "reason": "mistake"}
};

/// The request that gives `command` to the order that the service knows by `order_id` (of
/// place_order, which makes the order, it does not show). Requires: not a timer, which a service
/// fires by itself. `seller` is the account of whom place_order buys from; empty: not said.
[[nodiscard]] Request request_for(const order::Command& command, std::string_view order_id,
                                  std::string_view seller = {});
/// The same in the memory of a request that is no longer needed.
void write_request(const order::Command& command, std::string_view order_id,
                   std::string_view seller, Request& request);

}  // namespace ordersim::wire
