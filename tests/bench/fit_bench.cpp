#include "sim/base/random.hpp"
#include "sim/experiment/fit/families.hpp"
#include "sim/experiment/fit/fit.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

/// Fits of a million times of which 30 % are censored.
namespace {

using namespace ordersim;
using namespace ordersim::experiment;

enum class Purpose : std::uint16_t { time, censoring };

std::vector<measure::CensoredTime> sample(std::uint64_t size) {
    const Distribution law = *Distribution::lognormal(14, 1);
    const Draws draws(1, 0);
    std::vector<measure::CensoredTime> times;
    times.reserve(size);
    for (std::uint64_t i = 0; i < size; ++i) {
        const double own = law.quantile(draws.uniform(i, Purpose::time));
        const double cut = -49 * std::log(draws.uniform(i, Purpose::censoring));
        times.push_back({.time = std::min(own, cut), .is_censored = cut < own});
    }
    return times;
}

void table(benchmark::State& state) {
    const auto times = sample(static_cast<std::uint64_t>(state.range(0)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(time_table(times).rows.data());
    }
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

void fit(benchmark::State& state) {
    const FamilyForm& form = form_of(static_cast<FitFamily>(state.range(0)));
    const TimeTable table = time_table(sample(static_cast<std::uint64_t>(state.range(1))));
    state.SetLabel(std::string(form.name));
    for (auto _ : state) {
        benchmark::DoNotOptimize(form.fit(table, {}).has_value());
    }
    state.SetItemsProcessed(state.iterations() * state.range(1));
}

/// All families with their tests.
void report(benchmark::State& state) {
    const auto times = sample(static_cast<std::uint64_t>(state.range(0)));
    for (auto _ : state) {
        benchmark::DoNotOptimize(fit_times(times, {}).law.data());
    }
}

}  // namespace

BENCHMARK(table)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK(fit)
    ->ArgsProduct({benchmark::CreateDenseRange(0, 5, 1), {1'000'000}})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(report)->Arg(2'000)->Unit(benchmark::kMillisecond);
