#include "sim/kernel/pool.hpp"

#include "tests/unit/kernel/delays.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <set>
#include <utility>
#include <vector>

using namespace ordersim;
using namespace ordersim::kernel;
using tests::Dice;

namespace {

SimTime at(std::int64_t microseconds) {
    return SimTime(SimDuration(microseconds));
}

/// One server, taken by customer 0 since time 0.
Pool busy_pool() {
    Pool pool(1);
    REQUIRE(pool.arrive({.id = 0}, at(0)).is_served);
    return pool;
}

std::vector<std::uint32_t> order_of_service(Pool& pool, SimTime now) {
    std::vector<std::uint32_t> order;
    while (const auto start = pool.finish(now)) {
        order.push_back(start->customer);
    }
    return order;
}

}  // namespace

TEST_CASE("pool: a free server takes an arrival at once") {
    Pool pool(2);
    CHECK(pool.arrive({.id = 10}, at(5)).is_served);
    CHECK(pool.arrive({.id = 11}, at(5)).is_served);
    CHECK_FALSE(pool.arrive({.id = 12}, at(5)).is_served);
    CHECK(pool.busy() == 2);
    CHECK(pool.waiting() == 1);
    CHECK(pool.totals(at(5)).at_once == 2);
}

TEST_CASE("pool: tickets are numbered by arrival, served at once or not") {
    Pool pool(1);
    CHECK(pool.arrive({.id = 7}, at(0)).ticket == TicketId{0});
    CHECK(pool.arrive({.id = 7}, at(1)).ticket == TicketId{1});
    CHECK(pool.arrive({.id = 7}, at(2)).ticket == TicketId{2});
    CHECK(pool.finish(at(3))->ticket == TicketId{1});
    CHECK(pool.finish(at(4))->ticket == TicketId{2});
    CHECK_FALSE(pool.finish(at(5)));
    CHECK(pool.arrive({.id = 7}, at(6)).ticket == TicketId{3});
}

TEST_CASE("pool: equals are served in order of arrival, with the wait they had") {
    Pool pool = busy_pool();
    pool.arrive({.id = 9}, at(10));
    pool.arrive({.id = 3}, at(10));
    const auto first = pool.finish(at(15));
    REQUIRE(first);
    CHECK(first->customer == 9);
    CHECK(first->wait == SimDuration(5));
    const auto second = pool.finish(at(40));
    REQUIRE(second);
    CHECK(second->customer == 3);
    CHECK(second->wait == SimDuration(30));
}

TEST_CASE("pool: smaller priorities overtake, never a service that has begun") {
    Pool pool = busy_pool();
    pool.arrive({.id = 1, .priority = 5}, at(1));
    pool.arrive({.id = 2, .priority = -1}, at(2));
    pool.arrive({.id = 3, .priority = 5}, at(3));
    pool.arrive({.id = 4, .priority = -1}, at(4));
    pool.arrive({.id = 5, .priority = 9}, at(5));
    pool.arrive({.id = 6, .priority = 0}, at(6));
    CHECK(order_of_service(pool, at(7)) == std::vector<std::uint32_t>{2, 4, 6, 1, 3, 5});
}

TEST_CASE("pool: who abandons is not served, whoever it stands before or behind") {
    Pool pool = busy_pool();
    std::vector<TicketId> tickets;
    for (std::uint32_t id = 1; id <= 6; ++id) {
        tickets.push_back(pool.arrive({.id = id, .priority = id == 6 ? -1 : 0}, at(id)).ticket);
    }
    CHECK(pool.abandon(tickets[0], at(10)) == SimDuration(9));
    CHECK(pool.abandon(tickets[2], at(10)) == SimDuration(7));
    CHECK(pool.abandon(tickets[5], at(10)) == SimDuration(4));
    CHECK(pool.waiting() == 3);
    CHECK(order_of_service(pool, at(11)) == std::vector<std::uint32_t>{2, 4, 5});
    CHECK(pool.totals(at(11)).abandoned == 3);
}

