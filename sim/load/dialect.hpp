#pragma once

#include "sim/load/accounts.hpp"
#include "sim/load/http_client.hpp"
#include "sim/load/probes.hpp"
#include "sim/order/command.hpp"
#include "sim/wire/answer.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

/// What a service understands and how it answers.
namespace ordersim::load {

/// A command to be given.
struct CommandCall {
    const order::Command& command;
    std::uint64_t order = 0;  ///< its number, as the dialect told it
    std::uint64_t key = 0;    ///< of this command and its retries alone
    SellerId seller;
    std::size_t buyer = 0;  ///< his account
    bool is_proved = true;  ///< false: a fact that is wrongly signed
};

/// Between a session and a service: commands to the bytes of requests, replies to answers. The
/// bytes hold until the next call.
class Dialect {
public:
    Dialect() = default;
    Dialect(const Dialect&) = delete;
    Dialect& operator=(const Dialect&) = delete;
    virtual ~Dialect() = default;

    // What the service has.
    [[nodiscard]] virtual bool offers(order::CommandKind kind) const = 0;
    [[nodiscard]] virtual bool offers_look() const = 0;
    /// It tells a command that is sent again from a new one.
    [[nodiscard]] virtual bool has_keys(const order::Command& command) const = 0;
    /// It can be asked for this, and would have to refuse it.
    [[nodiscard]] virtual bool can_try(const Probe& probe) const = 0;
    /// Its /health tells its orders' clock, its /metrics its books.
    [[nodiscard]] virtual bool is_our_own() const = 0;

    /// The request that logs the account in; empty: it needs none.
    [[nodiscard]] virtual std::string log_in(std::size_t account) const = 0;
    /// The token in the reply to it; empty if there is none.
    [[nodiscard]] virtual std::string token_in(std::size_t account, const Reply& reply) const = 0;

    /// `buyer`: the account of who looks.
    [[nodiscard]] virtual std::string_view look(std::uint64_t order, std::size_t buyer) = 0;
    /// Sent by whoever the command's actor is.
    [[nodiscard]] virtual std::string_view command(const CommandCall& call) = 0;

    /// What was asked, to understand the reply by.
    struct Asked {
        order::CommandKind kind{};
        bool is_look = false;
    };
    /// Requires: a complete reply.
    [[nodiscard]] virtual wire::Answer read(const Reply& reply, const Asked& asked) = 0;
    /// What no reply has borne out of how they are read, and the remedy; empty: nothing.
    [[nodiscard]] virtual std::string misreading() const { return {}; }
    /// What the dialect did not understand of the reply that it read last; empty: nothing.
    [[nodiscard]] virtual std::string_view gap() const = 0;
};

/// That of the service that the load is for. `config` and `accounts` must outlive it.
[[nodiscard]] std::unique_ptr<Dialect> dialect_for(const LoadConfig& config,
                                                   const Accounts& accounts);

}  // namespace ordersim::load
