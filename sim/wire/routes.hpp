#pragma once

#include <span>
#include <string_view>

#include "sim/order/command.hpp"

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

}  // namespace ordersim::wire
