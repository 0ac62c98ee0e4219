#pragma once

#include <utility>

#include "sim/metrics/counts.hpp"
#include "sim/metrics/event.hpp"

namespace ordersim::metrics {

/// The requests of an order so far.
struct Asking {
    SimTime asked_at{};
    std::uint16_t silent = 0;   ///< requests that were left unanswered until the timer
    bool is_answered = false;   ///< the latest one, by the seller
    bool is_refused = false;    ///< one has been rejected, by the seller or by silence
    bool has_escalated = false;
    bool was_approved = false;
    bool is_open = false;
};

/// How the order of a request ended.
struct Fate {
    bool is_decided = false;
    bool is_for_buyer = false;
};

/// Counts requests, what became of them and how sellers answered. A request that policy grants at
/// once asked nobody and is none. O(1) an event.
class Requests {
public:
    void follow(Asking& asking, const OrderEvent& transition);
    /// Requires: once for each order with requests.
    void close(const Asking& asking, const Fate& fate, SimTime end);
    [[nodiscard]] RequestCounts finish() { return std::move(counts_); }

private:
    void answer(Asking& asking, SimTime at);
    void end(Asking& asking, const OrderEvent& transition);

    RequestCounts counts_;
};

}  // namespace ordersim::metrics
