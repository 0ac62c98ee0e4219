#include "sim/base/time.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <limits>

using namespace ordersim;
using namespace std::chrono_literals;

namespace {

constexpr SimDuration kDay = 24h;

/// A time of the week: day 0 is Monday.
constexpr SimTime on(int day, SimDuration clock = 0h) {
    return SimTime(day * kDay + clock);
}

/// Business days one at a time, as one would on a calendar.
SimTime walked(SimTime from, int days) {
    const auto is_weekend = [](SimTime at) { return at.time_since_epoch() / kDay % 7 >= 5; };
    while (is_weekend(from)) {
        from = SimTime((from.time_since_epoch() / kDay + 1) * kDay);
    }
    for (int i = 0; i < days; ++i) {
        do {
            from += kDay;
        } while (is_weekend(from));
    }
    return from;
}

}  // namespace

TEST_CASE("time: business days skip the weekend and keep the time of day") {
    CHECK(plus_business_days(on(0, 10h), 3) == on(3, 10h));
    CHECK(plus_business_days(on(4, 17h), 1) == on(7, 17h));
    CHECK(plus_business_days(on(3, 17h), 2) == on(7, 17h));
    CHECK(plus_business_days(on(2, 1h), 5) == on(9, 1h));
    CHECK(plus_business_days(on(2, 1h), 0) == on(2, 1h));
}

TEST_CASE("time: a count of business days begun on a weekend starts on Monday at midnight") {
    CHECK(plus_business_days(on(5, 10h), 0) == on(7));
    CHECK(plus_business_days(on(6, 23h), 1) == on(8));
    CHECK(plus_business_days(on(5), 5) == on(14));
}

TEST_CASE("time: business days are those one counts on a calendar") {
    for (int day = 0; day < 14; ++day) {
        for (int days = 0; days < 25; ++days) {
            CAPTURE(day, days);
            CHECK(plus_business_days(on(day, 7h), days) == walked(on(day, 7h), days));
        }
    }
}

TEST_CASE("time: durations for people name the two largest units") {
    CHECK(to_text(0s) == "0s");
    CHECK(to_text(60h) == "2d 12h");
    CHECK(to_text(1h) == "1h");
    CHECK(to_text(90s) == "1min 30s");
    CHECK(to_text(24h + 5s) == "1d 5s");
    CHECK(to_text(1500us) == "1ms 500us");
    CHECK(to_text(25h + 61s) == "1d 1h");
    CHECK(to_text(-90min) == "-1h 30min");
    CHECK(to_text(SimDuration::min()) == "-106751991d 4h");
    CHECK(to_text(SimDuration::max()) == "106751991d 4h");
}

TEST_CASE("time: exact durations leave no unit out") {
    CHECK(exact_text(0s) == "0s");
    CHECK(exact_text(25h + 61s) == "1d 1h 1min 1s");
    CHECK(exact_text(51h + 1us) == "2d 3h 1us");
    CHECK(exact_text(-1500us) == "-1ms 500us");
}

TEST_CASE("time: microseconds round to nearest and stay between 0 and 100 years") {
    CHECK(duration_of(2.5) == SimDuration(3));
    CHECK(duration_of(2.4) == SimDuration(2));
    CHECK(duration_of(-5.0) == SimDuration::zero());
    CHECK(duration_of(std::numeric_limits<double>::infinity()) == kLongestDelay);
    CHECK(duration_of(1e300) == kLongestDelay);
    CHECK(microseconds(3ms) == 3000.0);
    CHECK(hours(90min) == 1.5);
}
