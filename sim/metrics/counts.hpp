#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/agents/act.hpp"
#include "sim/base/enum_names.hpp"
#include "sim/measure/survival.hpp"
#include "sim/order/states.hpp"

/// What one replication measured, as plain sums and samples: merging replications in their order
/// gives the same bytes anywhere. Counts are of measured orders unless they say otherwise: those
/// placed from the end of the warm-up on.
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
using Times = std::vector<measure::CensoredTime>;  ///< in hours

/// Buyers who showed their wish to cancel ("contacts"), and how they got out.
struct JourneyCounts {
    std::array<double, kStages> contacts{};
    std::array<double, kStages> undecided{};  ///< of those, who still awaited an answer at the end
    /// Of those, whose order ended in their favour: closed unpaid by them, cancelled, refunded,
    /// or on its way to that.
    std::array<double, kStages> successes{};
    std::array<double, kPaths> success_by_path{};  ///< of contacts about paid orders
    double settled_in_part = 0;  ///< contacts about paid orders that ended with a part refunded
    double wasted_shipments = 0;  ///< parcels handed over after the contact

    /// First contact to the last answer: the end of the last request or case. Without the contacts
    /// that none could follow (too late). In order of order ids.
    Times resolution;
    Times asked;                ///< of those, who had to ask somebody
    Times money;                ///< first contact to the posted refund
    double decision_hours = 0;  ///< sum, payment to decision, of ...
    double decisions = 0;       ///< ... self-serve cancellations and answered or lapsed requests
    double platform_leg_hours = 0;  ///< sums over posted refunds of contacts
    double bank_leg_hours = 0;
    double refunds_posted = 0;
};

/// Cancellation requests, and the sellers' answers to them.
struct RequestCounts {
    std::array<double, kOutcomes> outcomes{};
    double approved_then_shipped = 0;  ///< parcels that left after an approved request

    /// From the request to the seller's first answer: approval, rejection or offer. Cut off where
    /// something else ended the request first: the timer, the buyer, the parcel, the run.
    Times answer;
    double heard = 0;    ///< requests that were answered, or that something else has ended
    double answered = 0;         ///< of those, by the seller
    double answered_in_day = 0;  ///< and within 24 h

    double silent = 0;  ///< left unanswered until the timer; without what is undecided at the end
    double silent_for_buyer = 0;  ///< of those, whose order ended in the buyer's favour

    double escalated = 0;  ///< buyers refused by a request who then opened a case or a dispute
};

/// Support cases before shipment and disputes after it, whoever opened them.
struct CaseCounts {
    double cases = 0;
    double disputes = 0;   ///< orders that saw one
    double withdrawn = 0;  ///< of the disputes
    double ruled = 0;      ///< of the disputes, that came before the platform
    double liable = 0;     ///< of the disputes, decided there against the seller, wholly or in part
    double completed = 0;  ///< disputed orders that were, before or after, confirmed or timed out

    double decisions = 0;  ///< by support, also by default where one side owed information
    double for_buyer = 0;  ///< of those, wholly
    double split = 0;
    double awarded = 0;    ///< sum of the shares of the claims
};

/// One of the platform's desks, by the visits of measured orders, whenever they come; the window is
/// the time in which these orders were placed. See visits.hpp for why that is so.
struct DeskCounts {
    double window_hours = 0;
    double busy_hours = 0;     ///< of places, with those visits
    double staffed_hours = 0;  ///< of places on duty, in the window

    double arrived = 0;
    double had_to_wait = 0;     ///< of those
    double in_time = 0;         ///< answered within the target
    double gave_up = 0;         ///< left the line, as is known
    double gave_up_silently = 0;  ///< but kept the place in it: neither served nor waiting below

    Times wait;                  ///< until served; cut off by giving up, and by the end
    double wait_hours = 0;       ///< sum over ...
    double served = 0;           ///< ... those served
    double wait_hours_preship = 0;  ///< of cases, and of disputes
    double served_preship = 0;
    double wait_hours_dispute = 0;
    double served_dispute = 0;
    Times backlog_age;           ///< of the longest waiting, each full hour until the last has left

    std::vector<double> line_by_hour;    ///< of the whole run, silent ones included
    std::vector<double> busy_by_day;     ///< hours of places
    std::vector<double> staffed_by_day;  ///< as many days, to the end of the run
};

/// What contacts cost whom, in units of the currency. See spending.hpp.
struct CostCounts {
    double buyer = 0;
    double seller = 0;
    double platform = 0;
};

/// What it took buyers who wanted out. See effort.hpp.
struct EffortCounts {
    double calls = 0;
    double messages = 0;
    double days = 0;
};

inline constexpr std::array<double, 3> kFaultLimits{0.025, 0.05, 0.10};

struct SellerCounts {
    double points = 0;    ///< violations booked, at most one an order
    double at_fault = 0;  ///< orders cancelled by the seller's fault
    /// Orders placed at sellers whose share of such orders exceeds the limit.
    std::array<double, kFaultLimits.size()> orders_above{};
};

/// Money, in minor units. Late payments, which go back whole, are left out.
struct SalesCounts {
    double captured = 0;
    double refunded = 0;
    double reordered = 0;  ///< value of cancelled orders whose buyers order again
};

struct Counts {
    double orders = 0;
    double orders_open = 0;  ///< of those not ended when the run stopped
    std::vector<FlowRow> flows;  ///< by TransitionId
    double orders_shipped = 0;
    double held_back_hours = 0;  ///< sum over shipped orders

    JourneyCounts journeys;
    RequestCounts requests;
    CaseCounts cases;
    std::array<DeskCounts, agents::kDesks> desks;
    CostCounts costs;
    EffortCounts effort;
    SellerCounts sellers;
    SalesCounts sales;

    // On each full hour, all orders; see Level.
    std::vector<double> pending_by_hour;  ///< open requests
    std::vector<double> cases_by_hour;    ///< open cases and disputes
    std::vector<double> refunds_by_hour;  ///< refunds under way

    [[nodiscard]] const DeskCounts& desk(agents::Desk which) const {
        return desks[static_cast<std::size_t>(which)];
    }
};

/// The entry of an array that an enumerator names.
[[nodiscard]] auto& at(auto& counts, auto place) {
    return counts[static_cast<std::size_t>(place)];
}

}  // namespace ordersim::metrics
