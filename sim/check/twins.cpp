#include <algorithm>
#include <optional>

#include "sim/check/coverage.hpp"
#include "sim/check/properties.hpp"

// What ought to be reached, and why under some policies it cannot be.
namespace ordersim::check {
namespace {

using namespace order;

struct Waiver {
    std::string_view name;
    bool (*applies)(const Policy& policy);
    std::string_view reason;
};

bool silence_approves(const Policy& p) { return p.on_silence == OnSilence::approve; }
bool silence_does_not_approve(const Policy& p) { return !silence_approves(p); }
bool silence_does_not_escalate(const Policy& p) { return p.on_silence != OnSilence::escalate; }
bool verification_cannot_be_cancelled(const Policy& p) {
    return p.verify_cancel == VerifyCancel::blocked;
}
bool verification_can_be_cancelled(const Policy& p) {
    return !verification_cannot_be_cancelled(p);
}
bool voids_in_sync(const Policy& p) { return p.void_sync; }
bool silence_escalates(const Policy& p) { return !silence_does_not_escalate(p); }
bool voids_at_once(const Policy& p) { return p.void_sync || verification_cannot_be_cancelled(p); }
bool does_not_void_at_once(const Policy& p) {
    return !p.void_sync || verification_cannot_be_cancelled(p);
}
bool is_unlocked(const Policy& p) { return p.lock == Lock::none; }
bool is_locked(const Policy& p) { return !is_unlocked(p); }
bool is_hard(const Policy& p) { return p.lock == Lock::hard; }
bool is_not_hard(const Policy& p) { return !is_hard(p); }
bool always_asks(const Policy& p) { return p.approval == Approval::always_ask; }
bool has_no_extension(const Policy& p) { return p.extension_max == SimDuration::zero(); }
bool has_no_escalation(const Policy& p) { return !p.preship_escalation; }
bool escalates(const Policy& p) { return p.preship_escalation; }
bool case_does_not_hold(const Policy& p) { return !p.case_holds_ship; }
bool case_holds(const Policy& p) { return p.case_holds_ship; }
bool does_not_rearm(const Policy& p) { return !p.rearm_on_message; }
bool rearms(const Policy& p) { return p.rearm_on_message; }
bool lost_opens_case(const Policy& p) { return p.lost_opens_case; }
bool lost_opens_no_case(const Policy& p) { return !p.lost_opens_case; }
bool may_always_request(const Policy& p) { return p.request_window >= kLongestDelay; }
bool disputes_open_at_once(const Policy& p) {
    return p.dispute_opens == SimDuration::zero() ||
           p.dispute_at_once_below > std::chrono::minutes(kShipLimitMinutes);
}

/// Rows, guards and refusals that a lever rules out, by the value that it must not have.
constexpr std::array kWaivers{
    Waiver{"row T07a", does_not_void_at_once, "void_sync or verify_cancel"},
    Waiver{"row T07b", voids_at_once, "void_sync or verify_cancel"},
    Waiver{"row T07c", voids_at_once, "void_sync or verify_cancel"},
    Waiver{"row T07d", voids_at_once, "void_sync or verify_cancel"},
    Waiver{"row T07e", voids_at_once, "void_sync or verify_cancel"},
    Waiver{"guard payment_unverified holds", voids_at_once, "void_sync or verify_cancel"},
    Waiver{"guard verify_cancel_direct holds", verification_cannot_be_cancelled, "verify_cancel"},
    Waiver{"guard verify_cancel_direct fails", verification_can_be_cancelled, "verify_cancel"},
    Waiver{"guard void_sync holds", does_not_void_at_once, "void_sync or verify_cancel"},
    Waiver{"guard void_sync fails", voids_in_sync, "void_sync"},
    Waiver{"refusal cancellation_blocked", verification_can_be_cancelled, "verify_cancel"},
    Waiver{"row T10", is_unlocked, "lock"},
    Waiver{"row T10b", is_locked, "lock"},
    Waiver{"row T10s", is_unlocked, "lock"},
    Waiver{"guard warehouse_unaware fails", is_unlocked, "lock"},
    Waiver{"refusal cancellation_pending", is_unlocked, "lock"},
    Waiver{"guard stock_taken fails", verification_cannot_be_cancelled, "verify_cancel"},
    Waiver{"row T10a", always_asks, "approval"},
    Waiver{"guard approval_automatic holds", always_asks, "approval"},
    Waiver{"guard lock_holds holds", is_unlocked, "lock"},
    Waiver{"guard lock_holds fails", is_locked, "lock"},
    Waiver{"guard lock_hard holds", is_not_hard, "lock"},
    Waiver{"guard lock_hard fails", is_hard, "lock"},
    Waiver{"row T18r", is_not_hard, "lock"},
    Waiver{"row T18", is_hard, "lock"},
    Waiver{"row T21c", is_locked, "lock"},
    Waiver{"request non_fulfilment", is_locked, "lock"},
    Waiver{"row T15", silence_does_not_approve, "on_silence"},
    Waiver{"guard silence_approves holds", silence_does_not_approve, "on_silence"},
    Waiver{"guard silence_approves fails", silence_approves, "on_silence"},
    Waiver{"row T16", silence_approves, "on_silence"},
    Waiver{"row T16h", silence_does_not_escalate, "on_silence"},
    Waiver{"row T16h", case_does_not_hold, "case_holds_ship"},
    Waiver{"row T16e", silence_does_not_escalate, "on_silence"},
    Waiver{"row T16e", case_holds, "case_holds_ship"},
    Waiver{"guard silence_escalates holds", silence_does_not_escalate, "on_silence"},
    Waiver{"guard silence_escalates fails", silence_escalates, "on_silence"},
    Waiver{"request lapsed", silence_approves, "on_silence"},
    Waiver{"row T20", has_no_extension, "extension_max"},
    Waiver{"guard extension_left holds", has_no_extension, "extension_max"},
    Waiver{"row T38r", case_does_not_hold, "case_holds_ship"},
    Waiver{"row T38", case_does_not_hold, "case_holds_ship"},
    Waiver{"row T38b", case_holds, "case_holds_ship"},
    Waiver{"row T38n", case_holds, "case_holds_ship"},
    Waiver{"guard case_holds_ship holds", case_does_not_hold, "case_holds_ship"},
    Waiver{"guard case_holds_ship fails", case_holds, "case_holds_ship"},
    Waiver{"row T51r", does_not_rearm, "rearm_on_message"},
    Waiver{"row T51q", does_not_rearm, "rearm_on_message"},
    Waiver{"guard rearm_on_message holds", does_not_rearm, "rearm_on_message"},
    Waiver{"guard rearm_on_message fails", rearms, "rearm_on_message"},
    Waiver{"guard preship_escalation fails", escalates, "preship_escalation"},
    Waiver{"guard preship_escalation holds", has_no_escalation, "preship_escalation"},
    Waiver{"refusal escalation_off", escalates, "preship_escalation"},
    Waiver{"row T29", lost_opens_no_case, "lost_opens_case"},
    Waiver{"guard lost_opens_case holds", lost_opens_no_case, "lost_opens_case"},
    Waiver{"guard lost_opens_case fails", lost_opens_case, "lost_opens_case"},
    Waiver{"guard within_request_window fails", may_always_request, "request_window"},
    Waiver{"refusal request_window_over", may_always_request, "request_window"},
    Waiver{"guard dispute_opened fails", disputes_open_at_once, "dispute_opens"},
    Waiver{"refusal dispute_too_early", disputes_open_at_once, "dispute_opens"}};

class Twins {
public:
    /// Without a policy nothing is waived.
    Twins(const Coverage& coverage, const Rules& rules, const std::optional<Policy>& policy)
        : coverage_(coverage), rules_(rules), policy_(policy) {
        add_states();
        add_enumeration<RefundState>("refund", [this](std::size_t i) {
            return coverage_.refund_states.test(i);
        });
        for (std::size_t i = 0; i < rules_.rows().size(); ++i) {
            add("row " + std::string(rules_.rows()[i].id), coverage_.rows.test(i));
        }
        add_guards();
        for (std::size_t i = 1; i < enum_count<Refusal>; ++i) {
            add("refusal " + std::string(enum_names<Refusal>[i]), coverage_.refusals.test(i));
        }
        for (std::size_t i = 0; i < properties().size(); ++i) {
            add("at stake " + std::string(properties()[i].name), coverage_.at_stake.test(i));
        }
    }
    [[nodiscard]] std::vector<Dead> dead() && { return std::move(dead_); }
    [[nodiscard]] std::size_t count() const { return count_; }

private:
    void add(const std::string& name, bool is_reached) {
        ++count_;
        const std::string_view reason = waiver_of(name);
        if (!is_reached) {
            dead_.push_back({name, std::string(reason)});
        } else if (!reason.empty()) {
            dead_.push_back({name, "reached: the waiver '" + std::string(reason) + "' is wrong"});
        }
    }
    std::string_view waiver_of(std::string_view name) const {
        for (const Waiver& waiver : kWaivers) {
            if (waiver.name == name && policy_ && waiver.applies(*policy_)) {
                return waiver.reason;
            }
        }
        return {};
    }
    template <class Enum, class Reached>
    void add_enumeration(std::string_view region, const Reached& is_reached) {
        for (std::size_t i = 0; i < enum_count<Enum>; ++i) {
            add(std::string(region) + " " + std::string(enum_names<Enum>[i]), is_reached(i));
        }
    }
    void add_states() {
        std::size_t bit = 0;
        const auto next = [this, &bit](std::size_t) { return coverage_.states.test(bit++); };
        add_enumeration<OrderState>("order", next);
        add_enumeration<PaymentState>("payment", next);
        add_enumeration<ShipmentState>("shipment", next);
        add_enumeration<RequestState>("request", next);
        add_enumeration<ChatState>("chat", next);
        add_enumeration<CaseState>("case", next);
        add_enumeration<StockState>("stock", next);
        add_enumeration<StopState>("stop", next);
    }
    /// A guard that no row names is no twin.
    void add_guards() {
        std::bitset<enum_count<Guard>> named;
        for (const Row& row : rules_.rows()) {
            for (const auto& guards : {row.when, row.guards}) {
                for (const Guard guard : guards) {
                    named.set(static_cast<std::size_t>(guard));
                }
            }
        }
        for (std::size_t i = 1; i < enum_count<Guard>; ++i) {
            if (named.test(i)) {
                const std::string name = "guard " + std::string(enum_names<Guard>[i]);
                add(name + " holds", coverage_.held.test(i));
                add(name + " fails", coverage_.failed.test(i));
            }
        }
    }

    const Coverage& coverage_;
    const Rules& rules_;
    const std::optional<Policy>& policy_;
    std::vector<Dead> dead_;
    std::size_t count_ = 0;
};

}  // namespace

std::vector<Dead> dead_of(const Coverage& coverage, const Rules& rules, const Policy& policy) {
    return Twins(coverage, rules, policy).dead();
}

std::vector<Dead> dead_under_any(const Coverage& coverage, const Rules& rules) {
    return Twins(coverage, rules, std::nullopt).dead();
}

std::size_t twin_count(const Rules& rules) { return Twins({}, rules, std::nullopt).count(); }

}  // namespace ordersim::check
