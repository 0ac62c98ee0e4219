#pragma once

#include <string>

namespace ordersim::wire {

/// The OpenAPI 3.1 document of the order service, as JSON, made from the list of routes and the
/// fields that each command reads, so that it cannot lag behind them.
[[nodiscard]] std::string openapi_json();

}  // namespace ordersim::wire
