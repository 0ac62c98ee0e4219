#include "sim/load/dialect.hpp"

#include "sim/load/mapped_dialect.hpp"
#include "sim/load/own_dialect.hpp"
#include "sim/load/session.hpp"

namespace ordersim::load {

std::unique_ptr<Dialect> dialect_for(const LoadConfig& config, const Accounts& accounts) {
    if (config.mapping) {
        return std::make_unique<MappedDialect>(*config.mapping, config.client.target, accounts);
    }
    return std::make_unique<OwnDialect>(config.client.target, accounts, config.key);
}

}  // namespace ordersim::load
