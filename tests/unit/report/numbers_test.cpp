#include "sim/report/numbers.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace ordersim::report;
using ordersim::measure::Estimate;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Estimate around(double value, double half_width) {
    return {value, value - half_width, value + half_width, 20};
}
Unit unit(std::string_view name) {
    return {.unit = name, .currency = "BRL"};
}

}  // namespace

TEST_CASE("numbers: the half-width decides how many decimals are shown") {
    CHECK(decimals_for(62.3, 0.8) == 1);
    CHECK(decimals_for(62.3, 0.15) == 2);
    CHECK(decimals_for(62.3, 0.2) == 1);
    CHECK(decimals_for(62.3, 48.02 - 47.98 - 0.02) == 2);  // 0.0200000000000031
    CHECK(decimals_for(62.3, 2.4) == 0);
    CHECK(decimals_for(62.3, 1.4) == 1);
    CHECK(decimals_for(62.3, 240) == 0);
    CHECK(decimals_for(0.5, 1e-12) == 6);
}

TEST_CASE("numbers: without a half-width three digits are shown") {
    for (const double none : {0.0, kNone, kInfinity}) {
        CAPTURE(none);
        CHECK(decimals_for(62.34, none) == 1);
        CHECK(decimals_for(0.0123, none) == 4);
        CHECK(decimals_for(12345, none) == 0);
        CHECK(decimals_for(0, none) == 0);
        CHECK(decimals_for(kNone, none) == 0);
    }
}

TEST_CASE("numbers: thousands are separated and zero has no sign") {
    CHECK(grouped(402113, 0) == "402,113");
    CHECK(grouped(-1234567.891, 2) == "-1,234,567.89");
    CHECK(grouped(999, 0) == "999");
    CHECK(grouped(-999, 0) == "-999");
    CHECK(grouped(1000, 1) == "1,000.0");
    CHECK(grouped(-0.001, 1) == "0.0");
    CHECK(grouped(kNone, 1) == "no data");
    CHECK(grouped(-kInfinity, 1) == "-inf");
}

