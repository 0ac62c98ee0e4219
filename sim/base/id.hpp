#pragma once

#include <compare>
#include <cstdint>

namespace ordersim {

/// A number that names one entity of kind `Tag`. It compares and nothing else: ids of different
/// kinds do not mix, and no arithmetic is defined on them.
template <class Tag>
struct Id {
    std::uint32_t value = 0;

    friend constexpr auto operator<=>(Id, Id) = default;
};

/// Orders are numbered from 0 by arrival within a replication.
using OrderId = Id<struct OrderTag>;
/// Sellers are numbered from 0; the share of orders falls with the number.
using SellerId = Id<struct SellerTag>;

}  // namespace ordersim
