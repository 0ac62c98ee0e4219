#include "sim/market/lives.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <vector>

#include "sim/base/random.hpp"

using namespace ordersim;
using market::Life;
using market::Lives;

namespace {

OrderId id(std::uint32_t number) { return OrderId{number}; }

/// Ends an event; `leave` are those that left.
std::vector<std::uint32_t> rest(Lives& lives) {
    std::vector<std::uint32_t> left;
    lives.rest([&left](OrderId order, const Life& life) {
        if (life.awaited == 0) {
            left.push_back(order.value);
        }
    });
    return left;
}

void begin(Lives& lives, std::uint32_t number) {
    Life& life = lives.begin(id(number));
    life.order.version = number;
    life.awaited = 1;
}

}  // namespace

TEST_CASE("lives: an order wakes as it was laid down, in all its parts") {
    Lives lives;
    begin(lives, 0);
    CHECK(rest(lives).empty());
    Life expected = lives.wake(id(0));
    CHECK(expected.order.version == 0);
    CHECK(expected.memory.hand_over_at == kNever);
    const auto change = [&](auto how) {
        how(lives.wake(id(0)));
        how(expected);
        rest(lives);
        const Life& life = lives.wake(id(0));
        CHECK(life.order == expected.order);
        CHECK(static_cast<const agents::HandlingPlan&>(life.memory) ==
              static_cast<const agents::HandlingPlan&>(expected.memory));
        CHECK(static_cast<const agents::Talks&>(life.memory) ==
              static_cast<const agents::Talks&>(expected.memory));
        CHECK(life.watched_at == expected.watched_at);
        CHECK(life.awaited == expected.awaited);
        CHECK(life.sequence == expected.sequence);
    };
    change([](Life& life) { life.order.total = {500}; });
    change([](Life& life) { life.memory.pick_at = SimTime(std::chrono::hours(3)); });
    change([](Life& life) { life.order.refund[1].amount = {70}; });
    change([](Life& life) { life.memory.has_contacted = true; });
    change([](Life& life) { life.memory.pick_at = kNever; });
    change([](Life& life) { life.order.refund[1].amount = {}; });
    change([](Life& life) { life.memory.has_contacted = false; });
    change([](Life& life) { life.watched_at = SimTime(std::chrono::hours(9)); });
    change([](Life& life) { life.sequence = 7; });
}

TEST_CASE("lives: within an event an order is one value that stays where it is") {
    Lives lives;
    begin(lives, 0);
    begin(lives, 1);
    begin(lives, 2);
    rest(lives);
    Life& first = lives.wake(id(1));
    first.order.version = 10;
    Life& second = lives.wake(id(2));
    CHECK(&lives.wake(id(1)) == &first);
    CHECK(lives.wake(id(1)).order.version == 10);
    CHECK(&lives.wake(id(2)) == &second);
    rest(lives);
    CHECK(lives.wake(id(1)).order.version == 10);
    CHECK(lives.wake(id(2)).order.version == 2);
}

TEST_CASE("lives: an order that nothing awaits leaves, and its place holds a new one unharmed") {
    Lives lives;
    for (std::uint32_t number = 0; number < 10'000; ++number) {
        begin(lives, number);
        rest(lives);
    }
    for (std::uint32_t number = 0; number < 10'000; number += 2) {
        Life& life = lives.wake(id(number));
        life.memory.is_held = true;
        life.memory.held_back = SimDuration(1);
        rest(lives);
        lives.wake(id(number)).awaited = 0;
        CHECK(rest(lives) == std::vector{number});
    }
    CHECK(lives.alive() == 5000);
    for (std::uint32_t number = 10'000; number < 15'000; ++number) {
        begin(lives, number);
        rest(lives);
        CHECK_FALSE(lives.wake(id(number)).memory.is_held);
        rest(lives);
    }
    CHECK(lives.alive() == 10'000);
    CHECK(lives.begun() == 15'000);
    CHECK(lives.wake(id(9'999)).order.version == 9'999);
    rest(lives);
    std::size_t seen = 0;
    lives.for_each([&seen](const order::Order& order) {
        CHECK((order.version % 2 == 1 || order.version >= 10'000));
        ++seen;
    });
    CHECK(seen == 10'000);
}

TEST_CASE("lives: many with and without their parts stay what they are while others come and go") {
    enum class Purpose : std::uint16_t { which, what };
    const Draws draws(9, 0);
    Lives lives;
    std::map<std::uint32_t, Life> expected;
    for (std::uint64_t i = 0; i < 20'000; ++i) {
        const std::uint64_t what = draws.bits(i, Purpose::what);
        if (expected.size() < 300 || what % 8 == 0) {
            begin(lives, lives.begun());
            expected[lives.begun() - 1] = lives.wake(id(lives.begun() - 1));
            rest(lives);
            continue;
        }
        auto chosen = expected.lower_bound(
            static_cast<std::uint32_t>(draws.bits(i, Purpose::which) % lives.begun()));
        if (chosen == expected.end()) {
            chosen = expected.begin();
        }
        const std::uint32_t number = chosen->first;
        Life& life = lives.wake(id(number));
        REQUIRE(life.order == chosen->second.order);
        REQUIRE(life.memory.pick_at == chosen->second.memory.pick_at);
        REQUIRE(life.memory.checks == chosen->second.memory.checks);
        if (what % 8 == 1) {
            life.awaited = 0;
            expected.erase(chosen);
        } else {
            life.memory.pick_at = what % 8 < 4 ? kNever : SimTime(SimDuration(number));
            life.order.claim = {what % 8 < 5 ? 0 : std::int64_t{number}};
            life.memory.checks = what % 8 < 6 ? 0 : number;
            chosen->second = life;
        }
        REQUIRE(rest(lives).size() == (what % 8 == 1 ? 1 : 0));
    }
    CHECK(lives.alive() == expected.size());
    CHECK(lives.begun() > 2 * expected.size());
}

TEST_CASE("lives: what is gone, not yet there or no order at all may be prefetched") {
    Lives lives;
    begin(lives, 0);
    lives.wake(id(0)).awaited = 0;
    rest(lives);
    for (const std::uint32_t number : {0U, 1U, 0xffffffffU}) {
        lives.prefetch_order(number);
        lives.prefetch_parts(number);
    }
    CHECK(lives.alive() == 0);
}
