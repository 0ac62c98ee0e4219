#include <catch2/catch.hpp>

#include "sim/market/desks.hpp"
#include "tests/support/plain_params.hpp"

using namespace ordersim;
using agents::Desk;
using agents::Task;
using market::Desks;

namespace {

SimTime hour(double h) { return SimTime(duration_of(tests::in_hours(h))); }

/// Two reviewers by day, one by night; nobody chats at night.
agents::Support two_shifts() {
    agents::Support support = tests::plain_support();
    WeeklyClock::Speeds day{};
    for (std::size_t h = 0; h < day.size(); ++h) {
        day[h] = h % 24 >= 9 && h % 24 < 21 ? 1.0 : 0.0;
    }
    support.day = WeeklyClock::create(day).value();
    support.case_agents = 2;
    support.case_agents_night = 1;
    support.chat_agents = 1;
    support.chat_agents_night = 0;
    support.chats_per_agent = 2;
    return support;
}

Desks::Client dispute(std::uint32_t order) { return {OrderId{order}, Task::dispute}; }
Desks::Client chat(std::uint32_t order) { return {OrderId{order}, Task::first_contact}; }

}  // namespace

TEST_CASE("desks: the night shift reviews one case at a time, the day shift two") {
    Desks desks(two_shifts());
    CHECK(desks.join(dispute(1), 0, hour(1)));
    CHECK_FALSE(desks.join(dispute(2), 0, hour(2)));
    CHECK_FALSE(desks.join(dispute(3), 0, hour(3)));
    CHECK(desks.next_shift(Desk::cases, hour(3)) == hour(9));
    const auto turns = desks.change_shift(Desk::cases, hour(9));
    REQUIRE(turns.size() == 1);
    CHECK(turns[0] == dispute(2));
    const auto next = desks.finish(Desk::cases, hour(10));
    REQUIRE(next);
    CHECK(*next == dispute(3));
}

TEST_CASE("desks: a shift that concerns nobody is named to nobody, and counted all the same") {
    Desks desks(two_shifts());
    CHECK_FALSE(desks.next_shift(Desk::cases, hour(1)));
    CHECK(desks.join(dispute(1), 0, hour(30)));
    CHECK_FALSE(desks.next_shift(Desk::cases, hour(30)));
    // 0-9 one, 9-21 two, 21-30 one.
    CHECK(desks.totals(Desk::cases, hour(30)).staffed_time == std::chrono::hours(9 + 24 + 9));
}

TEST_CASE("desks: each shift is named once, until somebody waits for the next") {
    Desks desks(two_shifts());
    CHECK(desks.join(chat(1), 0, hour(10)));
    CHECK(desks.join(chat(2), 0, hour(10)));
    CHECK_FALSE(desks.join(chat(3), 0, hour(10)));
    CHECK(desks.next_shift(Desk::chat, hour(10)) == hour(21));
    CHECK_FALSE(desks.join(chat(4), 0, hour(11)));
    CHECK_FALSE(desks.next_shift(Desk::chat, hour(11)));
    CHECK(desks.change_shift(Desk::chat, hour(21)).empty());
    CHECK(desks.next_shift(Desk::chat, hour(21)) == hour(33));
}

TEST_CASE("desks: who leaves the line is not called, and who is being served cannot leave it") {
    Desks desks(two_shifts());
    CHECK(desks.join(dispute(1), 0, hour(1)));
    CHECK_FALSE(desks.join(dispute(2), 0, hour(2)));
    CHECK_FALSE(desks.join(dispute(3), 0, hour(3)));
    CHECK(desks.waits(dispute(2)));
    CHECK(desks.leave(dispute(2), hour(4)) == std::chrono::hours(2));
    CHECK_FALSE(desks.waits(dispute(2)));
    CHECK_FALSE(desks.leave(dispute(2), hour(4)));
    CHECK_FALSE(desks.leave(dispute(1), hour(4)));
    const auto next = desks.finish(Desk::cases, hour(5));
    REQUIRE(next);
    CHECK(*next == dispute(3));
    // Who left may come again, under another number.
    CHECK_FALSE(desks.join(dispute(2), 0, hour(6)));
    CHECK(desks.finish(Desk::cases, hour(7)) == dispute(2));
}

TEST_CASE("desks: smaller priorities come first, equals in order of arrival") {
    Desks desks(two_shifts());
    CHECK(desks.join(dispute(1), 0, hour(1)));
    CHECK_FALSE(desks.join(dispute(2), 1, hour(2)));
    CHECK_FALSE(desks.join(dispute(3), 0, hour(3)));
    CHECK_FALSE(desks.join(dispute(4), 0, hour(4)));
    CHECK(desks.finish(Desk::cases, hour(5)) == dispute(3));
    CHECK(desks.finish(Desk::cases, hour(6)) == dispute(4));
    CHECK(desks.finish(Desk::cases, hour(7)) == dispute(2));
    CHECK_FALSE(desks.finish(Desk::cases, hour(8)));
}

TEST_CASE("desks: one order may wait at both desks, and each keeps its own line") {
    Desks desks(two_shifts());
    CHECK(desks.join(dispute(1), 0, hour(1)));
    CHECK_FALSE(desks.join(dispute(2), 0, hour(1)));
    CHECK_FALSE(desks.join(chat(2), 0, hour(1)));
    CHECK(desks.waits(dispute(2)));
    CHECK(desks.waits(chat(2)));
    CHECK(desks.finish(Desk::cases, hour(2)) == dispute(2));
    CHECK(desks.waits(chat(2)));
}
