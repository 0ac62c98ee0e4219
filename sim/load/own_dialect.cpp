#include "sim/load/own_dialect.hpp"

#include "sim/order/rules.hpp"

#include <utility>

namespace ordersim::load {

OwnDialect::OwnDialect(const Target& target, const Accounts& accounts, std::string key)
    : target_(target), accounts_(accounts), key_(std::move(key)), writer_(target, accounts) {}

std::string OwnDialect::log_in(std::size_t account) const {
    return login_bytes(target_, accounts_.role(account), accounts_.name(account), key_);
}

std::string OwnDialect::token_in(std::size_t /*account*/, const Reply& reply) const {
    return wire::read_token(reply.body);
}

wire::Answer OwnDialect::read(const Reply& reply, const Asked& /*asked*/) {
    return wire::read_answer(reply.status, reply.body, order::rules());
}

}  // namespace ordersim::load
