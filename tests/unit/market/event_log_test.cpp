#include "sim/market/case_sorter.hpp"
#include "sim/market/event_log.hpp"
#include "sim/market/ocel.hpp"
#include "sim/market/xes.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/small_market.hpp"

using namespace ordersim;

namespace {

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

/// The log of so many orders under a policy with a name that no format takes as it is.
std::string log_of(const std::string& name, market::EventLogFormat format,
                   std::uint32_t orders = 1) {
    const auto folder =
        std::filesystem::temp_directory_path() / ("event_log_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const std::filesystem::path path = folder / name;
    agents::Params params = tests::plain_params();
    params.arrivals.orders_max = orders;
    const order::Policy policy = tests::base_policy();
    const agents::Cast cast(params);
    auto log = market::EventLog::create(path.string(), "say \"hi\" <&>\x01\xff", "BRL", format);
    REQUIRE(log);
    kernel::Calendar calendar;
    metrics::Tally tally(SimTime{}, params);
    market::Market market({.rules = order::rules(),
                           .policy = policy,
                           .cast = cast,
                           .draws = Draws(5, 0),
                           .log = &*log},
                          calendar, tally);
    kernel::run(calendar, market, kNever, {});
    CHECK_FALSE(std::filesystem::exists(path));
    REQUIRE(log->commit());
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    std::filesystem::remove_all(folder);
    return text.str();
}

}  // namespace

TEST_CASE("event log: one row a transition in the columns of process mining") {
    const std::string text = log_of("log.csv", market::EventLogFormat::csv);
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    CHECK(line.rfind("case:concept:name,concept:name,time:timestamp,lifecycle:transition", 0) == 0);
    std::getline(lines, line);
    CHECK(line.rfind("ORD-0,place_order,2024-01-01T", 0) == 0);
    CHECK(line.find(",complete,buyer-0,buyer,1,0-1,awaiting_payment,T01,10000,BRL,"
                    "\"say \"\"hi\"\" <&>\x01\xff\",") != std::string::npos);
    int rows = 1;
    while (std::getline(lines, line)) {
        ++rows;
        CHECK(std::count(line.begin(), line.end(), ',') == 15);
    }
    // Place, pay, verify, pick, label, ship, deliver, confirm by the clock, release.
    CHECK(rows == 9);
}

TEST_CASE("event log: XES has a trace an order, in the words of its standard extensions") {
    const std::string text = log_of("log.xes", market::EventLogFormat::xes, 3);
    CHECK(count(text, "<trace>") == 3);
    CHECK(count(text, "<event>") == count(text, "<date key=\"time:timestamp\"") - 1);  // a global
    CHECK(count(text, "<string key=\"policy\" value=\"say &quot;hi&quot; &lt;&amp;&gt;??\"/>") ==
          3);
    CHECK(count(text, "<string key=\"concept:name\" value=\"ORD-2\"/>") == 1);
    CHECK(count(text, "<int key=\"amount_minor\" value=\"10000\"/>") >= 3);
    CHECK(text.ends_with("</trace>\n</log>\n"));
}

TEST_CASE("event log: OCEL says which objects an event is about, and each object once") {
    const std::string text = log_of("log.jsonocel", market::EventLogFormat::ocel, 2);
    CHECK(count(text, "{\"id\":\"ORD-0\",\"type\":\"order\"") == 1);
    CHECK(count(text, "{\"id\":\"SHP-1-1\",\"type\":\"shipment\"") == 1);
    CHECK(count(text, "{\"objectId\":\"SHP-1-1\",\"qualifier\":\"shipment\"}") == 4);
    CHECK(count(text, "\"value\":\"say \\\"hi\\\" <&>\\u0001?\"") == 2);
    CHECK(text.ends_with("]}\n"));
}

TEST_CASE("event log: one without events is whole") {
    market::XesWriter xes("base", "BRL");
    CHECK((xes.head() + xes.tail()).ends_with("value=\"standard\"/>\n</log>\n"));
    market::OcelWriter ocel("base", "BRL");
    std::string text = ocel.head();
    for (std::string piece = ocel.tail_piece(); !piece.empty(); piece = ocel.tail_piece()) {
        text += piece;
    }
    CHECK(text.ends_with("\"events\":[\n],\n\"objects\":[\n]}\n"));
}

TEST_CASE("event log: a file's name says its format") {
    using market::EventLogFormat;
    CHECK(market::event_log_format_of("a/b.xes") == EventLogFormat::xes);
    CHECK(market::event_log_format_of("B.XES") == EventLogFormat::xes);
    CHECK(market::event_log_format_of("x.jsonocel") == EventLogFormat::ocel);
    CHECK(market::event_log_format_of("x.ocel.json") == EventLogFormat::ocel);
    CHECK(market::event_log_format_of("x.JSON") == EventLogFormat::ocel);
    CHECK(market::event_log_format_of("x.xml") == EventLogFormat::xes);
    for (const char* other : {"x.csv", "xes", "json", "", "/dev/stdout"}) {
        CHECK(market::event_log_format_of(other) == EventLogFormat::csv);
    }
}

TEST_CASE("event log: events come back case by case, however few of them memory holds") {
    constexpr std::uint32_t kOrders = 97;
    constexpr std::uint32_t kVersions = 41;
    for (const std::size_t kept : {std::size_t{1}, std::size_t{7}, std::size_t{100'000}}) {
        market::CaseSorter sorter(kept);
        for (std::uint32_t version = 1; version <= kVersions; ++version) {
            for (std::uint32_t i = 0; i < kOrders; ++i) {
                market::LoggedEvent event;
                event.order.value = i * 50 % kOrders;
                event.version = version;
                event.amount.minor = event.order.value * 1000 + version;
                sorter.add(event);
            }
        }
        std::uint32_t place = 0;
        bool is_sorted = true;
        REQUIRE(sorter.each([&](const market::LoggedEvent& event) {
            is_sorted = is_sorted && event.order.value == place / kVersions &&
                        event.version == place % kVersions + 1 &&
                        event.amount.minor == event.order.value * 1000 + event.version;
            ++place;
        }));
        CHECK(is_sorted);
        CHECK(place == kOrders * kVersions);
    }
}
