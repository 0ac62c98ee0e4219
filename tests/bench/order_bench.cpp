#include "sim/base/random.hpp"
#include "sim/order/decide.hpp"

#include "tests/support/policies.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

using namespace ordersim;
using namespace ordersim::order;

// The order machine alone, on commands that it accepts: a few hundred moments from the lives of
// many orders, so that rows and branches vary as they do in a run while all of it stays in cache.
namespace {

enum class What : std::uint16_t { kind };

struct Moment {
    Order order;
    Command command;
    SimTime now;
};

/// The next command or due timer that the machine accepts, out of 64 tries.
void live_on(Moment& moment, const Policy& policy, const Draws& draws, std::uint16_t turn) {
    for (std::uint16_t i = 0; i < 64; ++i) {
        const auto index = static_cast<std::uint16_t>(turn * 64 + i);
        const double kinds = static_cast<double>(CommandKind::pay_timer);
        Command command{.minutes = 3 * 24 * 60, .amount = {1000}};
        command.kind = static_cast<CommandKind>(draws.uniform(0, What::kind, index) * kinds);
        for (std::size_t actor = 0; actor < enum_count<Actor>; ++actor) {
            command.actor = static_cast<Actor>(actor);
            if (may_give(command.actor, command.kind) &&
                decide(rules(), moment.order, policy, command, moment.now).kind ==
                    Decision::Kind::accepted) {
                moment.command = command;
                return;
            }
        }
    }
    const Deadline due = next_deadline(moment.order);
    if (due.at != kNever) {
        moment.now = std::max(moment.now, due.at);
        moment.command = as_command(due);
    }
}

/// Moments at which `command` is accepted, from lives that begin anew when they end.
std::vector<Moment> accepted_moments(const Policy& policy) {
    constexpr std::uint64_t lives = 64;
    constexpr std::uint16_t turns = 12;
    std::vector<Moment> moments;
    for (std::uint64_t life = 0; life < lives; ++life) {
        Moment moment;
        for (std::uint16_t turn = 0; turn < turns; ++turn) {
            live_on(moment, policy, Draws(life, 0), turn);
            const Decision decision =
                decide(rules(), moment.order, policy, moment.command, moment.now);
            if (decision.kind != Decision::Kind::accepted) {
                break;
            }
            moments.push_back(moment);
            apply(rules(), moment.order, policy, moment.command, decision, moment.now);
        }
    }
    return moments;
}

/// Judges one command after the other.
void decide_accepted(benchmark::State& state) {
    const Policy policy = tests::base_policy();
    const std::vector<Moment> moments = accepted_moments(policy);
    if (moments.size() < 256) {
        return state.SkipWithError("too few moments to be like a run");
    }
    const Rules& table = rules();
    for (auto _ : state) {
        for (const Moment& moment : moments) {
            benchmark::DoNotOptimize(
                decide(table, moment.order, policy, moment.command, moment.now));
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(moments.size()));
}
BENCHMARK(decide_accepted)->Name("decide/accepted");

/// Judges and carries out, each on a fresh copy of the order (a copy costs a nanosecond or two).
void step_accepted(benchmark::State& state) {
    const Policy policy = tests::base_policy();
    const std::vector<Moment> moments = accepted_moments(policy);
    if (moments.size() < 256) {
        return state.SkipWithError("too few moments to be like a run");
    }
    const Rules& table = rules();
    for (auto _ : state) {
        for (const Moment& moment : moments) {
            Order order = moment.order;
            step(table, order, policy, moment.command, moment.now);
            benchmark::DoNotOptimize(order);
        }
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(moments.size()));
}
BENCHMARK(step_accepted)->Name("step/accepted");

}  // namespace
