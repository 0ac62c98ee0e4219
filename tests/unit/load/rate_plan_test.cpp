#include "sim/load/rate_plan.hpp"

#include <catch2/catch.hpp>

#include <chrono>

using namespace ordersim;
using namespace ordersim::load;
using namespace std::chrono_literals;

namespace {

std::string fault_of(std::string_view text) {
    const auto plan = parse_rate(text);
    return plan ? "" : plan.error();
}

}  // namespace

TEST_CASE("rates: one number is a mean, over which the scenario's hours lie") {
    const auto plan = parse_rate(" 12.5 ");
    REQUIRE(plan);
    CHECK(plan->mean == 12.5);
    CHECK(plan->stages.empty());
    CHECK(plan->length() == 0s);
}

TEST_CASE("rates: a sole ramp takes the load's whole duration") {
    const auto plan = parse_rate("10..200");
    REQUIRE(plan);
    CHECK(plan->mean == 0);
    REQUIRE(plan->stages.size() == 1);
    CHECK(plan->stages[0].begin == 10);
    CHECK(plan->stages[0].end == 200);
    CHECK(plan->stages[0].length == 0s);
}

TEST_CASE("rates: steps, ramps and spikes follow each other") {
    const auto plan = parse_rate("20 for 10s, 20 .. 200 for 500ms ,800 for 2 s,0..1e3 for 1min");
    REQUIRE(plan);
    REQUIRE(plan->stages.size() == 4);
    CHECK(plan->stages[0].end == 20);
    CHECK(plan->stages[1].begin == 20);
    CHECK(plan->stages[1].end == 200);
    CHECK(plan->stages[1].length == 500ms);
    CHECK(plan->stages[2].length == 2s);
    CHECK(plan->stages[3].end == 1000);
    CHECK(plan->length() == 72500ms);
}

TEST_CASE("rates: what cannot be read is told with what could stand there") {
    CHECK(fault_of("fast").find("'fast' is no rate") == 0);
    CHECK(fault_of("fast").find("'20 for 10s, 20..200 for 30s") != std::string::npos);
    for (const char* text : {"", "-1", "1e7", "nan", "inf", "10..", "..10", "1..2..3", "10...200",
                             "10 for", "10 20", "10,", "5 for 1s,,6 for 1s"}) {
        INFO(text);
        CHECK(fault_of(text).find("is no rate") != std::string::npos);
    }
    CHECK(fault_of("10 for ever") == "'ever' is no time; one looks like 30s, 500ms or 5min");
    CHECK(fault_of("10 for 36500d").find("is no time") != std::string::npos);
    CHECK(fault_of("10 for 0s").find("is no time") != std::string::npos);
    CHECK(fault_of("10 for 1s, 20").find("each of several rates needs its time") == 0);
    CHECK(fault_of("0") == "at a rate of 0 no order is placed");
    CHECK(fault_of("0 for 1s, 0..0 for 2s") == "at a rate of 0 no order is placed");
}
