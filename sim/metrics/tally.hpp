#pragma once

#include <array>
#include <cstdint>

#include "sim/agents/params.hpp"
#include "sim/metrics/by_order.hpp"
#include "sim/metrics/cases.hpp"
#include "sim/metrics/counts.hpp"
#include "sim/metrics/effort.hpp"
#include "sim/metrics/event.hpp"
#include "sim/metrics/level.hpp"
#include "sim/metrics/passage.hpp"
#include "sim/metrics/requests.hpp"
#include "sim/metrics/sales.hpp"
#include "sim/metrics/sellers.hpp"
#include "sim/metrics/spending.hpp"
#include "sim/metrics/visits.hpp"

namespace ordersim::metrics {

/// Makes the counts of one replication from its events. One thread. O(1) an event that concerns no
/// cancellation, case or desk; else as fast as ByOrder. Each concern is counted by a class of its
/// own; here is known which orders are measured and whose buyer wants out.
class Tally {
public:
    /// Orders placed at `from` or later are measured, at the prices and with the staff of `params`.
    Tally(SimTime from, const agents::Params& params);

    /// Requires: events in the order of their time; of one order, of its versions.
    void take(const OrderEvent& event);
    void take(const DeskEvent& event);
    /// `end`: when the run stopped. Requires: called once, after the last event.
    [[nodiscard]] Counts finish(SimTime end);

private:
    /// What is known of an order whose buyer wants out.
    struct Journey {
        Passage passage;
        Asking asking{};
        Spending spending{};
        Toil toil{};
        order::Reason reason = order::Reason::other;  ///< that the buyer gave
    };

    void take_contact(const OrderEvent& event);
    void take_levels(const OrderEvent& event);
    void take_placement(const OrderEvent& event);
    void take_cancellation(const OrderEvent& event, const Journey* journey);
    void count_flow(const OrderEvent& event);
    void follow(Journey& journey, const OrderEvent& event);
    void close(const Journey& journey, SimTime end);
    [[nodiscard]] bool is_measured(OrderId order) const { return order.value >= first_measured_; }

    SimTime from_;
    SimTime last_placed_{};
    std::uint32_t first_measured_ = 0xffffffff;
    double ended_ = 0;
    Counts counts_;
    ByOrder<Journey> journeys_;

    Passages passages_;
    Requests requests_;
    Cases cases_;
    std::array<Visits, agents::kDesks> visits_;
    Expenses expenses_;
    Efforts efforts_;
    Sellers sellers_;
    Sales sales_;
    Level open_requests_;
    Level open_cases_;
    Level refunds_;
};

}  // namespace ordersim::metrics
