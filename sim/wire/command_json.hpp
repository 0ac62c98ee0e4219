#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "sim/order/command.hpp"

/// Commands from the bodies of HTTP requests: the reverse of request.hpp.
namespace ordersim::wire {

/// A command as it was given. Who gives it, and on which version, is not in the body.
struct GivenCommand {
    order::Command command;
    std::string order;   ///< of a hook, which names its order in the body; else empty
    std::string seller;  ///< of place_order: the seller's account; else empty
    std::string text;    ///< of send_message and follow_up: what was written; may be empty
};

/// Reads {"command": "request_cancel", "reason": "mistake"} as `method path` takes it; in `path`
/// the id is written "{}". Any field that the command does not read, a value of another kind or out
/// of range, and a command that belongs to another path are errors: a sentence with the remedy.
/// `expected_version`, `stock_free` and `is_trusted` are not for the body. Pure; O(body).
[[nodiscard]] tl::expected<GivenCommand, std::string> read_command(std::string_view method,
                                                                   std::string_view path,
                                                                   std::string_view body);

}  // namespace ordersim::wire
