#include "sim/scenario/resolve.hpp"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <string_view>

#include "sim/agents/shifts.hpp"

namespace ordersim::scenario {
namespace {

/// More orders than this in one replication need more than 32 GB at the engine's 160 bytes each.
constexpr double kOrdersMost = 200e6;
constexpr double kSumSlack = 1e-6;
/// A law's range is what lies between this share and its complement.
constexpr double kRare = 1e-9;
/// Sellers' classes are numbered in a byte.
constexpr std::size_t kClassesMost = 255;

class ContradictionCheck {
public:
    ContradictionCheck(const Resolved& resolved, const Node& tree, Findings& findings)
        : plan_(resolved.target.plan),
          policy_(resolved.target.policy),
          params_(resolved.target.params),
          resolved_(resolved),
          tree_(tree),
          findings_(findings) {}

    void run() {
        check_plan();
        check_warm_up();
        check_amount();
        check_arrivals();
        check_windows();
        check_surge();
        check_buyers();
        check_complaints();
        check_sellers();
        check_chat_desk();
        check_case_desk();
    }

private:
    [[nodiscard]] bool knows(std::initializer_list<const char*> keys) const {
        for (const char* key : keys) {
            if (!resolved_.values.contains(key)) {
                return false;
            }
        }
        return true;
    }

    void say(const char* key, std::string message) {
        const Node* node = tree_.at(key);
        findings_.add(node != nullptr ? node->place : Place{}, std::move(message));
    }

    [[nodiscard]] std::string text(const char* key) const { return resolved_.values.at(key).text; }

    void check_warm_up() {
        const agents::Arrivals& arrivals = params_.arrivals;
        if (!plan_.warm_up || *plan_.warm_up == SimDuration::zero() ||
            !knows({"run.warm_up", "arrivals.horizon"})) {
            return;
        }
        if (*plan_.warm_up >= arrivals.horizon) {
            say("run.warm_up", "warm_up = " + text("run.warm_up") +
                                   " leaves nothing to measure: horizon is " +
                                   text("arrivals.horizon"));
        } else if (knows({"arrivals.orders_per_day", "arrivals.orders_max"}) &&
                   arrivals.orders_max > 0 &&
                   hours(*plan_.warm_up) / 24 * arrivals.orders_per_day >= arrivals.orders_max) {
            say("run.warm_up", "warm_up = " + text("run.warm_up") +
                                   " leaves nothing to measure: by then all orders_max = " +
                                   text("arrivals.orders_max") + " orders have come");
        }
    }

    void check_amount() {
        if (knows({"payment.amount"}) &&
            params_.payment.amount.quantile(0.999) > agents::kAmountMost) {
            say("payment.amount", "amounts go beyond 4e10 minor units, the most that is kept exact "
                                  "over a whole run");
        }
    }

    void check_plan() {
        if (!knows({"run.replications", "run.half_width"})) {
            return;
        }
        if (plan_.precision->replications_max < plan_.replications) {
            say("run.half_width",
                "replications_max = " + std::to_string(plan_.precision->replications_max) +
                    " is less than replications = " + std::to_string(plan_.replications));
        }
        if (plan_.replications < 2) {
            say("run.replications", "an interval needs at least 2 replications");
        }
    }

    void check_arrivals() {
        const agents::Arrivals& arrivals = params_.arrivals;
        if (knows({"arrivals.horizon"}) && arrivals.horizon <= SimDuration::zero()) {
            say("arrivals.horizon", "horizon is 0: no order would be placed");
            return;
        }
        if (!knows({"arrivals.horizon", "arrivals.orders_per_day", "arrivals.orders_max"})) {
            return;
        }
        const double expected = expected_orders();
        const bool is_bounded = arrivals.orders_max > 0;
        const double most = is_bounded ? std::min<double>(arrivals.orders_max, expected) : expected;
        if (most > kOrdersMost) {
            say(is_bounded ? "arrivals.orders_max" : "arrivals.horizon",
                "a replication would place " + number_text(std::floor(most)) +
                    " orders; at most " + number_text(kOrdersMost) +
                    " may (32 GB, were all alive at once): shorten horizon or set orders_max");
        }
    }

    /// Without the surge's share where its keys could not be read.
    [[nodiscard]] double expected_orders() const {
        const agents::Arrivals& arrivals = params_.arrivals;
        double days = hours(arrivals.horizon) / 24;
        if (knows({"arrivals.surge.length", "arrivals.surge.factor", "arrivals.surge.spike",
                   "arrivals.surge.spike_decay"}) &&
            arrivals.surge.length > SimDuration::zero()) {
            const agents::Surge& surge = arrivals.surge;
            days += hours(surge.length) / 24 * (surge.factor - 1) +
                    hours(surge.spike_decay) / 24 * surge.spike;
        }
        return days * arrivals.orders_per_day;
    }

