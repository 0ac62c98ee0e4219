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

/// A busy time on top of the usual arrivals, in [at, at + length): the usual rate times `factor`,
/// and a spike of `spike` times the mean rate that starts with it and dies away exponentially.
struct Surge {
    SimDuration at;
    SimDuration length;       ///< 0 = no surge
    double factor;            ///< >= 1
    double spike;
    SimDuration spike_decay;  ///< in which the spike falls to 1/e; > 0 where there is a spike
};

/// A stretch of arrivals at a rate that moves evenly from one value to another.
struct RateStage {
    SimDuration length;    ///< > 0
    double begin_per_day;  ///< orders, >= 0
    double end_per_day;
};

/// Orders arrive as a Poisson process whose rate follows `clock` (mean speed 1 over a week).
struct Arrivals {
    double orders_per_day;
    WeeklyClock clock;
    SimDuration horizon;  ///< orders are placed in [0, horizon)
    std::uint32_t orders_max;  ///< and at most so many; 0 = no limit
    Surge surge;
    /// One after the other from time 0, in the place of rate, clock and surge; after the last no
    /// order arrives. None: as those say.
    std::vector<RateStage> stages{};
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

/// What one side can show for itself. Nobody who has nothing to show convinces by it: no items,
/// quality 0.
struct Evidence {
    double items_mean;     ///< items attached, Poisson
    Distribution quality;  ///< of a file with items, in [0, 1]
};

/// What buyers do who are refused, or are not content with what arrives.
struct Complaints {
    double escalation_share;         ///< of refused buyers turn to support or open a dispute ...
    double escalation_value_weight;  ///< ... the logit of which rises so with the order value, by
                                     ///< standard deviations of its logarithm
    Distribution escalation_delay;   ///< from the refusal
    double share;      ///< of shipped orders whose buyer never wanted out are disputed
    SimDuration span;  ///< uniformly within this, from when the goods are there and disputes open
    double return_share;           ///< of disputes about goods received send them back
    double return_sent_share;      ///< of buyers who won with a return send the goods
    Distribution return_sent_delay;
    double accept_share;    ///< of the seller's proposals in a dispute are accepted,
    double modify_share;    ///< answered with a smaller claim,
    double escalate_share;  ///< taken to the platform at once; the rest wait for it to step in
    Distribution answer_delay;  ///< to such a proposal
    double withdraw_share;  ///< of cases and disputes that a buyer opened are withdrawn, uniformly
                            ///< within the time that sellers have to answer a dispute
    Evidence evidence;
};

struct Buyers {
    Intent intent;
    Complaints complaints;
    double trusted_share;        ///< of buyers are trusted: some policies ask nobody about them
    double unpaid_cancel_share;  ///< of never-paid orders are cancelled by their buyer
    Distribution unpaid_cancel_delay;
    double chat_first_share;     ///< of buyers ask the seller before they request
    double support_first_share;  ///< of buyers ask support before they request
    double ask_again_share;      ///< of refused buyers ask once more where the rules let them
    Distribution ask_again_delay;
    double offer_accept_share;   ///< of offers made instead of a cancellation are accepted
    Distribution offer_answer_delay;
    Distribution check_delay;    ///< between looks at a refund's status
    double reorder_share;        ///< of buyers who corrected a mistake order again
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
    double dispute_answer_share;  ///< of disputes are answered in time
};

/// What sellers offer instead of a cancellation.
struct Offers {
    double share;  ///< of answers are offers, while rounds are left
    std::array<double, 4> kind_share;  ///< by order::Offer; sums to 1
    double amount_share;               ///< of the order value, for a partial refund
};

/// How sellers answer disputes.
struct DisputeAnswers {
    double accept_share;   ///< of answered disputes are conceded
    double counter_share;  ///< of the claim is what a seller who does not concede proposes
    Evidence evidence;
};

struct Sellers {
    Offers offers;
    DisputeAnswers disputes;
    std::uint32_t count;
    double concentration;  ///< weight of seller i is (i+1)^-concentration
    std::vector<SellerClass> classes;
    WeeklyClock working_hours;
    double time_zone;  ///< whole hours by which the sellers' day is ahead of the platform's
    double capacity_per_day;    ///< orders a seller can begin to handle; 0 = any number
    double approve_unpicked;  ///< P(consent) by the parcel's stage, before the shifts below
    double approve_picking;
    double approve_labelled;
    double shift_chat;          ///< logit shifts of the consent
    double shift_seller_fault;
    double shift_changed_mind;
    double shift_evidence;      ///< times the quality of what the buyer attached
    double shift_follow_up;     ///< times the number of follow-ups
    double follow_up_boost;     ///< by which each follow-up multiplies the reply hazard
    bool follow_up_asks_anew;   ///< each follow-up may be answered by itself, like a first message
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

/// How the gateway's reports reach the platform. A report that gets lost is sent again after 60 s,
/// 5 min and 1 h; the last of these arrives.
struct Hooks {
    double duplicate_share;  ///< of reports arrive twice
    Distribution duplicate_delay;
    double late_share;  ///< of reports are late, which lets others overtake them
    Distribution late_delay;
    double loss_share;  ///< of deliveries are lost
};

struct Gateway {
    Distribution platform_leg;               ///< until the refund is submitted
    std::array<Leg, kMethods> bank_leg;      ///< until it is posted, by payment method
    double refund_failure_share;    ///< of tries fail, which shows at submission
    double refund_permanent_share;  ///< of failed tries can never succeed
    Distribution status_lag;        ///< until a posted refund shows in the buyer's account
    Hooks hooks;
};

/// Whose case is taken up first, after those whose information came in.
enum class Priority : std::uint8_t {
    fifo,
    preship,   ///< before shipment first: the parcel may still be stopped
    value,     ///< the dearest first
    deadline   ///< whose order has the nearest deadline
};

/// The platform's staff. Agents chat with several buyers at once; cases are reviewed one by one,
/// without interruption.
struct Support {
    WeeklyClock day;               ///< open while the day shift works
    std::uint32_t chat_agents;     ///< of the day shift
    std::uint32_t chat_agents_night;
    std::uint32_t chats_per_agent;
    Distribution chat_service;
    Distribution chat_patience;    ///< of a buyer in the line
    double silent_share;           ///< of those who leave do not say so, and are served in absence
    SimDuration answer_target;     ///< within which a chat should be answered
    std::uint32_t case_agents;
    std::uint32_t case_agents_night;
    Distribution case_service;     ///< a review; also a payout by hand
    Priority priority;
    double info_share;             ///< of cases need information, from either side alike
    double info_answer_share;      ///< of those asked give it
    Distribution info_answer_delay;
    SimDuration payout_delay;      ///< before somebody looks at a refund that cannot be sent
    /// P(decided for the buyer) as a logit: a constant, and weights of what speaks for him.
    double decision_base;
    double decision_evidence;      ///< buyer's quality minus seller's
    double decision_unscanned;     ///< no delivery scan
    double decision_seller_fault;  ///< the reason lays the fault on the seller
    double decision_chat;          ///< he had asked the seller before
    double decision_follow_up;     ///< times the number of follow-ups
    double split_share;            ///< of decisions split the claim
    double split_amount_share;     ///< of the claim, to the buyer
};

/// What things cost whom, in units of the currency.
struct Costs {
    double support_minute;
    double seller_message;  ///< an answer, offer or proposal of the seller
    double pick;
    double label;
    double shipping;
    double interception;
    double return_shipping;
    double refund_fee;        ///< of a refund, besides
    double refund_fee_share;  ///< of its amount, not given back by the gateway
    double write_off_share;   ///< of the value of goods refunded and not returned
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
    Support support;
    Costs costs;
};

}  // namespace ordersim::agents
