#include "sim/check/waivers.hpp"

#include <algorithm>
#include <array>

#include "sim/check/model.hpp"

namespace ordersim::check {
namespace {

using namespace order;

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
bool has_no_extension(const Policy& p) { return p.extension_max < std::chrono::minutes(1); }
bool has_no_escalation(const Policy& p) { return !p.preship_escalation; }
bool escalates(const Policy& p) { return p.preship_escalation; }
bool case_does_not_hold(const Policy& p) { return !p.case_holds_ship; }
bool case_holds(const Policy& p) { return p.case_holds_ship; }
bool does_not_rearm(const Policy& p) { return !p.rearm_on_message; }
bool rearms(const Policy& p) { return p.rearm_on_message; }
bool lost_opens_case(const Policy& p) { return p.lost_opens_case; }
bool lost_opens_no_case(const Policy& p) { return !p.lost_opens_case; }
bool grace_never_ends(const Policy& p) { return p.grace_window >= kLongestDelay; }
bool may_always_request(const Policy& p) { return p.request_window >= kLongestDelay; }
bool disputes_open_at_once(const Policy& p) {
    return p.dispute_opens == SimDuration::zero() ||
           p.dispute_at_once_below > std::chrono::minutes(kShipLimitMinutes);
}
bool has_no_requests(const Policy& p) { return p.max_requests == 0; }
bool has_no_rounds(const Policy& p) { return p.negotiation_rounds == 0; }
bool has_no_info(const Policy& p) { return p.info_rounds == 0; }
bool has_no_retries(const Policy& p) { return p.refund_retries == 0; }
bool opens_no_case(const Policy& p) {
    return has_no_escalation(p) && (silence_does_not_escalate(p) || has_no_requests(p));
}
/// A request is the only one, and no case follows it but of silence.
bool claims_once(const Policy& p) { return has_no_escalation(p) && p.max_requests < 2; }
/// That case opens, and no request comes to meet it.
bool opens_one_case(const Policy& p) { return claims_once(p) && silence_escalates(p); }
bool makes_no_offers(const Policy& p) { return has_no_requests(p) || has_no_rounds(p); }
bool makes_no_second_offer(const Policy& p) {
    return makes_no_offers(p) || claims_once(p);
}
bool gives_no_goodwill(const Policy& p) { return makes_no_offers(p) && opens_no_case(p); }

/// A twin that a choice of the policy rules out, by the levers that would have to be otherwise.
struct Waiver {
    std::string_view twin;
    bool (*applies)(const Policy& policy);
    std::string_view levers;
};

constexpr std::array kWaivers{
    Waiver{"row T07a", does_not_void_at_once, "void_sync or verify_cancel"},
    Waiver{"guard void_sync holds", does_not_void_at_once, "void_sync or verify_cancel"},
    Waiver{"row T07b", voids_at_once, "void_sync or verify_cancel"},
    Waiver{"row T07c", voids_at_once, "void_sync or verify_cancel"},
    Waiver{"row T07d", voids_at_once, "void_sync or verify_cancel"},
    Waiver{"row T07e", voids_at_once, "void_sync or verify_cancel"},
    Waiver{"guard payment_unverified holds", voids_at_once, "void_sync or verify_cancel"},
    Waiver{"guard verify_cancel_direct holds", verification_cannot_be_cancelled, "verify_cancel"},
    Waiver{"guard stock_taken fails", verification_cannot_be_cancelled, "verify_cancel"},
    Waiver{"guard verify_cancel_direct fails", verification_can_be_cancelled, "verify_cancel"},
    Waiver{"refusal cancellation_blocked", verification_can_be_cancelled, "verify_cancel"},
    Waiver{"guard void_sync fails", voids_in_sync, "void_sync"},
    Waiver{"row T10", is_unlocked, "lock"},
    Waiver{"row T10s", is_unlocked, "lock"},
    Waiver{"guard warehouse_unaware fails", is_unlocked, "lock"},
    Waiver{"at stake stopped_is_not_handled", is_unlocked, "lock"},
    Waiver{"refusal cancellation_pending", is_unlocked, "lock"},
    Waiver{"guard lock_holds holds", is_unlocked, "lock"},
    Waiver{"row T10b", is_locked, "lock"},
    Waiver{"guard lock_holds fails", is_locked, "lock"},
    Waiver{"row T21c", is_locked, "lock"},
    Waiver{"request non_fulfilment", is_locked, "lock"},
    Waiver{"row T10a", always_asks, "approval"},
    Waiver{"guard approval_automatic holds", always_asks, "approval"},
    Waiver{"guard lock_hard holds", is_not_hard, "lock"},
    Waiver{"row T18r", is_not_hard, "lock"},
    Waiver{"guard lock_hard fails", is_hard, "lock"},
    Waiver{"row T18", is_hard, "lock"},
    Waiver{"row T15", silence_does_not_approve, "on_silence"},
    Waiver{"guard silence_approves holds", silence_does_not_approve, "on_silence"},
    Waiver{"guard silence_approves fails", silence_approves, "on_silence"},
    Waiver{"row T16", silence_approves, "on_silence"},
    Waiver{"request lapsed", silence_approves, "on_silence"},
    Waiver{"row T16h", silence_does_not_escalate, "on_silence"},
    Waiver{"row T16e", silence_does_not_escalate, "on_silence"},
    Waiver{"guard silence_escalates holds", silence_does_not_escalate, "on_silence"},
    Waiver{"row T16h", case_does_not_hold, "case_holds_ship"},
    Waiver{"row T38r", case_does_not_hold, "case_holds_ship"},
    Waiver{"row T38", case_does_not_hold, "case_holds_ship"},
    Waiver{"guard case_holds_ship holds", case_does_not_hold, "case_holds_ship"},
    Waiver{"row T16e", case_holds, "case_holds_ship"},
    Waiver{"row T38b", case_holds, "case_holds_ship"},
    Waiver{"row T38n", case_holds, "case_holds_ship"},
    Waiver{"guard case_holds_ship fails", case_holds, "case_holds_ship"},
    Waiver{"row T21b", case_holds, "case_holds_ship"},
    Waiver{"guard silence_escalates fails", silence_escalates, "on_silence"},
    Waiver{"row T20", has_no_extension, "extension_max"},
    Waiver{"guard extension_left holds", has_no_extension, "extension_max"},
    Waiver{"row T51r", does_not_rearm, "rearm_on_message"},
    Waiver{"row T51q", does_not_rearm, "rearm_on_message"},
    Waiver{"guard rearm_on_message holds", does_not_rearm, "rearm_on_message"},
    Waiver{"guard rearm_on_message fails", rearms, "rearm_on_message"},
    Waiver{"guard preship_escalation fails", escalates, "preship_escalation"},
    Waiver{"refusal escalation_off", escalates, "preship_escalation"},
    Waiver{"guard preship_escalation holds", has_no_escalation, "preship_escalation"},
    Waiver{"guard refused_or_silent holds", has_no_escalation, "preship_escalation"},
    Waiver{"guard refused_or_silent fails", has_no_escalation, "preship_escalation"},
    Waiver{"refusal nothing_to_escalate", has_no_escalation, "preship_escalation"},
    Waiver{"refusal already_escalated", has_no_escalation, "preship_escalation"},
    Waiver{"row T29", lost_opens_no_case, "lost_opens_case"},
    Waiver{"guard lost_opens_case holds", lost_opens_no_case, "lost_opens_case"},
    Waiver{"guard lost_opens_case fails", lost_opens_case, "lost_opens_case"},
    Waiver{"guard within_grace fails", grace_never_ends, "grace_window"},
    Waiver{"refusal grace_over", grace_never_ends, "grace_window"},
    Waiver{"guard within_request_window fails", may_always_request, "request_window"},
    Waiver{"at stake request_is_in_time", may_always_request, "request_window"},
    Waiver{"refusal request_window_over", may_always_request, "request_window"},
    Waiver{"guard dispute_opened fails", disputes_open_at_once, "dispute_opens"},
    Waiver{"refusal dispute_too_early", disputes_open_at_once, "dispute_opens"},
    Waiver{"row T21b", opens_no_case, "preship_escalation"},
    Waiver{"row T38r", opens_no_case, "preship_escalation"},
    Waiver{"row T38s", opens_no_case, "preship_escalation"},
    Waiver{"row T38", has_no_escalation, "preship_escalation"},
    Waiver{"row T38b", opens_no_case, "preship_escalation"},
    Waiver{"row T38n", has_no_escalation, "preship_escalation"},
    Waiver{"row T49p", opens_no_case, "preship_escalation"},
    Waiver{"row T47a", opens_no_case, "preship_escalation"},
    Waiver{"row T47b", opens_no_case, "preship_escalation"},
    Waiver{"row T47c", opens_no_case, "preship_escalation"},
    Waiver{"row T46a", opens_no_case, "preship_escalation"},
    Waiver{"row T46c", opens_no_case, "preship_escalation"},
    Waiver{"row T16h", opens_no_case, "preship_escalation"},
    Waiver{"row T16e", opens_no_case, "preship_escalation"},
    Waiver{"guard case_holds_ship holds", opens_no_case, "preship_escalation"},
    Waiver{"guard no_open_case fails", opens_no_case, "preship_escalation"},
    Waiver{"guard case_open holds", opens_no_case, "preship_escalation"},
    Waiver{"guard no_case_yet holds", opens_no_case, "preship_escalation"},
    Waiver{"guard no_case_yet fails", opens_no_case, "preship_escalation"},
    Waiver{"refusal case_is_open", opens_no_case, "preship_escalation"},
    Waiver{"row T16", opens_one_case, "preship_escalation or max_requests"},
    Waiver{"guard no_case_yet fails", opens_one_case, "preship_escalation or max_requests"},
    Waiver{"guard goodwill_free fails", makes_no_second_offer,
           "negotiation_rounds, max_requests or preship_escalation"},
    Waiver{"refusal already_compensated", makes_no_second_offer,
           "negotiation_rounds, max_requests or preship_escalation"},
    Waiver{"row T27p", gives_no_goodwill,
           "preship_escalation, and negotiation_rounds or max_requests"},
    Waiver{"row T28p", gives_no_goodwill,
           "preship_escalation, and negotiation_rounds or max_requests"},
    Waiver{"row T28q", gives_no_goodwill,
           "preship_escalation, and negotiation_rounds or max_requests"},
    Waiver{"row T28d", gives_no_goodwill,
           "preship_escalation, and negotiation_rounds or max_requests"},
    Waiver{"row T47h", gives_no_goodwill,
           "preship_escalation, and negotiation_rounds or max_requests"},
    Waiver{"row T46h", gives_no_goodwill,
           "preship_escalation, and negotiation_rounds or max_requests"},
    Waiver{"row T48h", gives_no_goodwill,
           "preship_escalation, and negotiation_rounds or max_requests"},
    Waiver{"row T49h", gives_no_goodwill,
           "preship_escalation, and negotiation_rounds or max_requests"},
    Waiver{"guard goodwill_free holds", gives_no_goodwill,
           "preship_escalation, and negotiation_rounds or max_requests"},
    Waiver{"guard goodwill_given holds", gives_no_goodwill,
           "preship_escalation, and negotiation_rounds or max_requests"},
    Waiver{"guard money_quiet fails", gives_no_goodwill,
           "preship_escalation, and negotiation_rounds or max_requests"},
    Waiver{"refund failed", has_no_retries, "refund_retries"},
    Waiver{"row T31", has_no_retries, "refund_retries"},
    Waiver{"row T31t", has_no_retries, "refund_retries"},
    Waiver{"row T55b", has_no_retries, "refund_retries"},
    Waiver{"guard refund_retryable holds", has_no_retries, "refund_retries"},
    Waiver{"guard refund_has_failed holds", has_no_retries, "refund_retries"},
    Waiver{"request negotiating", makes_no_offers, "negotiation_rounds or max_requests"},
    Waiver{"row T13", makes_no_offers, "negotiation_rounds or max_requests"},
    Waiver{"row T14a", makes_no_offers, "negotiation_rounds or max_requests"},
    Waiver{"row T14b", makes_no_offers, "negotiation_rounds or max_requests"},
    Waiver{"row T14c", makes_no_offers, "negotiation_rounds or max_requests"},
    Waiver{"guard offer_rounds_left holds", makes_no_offers, "negotiation_rounds or max_requests"},
    Waiver{"guard offer_open holds", makes_no_offers, "negotiation_rounds or max_requests"},
    Waiver{"guard offer_is_refund holds", makes_no_offers, "negotiation_rounds or max_requests"},
    Waiver{"guard offer_is_refund fails", makes_no_offers, "negotiation_rounds or max_requests"},
    Waiver{"row T41b", has_no_rounds, "negotiation_rounds"},
    Waiver{"row T51r", has_no_rounds, "negotiation_rounds"},
    Waiver{"row T51q", has_no_rounds, "negotiation_rounds"},
    Waiver{"guard rearm_on_message holds", has_no_rounds, "negotiation_rounds"},
    Waiver{"guard dispute_rounds_left holds", has_no_rounds, "negotiation_rounds"},
    Waiver{"case info_requested", has_no_info, "info_rounds"},
    Waiver{"row T45a", has_no_info, "info_rounds"},
    Waiver{"row T45b", has_no_info, "info_rounds"},
    Waiver{"row T46a", has_no_info, "info_rounds"},
    Waiver{"row T46c", has_no_info, "info_rounds"},
    Waiver{"row T46d", has_no_info, "info_rounds"},
    Waiver{"row T46t", has_no_info, "info_rounds"},
    Waiver{"row T46e", has_no_info, "info_rounds"},
    Waiver{"row T46h", has_no_info, "info_rounds"},
    Waiver{"row T46i", has_no_info, "info_rounds"},
    Waiver{"row T46j", has_no_info, "info_rounds"},
    Waiver{"row T46k", has_no_info, "info_rounds"},
    Waiver{"guard case_waits_info holds", has_no_info, "info_rounds"},
    Waiver{"guard asked_party holds", has_no_info, "info_rounds"},
    Waiver{"guard asked_party fails", has_no_info, "info_rounds"},
    Waiver{"guard info_rounds_left holds", has_no_info, "info_rounds"},
    Waiver{"refusal not_asked", has_no_info, "info_rounds"},
    Waiver{"order cancel_pending", has_no_requests, "max_requests"},
    Waiver{"request requested", has_no_requests, "max_requests"},
    Waiver{"request approved", has_no_requests, "max_requests"},
    Waiver{"request rejected", has_no_requests, "max_requests"},
    Waiver{"request withdrawn", has_no_requests, "max_requests"},
    Waiver{"request overtaken", has_no_requests, "max_requests"},
    Waiver{"request lapsed", has_no_requests, "max_requests"},
    Waiver{"request non_fulfilment", has_no_requests, "max_requests"},
    Waiver{"row T10", has_no_requests, "max_requests"},
    Waiver{"row T10a", has_no_requests, "max_requests"},
    Waiver{"row T10b", has_no_requests, "max_requests"},
    Waiver{"row T10s", has_no_requests, "max_requests"},
    Waiver{"row T11", has_no_requests, "max_requests"},
    Waiver{"row T12", has_no_requests, "max_requests"},
    Waiver{"row T15", has_no_requests, "max_requests"},
    Waiver{"row T16", has_no_requests, "max_requests"},
    Waiver{"row T16h", has_no_requests, "max_requests"},
    Waiver{"row T16e", has_no_requests, "max_requests"},
    Waiver{"row T17", has_no_requests, "max_requests"},
    Waiver{"row T18", has_no_requests, "max_requests"},
    Waiver{"row T18r", has_no_requests, "max_requests"},
    Waiver{"row T18s", has_no_requests, "max_requests"},
    Waiver{"row T21c", has_no_requests, "max_requests"},
    Waiver{"row T51r", has_no_requests, "max_requests"},
    Waiver{"row T51q", has_no_requests, "max_requests"},
    Waiver{"guard lock_holds holds", has_no_requests, "max_requests"},
    Waiver{"guard lock_hard holds", has_no_requests, "max_requests"},
    Waiver{"guard lock_hard fails", has_no_requests, "max_requests"},
    Waiver{"guard silence_approves holds", has_no_requests, "max_requests"},
    Waiver{"guard silence_approves fails", has_no_requests, "max_requests"},
    Waiver{"guard silence_escalates holds", has_no_requests, "max_requests"},
    Waiver{"guard silence_escalates fails", has_no_requests, "max_requests"},
    Waiver{"guard rearm_on_message holds", has_no_requests, "max_requests"},
    Waiver{"guard rearm_on_message fails", has_no_requests, "max_requests"},
    Waiver{"guard within_request_window holds", has_no_requests, "max_requests"},
    Waiver{"guard requests_left holds", has_no_requests, "max_requests"},
    Waiver{"guard within_request_window fails", has_no_requests, "max_requests"},
    Waiver{"at stake stopped_is_not_handled", has_no_requests, "max_requests"},
    Waiver{"refusal request_window_over", has_no_requests, "max_requests"},
    Waiver{"guard offer_rounds_left fails", has_no_requests, "max_requests"},
    Waiver{"guard offer_open fails", has_no_requests, "max_requests"},
    Waiver{"guard warehouse_unaware fails", has_no_requests, "max_requests"},
    Waiver{"guard approval_automatic holds", has_no_requests, "max_requests"},
    Waiver{"refusal cancellation_pending", has_no_requests, "max_requests"}};

}  // namespace

std::string_view waiver_of(std::string_view twin, const Policy& policy) {
    const auto* const found = std::ranges::find_if(kWaivers, [&](const Waiver& waiver) {
        return waiver.twin == twin && waiver.applies(policy);
    });
    return found == kWaivers.end() ? std::string_view() : found->levers;
}

}  // namespace ordersim::check
