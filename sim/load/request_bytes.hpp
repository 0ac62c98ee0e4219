#pragma once

#include <string>
#include <string_view>

#include "sim/load/accounts.hpp"
#include "sim/load/http_client.hpp"
#include "sim/order/command.hpp"

/// Calls as the bytes of HTTP/1.1 requests.
namespace ordersim::load {

/// What all calls to one service share.
struct RequestPlace {
    const Target& target;
    const Accounts& accounts;
};

/// A command to be given.
struct CommandCall {
    const order::Command& command;
    std::string_view order;  ///< its number at the service
    std::uint64_t key = 0;   ///< of this command and its retries alone
    SellerId seller;
    std::string_view buyer_token;
    bool is_proved = true;  ///< false: a fact that is wrongly signed
};

[[nodiscard]] std::string look_bytes(const RequestPlace& place, std::string_view order,
                                     std::string_view buyer_token);
/// Sent by whoever the command's actor is: with his token, or, a fact, signed; and with If-Match
/// where the command expects a version.
[[nodiscard]] std::string command_bytes(const RequestPlace& place, const CommandCall& call);
[[nodiscard]] std::string login_bytes(const Target& target, std::string_view role,
                                      std::string_view account, std::string_view key);
[[nodiscard]] std::string health_bytes(const Target& target);

}  // namespace ordersim::load
