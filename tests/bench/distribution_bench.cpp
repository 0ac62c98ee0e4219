#include "sim/base/distribution.hpp"
#include "sim/base/random.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

namespace {

using ordersim::Distribution;

enum class Purpose : std::uint8_t { bench };

std::vector<double> levels() {
    constexpr std::uint64_t count = 1U << 12U;
    const ordersim::Draws draws(1, 0);
    std::vector<double> us;
    for (std::uint64_t i = 0; i < count; ++i) {
        us.push_back(draws.uniform(i, Purpose::bench));
    }
    return us;
}

/// Nanoseconds a draw from levels that lie ready, each draw free of the one before.
void draw(benchmark::State& state, const Distribution::Made& law) {
    const std::vector<double> us = levels();
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(law->quantile(us[next++ & (us.size() - 1)]));
    }
}

std::vector<double> sample() {
    const Distribution law = *Distribution::lognormal(10.0, 1.0);
    std::vector<double> values;
    for (const double u : levels()) {
        values.push_back(law.quantile(u));
    }
    return values;
}

Distribution::Made two_humps() {
    return Distribution::mixture(
        {0.7, 0.3}, {*Distribution::exponential(2.0), *Distribution::lognormal(24.0, 0.8)});
}

Distribution::Made first_of_two() {
    return Distribution::minimum(
        {*Distribution::weibull(1.5, 10.0), *Distribution::lognormal(8.0, 1.0)});
}

BENCHMARK_CAPTURE(draw, constant, Distribution::constant(3.0));
BENCHMARK_CAPTURE(draw, uniform, Distribution::uniform(1.0, 2.0));
BENCHMARK_CAPTURE(draw, exponential, Distribution::exponential(3.0));
BENCHMARK_CAPTURE(draw, lognormal, Distribution::lognormal(14.0, 1.0));
BENCHMARK_CAPTURE(draw, normal, Distribution::normal(14.0, 1.0));
BENCHMARK_CAPTURE(draw, weibull, Distribution::weibull(1.5, 10.0));
BENCHMARK_CAPTURE(draw, loglogistic, Distribution::loglogistic(3.0, 12.0));
BENCHMARK_CAPTURE(draw, pareto, Distribution::pareto(2.5, 1.0));
BENCHMARK_CAPTURE(draw, triangular, Distribution::triangular(1.0, 4.0, 12.0));
BENCHMARK_CAPTURE(draw, empirical, Distribution::empirical(sample()));
BENCHMARK_CAPTURE(draw, gamma, Distribution::gamma(2.5, 4.0));
BENCHMARK_CAPTURE(draw, beta, Distribution::beta(2.0, 3.0));
BENCHMARK_CAPTURE(draw, mixture, two_humps());
BENCHMARK_CAPTURE(draw, minimum, first_of_two());
BENCHMARK_CAPTURE(draw, truncated_lognormal,
                  Distribution::lognormal(14.0, 1.0)->truncated(0.0, 24.0));
BENCHMARK_CAPTURE(draw, clamped_gamma, Distribution::gamma(2.5, 4.0)->clamped(1.0, 24.0));

void address(benchmark::State& state) {
    const ordersim::Draws draws(1, 0);
    std::uint64_t entity = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(draws.uniform(entity++, Purpose::bench));
    }
}
BENCHMARK(address);

void make_gamma(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(Distribution::gamma(2.5, 4.0));
    }
}
BENCHMARK(make_gamma)->Unit(benchmark::kMillisecond);

void make_beta(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(Distribution::beta(2.0, 3.0));
    }
}
BENCHMARK(make_beta)->Unit(benchmark::kMillisecond);

void make_mixture(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(two_humps());
    }
}
BENCHMARK(make_mixture)->Unit(benchmark::kMillisecond);

void make_minimum(benchmark::State& state) {
    for (auto _ : state) {
        benchmark::DoNotOptimize(first_of_two());
    }
}
BENCHMARK(make_minimum)->Unit(benchmark::kMillisecond);

}  // namespace
