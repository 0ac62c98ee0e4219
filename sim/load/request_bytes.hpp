#pragma once

#include <string>
#include <string_view>

#include "sim/load/accounts.hpp"
#include "sim/load/dialect.hpp"
#include "sim/load/target.hpp"
#include "sim/wire/request.hpp"

/// Calls to our own service as the bytes of HTTP/1.1 requests.
namespace ordersim::load {

/// Writes one request after the other into the same memory: each holds until the next.
class RequestWriter {
public:
    /// `accounts` must outlive the writer.
    RequestWriter(const Target& target, const Accounts& accounts);

    [[nodiscard]] std::string_view look(std::uint64_t order, std::string_view buyer_token);
    /// Sent by whoever the command's actor is: with his token, or, a fact, signed; and with
    /// If-Match where the command expects a version.
    [[nodiscard]] std::string_view command(const CommandCall& call);

private:
    void begin(std::string_view method, std::string_view path);
    void append_proof(const CommandCall& call);

    const Accounts& accounts_;
    std::string base_;
    std::string host_;  ///< the rest of the request line, and the field Host
    wire::Request request_;
    std::string text_;
};

[[nodiscard]] std::string login_bytes(const Target& target, std::string_view role,
                                      std::string_view account, std::string_view key);
/// Of a GET that anybody may send: "/health".
[[nodiscard]] std::string open_bytes(const Target& target, std::string_view path);

}  // namespace ordersim::load
