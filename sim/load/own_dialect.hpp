#pragma once

#include "sim/load/dialect.hpp"
#include "sim/load/request_bytes.hpp"

namespace ordersim::load {

/// That of our own service, whose OpenAPI document says the rest.
class OwnDialect final : public Dialect {
public:
    /// `accounts` must outlive it. `key`: of the service, which logs accounts in.
    OwnDialect(const Target& target, const Accounts& accounts, std::string key);

    [[nodiscard]] bool offers(order::CommandKind /*kind*/) const override { return true; }
    [[nodiscard]] bool offers_look() const override { return true; }
    [[nodiscard]] bool has_keys(const order::Command& /*command*/) const override { return true; }
    [[nodiscard]] bool can_try(const Probe& /*probe*/) const override { return true; }
    [[nodiscard]] bool is_our_own() const override { return true; }
    [[nodiscard]] std::string log_in(std::size_t account) const override;
    [[nodiscard]] std::string token_in(std::size_t account, const Reply& reply) const override;
    [[nodiscard]] std::string_view look(std::uint64_t order, std::size_t buyer) override {
        return writer_.look(order, accounts_.token(buyer));
    }
    [[nodiscard]] std::string_view command(const CommandCall& call) override {
        return writer_.command(call);
    }
    [[nodiscard]] wire::Answer read(const Reply& reply, const Asked& asked) override;
    [[nodiscard]] std::string_view gap() const override { return {}; }

private:
    Target target_;
    const Accounts& accounts_;
    std::string key_;
    RequestWriter writer_;
};

}  // namespace ordersim::load
