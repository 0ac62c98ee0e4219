#pragma once

#include <vector>

#include "sim/base/id.hpp"
#include "sim/metrics/counts.hpp"
#include "sim/metrics/event.hpp"

namespace ordersim::metrics {

/// How a cancellation is laid at the seller's door.
struct Blame {
    bool is_violation = false;  ///< the rules book one
    bool is_at_fault = false;   ///< it was for his sake: not sent, out of stock, a seller's reason
};

/// Counts what cancellations make of the sellers' records. 8 bytes a seller up to the highest
/// numbered one that sold; O(1) an event.
class Sellers {
public:
    void place(SellerId seller);
    /// Requires: an order of the seller, placed before; once for each order.
    void cancel(SellerId seller, const Blame& blame);
    [[nodiscard]] SellerCounts finish();

private:
    struct File {
        std::uint32_t orders = 0;
        std::uint32_t at_fault = 0;
    };

    std::vector<File> files_;  ///< by seller
    SellerCounts counts_;
};

}  // namespace ordersim::metrics
