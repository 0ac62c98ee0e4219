#pragma once

#include <utility>

#include "sim/metrics/counts.hpp"
#include "sim/metrics/event.hpp"

namespace ordersim::metrics {

/// How far an order has come whose buyer wants out.
struct Passage {
    SimTime contact_at{};
    SimTime paid_at{};
    SimTime resolved_at = kNever;
    SimTime refund_created_at = kNever;
    SimTime refund_sent_at = kNever;
    SimTime refund_posted_at = kNever;
    Stage stage = Stage::processing;
    Path path = Path::self_serve;
    order::OrderState state = order::OrderState::none;
    order::ShipmentState shipment = order::ShipmentState::none;
    bool is_open = false;  ///< a first message, request or case awaits its end
    bool is_out = false;   ///< on a way that ends in a full refund or no payment
};

/// The order ended in the buyer's favour, or is on its way to that.
[[nodiscard]] bool is_success(const Passage& passage);
[[nodiscard]] inline bool is_paid(const Passage& passage) {
    return passage.stage != Stage::unpaid;
}
/// A refund has begun and is not posted.
[[nodiscard]] inline bool awaits_money(const Passage& passage) {
    return passage.refund_created_at != kNever && passage.refund_posted_at == kNever;
}
/// When the buyer had his last answer or his money, whichever was later; `end` while he waits for
/// one of them; zero if there was neither.
[[nodiscard]] SimTime latest_news(const Passage& passage, SimTime end);

/// Counts how buyers who want out fare: by which path, how fast, and when they have their money.
/// Passages are kept by the caller. O(1) an event.
class Passages {
public:
    [[nodiscard]] Passage begin(const OrderEvent& contact);
    void follow(Passage& passage, const OrderEvent& transition);
    /// `end`: of the run. Requires: once for each passage.
    void close(const Passage& passage, SimTime end);
    [[nodiscard]] JourneyCounts finish() { return std::move(counts_); }

private:
    void follow_answers(Passage& passage, const OrderEvent& transition);
    void close_money(const Passage& passage, SimTime end);
    void note_decision(const Passage& passage, SimTime at);

    JourneyCounts counts_;
};

}  // namespace ordersim::metrics
