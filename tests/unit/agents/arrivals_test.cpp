#include "sim/agents/arrivals.hpp"

#include "tests/support/plain_params.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>

using namespace ordersim;
using namespace ordersim::agents;
using namespace std::chrono_literals;

namespace {

constexpr SimDuration kDay = 24h;

/// 1,000 orders a day; nine times as many on the third day, which begins with a spike.
Params busy_day(const Surge& surge = {2 * kDay, kDay, 9, 36, 15min}) {
    Params params = tests::plain_params();
    params.arrivals.orders_per_day = 1000;
    params.arrivals.surge = surge;
    return params;
}

/// Orders expected in [0, at) on the plain calendar: the rate's integral, in its own words.
double expected_until(const Arrivals& arrivals, SimTime at) {
    const Surge& surge = arrivals.surge;
    const double day = microseconds(kDay);
    const double inside =
        std::clamp(microseconds(at - SimTime(surge.at)), 0.0, microseconds(surge.length));
    const double decay = microseconds(surge.spike_decay);
    const double spike = surge.spike * decay * (1 - std::exp(-inside / decay));
    const double plain = microseconds(at.time_since_epoch()) + (surge.factor - 1) * inside;
    return arrivals.orders_per_day / day * (plain + spike);
}

/// The largest error of the cumulated rate between neighbours against the exponential drawn.
double worst_gap_error(const Params& params, std::uint32_t orders) {
    const Cast cast(params);
    const Draws draws(7, 0);
    SimTime now{};
    double worst = 0;
    for (std::uint32_t i = 0; i < orders; ++i) {
        const SimTime next = next_arrival(cast, draws, i, now);
        CHECK(next >= now);
        const double drawn = -std::log(draws.uniform(i, Purpose::arrival_gap));
        const double cumulated =
            expected_until(params.arrivals, next) - expected_until(params.arrivals, now);
        worst = std::max(worst, std::abs(cumulated - drawn));
        now = next;
    }
    CHECK(now > SimTime(params.arrivals.surge.at + params.arrivals.surge.length));
    return worst;
}

}  // namespace

TEST_CASE("arrivals: through a surge each gap cumulates the exponential that was drawn") {
    // A microsecond at 1000 x 45 orders a day is half a millionth of an order.
    CHECK(worst_gap_error(busy_day(), 14'000) < 2e-6);
    CHECK(worst_gap_error(busy_day({0h, 2h, 1, 100, 1h}), 10'000) < 2e-6);
    CHECK(worst_gap_error(busy_day({kDay + 7min, 90min, 9, 0, 1min}), 4'000) < 2e-6);
}

TEST_CASE("arrivals: a surge that a single gap leaps over still counts in it") {
    Params params = busy_day({2 * kDay, 1h, 2, 3, 10min});
    params.arrivals.orders_per_day = 0.05;
    CHECK(worst_gap_error(params, 20) < 1e-9);
}

TEST_CASE("arrivals: orders before a surge come as if there were none") {
    const Params params = busy_day();
    const Cast with(params);
    const Cast without(busy_day({0h, 0h, 1, 0, 0h}));
    const Draws draws(7, 0);
    SimTime now{};
    for (std::uint32_t i = 0; i < 3000; ++i) {
        const SimTime next = next_arrival(with, draws, i, now);
        if (next >= SimTime(params.arrivals.surge.at)) {
            break;
        }
        CHECK(next == next_arrival(without, draws, i, now));
        now = next;
    }
    CHECK(now > SimTime(params.arrivals.surge.at - 1h));
}

TEST_CASE("arrivals: through ramps and steps each gap cumulates the exponential that was drawn") {
    Params params = busy_day();
    params.arrivals.stages = {
        {6h, 100, 5000}, {1h, 5000, 5000}, {90min, 0, 0}, {12h, 2000, 0}, {30min, 0, 8000}};
    // In its own words: orders expected in [0, at).
    const auto expected = [&params](SimTime at) {
        double orders = 0;
        double from = 0;
        for (const RateStage& stage : params.arrivals.stages) {
            const double length = microseconds(stage.length) / microseconds(kDay);
            const double passed = std::clamp(
                microseconds(at.time_since_epoch()) / microseconds(kDay) - from, 0.0, length);
            const double rate =
                stage.begin_per_day + (stage.end_per_day - stage.begin_per_day) * passed / length;
            orders += passed * (stage.begin_per_day + rate) / 2;
            from += length;
        }
        return orders;
    };
    const Cast cast(params);
    const Draws draws(7, 0);
    SimTime now{};
    double total = 0;
    std::uint32_t orders = 0;
    for (; total < expected(SimTime(kDay)); ++orders) {
        const double drawn = -std::log(draws.uniform(orders, Purpose::arrival_gap));
        total = expected(now) + drawn;
        const SimTime next = next_arrival(cast, draws, orders, now);
        if (next == kNever) {
            break;
        }
        CHECK(next >= now);
        CHECK_FALSE((next > SimTime(7h + 1us) && next < SimTime(8h + 30min)));
        CHECK(expected(next) == Approx(total).margin(1e-6));
        now = next;
    }
    CHECK(total > expected(SimTime(kDay)));
    CHECK(orders > 1200);
    CHECK(next_arrival(cast, draws, 1, SimTime(kDay)) == kNever);
}

TEST_CASE("arrivals: in a surge the usual rate keeps its hours") {
    Params params = busy_day({0h, 7 * kDay, 9, 0, 0h});
    WeeklyClock::Speeds shop_hours{};
    for (std::size_t hour = 0; hour < shop_hours.size(); ++hour) {
        shop_hours[hour] = hour % 24 >= 12 ? 2 : 0;
    }
    params.arrivals.clock = WeeklyClock::create(shop_hours).value();
    const Cast cast(params);
    const Draws draws(7, 0);
    SimTime now{};
    double orders = 0;
    for (std::uint32_t i = 0; now < SimTime(7 * kDay); ++i) {
        now = next_arrival(cast, draws, i, now);
        CHECK(now.time_since_epoch() / std::chrono::hours(1) % 24 >= 12);
        orders += 1;
    }
    CHECK(std::abs(orders - 63'000) < 4.5 * std::sqrt(63'000));
}
