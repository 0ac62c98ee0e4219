#pragma once

#include "sim/metrics/counts.hpp"
#include "sim/metrics/event.hpp"

namespace ordersim::metrics {

/// Adds up what measured orders bring, lose and win back. O(1) an event.
class Sales {
public:
    void take(const OrderEvent& transition);
    [[nodiscard]] SalesCounts finish() const { return counts_; }

private:
    SalesCounts counts_;
};

}  // namespace ordersim::metrics
