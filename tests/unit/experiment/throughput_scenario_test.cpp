#include <catch2/catch.hpp>

#include "sim/kernel/run.hpp"
#include "sim/market/market.hpp"
#include "sim/scenario/scenario.hpp"

// What holds of whole lives in the market, over all that the throughput scenario has of them.
using namespace ordersim;

namespace {

/// One replication of the throughput scenario.
struct Run {
    std::vector<market::Question> questions;
    std::uint64_t events = 0;  ///< handled
    std::uint64_t useful = 0;
    std::uint32_t orders = 0;
};

Run run_throughput() {
    const auto loaded = scenario::load(
        {.path = ORDERSIM_SOURCE_DIR "/scenarios/verification/throughput.toml",
         .overrides = {},
         .library = ORDERSIM_SOURCE_DIR "/scenarios"});
    REQUIRE(loaded);
    const scenario::Variant& variant = loaded->variants.front();
    const agents::Cast cast(variant.params);
    kernel::Calendar calendar;
    metrics::Tally tally(SimTime{}, cast.params());
    Run run;
    market::Market market({.rules = order::rules(),
                           .policy = variant.policy,
                           .cast = cast,
                           .draws = Draws(loaded->plan.seed, 0),
                           .questions = &run.questions},
                          calendar, tally);
    run.events = kernel::run(calendar, market, kNever, {}).events;
    run.useful = market.useful_events();
    run.orders = market.orders_placed();
    CHECK(market.orders_alive() == 0);
    return run;
}

bool is_timer(const market::Question& question) {
    return class_of(question.command.kind) == order::CommandClass::timer;
}

}  // namespace

TEST_CASE("throughput: an order of the throughput scenario takes so many useful events") {
    const Run run = run_throughput();
    CHECK(run.orders == 20000);
    // 8.6 an order: a figure of throughput must not rise by counting other events than these.
    CHECK(run.useful == 172'340);
}

TEST_CASE("deadlines: each fires at its instant, and none is passed by, watched as they are") {
    const Run run = run_throughput();
    std::size_t fired = 0;
    std::size_t late = 0;
    for (const market::Question& question : run.questions) {
        const SimTime due = next_deadline(question.order).at;
        // Before an act at the very instant of the deadline, which is judged first.
        late += due < question.now ? 1U : 0U;
        if (is_timer(question)) {
            ++fired;
            late += due != question.now ? 1U : 0U;
        }
    }
    CHECK(late == 0);
    CHECK(fired > 20'000);
    // A timer in the calendar for each deadline set would be four an order more.
    CHECK(run.events < 12 * std::uint64_t{run.orders});
}
