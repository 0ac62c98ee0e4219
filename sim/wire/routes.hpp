#pragma once

#include <span>
#include <string_view>

#include "sim/order/command.hpp"
#include "sim/order/command_fields.hpp"

/// Which path takes which command: the one list that requests are made and read by.
namespace ordersim::wire {

/// `{}` in a path stands for the order's id.
struct Route {
    order::CommandKind kind;
    std::string_view method;
    std::string_view path;
};

/// Every command and fact has one, in the order of CommandKind; timers have none.
[[nodiscard]] std::span<const Route> command_routes();

/// Whether a caller says it. The stock and whom the platform trusts are the service's to know; the
/// expected version comes with If-Match.
[[nodiscard]] constexpr bool is_for_body(order::CommandField field) {
    return field != order::CommandField::is_trusted && field != order::CommandField::stock_free &&
           field != order::CommandField::expected_version;
}

}  // namespace ordersim::wire
