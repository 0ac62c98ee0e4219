#pragma once

#include <span>
#include <string>
#include <string_view>

#include "sim/order/timed_command.hpp"

namespace ordersim::wire {

/// The commands as a POSIX shell script that gives them to a live service with curl, each at its
/// instant: sh SCRIPT http://127.0.0.1:8080 [FACTOR], where a service's clock that runs FACTOR
/// times faster than ours shortens the waits. Each request carries a key of its own in
/// Idempotency-Key, and who gives it in X-Ordersim-Actor; a token for that role comes from
/// $BUYER_TOKEN, $SELLER_TOKEN and so on, if set. Every answer is printed; the script ends with 1
/// if the answer to a placed order names no id, to which the rest would have to go. Requires: no
/// timers, which the service fires by itself.
[[nodiscard]] std::string http_script(std::string_view title,
                                      std::span<const order::TimedCommand> commands);

}  // namespace ordersim::wire
