#pragma once

#include "sim/scenario/orders.hpp"

#include <cstdint>
#include <optional>

namespace ordersim::experiment {

/// How orders are spread over sellers.
struct SellerSpread {
    std::uint32_t count = 0;
    double orders = 0;
    /// Weight of the seller of rank i is i^-concentration: maximum likelihood by rank. nullopt:
    /// fewer than 20 orders a seller, where ranks are mostly chance.
    std::optional<double> concentration;
};

/// nullopt: the file tells no sellers.
[[nodiscard]] std::optional<SellerSpread> find_sellers(const scenario::OrderFile& file);

}  // namespace ordersim::experiment
