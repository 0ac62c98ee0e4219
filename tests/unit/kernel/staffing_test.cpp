#include "sim/kernel/staffing.hpp"

#include <catch2/catch.hpp>

using namespace ordersim;
using namespace ordersim::kernel;

namespace {

/// Monday to Friday `day` servers from 9 to 21 h, else `night`.
Staffing office(std::uint32_t day, std::uint32_t night) {
    Staffing::Servers servers{};
    servers.fill(night);
    for (std::size_t weekday = 0; weekday < 5; ++weekday) {
        for (std::size_t hour = 9; hour < 21; ++hour) {
            servers[weekday * 24 + hour] = day;
        }
    }
    return Staffing::weekly(servers);
}

SimTime hour(int hours) {
    return SimTime(std::chrono::hours(hours));
}
constexpr SimDuration kTick(1);

}  // namespace

TEST_CASE("staffing: constant staff never changes") {
    const Staffing staffing = Staffing::constant(7);
    CHECK(staffing.at(hour(0)) == 7);
    CHECK(staffing.at(hour(100'000)) == 7);
    CHECK(staffing.next_change(hour(5)) == kNever);
}

TEST_CASE("staffing: a shift covers its first instant and not its last") {
    const Staffing staffing = office(8, 2);
    CHECK(staffing.at(hour(9) - kTick) == 2);
    CHECK(staffing.at(hour(9)) == 8);
    CHECK(staffing.at(hour(21) - kTick) == 8);
    CHECK(staffing.at(hour(21)) == 2);
}

TEST_CASE("staffing: the next change is after the instant asked, over the weekend too") {
    const Staffing staffing = office(8, 2);
    CHECK(staffing.next_change(hour(0)) == hour(9));
    CHECK(staffing.next_change(hour(9) - kTick) == hour(9));
    CHECK(staffing.next_change(hour(9)) == hour(21));
    CHECK(staffing.next_change(hour(4 * 24 + 21)) == hour(168 + 9));
    CHECK(staffing.next_change(hour(52 * 168 + 12)) == hour(52 * 168 + 21));
}

TEST_CASE("staffing: one odd hour a week is found from the hour after it") {
    Staffing::Servers servers{};
    servers[100] = 1;
    const Staffing staffing = Staffing::weekly(servers);
    CHECK(staffing.next_change(hour(100)) == hour(101));
    CHECK(staffing.next_change(hour(101)) == hour(268));
}

TEST_CASE("staffing: between changes the number stays, at each it differs") {
    const Staffing staffing = office(8, 2);
    int changes = 0;
    for (SimTime from = hour(0); from < hour(2 * 168);) {
        const SimTime to = staffing.next_change(from);
        for (SimTime time = from; time < to; time += std::chrono::minutes(30)) {
            REQUIRE(staffing.at(time) == staffing.at(from));
        }
        REQUIRE(staffing.at(to) != staffing.at(from));
        from = to;
        ++changes;
    }
    CHECK(changes == 21);
}
