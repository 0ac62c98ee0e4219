#pragma once

#include <utility>

#include "sim/agents/params.hpp"
#include "sim/base/money.hpp"
#include "sim/metrics/counts.hpp"
#include "sim/metrics/event.hpp"
#include "sim/metrics/passage.hpp"

namespace ordersim::metrics {

/// What an order has cost since its buyer wanted out.
struct Spending {
    double seller = 0;  ///< in units of the currency
    double platform = 0;
    Money captured{};
    bool is_stop_tried = false;  ///< of the parcel on its way
    bool is_sent_back = false;   ///< by the buyer
};

/// Adds up what wishes to cancel cost whom, order by order:
///
/// - the platform pays the minutes that its staff serves the order (a chat counts whole, though its
///   agent may chat with others at the same time; so does one whose buyer has silently left), and
///   the fee of each refund, when it is posted;
/// - the seller pays what he writes: answers, offers, proposals, information and messages; the
///   attempt to stop a parcel; and, where the buyer gets out, the picking and the label, if it had
///   come to that, and for goods that were handed over and do not come back the shipping and the
///   write-off share of the order value;
/// - the buyer pays the way back of what he returns.
///
/// An order whose buyer does not get out was picked, labelled and shipped for what it earns: that
/// is no cost of his wish. Prices that are transfers (a refund, a part of the price given back) are
/// none either. O(1) an event.
class Expenses {
public:
    explicit Expenses(const agents::Costs& prices) : prices_(prices) {}

    void follow(Spending& spending, const OrderEvent& transition) const;
    void serve(Spending& spending, SimDuration service) const;
    /// Requires: once for each order.
    void close(const Spending& spending, const Passage& passage);
    [[nodiscard]] CostCounts finish() const { return counts_; }

private:
    agents::Costs prices_;
    CostCounts counts_;
};

}  // namespace ordersim::metrics
