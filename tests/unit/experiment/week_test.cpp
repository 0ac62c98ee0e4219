#include "sim/experiment/calibrate/week.hpp"

#include "sim/agents/cast.hpp"
#include "sim/base/random.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <numeric>

namespace ordersim::experiment {
namespace {

constexpr Instant kHour = 3'600'000'000;
/// Monday 2024-01-01 00:00.
constexpr Instant kMonday = 1'704'067'200'000'000;

double total_exposure(const WeekCounts& counts) {
    return std::accumulate(counts.exposure.begin(), counts.exposure.end(), 0.0);
}

/// Watches that end by a clock which runs from 9 to 17 h on weekdays, at twice the speed from 12
/// to 13 h.
std::vector<Watch> watches_on_a_clock(int count) {
    WeeklyClock::Speeds speeds{};
    for (std::size_t i = 0; i < kWeekHours; ++i) {
        const std::size_t hour = i % 24;
        speeds[i] = i < 120 && hour >= 9 && hour < 17 ? (hour == 12 ? 2 : 1) : 0;
    }
    const WeeklyClock clock = *WeeklyClock::create(speeds);
    const Draws draws(11, 0);
    std::vector<Watch> watches;
    for (int i = 0; i < count; ++i) {
        const auto entity = static_cast<std::uint32_t>(i);
        const Instant from =
            kMonday + static_cast<Instant>(draws.uniform(entity, agents::Purpose::arrival_gap) *
                                           static_cast<double>(kHour * 168 * 20));
        const double work =
            -std::log(draws.uniform(entity, agents::Purpose::handling)) * 20 * 3.6e9;
        const SimTime end = clock.advance(sim_time(from), duration_of(work));
        watches.push_back({from, from + (end - sim_time(from)).count(), false, entity});
    }
    return watches;
}

}  // namespace

TEST_CASE("week: Monday begins it, on both clocks") {
    CHECK(hour_of_week(kMonday) == 0);
    CHECK(hour_of_week(kMonday - 1) == 167);
    CHECK(hour_of_week(kMonday + 25 * kHour) == 25);
    CHECK(hour_of_week(0) == 72);  // 1970 began on a Thursday
    CHECK(sim_time(kMonday).time_since_epoch() % std::chrono::hours(168) == SimDuration(0));
}

TEST_CASE("week: exposure is the time waited in each hour, over any number of weeks") {
    WeekCounts counts;
    counts.add({kMonday + kHour / 2, kMonday + 3 * kHour + kHour / 4, false, 0});
    counts.settle();
    CHECK(counts.exposure[0] == Approx(0.5));
    CHECK(counts.exposure[1] == Approx(1));
    CHECK(counts.exposure[2] == Approx(1));
    CHECK(counts.exposure[3] == Approx(0.25));
    CHECK(counts.exposure[4] == 0);
    CHECK(counts.events[3] == 1);

    WeekCounts around;
    around.add({kMonday + 166 * kHour, kMonday + 170 * kHour + kHour / 2, true, 0});
    around.settle();
    CHECK(around.exposure[166] == Approx(1));
    CHECK(around.exposure[167] == Approx(1));
    CHECK(around.exposure[0] == Approx(1));
    CHECK(around.exposure[1] == Approx(1));
    CHECK(around.exposure[2] == Approx(0.5));
    CHECK(around.total() == 0);

    WeekCounts long_wait;
    long_wait.add({kMonday + 5 * kHour, kMonday + (3 * 168 + 5) * kHour, true, 0});
    long_wait.settle();
    CHECK(long_wait.exposure[100] == Approx(3));
    CHECK(total_exposure(long_wait) == Approx(3 * 168));
    WeekCounts within;
    within.add({kMonday + kHour / 4, kMonday + kHour / 2, true, 0});
    within.settle();
    CHECK(within.exposure[0] == Approx(0.25));
}

TEST_CASE("week: the clock that ended the waiting is found again") {
    WeekCounts counts;
    for (const Watch& watch : watches_on_a_clock(20'000)) {
        counts.add(watch);
    }
    counts.settle();
    measure::WeekProfile profile = fit_profile(counts);
    CHECK(profile.count == 20'000);
    CHECK(profile.hours[12] / profile.hours[10] == Approx(2).epsilon(0.05));
    CHECK(profile.hours[16] / profile.hours[10] == Approx(1).epsilon(0.08));
    CHECK(profile.hours[8] == 0);
    CHECK(profile.weekdays[5] == 0);
    CHECK(profile.weekdays[0] / profile.weekdays[4] == Approx(1).epsilon(0.06));
    CHECK(working_hours(profile) == "Mon-Fri 09-17");
    CHECK(open_clock(profile).week() == std::chrono::hours(40));
    const SimDuration week = clock_of(profile).week();
    CHECK(std::abs(hours(week) - 168) < 1e-3);
}

TEST_CASE("week: working hours part at midnight, and short breaks do not close") {
    measure::WeekProfile profile;
    profile.hours.assign(24, 1);
    profile.weekdays.assign(7, 1);
    CHECK(working_hours(profile) == "always");
    profile.hours[3] = profile.hours[4] = 0;
    CHECK(working_hours(profile) == "always");
    profile.hours[5] = 0;
    CHECK(working_hours(profile) == "Mon-Sun 00-03, Mon-Sun 06-24");
    profile.weekdays[2] = 0;
    CHECK(working_hours(profile) == "Mon-Tue 00-03, Mon-Tue 06-24, Thu-Sun 00-03, Thu-Sun 06-24");
}

TEST_CASE("week: arrivals at random are no more dispersed than Poisson, bursts are") {
    scenario::OrderFile file;
    scenario::OrderFile bursts;
    const Draws draws(5, 1);
    for (std::uint32_t i = 0; i < 8000; ++i) {
        RealOrder order;
        order.at.fill(scenario::kNoInstant);
        order.at[0] =
            kMonday + static_cast<Instant>(draws.uniform(i, agents::Purpose::arrival_gap) *
                                           static_cast<double>(kHour * 168 * 8));
        file.orders.push_back(order);
        // Twenty orders at a time.
        bursts.orders.push_back(file.orders[i - i % 20]);
    }
    for (scenario::OrderFile* each : {&file, &bursts}) {
        each->first = kMonday;
        each->end = kMonday + 8 * 168 * kHour;
    }
    const measure::ArrivalFit fit = fit_arrivals(file, 0.95);
    CHECK(fit.days == Approx(56).epsilon(0.01));
    CHECK(fit.per_day.value == Approx(8000 / 56.0).epsilon(0.01));
    CHECK(fit.per_day.low < 8000 / 56.0);
    CHECK(fit.per_day.high > 8000 / 56.0);
    REQUIRE(fit.dispersion.size() == 2);
    CHECK(fit.dispersion[0].p > 0.001);
    CHECK(fit.dispersion[0].p < 0.999);
    CHECK(fit.dispersion[1].p > 0.001);
    for (const measure::DispersionTest& test : fit_arrivals(bursts, 0.95).dispersion) {
        INFO(test.name);
        CHECK(test.index == Approx(20).epsilon(0.2));
        CHECK(test.p < 1e-6);
    }
}

}  // namespace ordersim::experiment
