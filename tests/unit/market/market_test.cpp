#include <catch2/catch.hpp>
#include <numeric>

#include "tests/support/small_market.hpp"

using namespace ordersim;
using order::Lock;
using order::OnSilence;
using tests::MarketRun;

namespace {

order::Policy policy_number(unsigned number) {
    order::Policy policy = tests::base_policy();
    policy.grace_window = std::chrono::hours(number % 2 == 0 ? 0 : 2);
    policy.on_silence = number / 2 % 2 == 0 ? OnSilence::approve : OnSilence::reject;
    policy.lock = static_cast<Lock>(number / 4 % 3);
    policy.void_sync = number / 12 % 2 == 0;
    policy.verify_cancel =
        number % 5 == 0 ? order::VerifyCancel::blocked : order::VerifyCancel::direct;
    policy.lost_opens_case = number % 3 != 0;
    return policy;
}

}  // namespace

TEST_CASE("market: invariants hold and every order ends, under every policy") {
    for (unsigned number = 0; number < 24; ++number) {
        const MarketRun run(tests::busy_params(), policy_number(number));
        INFO("policy " << number << ": " << (run.violation ? run.violation->what : ""));
        REQUIRE_FALSE(run.violation);
        CHECK(run.checks_made > run.useful_events);
        CHECK(run.orders_placed > 900);
        CHECK(run.orders_alive == 0);
        CHECK(run.counts.orders == run.orders_placed);
        CHECK(run.counts.orders_open == 0);
    }
}

TEST_CASE("market: the paths and stages of success agree with each other") {
    const MarketRun run(tests::busy_params(), policy_number(1));
    const auto sum = [](const auto& counts) {
        return std::accumulate(counts.begin(), counts.end(), 0.0);
    };
    const double paid = sum(run.counts.journeys.successes) - run.counts.journeys.successes[0];
    CHECK(paid > 50);
    CHECK(sum(run.counts.journeys.success_by_path) == paid);
    CHECK(run.counts.journeys.contacts[0] == run.counts.journeys.successes[0]);
    CHECK(run.counts.requests.outcomes[static_cast<std::size_t>(metrics::Outcome::open)] == 0);
}

TEST_CASE("market: a broken rule is caught by an invariant and named") {
    std::vector<order::Row> rows = order::standard_rows();
    for (order::Row& row : rows) {
        if (row.id == "T11") {
            // The seller approves, and the money is forgotten.
            std::ranges::replace(row.effects, order::Effect::refund_rest, order::Effect::nothing);
        }
    }
    const MarketRun run(tests::busy_params(), policy_number(0), order::Rules(rows));
    REQUIRE(run.violation);
    INFO(run.violation->what);
    CHECK(run.violation->what.find("inv_") != std::string::npos);
}

TEST_CASE("market: an order's private path does not depend on the orders around it") {
    agents::Params params = tests::busy_params();
    params.arrivals.orders_max = 40;
    const MarketRun few(params, policy_number(2));
    params.arrivals.orders_max = 400;
    const MarketRun many(params, policy_number(2));
    std::vector<std::vector<market::Moment>> paths(40);
    for (const market::Moment& moment : few.moments) {
        paths[moment.id.value].push_back(moment);
    }
    std::vector<std::size_t> next(40, 0);
    for (const market::Moment& moment : many.moments) {
        if (moment.id.value < 40) {
            const auto& path = paths[moment.id.value];
            const std::size_t at = next[moment.id.value]++;
            REQUIRE(at < path.size());
            CHECK(path[at].order == moment.order);
            CHECK(path[at].act.at == moment.act.at);
            CHECK(path[at].act.kind == moment.act.kind);
        }
    }
    for (std::size_t id = 0; id < paths.size(); ++id) {
        CHECK(next[id] == paths[id].size());
    }
}

TEST_CASE("market: cut off at a time, open orders are counted as open") {
    const MarketRun run(tests::busy_params(), policy_number(0), order::rules(),
                        SimTime(std::chrono::hours(60)));
    CHECK_FALSE(run.violation);
    CHECK(run.orders_alive > 100);
    CHECK(run.counts.orders_open > 100);
    CHECK(run.counts.orders_open <= static_cast<double>(run.orders_alive));
}

