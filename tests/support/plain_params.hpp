#pragma once

#include <algorithm>

#include "sim/agents/params.hpp"

namespace ordersim::tests {

/// Delays of tests in hours.
[[nodiscard]] inline double in_hours(double hours) { return hours * 3.6e9; }

[[nodiscard]] inline Distribution after(double hours) {
    return Distribution::constant(in_hours(hours)).value();
}

/// Longer than anything lasts.
[[nodiscard]] inline Distribution never() {
    return Distribution::constant(microseconds(kLongestDelay)).value();
}

[[nodiscard]] inline agents::Evidence no_evidence() {
    return {.items_mean = 0, .quality = Distribution::constant(0).value()};
}

/// Who is refused takes it; nobody complains.
[[nodiscard]] inline agents::Complaints no_complaints() {
    return {.escalation_share = 0,
            .escalation_value_weight = 0,
            .escalation_delay = after(2),
            .share = 0,
            .span = std::chrono::hours(24 * 15),
            .return_share = 0,
            .return_sent_share = 1,
            .return_sent_delay = after(48),
            .accept_share = 0,
            .modify_share = 0,
            .escalate_share = 0,
            .answer_delay = after(24),
            .withdraw_share = 0,
            .evidence = no_evidence()};
}

/// Nobody wants out, and would have no reason but a mistake.
[[nodiscard]] inline agents::Buyers plain_buyers() {
    agents::Buyers buyers{.intent = {.share = 0,
                                     .cause_share = {1, 0, 0},
                                     .mistake_delay = after(2),
                                     .remorse_delay = after(10),
                                     .slow_rate_per_day = 0,
                                     .slow_factor = 1,
                                     .slow_from = 1,
                                     .reason_share = {}},
                          .complaints = no_complaints(),
                          .trusted_share = 0,
                          .unpaid_cancel_share = 0,
                          .unpaid_cancel_delay = after(24),
                          .chat_first_share = 0,
                          .support_first_share = 0,
                          .ask_again_share = 0,
                          .ask_again_delay = after(2),
                          .offer_accept_share = 0,
                          .offer_answer_delay = after(2),
                          .check_delay = never(),
                          .reorder_share = 0,
                          .chat_patience = after(12),
                          .follow_up_delay = after(12),
                          .follow_ups_max = 0,
                          .withdraw_share = 0,
                          .confirm_share = 0,
                          .confirm_delay = after(24)};
    for (auto& row : buyers.intent.reason_share) {
        row[static_cast<std::size_t>(order::Reason::mistake)] = 1;
    }
    return buyers;
}

/// One class of sellers who answer after an hour and say yes; parcels leave after 48 hours.
[[nodiscard]] inline agents::Sellers plain_sellers() {
    return {.offers = {.share = 0, .kind_share = {0, 1, 0, 0}, .amount_share = 0.25},
            .disputes = {.accept_share = 0, .counter_share = 0.3, .evidence = no_evidence()},
            .count = 10,
            .concentration = 0,
            .classes = {{.name = "all",
                         .share = 1,
                         .never_share = 0,
                         .reply = after(1),
                         .rescue_share = 0,
                         .dispute_answer_share = 0}},
            .working_hours = WeeklyClock::always(),
            .time_zone = 0,
            .capacity_per_day = 0,
            .approve_unpicked = 1,
            .approve_picking = 1,
            .approve_labelled = 1,
            .shift_chat = 0,
            .shift_seller_fault = 0,
            .shift_changed_mind = 0,
            .shift_evidence = 0,
            .shift_follow_up = 0,
            .follow_up_boost = 1,
            .follow_up_asks_anew = false,
            .stock_out_share = 0,
            .handling = after(48),
            .handling_clock = WeeklyClock::always(),
            .pick_at = 1,
            .label_at = 1,
            .shipping_deadline = after(24 * 10)};
}

/// One agent at each desk, day and night, who takes half an hour and decides at random.
[[nodiscard]] inline agents::Support plain_support() {
    return {.day = WeeklyClock::always(),
            .chat_agents = 1,
            .chat_agents_night = 1,
            .chats_per_agent = 1,
            .chat_service = after(0.5),
            .chat_patience = never(),
            .silent_share = 0,
            .answer_target = std::chrono::seconds(20),
            .case_agents = 1,
            .case_agents_night = 1,
            .case_service = after(0.5),
            .priority = agents::Priority::fifo,
            .info_share = 0,
            .info_answer_share = 0,
            .info_answer_delay = after(24),
            .payout_delay = std::chrono::hours(24),
            .decision_base = 0,
            .decision_evidence = 0,
            .decision_unscanned = 0,
            .decision_seller_fault = 0,
            .decision_chat = 0,
            .decision_follow_up = 0,
            .split_share = 0,
            .split_amount_share = 0.5};
}

/// A market without surprises: card payments that verify at once, parcels that arrive after 100
/// hours. Tests change what they are about.
[[nodiscard]] inline agents::Params plain_params() {
    using std::chrono::hours;
    return {.arrivals = {.orders_per_day = 100,
                         .clock = WeeklyClock::always(),
                         .horizon = hours(24),
                         .orders_max = 0,
                         .surge = {SimDuration::zero(), SimDuration::zero(), 1, 0, hours(1)}},
            .payment = {.method_share = {1, 0, 0, 0},
                        .verify_delay = after(0),
                        .delayed_delay = after(24),
                        .never_share = 0,
                        .failure_share = 0,
                        .retry_share = 0,
                        .retry_delay = after(1),
                        .amount = Distribution::constant(10'000).value()},
            .buyers = plain_buyers(),
            .sellers = plain_sellers(),
            .warehouse = {.poll_interval = SimDuration::zero(),
                          .poll_delay = after(0),
                          .leak_share = 0},
            .carrier = {.transit = after(100),
                        .lost_share = 0,
                        .linehaul_after = hours(12),
                        .intercept_early_share = 0,
                        .intercept_late_share = 0,
                        .intercept_delay = hours(24),
                        .return_delay = hours(120)},
            .gateway = {.platform_leg = after(6),
                        .bank_leg = {{{after(72), false},
                                      {after(72), false},
                                      {after(72), false},
                                      {after(72), false}}},
                        .refund_failure_share = 0,
                        .refund_permanent_share = 0,
                        .status_lag = after(0),
                        .hooks = {.duplicate_share = 0,
                                  .duplicate_delay = after(0),
                                  .late_share = 0,
                                  .late_delay = after(0),
                                  .loss_share = 0}},
            .support = plain_support(),
            .costs = {}};
}

}  // namespace ordersim::tests
