#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "tests/support/small_market.hpp"

// A gateway may repeat and delay what it says of refunds, and repeat what it says of payments, as
// it likes: no order's money goes elsewhere. When a payment's answer is late that is another
// matter, since it gives people time: the order is given up or cancelled meanwhile, and whether the
// buyer keeps what he paid for depends on it. Such orders are left out.

using namespace ordersim;
using agents::ActKind;
using agents::Hooks;
using tests::MarketRun;

namespace {

/// Orders that have nothing in common: nobody ever waits for staff.
agents::Params params_with(const Hooks& hooks) {
    agents::Params params = tests::busy_params();
    params.arrivals.horizon = std::chrono::hours(48);
    params.support.chat_agents = params.support.chat_agents_night = 10'000;
    params.support.case_agents = params.support.case_agents_night = 10'000;
    params.gateway.hooks = hooks;
    return params;
}

Hooks sound() {
    Hooks hooks = tests::busy_params().gateway.hooks;
    hooks.duplicate_share = hooks.late_share = hooks.loss_share = 0;
    return hooks;
}

Hooks faulty() {
    Hooks hooks = tests::busy_params().gateway.hooks;
    hooks.duplicate_share = hooks.late_share = 0.4;
    hooks.duplicate_delay = hooks.late_delay =
        Distribution::lognormal(tests::in_hours(6), 2).value();
    return hooks;
}

/// Where the money of an order is in the end, and how often it was sent back.
struct Fate {
    Money captured;
    Money refunded;
    Money released;
    unsigned payments = 0;  ///< that brought money, as bits
    std::array<std::uint8_t, order::kRefunds> tries{};

    friend bool operator==(const Fate&, const Fate&) = default;
};

Fate fate_of(const order::Order& order) {
    const Money captured = order::captured(order);
    const Money refunded = order::refunds_paid(order);
    const bool is_released = order.regions.payment == order::PaymentState::released;
    return {captured, refunded, is_released ? captured - refunded : Money{},
            order.payments_verified, order.refund_tries};
}

/// Orders of which the gateway's first word on some payment did not come at once.
std::set<std::uint32_t> paid_late(const MarketRun& run) {
    std::set<std::uint32_t> ids;
    for (const market::Moment& moment : run.moments) {
        if (moment.act.kind == ActKind::payment_report) {
            const unsigned attempt = moment.act.detail / 2;
            const bool is_known = (moment.order.payments_verified >> (attempt - 1U) & 1U) != 0;
            if (!is_known) {
                ids.insert(moment.id.value);
            }
        }
    }
    return ids;
}

struct Comparison {
    int same = 0;
    int different = 0;
    int refunded = 0;  ///< of the same
};

Comparison compare(const MarketRun& one, const MarketRun& other) {
    std::map<std::uint32_t, Fate> fates;
    for (const market::Farewell& farewell : one.farewells) {
        fates.emplace(farewell.id.value, fate_of(farewell.order));
    }
    const std::set<std::uint32_t> left_out = paid_late(other);
    Comparison result;
    for (const market::Farewell& farewell : other.farewells) {
        if (left_out.contains(farewell.id.value)) {
            continue;
        }
        const Fate fate = fate_of(farewell.order);
        const bool is_same = fates.at(farewell.id.value) == fate;
        result.same += is_same ? 1 : 0;
        result.different += is_same ? 0 : 1;
        result.refunded += is_same && fate.refunded > Money{} ? 1 : 0;
    }
    return result;
}

/// The rules without that question about a report.
order::Rules forgetting(order::Guard guard) {
    std::vector<order::Row> rows = order::standard_rows();
    for (order::Row& row : rows) {
        std::ranges::fill(std::ranges::remove(row.when, guard), order::Guard::always);
    }
    return order::Rules(std::move(rows));
}

std::size_t refund_reports(const MarketRun& run) {
    return static_cast<std::size_t>(std::ranges::count_if(run.moments, [](const auto& moment) {
        return moment.act.kind == ActKind::refund_report;
    }));
}

}  // namespace

TEST_CASE("flaky gateway: reports doubled, late and out of order change no order's money") {
    for (const bool void_sync : {true, false}) {
        order::Policy policy = tests::base_policy();
        policy.void_sync = void_sync;
        const MarketRun quiet(params_with(sound()), policy);
        const MarketRun noisy(params_with(faulty()), policy);
        REQUIRE_FALSE(quiet.violation);
        INFO((noisy.violation ? noisy.violation->what : ""));
        REQUIRE_FALSE(noisy.violation);
        REQUIRE(quiet.farewells.size() == noisy.farewells.size());
        CHECK(refund_reports(noisy) > refund_reports(quiet) * 5 / 4);
        const Comparison result = compare(quiet, noisy);
        CHECK(result.different == 0);
        CHECK(result.same > 800);
        CHECK(result.refunded > 200);
    }
}

TEST_CASE("flaky gateway: rules that cannot tell an old report from a new one pay again") {
    for (const order::Guard guard : {order::Guard::about_latest, order::Guard::new_payment}) {
        const order::Policy policy = tests::base_policy();
        const order::Rules forgetful = forgetting(guard);
        const MarketRun quiet(params_with(sound()), policy, forgetful);
        const MarketRun noisy(params_with(faulty()), policy, forgetful);
        const bool is_caught = noisy.violation || compare(quiet, noisy).different > 0;
        CHECK(is_caught);
    }
}

TEST_CASE("flaky gateway: money comes after it was given up, and after the cancellation") {
    agents::Params params = params_with(faulty());
    params.gateway.hooks.late_delay = Distribution::lognormal(tests::in_hours(24), 1).value();
    const MarketRun run(params, tests::base_policy());
    INFO((run.violation ? run.violation->what : ""));
    REQUIRE_FALSE(run.violation);
    for (const char* id : {"T05b", "T06c", "T08", "T08b"}) {
        const order::TransitionId row = order::rules().find(id);
        REQUIRE(row != order::kNoTransition);
        double flow = 0;
        for (const double count : run.counts.flows[row]) {
            flow += count;
        }
        INFO(id);
        CHECK(flow > 0);
    }
}

TEST_CASE("flaky gateway: two refunds of one order that wait for a hand are both paid out") {
    // Every answer comes after the hour to verify, so that buyers pay twice; every refund is
    // refused for good; and the one clerk takes two weeks for each.
    agents::Params params = params_with(sound());
    params.arrivals.orders_max = 60;
    params.payment.retry_share = 1;
    params.gateway.hooks.late_share = 1;
    params.gateway.hooks.late_delay = tests::after(3);
    params.gateway.refund_failure_share = params.gateway.refund_permanent_share = 1;
    params.support.case_agents = params.support.case_agents_night = 1;
    params.support.case_service = tests::after(24 * 14);
    order::Policy policy = tests::base_policy();
    policy.verify_limit = std::chrono::hours(1);
    const MarketRun run(params, policy);
    INFO((run.violation ? run.violation->what : ""));
    REQUIRE_FALSE(run.violation);
    const auto twice = std::ranges::count_if(run.farewells, [](const market::Farewell& farewell) {
        const auto& refunds = farewell.order.refund_state;
        return std::ranges::count(refunds, order::RefundState::succeeded) > 1;
    });
    CHECK(twice > 5);
}
