#pragma once

#include "sim/kernel/run.hpp"
#include "sim/market/market.hpp"
#include "tests/support/plain_params.hpp"
#include "tests/support/policies.hpp"

namespace ordersim::tests {

/// A market in which a good deal happens: buyers of all causes, classes of sellers, offers of no
/// approval, losses, failures, everything often enough that a few hundred orders meet it.
[[nodiscard]] inline agents::Params busy_params() {
    agents::Params params = plain_params();
    const auto lognormal = [](double median, double sigma) {
        return Distribution::lognormal(in_hours(median), sigma).value();
    };
    params.arrivals.orders_per_day = 1000;
    params.payment.method_share = {0.6, 0.1, 0.1, 0.2};
    params.payment.verify_delay = lognormal(1, 1);
    params.payment.never_share = 0.1;
    params.payment.failure_share = 0.1;
    params.payment.retry_share = 0.7;
    params.buyers.intent.share = 0.6;
    params.buyers.intent.cause_share = {0.4, 0.4, 0.2};
    params.buyers.intent.remorse_delay = lognormal(20, 1);
    params.buyers.intent.slow_rate_per_day = 0.5;
    params.buyers.unpaid_cancel_share = 0.3;
    params.buyers.chat_first_share = 0.4;
    params.buyers.follow_ups_max = 3;
    params.buyers.withdraw_share = 0.1;
    params.buyers.confirm_share = 0.5;
    agents::SellerClass prompt = params.sellers.classes[0];
    prompt.share = 0.6;
    prompt.reply = lognormal(10, 1);
    prompt.rescue_share = 0.5;
    agents::SellerClass absent = prompt;
    absent.share = 0.4;
    absent.never_share = 0.6;
    params.sellers.classes = {prompt, absent};
    params.sellers.approve_unpicked = 0.7;
    params.sellers.approve_picking = 0.6;
    params.sellers.approve_labelled = 0.4;
    params.sellers.follow_up_boost = 1.5;
    params.sellers.stock_out_share = 0.05;
    params.sellers.handling = lognormal(40, 1);
    params.sellers.pick_at = 0.7;
    params.sellers.label_at = 0.9;
    params.sellers.shipping_deadline = lognormal(100, 0.4);
    params.warehouse.poll_interval = std::chrono::hours(2);
    params.warehouse.poll_delay = lognormal(0.5, 0.8);
    params.warehouse.leak_share = 0.1;
    params.carrier.transit = lognormal(100, 0.8);
    params.carrier.lost_share = 0.05;
    params.carrier.intercept_early_share = 0.5;
    params.carrier.intercept_late_share = 0.2;
    params.buyers.check_delay = lognormal(24, 0.5);
    params.gateway.refund_failure_share = 0.2;
    params.gateway.refund_permanent_share = 0.3;
    params.gateway.status_lag = lognormal(24, 0.5);
    params.gateway.hooks = {.duplicate_share = 0.2,
                            .duplicate_delay = lognormal(1, 2),
                            .late_share = 0.2,
                            .late_delay = lognormal(4, 1.5),
                            .loss_share = 0.1};
    return params;
}

/// A whole run of a market, kept so that tests can look into it.
struct MarketRun {
    MarketRun(const agents::Params& params, const order::Policy& rules_policy,
              const order::Rules& rules = order::rules(), SimTime until = kNever)
        : policy(rules_policy), cast(params) {
        market::Market market({.rules = rules,
                               .policy = policy,
                               .cast = cast,
                               .draws = Draws(5, 0),
                               .checks = market::Checks::on,
                               .moments = &moments,
                               .farewells = &farewells},
                              calendar, tally);
        const auto ended = kernel::run(calendar, market, until, {}).ended;
        const SimTime end = ended == kernel::Ended::reached_until ? until : market.now();
        market.check_end(end);
        counts = tally.finish(end);
        violation = market.violation();
        orders_placed = market.orders_placed();
        orders_alive = market.orders_alive();
        useful_events = market.useful_events();
        checks_made = market.checks_made();
    }

    order::Policy policy;
    agents::Cast cast;
    kernel::Calendar calendar;
    metrics::Tally tally{SimTime{}, cast.params()};
    std::vector<market::Moment> moments;
    std::vector<market::Farewell> farewells;
    metrics::Counts counts;
    std::optional<market::Violation> violation;
    std::uint32_t orders_placed = 0;
    std::size_t orders_alive = 0;
    std::uint64_t useful_events = 0;
    std::uint64_t checks_made = 0;
};

}  // namespace ordersim::tests
