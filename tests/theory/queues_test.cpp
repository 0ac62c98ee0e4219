#include "tests/theory/verify/line.hpp"

#include <catch2/catch.hpp>

// What holds of every single run of a queue; what holds on average is the theory table's.
using namespace ordersim;
using namespace ordersim::verify;

TEST_CASE("queues: Little's law holds to the microsecond in a run that ends empty") {
    constexpr std::uint32_t customers = 5000;
    const Distribution lognormal = of(Distribution::lognormal(in_microseconds(1), 0.5));
    for (Line line : {Line{exponential(1 / 0.9), exponential(1), 1},
                      Line{exponential(1 / 12.0), exponential(1), 10, exponential(2)},
                      Line{exponential(1 / 0.5), lognormal, 1}}) {
        line.customers_max = customers;
        const Window window{.customers = customers, .hours = 50'000};
        const LineRun run = simulate(line, {}, window, CaseDraws("Little", Draws(1, 0)));
        const kernel::PoolTotals& totals = run.totals;
        REQUIRE(totals.arrived == customers);
        REQUIRE(totals.arrived == totals.finished + totals.abandoned);
        // L T = N W, in the line, in service and so in the whole.
        CHECK(totals.waiting_time == totals.wait_of_started + totals.wait_of_abandoned);
        SimDuration waits{};
        SimDuration services{};
        for (const Visit& visit : run.visits) {
            waits += visit.wait;
            services += visit.service;
        }
        CHECK(totals.waiting_time == waits);
        CHECK(totals.busy_time == services);
    }
}
