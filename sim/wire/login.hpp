#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "sim/order/command.hpp"

namespace ordersim::wire {

/// What an account says of itself when it logs in.
struct Login {
    order::Actor role = order::Actor::buyer;  ///< buyer, seller or platform
    std::string account;
    std::string key;
};

/// Reads {"role": "buyer", "account": "b1", "key": "..."}. The error is a sentence with the remedy
/// and never holds the key.
[[nodiscard]] tl::expected<Login, std::string> read_login(std::string_view body);

}  // namespace ordersim::wire
