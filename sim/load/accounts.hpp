#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/agents/cast.hpp"
#include "sim/load/http_client.hpp"
#include "sim/wire/books_text.hpp"
#include "sim/wire/tokens.hpp"

/// Who calls a service: the accounts of buyers, sellers and support, logged in.
namespace ordersim::load {

class Dialect;
struct LoadConfig;

class Accounts {
public:
    /// Requires: a key of 16 bytes or more. `run` tells the keys of this run from those of others.
    Accounts(const std::string& key, std::string run, std::uint32_t buyers, std::uint32_t sellers);

    [[nodiscard]] std::size_t size() const { return tokens_.size(); }
    [[nodiscard]] std::size_t buyers() const { return buyers_; }
    [[nodiscard]] std::string_view role(std::size_t account) const;
    [[nodiscard]] std::string name(std::size_t account) const;
    void log_in(std::size_t account, std::string token) { tokens_[account] = std::move(token); }

    [[nodiscard]] const std::string& token(std::size_t account) const { return tokens_[account]; }
    /// The accounts of who takes part in an order.
    [[nodiscard]] std::size_t buyer_account(OrderId order) const { return order.value % buyers_; }
    [[nodiscard]] std::size_t seller_account(SellerId seller) const {
        return buyers_ + seller.value;
    }
    [[nodiscard]] std::size_t support_account() const { return tokens_.size() - 1; }
    [[nodiscard]] const std::string& seller_token(SellerId seller) const {
        return tokens_[buyers_ + seller.value];
    }
    [[nodiscard]] const std::string& support_token() const { return tokens_.back(); }
    [[nodiscard]] std::string seller(SellerId seller) const {
        return name(buyers_ + seller.value);
    }
    [[nodiscard]] std::string sign(std::string_view body) const { return signer_.sign(body); }
    [[nodiscard]] const std::string& run() const { return run_; }

private:
    wire::Tokens signer_;
    std::string run_;
    std::size_t buyers_;
    std::vector<std::string> tokens_;  ///< buyers, sellers, support
};

/// How the service's clock of orders stands to ours.
struct ServiceTime {
    double factor = 1;
    SimDuration offset{};  ///< it shows offset + factor * (microseconds of our clock)
};

/// The accounts of a load, which nobody has logged in yet.
[[nodiscard]] Accounts accounts_for(const LoadConfig& config, const agents::Cast& cast);

/// Asks for the clock of a service of ours (of others nobody tells it beforehand), and logs all
/// accounts in. The error says what failed and what to do.
[[nodiscard]] tl::expected<ServiceTime, std::string> introduce(HttpClient& client,
                                                               const LoadConfig& config,
                                                               const Dialect& dialect,
                                                               Accounts& accounts);

/// The target's books as they are now; nothing if it tells of none.
[[nodiscard]] std::optional<wire::ToldBooks> ask_for_books(HttpClient& client,
                                                           const Target& target);

}  // namespace ordersim::load
