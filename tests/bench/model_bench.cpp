#include <benchmark/benchmark.h>
#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "sim/base/threads.hpp"
#include "sim/experiment/replicate.hpp"
#include "sim/kernel/run.hpp"
#include "sim/market/market.hpp"
#include "sim/scenario/scenario.hpp"

// The whole model in steady state, statistics on, trace off: the throughput scenario with as many
// orders a day as keep the asked number of them alive.
//
// Where the time goes at 1e4 live orders, in instructions of a useful event: 2,350 in all, at about
// two a cycle. For each useful event 1.27 are handled and 2.7 numbers drawn. What agents decide,
// with their laws, takes 450 of them, binding orders, agents, rules and metrics together 380, the
// calendar 350, the rules 300, random numbers 290, waking and resting an order 270, metrics 170,
// the week's clocks 50, the rest is spread thin. At 1e6 and 1e7 the time beyond that is memory: a
// walk through the page tables for what no prefetch reached, the first events of a run above all.
//
// What was tried and helped: orders at rest in 96 bytes with the rare parts apart (313 to 150 bytes
// a live order; at 1e6 half the time), records prefetched 16 and parts 8 events ahead, pages of
// 2 MB (15-20 % at 1e6), deadlines watched by the acts that come before them (15 % of the events),
// journeys by order in blocks instead of a tree (8 % at 1e6), no copies of acts that are not
// there, a weekly clock advanced without a search or a wide division (a quarter of it was left).
//
// What was tried and left: link-time optimisation (7 % fewer instructions, 10 % less time, for
// every test program linking much longer); to ask all frequent guards of the rules at once without
// branches (accepted commands 12 % faster, refused ones 20 % slower).
namespace {

using namespace ordersim;

/// From placing until nothing more can happen to an order, on average.
constexpr double kLifeDays = 34.15;
/// After so many days about as many orders leave as come.
constexpr auto kFilled = std::chrono::hours(24 * 60);

double resident_bytes() {
    long pages = 0;
    long resident = 0;
    if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
        if (std::fscanf(file, "%ld %ld", &pages, &resident) != 2) {
            resident = 0;
        }
        std::fclose(file);
    }
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

void model(benchmark::State& state) {
    const double live_wanted = static_cast<double>(state.range(0));
    const auto loaded = scenario::load(
        {.path = ORDERSIM_SCENARIOS "/verification/throughput.toml",
         .overrides = {"arrivals.orders_per_day=" + std::to_string(live_wanted / kLifeDays),
                       "arrivals.orders_max=0", "arrivals.horizon=500d"},
         .library = ORDERSIM_SCENARIOS});
    if (!loaded) {
        state.SkipWithError(scenario::to_text(loaded.error()).c_str());
        return;
    }
    const scenario::Variant& variant = loaded->variants.front();
    const agents::Cast cast(variant.params);
    malloc_trim(0);  // of an earlier repetition, which would be taken again without showing
    const double bytes_before = resident_bytes();
    kernel::Calendar calendar;
    metrics::Tally tally(SimTime{}, cast.params());
    market::Market market({.rules = order::rules(),
                           .policy = variant.policy,
                           .cast = cast,
                           .draws = Draws(1, 0)},
                          calendar, tally);
    SimTime until(kFilled);
    kernel::run(calendar, market, until, {});
    const double live = static_cast<double>(market.orders_alive());
    const double bytes = resident_bytes() - bytes_before;
    const auto useful_before = market.useful_events();
    const auto placed_before = market.orders_placed();
    for (auto _ : state) {
        until += std::chrono::hours(24);
        kernel::run(calendar, market, until, {});
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(market.useful_events() - useful_before));
    state.counters["orders"] = benchmark::Counter(
        static_cast<double>(market.orders_placed() - placed_before), benchmark::Counter::kIsRate);
    state.counters["live_orders"] = live;
    state.counters["bytes_per_order"] = bytes / live;
}

/// Two replications on two cores at once, beside one after the other: how many times as fast.
void two_replications(benchmark::State& state) {
    using Clock = std::chrono::steady_clock;
    const auto loaded =
        scenario::load({.path = ORDERSIM_SCENARIOS "/verification/throughput.toml",
                        .overrides = {"arrivals.orders_max=50000", "arrivals.horizon=100d"},
                        .library = ORDERSIM_SCENARIOS});
    const experiment::Contender contender{loaded.value().variants.front(),
                                          agents::Cast(loaded.value().variants.front().params)};
    std::uint32_t next = 0;
    const auto run_two_on = [&](std::uint32_t threads) {
        const auto start = Clock::now();
        on_threads(threads, [&](std::uint32_t thread) {
            for (std::uint32_t i = 0; i < 2 / threads; ++i) {
                const Draws draws(1, next + thread + i);
                benchmark::DoNotOptimize(experiment::replicate(contender, draws, {}, {}));
            }
        });
        return std::chrono::duration<double>(Clock::now() - start).count();
    };
    double one_core = 0;
    double two_cores = 0;
    for (auto _ : state) {
        one_core += run_two_on(1);
        two_cores += run_two_on(2);
        next += 2;
    }
    state.counters["ratio"] = one_core / two_cores;
}

// Each measures whole days; the larger take seconds and minutes to fill.
BENCHMARK(model)->ArgName("live")->Arg(10'000)->Iterations(400)->Unit(benchmark::kMillisecond);
BENCHMARK(model)->ArgName("live")->Arg(1'000'000)->Iterations(8)->Unit(benchmark::kMillisecond);
BENCHMARK(model)
    ->ArgName("live")
    ->Arg(10'000'000)
    ->Iterations(2)
    ->Repetitions(1)
    ->Unit(benchmark::kMillisecond);

BENCHMARK(two_replications)->Iterations(4)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
