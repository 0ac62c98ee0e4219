#pragma once

#include <utility>

#include "sim/base/money.hpp"
#include "sim/metrics/by_order.hpp"
#include "sim/metrics/counts.hpp"
#include "sim/metrics/event.hpp"

namespace ordersim::metrics {

/// Whether the transition opened a case or dispute where none was open, or made one the other.
[[nodiscard]] bool opens_case(const OrderEvent& transition);
[[nodiscard]] bool opens_dispute(const OrderEvent& transition);

/// Counts support cases and disputes, and what support decides in them. As fast as ByOrder
/// for an event of an order that has or had a case; others need not be told.
class Cases {
public:
    void take(const OrderEvent& transition);
    [[nodiscard]] CaseCounts finish() { return std::move(counts_); }

private:
    struct Dispute {
        Money claim{};
        bool is_ruled = false;
        bool is_liable = false;
    };

    void follow(Dispute& dispute, const OrderEvent& transition);
    void decide(Money claim, const OrderEvent& transition);

    CaseCounts counts_;
    ByOrder<Dispute> disputes_;
};

}  // namespace ordersim::metrics
