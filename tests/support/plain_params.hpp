#pragma once

#include <algorithm>

#include "sim/agents/params.hpp"

namespace ordersim::tests {

/// Delays of tests in hours.
[[nodiscard]] inline double in_hours(double hours) { return hours * 3.6e9; }

[[nodiscard]] inline Distribution after(double hours) {
    return Distribution::constant(in_hours(hours)).value();
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
                          .unpaid_cancel_share = 0,
                          .unpaid_cancel_delay = after(24),
                          .chat_first_share = 0,
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
    return {.count = 10,
            .concentration = 0,
            .classes = {{.name = "all",
                         .share = 1,
                         .never_share = 0,
                         .reply = after(1),
                         .rescue_share = 0}},
            .working_hours = WeeklyClock::always(),
            .approve_unpicked = 1,
            .approve_picking = 1,
            .approve_labelled = 1,
            .shift_chat = 0,
            .shift_seller_fault = 0,
            .shift_changed_mind = 0,
            .follow_up_boost = 1,
            .stock_out_share = 0,
            .handling = after(48),
            .handling_clock = WeeklyClock::always(),
            .pick_at = 1,
            .label_at = 1,
            .shipping_deadline = after(24 * 10)};
}

/// A market without surprises: card payments that verify at once, parcels that arrive after 100
/// hours. Tests change what they are about.
[[nodiscard]] inline agents::Params plain_params() {
    using std::chrono::hours;
    return {.arrivals = {.orders_per_day = 100,
                         .clock = WeeklyClock::always(),
                         .horizon = hours(24),
                         .orders_max = 0},
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
                                      {after(72), false}}}}};
}

}  // namespace ordersim::tests
