#include <catch2/catch.hpp>

#include "sim/experiment/replicate.hpp"

using namespace ordersim;

TEST_CASE("throughput: an order of the throughput scenario takes so many useful events") {
    const auto loaded = scenario::load(
        {.path = ORDERSIM_SOURCE_DIR "/scenarios/verification/throughput.toml",
         .overrides = {},
         .library = ORDERSIM_SOURCE_DIR "/scenarios"});
    REQUIRE(loaded);
    const scenario::Variant& variant = loaded->variants.front();
    const experiment::Contender contender{variant, agents::Cast(variant.params)};
    const experiment::Replication done =
        experiment::replicate(contender, Draws(loaded->plan.seed, 0), {}, {});
    CHECK(done.orders_placed == 20000);
    // 8.6 an order: a figure of throughput must not rise by counting other events than these.
    CHECK(done.useful_events == 172'340);
}
