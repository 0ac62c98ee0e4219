#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/order/command.hpp"

struct evp_mac_ctx_st;  // OpenSSL's

/// Who calls, proved by a signature instead of a table of sessions.
namespace ordersim::wire {

/// An account in a role.
struct Caller {
    order::Actor role = order::Actor::buyer;
    std::string account;

    friend bool operator==(const Caller&, const Caller&) = default;
};

/// What a token says.
struct Token {
    Caller caller;
    std::int64_t expires_at = 0;  ///< seconds since 1970
};

/// Makes and reads tokens "role.account.expiry.signature", signed with HMAC-SHA256 (RFC 2104). The
/// key never leaves the object. Immutable: safe on any thread.
class Tokens {
public:
    /// Requires: a key of 16 bytes or more.
    explicit Tokens(std::string key);

    /// `expires_at`: seconds since 1970. Requires: an account of letters, digits, '-' and '_'.
    [[nodiscard]] std::string issue(const Caller& caller, std::int64_t expires_at) const;
    /// Nothing for a token that is malformed, forged or past its time.
    [[nodiscard]] std::optional<Token> read(std::string_view token, std::int64_t now) const;

    /// The signature of a hook's body, in hexadecimal.
    [[nodiscard]] std::string sign(std::string_view text) const;
    /// Compares in a time that does not tell how much is right.
    [[nodiscard]] bool is_signed(std::string_view text, std::string_view signature) const;

    /// Whether this is the key, in a time that does not tell how much is right.
    [[nodiscard]] bool is_key(std::string_view text) const { return is_signed(key_, sign(text)); }

private:
    struct Closer {
        void operator()(evp_mac_ctx_st* signing) const noexcept;
    };
    using Signing = std::unique_ptr<evp_mac_ctx_st, Closer>;

    std::string key_;
    Signing begun_;  ///< with the key, and no text yet: a signature begins with a copy of it
};

/// Whether it may name an account: 1 to 64 letters, digits, '-' and '_'.
[[nodiscard]] bool is_account(std::string_view text);

}  // namespace ordersim::wire
