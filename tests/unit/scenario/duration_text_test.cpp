#include "sim/scenario/duration_text.hpp"

#include <catch2/catch.hpp>

namespace ordersim::scenario {
namespace {

double seconds(const char* text) {
    const auto parsed = parse_duration(text);
    INFO(text << ": " << (parsed ? "" : parsed.error()));
    REQUIRE(parsed.has_value());
    return parsed->microseconds / 1e6;
}

std::string error(const char* text) {
    const auto parsed = parse_duration(text);
    INFO(text);
    REQUIRE_FALSE(parsed.has_value());
    return parsed.error();
}

}  // namespace

TEST_CASE("duration: numbers with units add up") {
    CHECK(seconds("90s") == 90);
    CHECK(seconds("30 min") == 1800);
    CHECK(seconds("1h") == 3600);
    CHECK(seconds("1h30min") == 5400);
    CHECK(seconds("2d 12h") == 216'000);
    CHECK(seconds("1.5 weeks") == 907'200);
    CHECK(seconds("0.1 s") == 0.1);
    CHECK(seconds("1 hour 1 minute 1 second") == 3661);
    CHECK(seconds("0") == 0);
    CHECK(seconds("36525 d") == 36525.0 * 86400);
}

TEST_CASE("duration: business days are told apart from calendar time") {
    CHECK(parse_duration("3 business days")->clock == DurationClock::business);
    CHECK(parse_duration("3 business days")->microseconds == 3 * 86.4e9);
    CHECK(parse_duration("3 d")->clock == DurationClock::calendar);
    CHECK(parse_duration("0")->clock == DurationClock::any);
    CHECK_THAT(error("1 business day 2h"), Catch::Contains("do not add up"));
}

TEST_CASE("duration: what cannot be read says what would be right") {
    CHECK_THAT(error(""), Catch::Contains("\"30 min\""));
    CHECK_THAT(error("soon"), Catch::Contains("is no duration"));
    CHECK_THAT(error("30"), Catch::Contains("has no unit"));
    CHECK_THAT(error("2h 30"), Catch::Contains("has no unit"));
    CHECK_THAT(error("-1h"), Catch::Contains("never negative"));
    CHECK_THAT(error("5 m"), Catch::Contains("write 'min'"));
    CHECK_THAT(error("2 months"), Catch::Contains("no fixed length"));
    CHECK_THAT(error("3 horus"), Catch::Contains("did you mean 'hours'?"));
    CHECK_THAT(error("36526 d"), Catch::Contains("100 years"));
    CHECK_THAT(error("1e9 d"), Catch::Contains("unknown unit 'e'"));
    CHECK_THAT(error("inf d"), Catch::Contains("is no duration"));
    CHECK_THAT(error("99999999999999999999999999999999999999 d"), Catch::Contains("100 years"));
}

TEST_CASE("duration: its canonical text reads back as the same duration") {
    for (const char* text : {"0", "1us", "90s", "2d 12h", "1h 30min", "36525d", "1.5ms"}) {
        const auto first = parse_duration(text);
        REQUIRE(first.has_value());
        const auto second = parse_duration(duration_text(*first));
        REQUIRE(second.has_value());
        CHECK(second->microseconds == first->microseconds);
    }
    CHECK(duration_text(*parse_duration("60 min")) == "1h");
    CHECK(duration_text(*parse_duration("2.2 business days")) == "2.2 business days");
}

}  // namespace ordersim::scenario
