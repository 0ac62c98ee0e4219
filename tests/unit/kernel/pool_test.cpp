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

namespace {

/// A pool beside the plainest line there is: a sorted set of who waits.
class Twins {
public:
    explicit Twins(std::uint32_t servers) : pool_(servers) {}

    void step(Dice& dice) {
        now_ += SimDuration(dice.below(10));
        const std::uint64_t what = dice.below(4);
        if (what == 0) {
            arrive(static_cast<std::int32_t>(dice.below(5)) - 2);
        } else if (what == 1 && pool_.busy() > 0) {
            if (const auto start = pool_.finish(now_)) {
                expect_first(*start);
            }
        } else if (what == 2 && !arrived_.empty()) {
            abandon(static_cast<std::uint32_t>(dice.below(arrived_.size())));
        } else if (what == 3 && dice.below(10) == 0) {
            const auto servers = static_cast<std::uint32_t>(dice.below(4));
            for (const Start& start : pool_.staff_changed(servers, now_)) {
                expect_first(start);
            }
        }
        REQUIRE(pool_.waiting() == line_.size());
        REQUIRE((line_.empty() || pool_.busy() >= pool_.servers()));
    }

    void expect_same_totals() const {
        SimDuration waits_so_far{};
        for (const auto& [priority, ticket] : line_) {
            waits_so_far += now_ - arrived_[ticket];
        }
        const PoolTotals totals = pool_.totals(now_);
        CHECK(totals.wait_of_started == waits_of_started_);
        CHECK(totals.wait_of_abandoned == waits_of_abandoned_);
        CHECK(totals.waiting_time == waits_of_started_ + waits_of_abandoned_ + waits_so_far);
        CHECK(totals.arrived == totals.started + totals.abandoned + line_.size());
        CHECK(totals.started == totals.finished + pool_.busy());
    }

private:
    void arrive(std::int32_t priority) {
        const auto number = static_cast<std::uint32_t>(arrived_.size());
        const bool has_free_server = pool_.busy() < pool_.servers();
        const Arrival arrival = pool_.arrive({.id = 3 * number, .priority = priority}, now_);
        REQUIRE(arrival.ticket.value == number);
        REQUIRE(arrival.is_served == has_free_server);
        arrived_.push_back(now_);
        priorities_.push_back(priority);
        if (!arrival.is_served) {
            line_.insert({priority, number});
        }
    }
    void abandon(std::uint32_t ticket) {
        const bool was_waiting = line_.erase({priorities_[ticket], ticket}) == 1;
        const auto wait = pool_.abandon(TicketId{ticket}, now_);
        REQUIRE(wait.has_value() == was_waiting);
        waits_of_abandoned_ += wait.value_or(SimDuration::zero());
    }
    void expect_first(const Start& start) {
        REQUIRE_FALSE(line_.empty());
        REQUIRE(start.ticket.value == line_.begin()->second);
        REQUIRE(start.customer == 3 * start.ticket.value);
        REQUIRE(start.wait == now_ - arrived_[start.ticket.value]);
        waits_of_started_ += start.wait;
        line_.erase(line_.begin());
    }

    Pool pool_;
    std::set<std::pair<std::int32_t, std::uint32_t>> line_;  // priority, ticket
    std::vector<std::int32_t> priorities_;
    std::vector<SimTime> arrived_;
    SimDuration waits_of_started_{};
    SimDuration waits_of_abandoned_{};
    SimTime now_{};
};

}  // namespace

TEST_CASE("pool: agrees with a sorted line under random arrivals, ends, patience and shifts") {
    Dice dice(17);
    for (int round = 0; round < 20; ++round) {
        Twins twins(static_cast<std::uint32_t>(dice.below(3)));
        for (int step = 0; step < 2000; ++step) {
            twins.step(dice);
        }
        twins.expect_same_totals();
    }
}
