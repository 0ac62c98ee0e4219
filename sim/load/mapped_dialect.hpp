#pragma once

#include "sim/load/dialect.hpp"
#include "sim/load/target.hpp"
#include "sim/wire/mapping.hpp"

#include <map>
#include <string>
#include <vector>

namespace ordersim::load {

/// That of somebody else's service, by a mapping. Numbers the orders by their ids, as they are
/// told.
class MappedDialect final : public Dialect {
public:
    /// `mapping` and `accounts` must outlive it.
    MappedDialect(const wire::Mapping& mapping, const Target& target, const Accounts& accounts);

    [[nodiscard]] bool offers(order::CommandKind kind) const override;
    [[nodiscard]] bool offers_look() const override { return mapping_.look.has_value(); }
    [[nodiscard]] bool has_keys(const order::Command& command) const override;
    /// Only a stranger's look: of what else it should refuse a mapping says nothing.
    [[nodiscard]] bool can_try(const Probe& probe) const override;
    [[nodiscard]] bool is_our_own() const override { return false; }
    [[nodiscard]] std::string log_in(std::size_t account) const override;
    [[nodiscard]] std::string token_in(std::size_t account, const Reply& reply) const override;
    [[nodiscard]] std::string_view look(std::uint64_t order, std::size_t buyer) override;
    [[nodiscard]] std::string_view command(const CommandCall& call) override;
    [[nodiscard]] wire::Answer read(const Reply& reply, const Asked& asked) override;
    [[nodiscard]] std::string misreading() const override;
    [[nodiscard]] std::string_view gap() const override { return gap_; }

private:
    using HeadFields = std::vector<wire::HeadField>;
    [[nodiscard]] const wire::MappedRequest& request_of(order::CommandKind kind) const {
        return *mapping_.commands[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] std::size_t account_of(const CommandCall& call) const;
    [[nodiscard]] std::string_view id_of(std::uint64_t order) const;
    [[nodiscard]] std::uint64_t number_of(const std::string& id);
    void write(const wire::MappedRequest& request, const HeadFields* head,
               const wire::Filling& filling, std::string& into) const;

    const wire::Mapping& mapping_;
    const Accounts& accounts_;
    Target target_;
    std::vector<std::string> ids_;  ///< by number, from 1
    std::map<std::string, std::uint64_t, std::less<>> numbers_;
    std::string text_;
    std::string gap_;
    std::uint64_t shown_ = 0;     ///< replies that could show the order
    std::uint64_t states_ = 0;    ///< and did
    std::uint64_t versions_ = 0;
};

}  // namespace ordersim::load