    void check_surge() {
        const agents::Surge& surge = params_.arrivals.surge;
        if (!knows({"arrivals.surge.length"}) || surge.length <= SimDuration::zero()) {
            return;
        }
        if (knows({"arrivals.surge.at", "arrivals.horizon"}) &&
            surge.at >= params_.arrivals.horizon) {
            say("arrivals.surge.at", "the surge begins at " + text("arrivals.surge.at") +
                                         ", when no order is placed any more: horizon is " +
                                         text("arrivals.horizon"));
        }
        if (knows({"arrivals.surge.spike", "arrivals.surge.spike_decay"}) && surge.spike > 0 &&
            surge.spike_decay <= SimDuration::zero()) {
            say("arrivals.surge.spike_decay",
                "spike_decay is 0 while spike = " + text("arrivals.surge.spike") +
                    ": a spike that dies away at once brings no order");
        }
    }

    void check_windows() {
        if (knows({"policy.dispute_opens", "policy.delivery_limit", "policy.dispute_window"}) &&
            policy_.dispute_opens < kLongestDelay &&
            policy_.dispute_opens > policy_.delivery_limit + policy_.dispute_window) {
            say("policy.dispute_opens",
                "dispute_opens = " + text("policy.dispute_opens") + " is after delivery_limit = " +
                    text("policy.delivery_limit") + " and dispute_window = " +
                    text("policy.dispute_window") + ": no dispute could be opened");
        }
        if (knows({"policy.request_window", "policy.grace_window"}) &&
            policy_.request_window < policy_.grace_window) {
            say("policy.request_window",
                "request_window = " + text("policy.request_window") +
                    " ends before grace_window = " + text("policy.grace_window"));
        }
        if (knows({"policy.pay_limit"}) && policy_.pay_limit <= SimDuration::zero()) {
            say("policy.pay_limit", "pay_limit is 0: every order would close before it is paid");
        }
        if (knows({"policy.refund_retries", "policy.refund_retry_delay"}) &&
            policy_.refund_retries > 0) {
            // The last delay is the first, doubled with each try.
            const double last =
                std::ldexp(microseconds(policy_.refund_retry_delay), policy_.refund_retries - 1);
            if (last > microseconds(kLongestDelay)) {
                say("policy.refund_retries", "refund_retry_delay, doubled with each of " +
                                                 text("policy.refund_retries") +
                                                 " retries, passes 100 years");
            }
        }
    }

    void check_buyers() {
        const agents::Buyers& buyers = params_.buyers;
        if (knows({"buyers.follow_ups_max", "buyers.follow_up_delay"}) &&
            buyers.follow_ups_max > 0 && buyers.follow_up_delay.quantile(0.5) < 1) {
            say("buyers.follow_up_delay",
                "follow_up_delay is 0 while follow_ups_max = " + text("buyers.follow_ups_max") +
                    ": all follow-ups would come at once");
        }
        if (knows({"buyers.check_delay"}) &&
            buyers.check_delay.quantile(0.5) < microseconds(std::chrono::minutes(1))) {
            say("buyers.check_delay",
                "check_delay is under a minute for half of the looks: buyers would do nothing but "
                "look for their refund");
        }
        const auto slow = static_cast<std::size_t>(agents::Cause::slow);
        if (knows({"buyers.intent.share", "buyers.intent.cause_share",
                   "buyers.intent.slow_rate_per_day"}) &&
            buyers.intent.share > 0 && buyers.intent.cause_share[slow] > 0 &&
            buyers.intent.slow_rate_per_day <= 0) {
            say("buyers.intent.slow_rate_per_day",
                "slow_rate_per_day is 0 while cause_share.slow = " +
                    number_text(buyers.intent.cause_share[slow]) +
                    ": such wishes would never come");
        }
    }

    void check_sum_at_most_1(std::initializer_list<const char*> keys, double sum,
                             const std::string& whose) {
        if (!knows(keys) || sum <= 1.0 + kSumSlack) {
            return;
        }
        std::string names;
        for (const char* key : keys) {
            names += (names.empty() ? "" : " + ") + std::string(key).substr(
                                                        std::string_view(key).rfind('.') + 1);
        }
        say(*keys.begin(), names + " = " + sum_text(sum) + ", more than all " + whose);
    }

    void check_evidence(const char* key, const agents::Evidence& evidence) {
        if (knows({key}) && (evidence.quality.quantile(kRare) < 0 ||
                             evidence.quality.quantile(1 - kRare) > 1)) {
            say(key, "a quality of evidence lies between 0 and 1, and this law goes beyond: "
                     "truncate or clamp it");
        }
    }

