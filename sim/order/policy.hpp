#pragma once

#include <cstdint>

#include "sim/base/time.hpp"

namespace ordersim::order {

/// What becomes of a cancellation request that the seller leaves unanswered.
/// `escalate` rejects it and opens a support case at once, if the order had none yet.
enum class OnSilence : std::uint8_t { approve, reject, escalate };
/// Whether a cancellation request needs the seller's answer: always, or not while nobody has begun
/// to pick: for any buyer, or for trusted ones.
enum class Approval : std::uint8_t { always_ask, auto_if_unpicked, auto_if_trusted };
/// How the seller's answer limit is counted: as time passes, to 23:59 of the day on which it would
/// end, or on Monday to Friday alone.
enum class AnswerClock : std::uint8_t { elapsed, end_of_day, business_days };
/// Whether a pending request keeps the parcel back: `none` does not; `soft` asks the warehouse to
/// hold it, but a parcel that leaves all the same is accepted as shipped; `hard` refuses shipment.
enum class Lock : std::uint8_t { none, soft, hard };
/// Whether a buyer may cancel by himself while the payment is being verified.
enum class VerifyCancel : std::uint8_t { direct, blocked };

/// The marketplace's rules for one order: every lever. The order machine reads them all but
/// grace_holds, which is for those who handle orders. Plain data, checked by the scenario reader;
/// durations are >= 0 and <= kLongestDelay.
struct Policy {
    // Before shipment.
    SimDuration grace_window;     ///< from payment, in which the buyer cancels without asking
    bool grace_holds;             ///< handling starts only when the grace window has passed
    SimDuration request_window;   ///< from payment, in which a request may be made
    std::uint8_t max_requests;    ///< cancellation requests an order may see
    Approval approval;
    SimDuration answer_limit;     ///< for the seller to answer a request
    AnswerClock answer_clock;
    double time_zone;             ///< hours by which the answer clock's day is ahead
    OnSilence on_silence;
    bool rearm_on_message;        ///< a message restarts the answer limit, at a negotiation round
    Lock lock;
    VerifyCancel verify_cancel;
    bool void_sync;               ///< an unverified payment is voided at once, without a refund
    /// Counter-offers a request, where messages that restart its answer limit count as well, and
    /// counter-proposals a dispute.
    std::uint8_t negotiation_rounds;
    SimDuration extension_max;    ///< by which a buyer may extend processing in all; 0 = off
    bool preship_escalation;      ///< a support case may be opened before shipment
    bool case_holds_ship;         ///< an open case keeps the parcel back

    // After shipment.
    bool lost_opens_case;               ///< a parcel declared lost opens a dispute by itself
    SimDuration dispute_opens;          ///< after hand-over, when a dispute becomes possible
    SimDuration dispute_at_once_below;  ///< shipping limits under this: possible from hand-over
    std::uint8_t info_rounds;           ///< requests for information a case

    // Clocks (order-model timers).
    SimDuration pay_limit;               ///< for the buyer to pay
    SimDuration verify_limit;            ///< for the gateway to verify the payment
    SimDuration delivery_limit;          ///< from hand-over to automatic completion
    SimDuration confirm_limit;           ///< from delivery to automatic completion
    SimDuration dispute_window;          ///< from completion, in which a dispute is possible
    SimDuration dispute_answer_limit;    ///< for the seller to answer a dispute
    SimDuration dispute_platform_limit;  ///< from opening until the platform steps in
    SimDuration info_limit;              ///< to supply information asked for
    SimDuration return_limit;            ///< for the buyer to send goods back
    SimDuration return_receipt_limit;    ///< for returned goods to be received
    SimDuration refund_retry_delay;      ///< before the first retry; doubles with each
    std::uint8_t refund_retries;         ///< before a refund is paid out by hand
    std::uint8_t refund_sla_business_days;  ///< after which a buyer asks where his refund is

    friend bool operator==(const Policy&, const Policy&) = default;
};

}  // namespace ordersim::order
