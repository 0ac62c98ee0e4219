#include "sim/market/slots.hpp"

#include <catch2/catch.hpp>

using ordersim::market::Slots;

TEST_CASE("slots: values stay where they are while more are taken, over all page bounds") {
    Slots<std::uint64_t> slots;
    const std::uint64_t* const first = &slots[slots.take()];
    slots[0] = 0;
    for (std::uint32_t i = 1; i < 100'000; ++i) {
        REQUIRE(slots.take() == i);
        slots[i] = std::uint64_t{i} * i;
    }
    CHECK(&slots[0] == first);
    std::uint64_t wrong = 0;
    for (std::uint32_t i = 0; i < 100'000; ++i) {
        wrong += slots[i] == std::uint64_t{i} * i ? 0U : 1U;
    }
    CHECK(wrong == 0);
}

TEST_CASE("slots: the place given back last is taken first, and counts as free") {
    Slots<std::uint64_t> slots;
    for (int i = 0; i < 10; ++i) {
        static_cast<void>(slots.take());
    }
    slots.give(3);
    slots.give(7);
    CHECK(slots.taken() == 8);
    CHECK(slots.take() == 7);
    CHECK(slots.take() == 3);
    CHECK(slots.take() == 10);
    CHECK(slots.taken() == 11);
}
