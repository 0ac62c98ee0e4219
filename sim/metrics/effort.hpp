#pragma once

#include "sim/metrics/counts.hpp"
#include "sim/metrics/event.hpp"

namespace ordersim::metrics {

/// What one buyer has done to get out.
struct Toil {
    std::uint16_t calls = 0;
    std::uint16_t messages = 0;
    SimTime last_at{};  ///< the latest thing that he did or learnt about it
};

/// How one buyer's toil ended. `until`: when he has his last answer and his money, as far as that
/// is to come; zero if he never got any.
struct ToilEnd {
    SimTime began{};
    SimTime until{};
};

/// Adds up the effort of buyers who want out, from their first contact on: calls are looks and
/// commands, granted or refused, other than for ordinary shopping (paying, confirming receipt);
/// messages are those of them that are written to somebody, and chats with support; days run to the
/// last call, message, answer or posted refund. O(1) an event.
class Efforts {
public:
    static void follow(Toil& toil, const OrderEvent& event);
    static void chat(Toil& toil, SimTime at);
    void close(const Toil& toil, const ToilEnd& end);
    [[nodiscard]] EffortCounts finish() const { return counts_; }

private:
    EffortCounts counts_;
};

}  // namespace ordersim::metrics
