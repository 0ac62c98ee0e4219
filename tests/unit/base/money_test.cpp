#include "sim/base/money.hpp"

#include <catch2/catch.hpp>

using namespace ordersim;

TEST_CASE("money: a share of an amount is rounded down to the minor unit") {
    CHECK(scaled({999}, 0.5) == Money{499});
    CHECK(scaled({1}, 0.999) == Money{0});
    CHECK(scaled({1000}, 0.15) == Money{150});
    CHECK(scaled({12345}, 1.0) == Money{12345});
    CHECK(scaled({12345}, 0.0) == Money{0});
    CHECK(scaled({9007199254740991}, 1.0) == Money{9007199254740991});
}

TEST_CASE("money: a share and the rest never make more than the whole") {
    for (std::int64_t minor = 0; minor < 2000; ++minor) {
        for (const double share : {0.01, 0.1, 0.3, 0.5, 0.7, 0.99}) {
            const Money part = scaled({minor}, share);
            const Money rest = scaled({minor}, 1.0 - share);
            CHECK(part + rest <= Money{minor});
            CHECK(Money{minor} - (part + rest) <= Money{1});
        }
    }
}

TEST_CASE("money: amounts add, subtract and compare exactly") {
    Money purse{150};
    purse += {50};
    purse -= {300};
    CHECK(purse == Money{-100});
    CHECK(Money{1} - Money{3} == Money{-2});
    CHECK(Money{-2} < Money{1});
}