TEST_CASE("pool: patience that ends after the wait has no effect") {
    Pool pool(1);
    const TicketId at_once = pool.arrive({.id = 1}, at(0)).ticket;
    const TicketId waiting = pool.arrive({.id = 2}, at(1)).ticket;
    CHECK_FALSE(pool.abandon(at_once, at(2)));
    REQUIRE(pool.finish(at(3)));
    CHECK_FALSE(pool.abandon(waiting, at(4)));
    CHECK(pool.busy() == 1);
    CHECK(pool.totals(at(4)).abandoned == 0);
}

TEST_CASE("pool: who has abandoned cannot do so twice") {
    Pool pool = busy_pool();
    const TicketId ticket = pool.arrive({.id = 1}, at(1)).ticket;
    pool.arrive({.id = 2}, at(1));
    CHECK(pool.abandon(ticket, at(2)));
    CHECK_FALSE(pool.abandon(ticket, at(3)));
    CHECK(pool.waiting() == 1);
}

TEST_CASE("pool: when staff falls services go on, and servers leave as they finish") {
    Pool pool(3);
    for (std::uint32_t id = 0; id < 5; ++id) {
        pool.arrive({.id = id}, at(0));
    }
    CHECK(pool.staff_changed(1, at(10)).empty());
    CHECK(pool.busy() == 3);
    CHECK_FALSE(pool.finish(at(11)));
    CHECK_FALSE(pool.finish(at(12)));
    CHECK(pool.busy() == 1);
    const auto start = pool.finish(at(13));
    REQUIRE(start);
    CHECK(start->customer == 3);
}

TEST_CASE("pool: when staff comes it takes the waiting in order") {
    Pool pool(0);
    CHECK_FALSE(pool.arrive({.id = 1, .priority = 1}, at(0)).is_served);
    CHECK_FALSE(pool.arrive({.id = 2}, at(1)).is_served);
    CHECK_FALSE(pool.arrive({.id = 3}, at(2)).is_served);
    const std::vector<Start> starts = pool.staff_changed(2, at(10));
    REQUIRE(starts.size() == 2);
    CHECK(starts[0].customer == 2);
    CHECK(starts[0].wait == SimDuration(9));
    CHECK(starts[1].customer == 3);
    CHECK(pool.waiting() == 1);
    CHECK(pool.staff_changed(9, at(11)).size() == 1);
    CHECK(pool.arrive({.id = 4}, at(12)).is_served);
}

TEST_CASE("pool: staff that falls and comes back mid-service is not counted twice") {
    Pool pool(2);
    for (std::uint32_t id = 0; id < 3; ++id) {
        pool.arrive({.id = id}, at(0));
    }
    CHECK(pool.staff_changed(0, at(1)).empty());
    CHECK(pool.staff_changed(2, at(2)).empty());
    CHECK(pool.busy() == 2);
    CHECK(pool.waiting() == 1);
}

TEST_CASE("pool: totals are integrals of staff, servers at work and line") {
    Pool pool(2, at(100));
    pool.arrive({.id = 0}, at(110));
    pool.arrive({.id = 1}, at(120));
    pool.arrive({.id = 2}, at(130));
    CHECK(pool.staff_changed(1, at(140)).empty());
    CHECK_FALSE(pool.finish(at(150)));
    const PoolTotals totals = pool.totals(at(160));
    CHECK(totals.arrived == 3);
    CHECK(totals.at_once == 2);
    CHECK(totals.started == 2);
    CHECK(totals.finished == 1);
    CHECK(totals.elapsed == SimDuration(60));
    CHECK(totals.staffed_time == SimDuration(2 * 40 + 1 * 20));
    CHECK(totals.busy_time == SimDuration(1 * 10 + 2 * 30 + 1 * 10));
    CHECK(totals.waiting_time == SimDuration(30));
    CHECK(utilisation(totals) == Approx(0.8));
}