TEST_CASE("market: no more orders than asked for, and none after the horizon") {
    agents::Params params = tests::plain_params();
    params.arrivals.orders_max = 7;
    CHECK(MarketRun(params, tests::base_policy()).orders_placed == 7);
    params.arrivals.orders_max = 0;
    params.arrivals.horizon = std::chrono::hours(48);
    const MarketRun run(params, tests::base_policy());
    CHECK(run.orders_placed > 150);
    CHECK(run.orders_placed < 250);
    for (const market::Moment& moment : run.moments) {
        CHECK(moment.order.paid_at <= SimTime(std::chrono::hours(48)));
    }
}

TEST_CASE("market: successes are the orders that end refunded, when only buyers cancel") {
    agents::Params params = tests::busy_params();
    params.sellers.stock_out_share = 0;
    params.carrier.lost_share = 0;
    params.sellers.shipping_deadline = Distribution::constant(tests::in_hours(9000)).value();
    const MarketRun run(params, policy_number(1));
    double ended_refunded = 0;
    for (std::size_t row = 0; row < run.counts.flows.size(); ++row) {
        const order::Change& change = order::rules().rows()[row].change;
        if (change.moves_order() && (change.to.order == order::OrderState::cancelled ||
                                     change.to.order == order::OrderState::refunded)) {
            for (const double count : run.counts.flows[row]) {
                ended_refunded += count;
            }
        }
    }
    double paid = 0;
    for (std::size_t stage = 1; stage < metrics::kStages; ++stage) {
        paid += run.counts.journeys.successes[stage];
    }
    CHECK(paid > 50);
    CHECK(paid == ended_refunded);
}

TEST_CASE("market: a deadline that moved fires when it is due and not before") {
    // The answer limit pauses the shipping limit; after the rejection the rest of it runs on, and
    // the order is closed exactly that much later.
    agents::Params params = tests::plain_params();
    params.arrivals.orders_max = 1;
    params.buyers.intent.share = 1;
    params.sellers.approve_unpicked = 0;
    params.sellers.classes[0].reply = Distribution::constant(tests::in_hours(20)).value();
    params.sellers.handling = Distribution::constant(tests::in_hours(2000)).value();
    const MarketRun run(params, tests::base_policy());
    REQUIRE_FALSE(run.violation);
    REQUIRE(run.moments.size() > 2);
    const SimTime paid_at = run.moments.back().order.paid_at;
    bool is_refunded = false;
    for (const market::Moment& moment : run.moments) {
        if (moment.act.kind == agents::ActKind::platform_submits_refund) {
            is_refunded = true;
            // 240 h to ship, 20 h of them held; the refund is submitted 6 h later.
            CHECK(hours(moment.act.at - paid_at) == Approx(240 + 20 + 6));
        }
    }
    CHECK(is_refunded);
}

TEST_CASE("market: invariants hold through a surge, for sellers far away with full hands") {
    agents::Params params = tests::busy_params();
    params.arrivals.surge = {std::chrono::hours(6), std::chrono::hours(6), 3, 20,
                             std::chrono::minutes(15)};
    params.sellers.time_zone = -5;
    params.sellers.capacity_per_day = 40;
    params.buyers.trusted_share = 0.5;
    order::Policy policy = tests::base_policy();
    policy.approval = order::Approval::auto_if_trusted;
    policy.answer_clock = order::AnswerClock::end_of_day;
    policy.time_zone = 8;
    const MarketRun run(params, policy);
    INFO((run.violation ? run.violation->what : ""));
    REQUIRE_FALSE(run.violation);
    CHECK(run.orders_placed > 1500);
    CHECK(run.orders_alive == 0);
    const order::TransitionId unasked = order::rules().find("T10a");
    const auto& asked_nobody = run.counts.flows[unasked];
    CHECK(std::accumulate(asked_nobody.begin(), asked_nobody.end(), 0.0) > 50);
}

TEST_CASE("market: a seller with limited capacity takes his orders one after the other") {
    agents::Params params = tests::plain_params();
    params.sellers.count = 1;
    params.sellers.capacity_per_day = 24;
    params.sellers.handling = tests::after(0);
    params.arrivals.orders_per_day = 240;
    const MarketRun run(params, tests::base_policy());
    SimTime last{};
    int handed_over = 0;
    for (const market::Moment& moment : run.moments) {
        if (moment.act.kind == agents::ActKind::seller_hands_over) {
            CHECK((handed_over == 0 || moment.act.at >= last + std::chrono::hours(1)));
            last = moment.act.at;
            ++handed_over;
        }
    }
    CHECK(handed_over == static_cast<int>(run.orders_placed));
}
