#include "sim/base/weekly_clock.hpp"

#include <catch2/catch.hpp>
#include <rapidcheck/catch.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>

using namespace ordersim;
using namespace std::chrono_literals;

namespace {

constexpr SimDuration kDay = 24h;
constexpr SimDuration kWeek = 7 * kDay;

constexpr SimTime on(int day, SimDuration clock = 0h) {
    return SimTime(day * kDay + clock);
}

/// Monday to Friday, 9 to 17.
WeeklyClock office() {
    WeeklyClock::Speeds speeds{};
    for (std::size_t day = 0; day < 5; ++day) {
        std::fill_n(speeds.begin() + static_cast<std::ptrdiff_t>(24 * day + 9), 8, 1.0);
    }
    return *WeeklyClock::create(speeds);
}

WeeklyClock::Speeds any_speeds() {
    WeeklyClock::Speeds speeds{};
    for (double& speed : speeds) {
        const bool stands = *rc::gen::inRange(0, 3) == 0;
        speed = stands ? 0.0 : *rc::gen::inRange(1, 5'000'000) / 1e6;
    }
    speeds[static_cast<std::size_t>(*rc::gen::inRange(0, WeeklyClock::kHours))] = 0.75;
    return speeds;
}

SimTime any_time() {
    return SimTime(SimDuration(*rc::gen::inRange<std::int64_t>(0, 1LL << 45)));
}

SimDuration any_work() {
    const std::int64_t most = *rc::gen::element<std::int64_t>(10, 10'000'000'000, 1LL << 44);
    return SimDuration(*rc::gen::inRange<std::int64_t>(0, most));
}

/// The mean over arrivals uniform in a week of a wait that is linear within each hour.
template <class Wait>
double mean_hours(const Wait& wait) {
    double sum = 0.0;
    for (int hour = 0; hour < WeeklyClock::kHours; ++hour) {
        sum += hours(wait(SimTime(hour * SimDuration(1h) + SimDuration(30min))));
    }
    return sum / WeeklyClock::kHours;
}

}  // namespace

TEST_CASE("weekly clock: the mean wait for an office to open is its gaps squared over the week") {
    // Four nights of 16 h and a weekend of 64 h: sum of gap^2 / 2 / 168.
    const WeeklyClock clock = office();
    const double mean = mean_hours([&](SimTime from) { return clock.advance(from, 0s) - from; });
    CHECK(mean == Approx(15.2380952381).epsilon(1e-11));
}

TEST_CASE("weekly clock: business-hour deadlines take the mean times of the calendar") {
    // Piecewise integration of the same calendar.
    const WeeklyClock clock = office();
    const auto mean = [&](SimDuration work) {
        return mean_hours([&](SimTime from) { return clock.advance(from, work) - from; });
    };
    CHECK(mean(4h) == Approx(22.2857142857).epsilon(1e-11));
    CHECK(mean(8h) == Approx(29.3333333333).epsilon(1e-11));
    CHECK(mean(12h) == Approx(53.1428571428).epsilon(1e-11));
}

TEST_CASE("weekly clock: work begun in the evening ends the next morning") {
    const WeeklyClock clock = office();
    CHECK(clock.advance(on(0, 16h), 2h) == on(1, 10h));
    CHECK(clock.advance(on(4, 16h), 2h) == on(7, 10h));
    CHECK(clock.advance(on(5, 3h), 8h) == on(7, 17h));
    CHECK(clock.advance(on(0, 9h), 8h) == on(0, 17h));
    CHECK(clock.advance(on(0, 9h), 8h + 1us) == on(1, 9h + 1us));
    CHECK(clock.advance(on(0, 9h), 40h * 52) == on(7 * 51 + 4, 17h));
    CHECK(clock.elapsed(on(0, 16h), on(1, 10h)) == SimDuration(2h));
    CHECK(clock.elapsed(on(4, 20h), on(7, 8h)) == SimDuration::zero());
    CHECK(clock.elapsed(on(2, 12h), on(2 + 7 * 100, 12h)) == SimDuration(4000h));
    CHECK(clock.week() == SimDuration(40h));
}

TEST_CASE("weekly clock: no work on a standing clock waits until it runs") {
    const WeeklyClock clock = office();
    CHECK(clock.advance(on(0, 12h), 0s) == on(0, 12h));
    CHECK(clock.advance(on(0, 17h), 0s) == on(1, 9h));
    CHECK(clock.advance(on(4, 17h), 0s) == on(7, 9h));
    CHECK(clock.advance(on(0, 8h + 59min), 0s) == on(0, 9h));
    CHECK(clock.is_open(on(0, 9h)));
    CHECK_FALSE(clock.is_open(on(0, 17h)));
    CHECK_FALSE(clock.is_open(on(0, 9h) - 1us));
}

TEST_CASE("weekly clock: the plain calendar leaves times as they are") {
    const WeeklyClock clock;
    CHECK(clock.advance(on(3, 5h), 100h) == on(3, 105h));
    CHECK(clock.elapsed(on(3, 5h), on(300, 6h)) == on(300, 6h) - on(3, 5h));
    CHECK(clock.week() == kWeek);
}

TEST_CASE("weekly clock: advance finds the first instant at which the work has passed") {
    rc::prop("elapsed reaches the work there and not before", [] {
        const auto clock = WeeklyClock::create(any_speeds());
        const SimTime from = any_time();
        const SimDuration work = any_work();
        RC_PRE(work > SimDuration::zero());
        const SimTime end = clock->advance(from, work);
        RC_ASSERT(end > from);
        RC_ASSERT(clock->elapsed(from, end) >= work);
        RC_ASSERT(clock->elapsed(from, end - SimDuration(1)) < work);
    });
    rc::prop("advance undoes elapsed, up to instants of one reading", [] {
        const auto clock = WeeklyClock::create(any_speeds());
        const SimTime from = any_time();
        const SimTime to = from + any_work();
        const SimDuration work = clock->elapsed(from, to);
        RC_PRE(work > SimDuration::zero());
        RC_ASSERT(clock->advance(from, work) <= to);
        RC_ASSERT(clock->elapsed(clock->advance(from, work), to) == SimDuration::zero());
    });
}

TEST_CASE("weekly clock: elapsed adds up over adjoining stretches") {
    rc::prop("without error", [] {
        const auto clock = WeeklyClock::create(any_speeds());
        const SimTime a = any_time();
        const SimTime b = a + any_work();
        const SimTime c = b + any_work();
        RC_ASSERT(clock->elapsed(a, b) + clock->elapsed(b, c) == clock->elapsed(a, c));
    });
}

TEST_CASE("weekly clock: with no work it answers the first open instant") {
    rc::prop("at once if it runs, else at the start of an hour", [] {
        const auto clock = WeeklyClock::create(any_speeds());
        const SimTime from = any_time();
        const SimTime at = clock->advance(from, SimDuration::zero());
        RC_ASSERT(clock->is_open(at));
        RC_ASSERT(clock->elapsed(from, at) == SimDuration::zero());
        if (at != from) {
            RC_ASSERT(!clock->is_open(at - SimDuration(1)));
            RC_ASSERT(at.time_since_epoch() % SimDuration(1h) == SimDuration::zero());
        }
    });
}

TEST_CASE("weekly clock: what ends beyond all instants is never") {
    const WeeklyClock clock = office();
    WeeklyClock::Speeds slow{};
    slow[7] = 1e-9;  // 4 us a week
    const WeeklyClock crawling = *WeeklyClock::create(slow);
    CHECK(clock.advance(kNever, 1h) == kNever);
    CHECK(clock.advance(kNever, 0s) == kNever);
    CHECK(clock.advance(kNever - 1h, SimDuration::max()) == kNever);
    CHECK(clock.advance(on(0), SimDuration::max()) == kNever);
    CHECK(crawling.advance(on(0), kLongestDelay) == kNever);
    slow[7] = 3e-10;  // 1 us a week
    CHECK(WeeklyClock::create(slow)->advance(kNever - 1h, SimDuration::max()) == kNever);
    CHECK(WeeklyClock().advance(kNever - 1h, 1h) == kNever);
    CHECK(WeeklyClock().advance(kNever - 2h, 1h) == kNever - 1h);
    CHECK(WeeklyClock().elapsed(on(0), kNever) == kNever - on(0));
    WeeklyClock::Speeds fast{};
    fast.fill(WeeklyClock::kFastest);
    CHECK(WeeklyClock::create(fast)->elapsed(on(0), kNever) == SimDuration::max());
    CHECK(WeeklyClock::create(fast)->advance(on(0), kLongestDelay) ==
          SimTime(kLongestDelay / 1'000'000));
}

TEST_CASE("weekly clock: speeds that make no clock are refused by name") {
    const auto refused = [](double speed) {
        WeeklyClock::Speeds speeds{};
        speeds[0] = 1.0;
        speeds[30] = speed;
        return WeeklyClock::create(speeds).error().message;
    };
    CHECK(WeeklyClock::create({}).error().message == "the clock stands still all week");
    CHECK(refused(-1.0) == "the speed of hour 30 of the week is negative");
    CHECK(refused(std::numeric_limits<double>::quiet_NaN()) ==
          "the speed of hour 30 of the week is not a finite number");
    CHECK(refused(2e6) == "the speed of hour 30 of the week is above a million");
}

TEST_CASE("weekly clock: people ahead have their hours earlier, over the week's end too") {
    const WeeklyClock clock = office();
    CHECK(clock.ahead(8).advance(on(0), 0s) == on(0, 1h));
    CHECK(clock.ahead(-8).advance(on(0), 0s) == on(0, 17h));
    CHECK(clock.ahead(10).advance(on(5), 0s) == on(6, 23h));
    CHECK(clock.ahead(-14).advance(on(4), 15h) == on(5, 7h));
    const bool holds = rc::check("what passes ahead passes here so much later", [] {
        const auto here = WeeklyClock::create(any_speeds());
        RC_ASSERT(here.has_value());
        const int ahead = *rc::gen::inRange(-14, 15);
        const SimTime from = any_time();
        const SimTime to = from + any_work();
        const SimDuration shift = std::chrono::hours(ahead) + kWeek;
        RC_ASSERT(here->ahead(ahead).elapsed(from, to) == here->elapsed(from + shift, to + shift));
        RC_ASSERT(here->ahead(ahead).week() == here->week());
    });
    CHECK(holds);
}
