#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace ordersim::load {

/// Where a service listens.
struct Target {
    std::string host;
    std::string port;
    std::string base;  ///< of every path: "" or "/api"
    bool is_tls = false;

    /// Reads "http://HOST[:PORT][/BASE]", or the like with https; the error says what a target looks like.
    [[nodiscard]] static tl::expected<Target, std::string> parse(std::string_view url);
    [[nodiscard]] std::string url() const;
    /// Whether the host's name or address is this machine's own.
    [[nodiscard]] bool is_loopback() const;
};

}  // namespace ordersim::load
