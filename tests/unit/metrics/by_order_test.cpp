#include "sim/metrics/by_order.hpp"

#include <catch2/catch.hpp>

#include <map>

#include "sim/base/random.hpp"

using namespace ordersim;
using metrics::ByOrder;

TEST_CASE("by order: finds and visits as a map does, in whatever order values come") {
    enum class Purpose : std::uint16_t { order, value };
    const Draws draws(5, 0);
    ByOrder<std::uint64_t> values;
    std::map<std::uint32_t, std::uint64_t> expected;
    for (std::uint64_t i = 0; i < 5000; ++i) {
        const auto order = static_cast<std::uint32_t>(draws.bits(i, Purpose::order) % 20'000);
        const std::uint64_t value = draws.bits(i, Purpose::value);
        values.put(OrderId{order}, value);
        expected[order] = value;
    }
    for (std::uint32_t order = 0; order < 21'000; ++order) {
        const auto found = expected.find(order);
        const std::uint64_t* const value = values.find(OrderId{order});
        REQUIRE((value != nullptr) == (found != expected.end()));
        if (value != nullptr) {
            REQUIRE(*value == found->second);
        }
    }
    std::vector<std::uint64_t> visited;
    values.for_each([&visited](std::uint64_t value) { visited.push_back(value); });
    std::vector<std::uint64_t> in_order;
    for (const auto& [order, value] : expected) {
        in_order.push_back(value);
    }
    CHECK(visited == in_order);
}

TEST_CASE("by order: a value can be changed in place while others come") {
    ByOrder<int> values;
    values.put(OrderId{70'000}, 1);
    int* const first = values.find(OrderId{70'000});
    for (std::uint32_t order = 0; order < 1000; ++order) {
        values.put(OrderId{order}, 2);
    }
    *first = 3;
    CHECK(*values.find(OrderId{70'000}) == 3);
}
