#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "sim/base/enum_names.hpp"
#include "sim/measure/survival.hpp"
#include "sim/metrics/event.hpp"

namespace ordersim::metrics {

/// Where the order stood at the buyer's first contact about cancelling. `grace`: the buyer was
/// offered a cancellation that nobody has to approve.
enum class Stage : std::uint8_t { unpaid, verifying, grace, processing, shipped };
inline constexpr std::size_t kStages = enum_count<Stage>;

/// Who or what let the buyer out. The paths partition the successes.
enum class Path : std::uint8_t {
    self_serve,  ///< nobody was asked; also a request that policy grants by itself
    seller_approval,
    auto_approve,
    seller_cancel,
    support,
    dispute_refund,
    non_fulfilment
};
inline constexpr std::size_t kPaths = enum_count<Path>;

/// What became of a cancellation request.
enum class Outcome : std::uint8_t {
    approved,   ///< by the seller
    automatic,  ///< approved by silence
    rejected,
    withdrawn,
    lapsed,  ///< rejected by silence
    overtaken,
    non_fulfilment,
    open  ///< at the end of the run
};
inline constexpr std::size_t kOutcomes = enum_count<Outcome>;

/// How often a transition was taken out of each order state.
using FlowRow = std::array<double, enum_count<order::OrderState>>;

/// What one replication measured, as plain sums and samples: merging replications in their order
/// gives the same bytes anywhere. Counts are of measured orders unless they say otherwise.
struct Counts {
    double orders = 0;       ///< placed in the measured window
    double orders_open = 0;  ///< of those not ended when the run stopped
    std::vector<FlowRow> flows;  ///< by TransitionId

    std::array<double, kStages> contacts{};  ///< buyers who showed their wish, by stage
    std::array<double, kStages> undecided{};  ///< of those, who still awaited an answer at the end
    /// Of those, whose order ended in their favour: closed unpaid by them, cancelled, refunded,
    /// or on its way to that.
    std::array<double, kStages> successes{};
    std::array<double, kPaths> success_by_path{};  ///< of contacts about paid orders
    double settled_in_part = 0;  ///< contacts about paid orders that ended with a part refunded
    std::array<double, kOutcomes> requests{};
    double approved_then_shipped = 0;  ///< parcels that left after an approved request

    /// First contact to the last answer; without the contacts that no request or case could
    /// follow (too late). Hours, in order of order ids.
    std::vector<measure::CensoredTime> resolution_hours;
    std::vector<measure::CensoredTime> asked_hours;  ///< of those, who had to ask somebody
    std::vector<measure::CensoredTime> money_hours;  ///< first contact to the posted refund
    double decision_hours = 0;  ///< sum, payment to decision, of ...
    double decisions = 0;       ///< ... self-serve cancellations and answered or lapsed requests
    double platform_leg_hours = 0;  ///< sums over posted refunds of contacts
    double bank_leg_hours = 0;
    double refunds_posted = 0;

    double held_back_hours = 0;  ///< sum over shipped orders
    double orders_shipped = 0;

    /// Open requests at each full hour, all orders; ends where no more were opened or closed.
    std::vector<double> pending_by_hour;
};

/// Makes the counts of one replication from its events. One thread; O(1) an event that concerns no
/// cancellation, O(log contacts) else.
class Tally {
public:
    /// Orders placed at `from` or later are measured.
    explicit Tally(SimTime from);

    /// Requires: events in the order of their time; of one order, of its versions.
    void take(const OrderEvent& event);
    void take(const DeskEvent& event);
    /// `end`: when the run stopped. Requires: called once, after the last event.
    [[nodiscard]] Counts finish(SimTime end);

private:
    /// What is known of an order whose buyer wants out.
    struct Journey {
        SimTime contact_at{};
        SimTime paid_at{};
        SimTime resolved_at = kNever;
        SimTime refund_created_at = kNever;
        SimTime refund_sent_at = kNever;
        SimTime refund_posted_at = kNever;
        Stage stage = Stage::processing;
        Path path = Path::self_serve;
        order::OrderState state = order::OrderState::none;
        bool is_open = false;  ///< a first message, request or case awaits its end
        bool is_out = false;   ///< on a way that ends in a full refund or no payment
        bool was_approved = false;
    };

    void take_contact(const OrderEvent& event);
    void count_flow(const OrderEvent& event);
    void follow(Journey& journey, const OrderEvent& event);
    void follow_request(Journey& journey, const OrderEvent& event);
    void note_decision(const Journey& journey, SimTime at);
    void sample_pending(SimTime until);
    void close(const Journey& journey, SimTime end);
    [[nodiscard]] bool is_measured(OrderId order) const { return order.value >= first_measured_; }

    SimTime from_;
    std::uint32_t first_measured_ = 0xffffffff;
    double ended_ = 0;
    double pending_ = 0;
    Counts counts_;
    std::map<std::uint32_t, Journey> journeys_;
};

}  // namespace ordersim::metrics