TEST_CASE("numbers: large counts are short") {
    CHECK(short_count(0) == "0");
    CHECK(short_count(950) == "950");
    CHECK(short_count(54'210) == "54.2 k");
    CHECK(short_count(999'600) == "1.00 M");
    CHECK(short_count(6.13e6) == "6.13 M");
    CHECK(short_count(kNone) == "no data");
}

TEST_CASE("numbers: lengths of time show their two largest units") {
    CHECK(duration_text(0) == "0s");
    CHECK(duration_text(52) == "2d 4h");
    CHECK(duration_text(48 + 5.0 / 60) == "2d");
    CHECK(duration_text(0.5) == "30min");
    CHECK(duration_text(1.0 / 60) == "1min");
    CHECK(duration_text(59.9999 / 60) == "1h");
    CHECK(duration_text(90.0 / 3600) == "1min 30s");
    CHECK(duration_text(-1.5) == "-1h 30min");
    CHECK(duration_text(kNone) == "no data");
}

TEST_CASE("numbers: durations of scenarios are read as hours") {
    CHECK(hours_of("\"1h\"") == 1);
    CHECK(hours_of("2d 12h") == 60);
    CHECK(hours_of("2d12h") == 60);
    CHECK(hours_of("30 min") == 0.5);
    CHECK(hours_of("\"0s\"") == 0);
    CHECK(hours_of("500ms") == Approx(0.5 / 3600));
    for (const char* text :
         {"", "\"\"", "\"none\"", "3 business days", "1", "h", "1h x", "nan h"}) {
        CAPTURE(text);
        CHECK(std::isnan(hours_of(text)));
    }
}

TEST_CASE("numbers: plain numbers of scenarios are read whole or not at all") {
    CHECK(number_of("0.25") == 0.25);
    CHECK(number_of("\"16\"") == 16);
    for (const char* text : {"", "1h", "approve", "1 2", "inf", "nan"}) {
        CAPTURE(text);
        CHECK(std::isnan(number_of(text)));
    }
}

TEST_CASE("numbers: a share is shown in percent with as many digits as it earns") {
    const Shown shown = show(around(0.6231, 0.0081), unit("share"));
    CHECK(shown.with_interval() == "62.3 [61.5, 63.1]");
    CHECK(shown.in_full() == "62.3 % [61.5, 63.1]");
}

TEST_CASE("numbers: a difference carries its sign and counts in points") {
    CHECK(show(around(0.0369, 0.0027), unit("share"), Sense::difference).in_full() ==
          "+3.7 points [+3.4, +4.0]");
    CHECK(show(around(-0.0011, 0.003), unit("share"), Sense::difference).in_full() ==
          "-0.1 points [-0.4, +0.2]");
    CHECK(show(around(0, 0), unit("share"), Sense::difference).value == "0");
}

TEST_CASE("numbers: hours become the unit that fits them") {
    CHECK(show(around(14.21, 0.41), unit("h")).in_full() == "14.2 h [13.8, 14.6]");
    CHECK(show(around(101.2, 1.9), unit("h")).in_full() == "4.22 d [4.14, 4.30]");
    CHECK(show(around(0.82, 0.02), unit("h")).in_full() == "49.2 min [48.0, 50.4]");
    CHECK(show(around(0.002, 0.0003), unit("h")).in_full() == "7.2 s [6.1, 8.3]");
    CHECK(show(around(0, 0), unit("h")).in_full() == "0 h [0, 0]");
}

TEST_CASE("numbers: no interval shows shares finer than 0.001 % or times finer than 0.01 s") {
    const Unit share{.unit = "share", .currency = {}};
    const Unit time{.unit = "h", .currency = {}};
    CHECK(show({.value = 0, .low = 0, .high = 0.00001, .replications = 20}, share).brief() ==
          "0.000 [0.000, 0.001]");
    CHECK(show({.value = -2e-8, .low = -6e-8, .high = 2e-8, .replications = 20}, time,
               Sense::difference)
              .brief_with_unit() == "0.00 s [0.00, 0.00]");
    CHECK(show({.value = 3e-5, .low = 2e-5, .high = 4e-5, .replications = 20},
               {.unit = "d", .currency = {}})
              .brief_with_unit() == "0.000 d [0.000, 0.000]");
}

TEST_CASE("numbers: money is in the record's currency and other units stay as they are") {
    CHECK(show(around(12.34, 0.6), unit("currency")).in_full() == "12.3 BRL [11.7, 12.9]");
    CHECK(show(around(84.3, 1.1), unit("count")).in_full() == "84.3 [83.2, 85.4]");
    CHECK(show(around(3, 0.4), unit("1")).in_full() == "3.0 [2.6, 3.4]");
    CHECK(show(around(3, 0.4), unit("points/order")).unit == "points/order");
}

TEST_CASE("numbers: a missing interval is explained, missing data is said") {
    const Estimate alone{0.6231, -kInfinity, kInfinity, 1};
    CHECK(show(alone, unit("share")).in_full() == "62.3 % (no interval from one replication)");
    CHECK(show(alone, unit("share")).brief_with_unit() == "62.3 %");
    const Estimate unbounded{0.6231, -kInfinity, kInfinity, 5};
    CHECK(show(unbounded, unit("share")).in_full() == "62.3 % (no interval)");
    for (const double value : {kNone, kInfinity}) {
        CHECK(show({value, kNone, kNone, 0}, unit("share")).in_full() == "no data");
    }
}

TEST_CASE("numbers: an interval excludes zero only when it lies to one side") {
    CHECK(excludes_zero(around(0.2, 0.1)));
    CHECK(excludes_zero(around(-0.2, 0.1)));
    CHECK_FALSE(excludes_zero(around(0.1, 0.1)));
    CHECK_FALSE(excludes_zero({1, -kInfinity, kInfinity, 1}));
    CHECK_FALSE(excludes_zero({kNone, 1, 2, 0}));
}

TEST_CASE("numbers: a factor has no exponent, a probability is no certainty") {
    CHECK(factor_text(0.824) == "0.82");
    CHECK(factor_text(2.48) == "2.5");
    CHECK(factor_text(112.4) == "112");
    CHECK(factor_text(kNone) == "no data");
    CHECK(chance_text(0.973) == "97.3 %");
    CHECK(chance_text(1) == "over 99.9 %");
    CHECK(chance_text(0) == "below 0.1 %");
}
