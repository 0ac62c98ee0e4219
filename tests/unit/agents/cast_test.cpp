#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "sim/agents/arrivals.hpp"
#include "tests/support/lone_order.hpp"

using namespace ordersim;
using namespace ordersim::agents;

TEST_CASE("cast: classes get their shares of the orders, big sellers included") {
    Params params = tests::plain_params();
    params.sellers.count = 1000;
    params.sellers.concentration = 0.83;
    const SellerClass plain = params.sellers.classes[0];
    params.sellers.classes = {plain, plain, plain};
    const std::array<double, 3> wanted{0.50, 0.35, 0.15};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        params.sellers.classes[i].share = wanted[i];
        params.sellers.classes[i].never_share = static_cast<double>(i);
    }
    const Cast cast(params);
    std::array<double, 3> got{};
    constexpr int n = 100'000;
    for (int i = 0; i < n; ++i) {
        const SellerId seller = cast.seller_at((i + 0.5) / n);
        got[static_cast<std::size_t>(cast.class_of(seller).never_share)] += 1.0 / n;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        CHECK(std::abs(got[i] - wanted[i]) < 0.01);
    }
}

TEST_CASE("cast: the share of seller i falls as a power of his number") {
    Params params = tests::plain_params();
    params.sellers.count = 1000;
    params.sellers.concentration = 0.83;
    const Cast cast(params);
    double sum = 0;
    for (int i = 1; i <= 1000; ++i) {
        sum += std::pow(i, -0.83);
    }
    CHECK(cast.seller_at(0.999 / sum).value == 0);
    CHECK(cast.seller_at(1.001 / sum).value == 1);
    CHECK(cast.seller_at(0.9999999).value == 999);
}

TEST_CASE("pick: the index whose share holds the number") {
    const std::vector<double> shares{0.2, 0.0, 0.5, 0.3};
    CHECK(pick(shares, 0.1) == 0);
    CHECK(pick(shares, 0.2) == 2);
    CHECK(pick(shares, 0.69) == 2);
    CHECK(pick(shares, 0.71) == 3);
    CHECK(pick(shares, 0.9999999) == 3);
}

TEST_CASE("arrivals: Poisson at the rate that the clock's profile gives") {
    Params params = tests::plain_params();
    params.arrivals.orders_per_day = 240;
    WeeklyClock::Speeds speeds{};
    for (std::size_t hour = 0; hour < speeds.size(); ++hour) {
        speeds[hour] = hour % 24 < 12 ? 1.5 : 0.5;
    }
    params.arrivals.clock = WeeklyClock::create(speeds).value();
    const Cast cast(params);
    const Draws draws(11, 0);
    double by_day = 0;
    double by_night = 0;
    SimTime now{};
    constexpr std::uint32_t n = 40'000;
    for (std::uint32_t i = 0; i < n; ++i) {
        now = next_arrival(cast, draws, i, now);
        const auto hour = now.time_since_epoch() / std::chrono::hours(1) % 24;
        (hour < 12 ? by_day : by_night) += 1;
    }
    const double days = microseconds(now.time_since_epoch()) / 86.4e9;
    CHECK(std::abs(n / days - 240) < 4.5 * 240 / std::sqrt(n));
    CHECK(std::abs(by_day / n - 0.75) < 4.5 * std::sqrt(0.75 * 0.25 / n));
    CHECK(by_day + by_night == n);
}

TEST_CASE("cast: sellers work by their own time, whichever side of the platform's it lies") {
    Params params = tests::plain_params();
    WeeklyClock::Speeds mondays_at_nine{};
    mondays_at_nine[9] = 1;
    params.sellers.working_hours = WeeklyClock::create(mondays_at_nine).value();
    params.sellers.handling_clock = params.sellers.working_hours;
    const auto opens = [&params](double time_zone) {
        params.sellers.time_zone = time_zone;
        const Cast cast(params);
        const Sellers& sellers = cast.params().sellers;
        const SimTime at = sellers.working_hours.advance(SimTime{}, SimDuration::zero());
        CHECK(sellers.handling_clock.advance(SimTime{}, SimDuration::zero()) == at);
        return hours(at.time_since_epoch());
    };
    CHECK(opens(0) == 9);
    CHECK(opens(8) == 1);
    CHECK(opens(-5) == 14);
    CHECK(opens(10) == 167);
}

TEST_CASE("cast: the platform trusts its share of the buyers") {
    Params params = tests::plain_params();
    params.buyers.trusted_share = 0.6;
    constexpr std::uint32_t n = 10'000;
    double trusted = 0;
    for (std::uint32_t id = 0; id < n; ++id) {
        tests::LoneOrder lone(params, tests::base_policy(), id);
        lone.paid();
        trusted += lone.order.has(order::Mark::trusted) ? 1 : 0;
    }
    CHECK(std::abs(trusted / n - 0.6) < 4.5 * std::sqrt(0.24 / n));
}
