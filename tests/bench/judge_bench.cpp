#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

#include "sim/judge/judge.hpp"
#include "tests/support/journeys.hpp"

namespace {

using namespace ordersim;

/// What one caller after the other sees of an order that is cancelled, with a look after each step.
std::vector<judge::Observation> told_of_cancellation(const order::Policy& policy) {
    tests::Journey journey{"", policy, tests::refunding()};
    std::vector<judge::Observation> told;
    order::Order order;
    SimTime now{};
    for (const tests::Step& step : journey.steps) {
        now += step.wait + SimDuration(10);
        judge::Observation seen;
        seen.command = step.command;
        seen.transition = order::step(order::rules(), order, policy, step.command, now).transition;
        seen.reply = judge::Observation::Reply::accepted;
        seen.after = order;
        seen.deadline = next_deadline(order);
        seen.at = now;
        seen.called_ns = now.time_since_epoch().count() * 1000 - 500;
        seen.returned_ns = seen.called_ns + 1000;
        told.push_back(seen);
        seen.is_read = true;
        seen.at = kNever;
        seen.reply = judge::Observation::Reply::seen;
        seen.called_ns += 1000;
        seen.returned_ns += 1000;
        told.push_back(seen);
    }
    return told;
}

/// Replies a second, with as many orders under way as the argument says, one reply of each in turn.
void judged(benchmark::State& state) {
    const tests::Journey first = tests::all_journeys().front();
    const std::vector<judge::Observation> told = told_of_cancellation(first.policy);
    const auto orders = static_cast<std::uint64_t>(state.range(0));
    std::uint64_t replies = 0;
    for (auto _ : state) {
        judge::Judge judge(order::rules(), first.policy, {});
        for (judge::Observation seen : told) {
            for (seen.order = 0; seen.order < orders; ++seen.order) {
                judge.sent(seen.order);
                judge.saw(seen);
            }
        }
        replies += judge.verdict().judged;
        if (judge.verdict().violation_count() > 0 || judge.verdict().unknown > 0) {
            state.SkipWithError("a legal reply was not found so");
        }
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(replies));
}
BENCHMARK(judged)->Arg(1'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

/// The same without versions: at each step of an order four calls are under way at once, one of
/// which changes it, so that all four are searched for an order of effects.
void linearized(benchmark::State& state) {
    constexpr int together = 4;
    const tests::Journey first = tests::all_journeys().front();
    const std::vector<judge::Observation> told = told_of_cancellation(first.policy);
    const auto orders = static_cast<std::uint64_t>(state.range(0));
    std::uint64_t replies = 0;
    for (auto _ : state) {
        judge::JudgeConfig config;
        config.is_versioned = false;
        judge::Judge judge(order::rules(), first.policy, config);
        for (std::size_t step = 0; step + 1 < told.size(); step += 2) {
            for (std::uint64_t order = 0; order < orders; ++order) {
                for (int i = 0; i < together; ++i) {
                    judge.sent(order);
                }
                for (int i = 0; i < together; ++i) {
                    judge::Observation seen = told[step + (i < together - 1 ? 1U : 0U)];
                    seen.order = order;
                    seen.has_version = false;
                    seen.called_ns = told[step].called_ns;
                    seen.returned_ns = told[step + 1].returned_ns + i;
                    judge.saw(seen);
                }
            }
        }
        replies += judge.verdict().judged;
        if (judge.verdict().violation_count() > 0 || judge.verdict().unknown > 0) {
            state.SkipWithError("a legal reply was not found so");
        }
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(replies));
}
BENCHMARK(linearized)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