    void check_complaints() {
        const agents::Buyers& buyers = params_.buyers;
        const agents::Complaints& complaints = buyers.complaints;
        check_sum_at_most_1({"buyers.chat_first_share", "buyers.support_first_share"},
                            buyers.chat_first_share + buyers.support_first_share, "buyers");
        check_sum_at_most_1(
            {"buyers.complaints.accept_share", "buyers.complaints.modify_share",
             "buyers.complaints.escalate_share"},
            complaints.accept_share + complaints.modify_share + complaints.escalate_share,
            "proposals");
        check_evidence("buyers.complaints.evidence.quality", complaints.evidence);
        check_evidence("sellers.disputes.evidence.quality", params_.sellers.disputes.evidence);
    }

    /// Whether anybody works there at some hour of the week.
    [[nodiscard]] bool is_ever_staffed(agents::Desk desk) const {
        for (int hour = 0; hour < WeeklyClock::kHours; ++hour) {
            const SimTime at(std::chrono::hours{hour});
            if (agents::places_on_duty(params_.support, desk, at) > 0) {
                return true;
            }
        }
        return false;
    }

    void check_chat_desk() {
        const agents::Support& support = params_.support;
        if (!knows({"support.day", "support.chat_agents", "support.chat_agents_night",
                    "support.chats_per_agent", "support.chat_patience", "support.silent_share"}) ||
            is_ever_staffed(agents::Desk::chat)) {
            return;
        }
        if (support.chat_patience.quantile(1 - kRare) >= microseconds(kLongestDelay)) {
            say("support.chat_agents", "nobody chats at any hour, and buyers whose chat_patience "
                                       "never ends would wait for ever");
        } else if (support.silent_share > 0) {
            say("support.chat_agents",
                "nobody chats at any hour, and the silent_share = " + text("support.silent_share") +
                    " of buyers who leave without a word would keep their places for ever");
        }
    }

    [[nodiscard]] bool can_cases_arise() const {
        const agents::Complaints& complaints = params_.buyers.complaints;
        return complaints.escalation_share > 0 || complaints.share > 0 ||
               policy_.on_silence == order::OnSilence::escalate ||
               (policy_.lost_opens_case && params_.carrier.lost_share > 0) ||
               params_.gateway.refund_failure_share > 0;
    }

    void check_case_desk() {
        if (knows({"support.day", "support.case_agents", "support.case_agents_night",
                   "buyers.complaints.escalation_share", "buyers.complaints.share",
                   "policy.on_silence", "policy.lost_opens_case", "carrier.lost_share",
                   "gateway.refund_failure_share"}) &&
            !is_ever_staffed(agents::Desk::cases) && can_cases_arise()) {
            say("support.case_agents", "nobody reviews cases or pays out by hand at any hour, and "
                                       "the rules and shares let such work arise: it would wait "
                                       "for ever");
        }
    }

    void check_sellers() {
        const agents::Sellers& sellers = params_.sellers;
        if (knows({"sellers.time_zone"}) &&
            sellers.time_zone != std::round(sellers.time_zone)) {
            say("sellers.time_zone",
                "time_zone = " + text("sellers.time_zone") +
                    ": the sellers' clocks change speed at full hours, so that they can be moved "
                    "by whole hours only");
        }
        if (knows({"sellers.pick_at", "sellers.label_at"}) && sellers.pick_at > sellers.label_at) {
            say("sellers.pick_at", "pick_at = " + text("sellers.pick_at") +
                                       " comes after label_at = " + text("sellers.label_at") +
                                       ": a parcel is picked before it is labelled");
        }
        if (knows({"sellers.shipping_deadline"}) &&
            sellers.shipping_deadline.quantile(0.5) < microseconds(std::chrono::minutes(1))) {
            say("sellers.shipping_deadline",
                "shipping_deadline is under a minute for half of the orders: they would close "
                "before they can be sent");
        }
        check_classes();
    }

    void check_classes() {
        const auto& classes = params_.sellers.classes;
        if (classes.size() > kClassesMost) {
            say("sellers.class", "there are " + std::to_string(classes.size()) +
                                     " classes of sellers; at most 255 can be told apart");
        }
        double sum = 0;
        for (const agents::SellerClass& one : classes) {
            if (!resolved_.values.contains("sellers.class." + one.name + ".share")) {
                return;
            }
            sum += one.share;
        }
        if (!classes.empty() && std::abs(sum - 1.0) > kSumSlack) {
            const std::string last = "sellers.class." + classes.back().name + ".share";
            say(last.c_str(),
                "the shares of all classes of sellers must sum to 1; they sum to " + sum_text(sum));
        }
    }

    const RunPlan& plan_;
    const order::Policy& policy_;
    const agents::Params& params_;
    const Resolved& resolved_;
    const Node& tree_;
    Findings& findings_;
};

}  // namespace

void check_contradictions(const Resolved& resolved, const Node& tree, Findings& findings) {
    ContradictionCheck(resolved, tree, findings).run();
}

}  // namespace ordersim::scenario