TEST_CASE("pool: totals subtract to what happened in between") {
    Pool pool = busy_pool();
    pool.arrive({.id = 1}, at(5));
    const PoolTotals warm_up = pool.totals(at(10));
    REQUIRE(pool.finish(at(12)));
    const PoolTotals after = pool.totals(at(20)) - warm_up;
    CHECK(after.arrived == 0);
    CHECK(after.started == 1);
    CHECK(after.finished == 1);
    CHECK(after.waiting_time == SimDuration(2));
    CHECK(after.busy_time == SimDuration(10));
    CHECK(after.elapsed == SimDuration(10));
}

TEST_CASE("pool: nobody on duty is no utilisation") {
    CHECK(std::isnan(utilisation(Pool(0).totals(at(10)))));
}

TEST_CASE("pool: agrees with a sorted line under random arrivals, ends, patience and shifts") {
    Dice dice(17);
    for (int round = 0; round < 20; ++round) {
        Pool pool(static_cast<std::uint32_t>(dice.below(3)));
        std::set<std::pair<std::int32_t, std::uint32_t>> line;  // priority, ticket
        std::vector<std::int32_t> priorities;
        std::vector<SimTime> arrived;
        SimDuration waits_of_started{};
        SimDuration waits_of_abandoned{};
        SimTime now{};
        const auto expect_first = [&](const Start& start) {
            REQUIRE_FALSE(line.empty());
            REQUIRE(start.ticket.value == line.begin()->second);
            REQUIRE(start.customer == 3 * start.ticket.value);
            REQUIRE(start.wait == now - arrived[start.ticket.value]);
            waits_of_started += start.wait;
            line.erase(line.begin());
        };
        for (int step = 0; step < 2000; ++step) {
            now += SimDuration(dice.below(10));
            const auto number = static_cast<std::uint32_t>(arrived.size());
            switch (dice.below(4)) {
            case 0: {
                const auto priority = static_cast<std::int32_t>(dice.below(5)) - 2;
                const bool has_free_server = pool.busy() < pool.servers();
                const Arrival arrival = pool.arrive({.id = 3 * number, .priority = priority}, now);
                REQUIRE(arrival.ticket.value == number);
                REQUIRE(arrival.is_served == has_free_server);
                arrived.push_back(now);
                priorities.push_back(priority);
                if (!arrival.is_served) {
                    line.insert({priority, number});
                }
                break;
            }
            case 1:
                if (pool.busy() > 0) {
                    if (const auto start = pool.finish(now)) {
                        expect_first(*start);
                    }
                }
                break;
            case 2:
                if (number > 0) {
                    const auto ticket = static_cast<std::uint32_t>(dice.below(number));
                    const bool was_waiting = line.erase({priorities[ticket], ticket}) == 1;
                    const auto wait = pool.abandon(TicketId{ticket}, now);
                    REQUIRE(wait.has_value() == was_waiting);
                    waits_of_abandoned += wait.value_or(SimDuration::zero());
                }
                break;
            default:
                if (dice.below(10) == 0) {
                    for (const Start& start :
                         pool.staff_changed(static_cast<std::uint32_t>(dice.below(4)), now)) {
                        expect_first(start);
                    }
                }
                break;
            }
            REQUIRE(pool.waiting() == line.size());
            REQUIRE((line.empty() || pool.busy() >= pool.servers()));
        }
        SimDuration waits_so_far{};
        for (const auto& [priority, ticket] : line) {
            waits_so_far += now - arrived[ticket];
        }
        const PoolTotals totals = pool.totals(now);
        CHECK(totals.wait_of_started == waits_of_started);
        CHECK(totals.wait_of_abandoned == waits_of_abandoned);
        CHECK(totals.waiting_time == waits_of_started + waits_of_abandoned + waits_so_far);
        CHECK(totals.arrived == totals.started + totals.abandoned + line.size());
        CHECK(totals.started == totals.finished + pool.busy());
    }
}
