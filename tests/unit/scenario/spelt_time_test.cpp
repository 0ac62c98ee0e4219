#include "sim/scenario/spelt_time.hpp"

#include <catch2/catch.hpp>

namespace ordersim::scenario {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
/// 2017-10-02 11:07:15, as `date -u -d '2017-10-02 11:07:15' +%s` has it.
constexpr std::int64_t kBase = 1'506'942'435 * kSecond;

std::optional<std::int64_t> read(std::string_view text, DateOrder order = DateOrder::mdy) {
    const auto read = SpeltTime::parse(text);
    return read ? read->time.microseconds(order) : std::nullopt;
}

}  // namespace

TEST_CASE("spelt time: a year at the front leaves no doubt, whatever parts the numbers") {
    for (const char* text :
         {"2017-10-02 11:07:15", "2017-10-02T11:07:15", "2017/10/2 11:07:15",
          "2017.10.02  11:07:15", "2017-10-02 11:07:15 AM", "2017-10-02 11:07:15Z",
          "2017-10-02 11:07:15 UTC", "2017-10-02T13:07:15+02:00", "2017-10-02T08:07:15-0300",
          "2017-10-02 19:07:15+08"}) {
        INFO(text);
        CHECK(read(text, DateOrder::mdy) == kBase);
        CHECK(read(text, DateOrder::dmy) == kBase);
    }
    CHECK(read("2017-10-02 11:07") == kBase - 15 * kSecond);
    CHECK(read("2017-10-02 11:07:15.25") == kBase + 250'000);
    CHECK(read("2017-10-02 11:07:15,1234567") == kBase + 123'456);
    CHECK(*read("2016-02-29") % (86'400 * kSecond) == 0);
}

TEST_CASE("spelt time: a year at the end is read by the order of day and month") {
    CHECK(read("10/2/2017 11:07:15", DateOrder::mdy) == kBase);
    CHECK(read("2/10/2017 11:07:15", DateOrder::dmy) == kBase);
    CHECK(read("02.10.2017 11:07:15", DateOrder::dmy) == kBase);
    CHECK(read("10-02-2017 11:07:15", DateOrder::mdy) == kBase);
    CHECK(read("13/2/2017", DateOrder::mdy) == std::nullopt);
    CHECK(read("13/2/2017", DateOrder::dmy).has_value());
    const auto spelt = SpeltTime::parse("13/2/2017");
    REQUIRE(spelt);
    CHECK_FALSE(spelt->time.is_year_first());
    CHECK(spelt->time.first() == 13);
    CHECK(spelt->time.second() == 2);
}

TEST_CASE("spelt time: the clock face turns at noon and at midnight") {
    const std::int64_t midnight = *read("1/2/2017");
    CHECK(read("1/2/2017 12:00 AM") == midnight);
    CHECK(read("1/2/2017 12:00 PM") == midnight + 12 * 3600 * kSecond);
    CHECK(read("1/2/2017 1:05:09 pm") == midnight + (13 * 3600 + 309) * kSecond);
    CHECK_FALSE(SpeltTime::parse("1/2/2017 13:00 PM"));
    CHECK_FALSE(SpeltTime::parse("1/2/2017 0:30 AM"));
}

TEST_CASE("spelt time: an offset is kept apart, and may turn the day") {
    const auto early = SpeltTime::parse("2017-01-01T01:00:00+14:00");
    REQUIRE(early);
    CHECK(early->offset == 14 * 3600 * kSecond);
    CHECK(early->time.has_offset());
    CHECK(early->time.microseconds(DateOrder::mdy) == read("2016-12-31 11:00"));
    CHECK(read("2016-12-31 20:00-14:00") == read("2017-01-01 10:00"));
    CHECK_FALSE(SpeltTime::parse("2017-01-01")->offset);
    CHECK(parse_offset("+08:00") == 8 * 3600 * kSecond);
    CHECK(parse_offset("-0330") == -12'600 * kSecond);
    CHECK(parse_offset("Z") == 0);
    CHECK_FALSE(parse_offset("8"));
    CHECK_FALSE(parse_offset("+15:00"));
}

TEST_CASE("spelt time: what is no date, or no day of any calendar, is none") {
    for (const char* bad :
         {"", "soon", "2017-13-01", "2017-02-29", "2017-1-2-3", "2017-10", "31/31/2017",
          "2017-10-02 25:00:00", "2017-10-02 11:60", "2017-10-02 1107", "2017-10-02T",
          "2017-10-02 11:07:15 +99:00", "2017-10-02 11:07:15 Europe", "1/2/17", "0/1/2017",
          "20171002", "2017-10/02", "1506942435"}) {
        INFO(bad);
        CHECK_FALSE(SpeltTime::parse(bad));
    }
}

TEST_CASE("spelt time: the default is an empty cell") {
    CHECK(SpeltTime().is_empty());
    CHECK_FALSE(SpeltTime::parse("0001-01-01")->time.is_empty());
}

}  // namespace ordersim::scenario
