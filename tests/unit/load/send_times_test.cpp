#include "sim/load/send_times.hpp"

#include <catch2/catch.hpp>

#include <cmath>

#include "sim/base/random.hpp"

using namespace ordersim;
using load::SendTimes;

TEST_CASE("send times: a Poisson stream has both figures at one, an even one at zero") {
    enum class Purpose : std::uint16_t { gap };
    const Draws draws(3, 0);
    SendTimes poisson;
    SendTimes even;
    double at = 0;
    for (std::uint32_t i = 0; i < 50'000; ++i) {
        at -= 1000 * std::log(draws.uniform(i, Purpose::gap));
        poisson.take(at);
        even.take(1000.0 * i);
    }
    CHECK(poisson.truth().cv == Approx(1).margin(0.02));
    CHECK(poisson.truth().idc == Approx(1).margin(0.06));
    CHECK(even.truth().cv == Approx(0).margin(1e-9));
    CHECK(even.truth().idc == Approx(0).margin(1e-3));
}

TEST_CASE("send times: bursts push the figures up, a few instants tell nothing") {
    SendTimes bursts;
    for (int i = 0; i < 20'000; ++i) {
        bursts.take(i / 100 * 100'000.0 + i % 100);
    }
    CHECK(bursts.truth().cv > 5);
    CHECK(bursts.truth().idc > 50);
    SendTimes few;
    few.take(1);
    CHECK(std::isnan(few.truth().cv));
}
