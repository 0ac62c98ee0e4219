#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/distribution.hpp"
#include "sim/base/time.hpp"
#include "sim/base/weekly_clock.hpp"
#include "sim/order/command.hpp"

/// How people and machines around an order behave: the parameters of all agents as plain data,
/// made and checked by the scenario reader. Shares are probabilities in [0, 1]; delays are laws in
/// microseconds; "clock" says on which time a delay runs. Sources of the shipped values stand in
/// the scenario files.
namespace ordersim::agents {

/// Orders arrive as a Poisson process whose rate follows `clock` (mean speed 1 over a week).
struct Arrivals {
    double orders_per_day;
    WeeklyClock clock;
    SimDuration horizon;  ///< orders are placed in [0, horizon)
    std::uint32_t orders_max;  ///< and at most so many; 0 = no limit
};

/// Payment methods differ in when the buyer pays and how a refund travels.
enum class Method : std::uint8_t { card, debit, wallet, delayed };
inline constexpr std::size_t kMethods = 4;

/// The largest order value, in minor units: the sum over all orders of a replication stays far
/// below what Money holds.
inline constexpr double kAmountMost = 4e10;

struct Payment {
    std::array<double, kMethods> method_share;  ///< sums to 1
    Distribution verify_delay;   ///< prompt methods: paid at placing, verified after this
    Distribution delayed_delay;  ///< delayed methods: paid after this, verified at once
    double never_share;          ///< of orders are never paid
    double failure_share;        ///< of card payments fail
    double retry_share;          ///< of failed payments are tried again
    Distribution retry_delay;
    Distribution amount;         ///< order value in minor units; drawn into [1, kAmountMost]
};

/// Why a buyer wants out.
enum class Cause : std::uint8_t { mistake, remorse, slow };
inline constexpr std::size_t kCauses = 3;

using order::Reason;
inline constexpr std::size_t kReasons = 10;

struct Intent {
    double share;  ///< of paid orders hold a wish to cancel, which may come too late to show
    std::array<double, kCauses> cause_share;  ///< sums to 1
    Distribution mistake_delay;  ///< from payment
    Distribution remorse_delay;  ///< from payment
    double slow_rate_per_day;    ///< hazard from approval to hand-over
    double slow_factor;          ///< by which it grows once `slow_from` of the deadline has passed
    double slow_from;            ///< share of the seller's shipping deadline
    /// P(reason | cause); each row sums to 1.
    std::array<std::array<double, kReasons>, kCauses> reason_share;
};

struct Buyers {
    Intent intent;
    double unpaid_cancel_share;  ///< of never-paid orders are cancelled by their buyer
    Distribution unpaid_cancel_delay;
    double chat_first_share;     ///< of buyers ask the seller before they request
    Distribution chat_patience;  ///< for a reply to a first message, then the request
    Distribution follow_up_delay;   ///< between follow-ups to an unanswered request
    std::uint8_t follow_ups_max;
    double withdraw_share;       ///< of requests are withdrawn, uniformly within the answer limit
    double confirm_share;        ///< of deliveries are confirmed by the buyer
    Distribution confirm_delay;
};

struct SellerClass {
    std::string name;
    double share;        ///< of orders
    double never_share;  ///< of messages and requests get no reply at all
    Distribution reply;  ///< in working time
    double rescue_share; ///< of parcels that would miss the deadline get a number just before it
};

struct Sellers {
    std::uint32_t count;
    double concentration;  ///< weight of seller i is (i+1)^-concentration
    std::vector<SellerClass> classes;
    WeeklyClock working_hours;
    double approve_unpicked;  ///< P(consent) by the parcel's stage, before the shifts below
    double approve_picking;
    double approve_labelled;
    double shift_chat;          ///< logit shifts of the consent
    double shift_seller_fault;
    double shift_changed_mind;
    double follow_up_boost;     ///< by which each follow-up multiplies the reply hazard
    double stock_out_share;     ///< of approved orders turn out to be out of stock
    Distribution handling;      ///< from approval to hand-over, on `handling_clock`
    WeeklyClock handling_clock; ///< mean speed 1 over a week
    double pick_at;             ///< share of the handling time
    double label_at;
    Distribution shipping_deadline;  ///< promised by the seller, calendar time from approval
};

struct Warehouse {
    SimDuration poll_interval;  ///< between looks at the list of stops; 0 = sees them at once
    Distribution poll_delay;    ///< from the look until the parcel is found
    double leak_share;          ///< of held parcels leave all the same
};

struct Carrier {
    Distribution transit;
    double lost_share;
    SimDuration linehaul_after;      ///< hand-over, when interception becomes unlikely
    double intercept_early_share;
    double intercept_late_share;
    SimDuration intercept_delay;
    SimDuration return_delay;
};

/// A leg of a refund, on its own clock (calendar or business days).
struct Leg {
    Distribution delay;
    bool business_days;
};

struct Gateway {
    Distribution platform_leg;               ///< until the refund is submitted
    std::array<Leg, kMethods> bank_leg;      ///< until it is posted, by payment method
};

/// Everything the agents of one market need to know.
struct Params {
    Arrivals arrivals;
    Payment payment;
    Buyers buyers;
    Sellers sellers;
    Warehouse warehouse;
    Carrier carrier;
    Gateway gateway;
};

}  // namespace ordersim::agents
