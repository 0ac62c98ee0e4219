#pragma once

#include "sim/order/policy.hpp"

/// Policies for tests that need the rules alone.
namespace ordersim::tests {

/// The rules of the shipped base scenario.
[[nodiscard]] inline order::Policy base_policy() {
    using std::chrono::hours;
    constexpr hours day(24);
    return {.grace_window = SimDuration::zero(),
            .grace_holds = true,
            .request_window = kLongestDelay,
            .max_requests = 1,
            .approval = order::Approval::always_ask,
            .answer_limit = hours(48),
            .answer_clock = order::AnswerClock::elapsed,
            .time_zone = 0,
            .on_silence = order::OnSilence::approve,
            .rearm_on_message = false,
            .lock = order::Lock::soft,
            .verify_cancel = order::VerifyCancel::direct,
            .void_sync = true,
            .negotiation_rounds = 3,
            .extension_max = SimDuration::zero(),
            .preship_escalation = true,
            .case_holds_ship = false,
            .lost_opens_case = true,
            .dispute_opens = 10 * day,
            .dispute_at_once_below = 5 * day,
            .info_rounds = 1,
            .pay_limit = 20 * day,
            .verify_limit = day,
            .delivery_limit = 60 * day,
            .confirm_limit = 15 * day,
            .dispute_window = 15 * day,
            .dispute_answer_limit = 5 * day,
            .dispute_platform_limit = 7 * day,
            .info_limit = 3 * day,
            .return_limit = 10 * day,
            .return_receipt_limit = 30 * day,
            .refund_retry_delay = hours(1),
            .refund_retries = 5,
            .refund_sla_business_days = 20};
}

}  // namespace ordersim::tests
