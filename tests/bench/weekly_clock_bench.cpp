#include "sim/base/weekly_clock.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>

namespace {

using namespace std::chrono_literals;
using ordersim::SimDuration;
using ordersim::SimTime;
using ordersim::WeeklyClock;

/// Working days at `speed` from 9 to 17.
WeeklyClock office(double speed) {
    WeeklyClock::Speeds speeds{};
    for (std::ptrdiff_t day = 0; day < 5; ++day) {
        std::fill_n(speeds.begin() + 24 * day + 9, 8, speed);
    }
    return *WeeklyClock::create(speeds);
}

void advance(benchmark::State& state, double speed) {
    const WeeklyClock clock = office(speed);
    SimTime at{};
    for (auto _ : state) {
        at = clock.advance(at, SimDuration(5h + 7s));
        benchmark::DoNotOptimize(at);
    }
}
BENCHMARK_CAPTURE(advance, real_speed, 1.0);
BENCHMARK_CAPTURE(advance, odd_speed, 1.37);

void elapsed(benchmark::State& state) {
    const WeeklyClock clock = office(1.37);
    SimTime at{};
    for (auto _ : state) {
        at += SimDuration(5h + 7s);
        benchmark::DoNotOptimize(clock.elapsed(at, at + SimDuration(100h)));
    }
}
BENCHMARK(elapsed);

}  // namespace
