#include "sim/experiment/throughput.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <utility>

#include "sim/base/threads.hpp"
#include "sim/experiment/replicate.hpp"
#include "sim/kernel/run.hpp"

namespace ordersim::experiment {
namespace {

using Seconds = std::chrono::duration<double>;
using WallClock = std::chrono::steady_clock;

/// What a piece of work did.
struct Work {
    double events = 0;
    double orders = 0;
};

double thread_cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Repeats `piece` on each thread for the time asked for. `piece(thread, round)` does one bounded
/// piece of work.
Throughput repeat(Layer layer, std::uint32_t threads, double seconds,
                  const std::function<Work(std::uint32_t, std::uint32_t)>& piece) {
    struct Sum {
        Work work;
        double cpu_seconds = 0;
    };
    std::vector<Sum> sums(threads);
    const auto start = WallClock::now();
    on_threads(threads, [&](std::uint32_t thread) {
        Sum sum;
        const double cpu_start = thread_cpu_seconds();
        for (std::uint32_t round = 0; Seconds(WallClock::now() - start).count() < seconds;
             ++round) {
            const Work work = piece(thread, round);
            sum.work.events += work.events;
            sum.work.orders += work.orders;
        }
        sum.cpu_seconds = thread_cpu_seconds() - cpu_start;
        sums[thread] = sum;
    });
    const double wall = Seconds(WallClock::now() - start).count();
    Sum all;
    for (const Sum& sum : sums) {
        all.work.events += sum.work.events;
        all.work.orders += sum.work.orders;
        all.cpu_seconds += sum.cpu_seconds;
    }
    return {layer, threads, all.work.events / wall, all.work.events / all.cpu_seconds,
            all.work.orders / wall};
}

struct Recording {
    std::vector<market::Moment> moments;
    std::vector<market::Question> commands;
};

Recording record(const Contender& contender, const Draws& draws) {
    kernel::Calendar calendar;
    metrics::Tally tally(SimTime{}, contender.cast.params());
    Recording recording;
    market::Market market({.rules = order::rules(),
                           .policy = contender.variant.policy,
                           .cast = contender.cast,
                           .draws = draws,
                           .moments = &recording.moments,
                           .questions = &recording.commands},
                          calendar, tally);
    kernel::run(calendar, market, kNever, {});
    return recording;
}

/// Fisher-Yates on addressed draws, so that every machine measures the same order of commands.
template <class Item>
void shuffle(std::vector<Item>& items, const Draws& draws) {
    enum class What : std::uint16_t { place = 0xfff0 };
    for (std::size_t i = items.size(); i > 1; --i) {
        const double u = draws.uniform(i, What::place);
        std::swap(items[i - 1], items[static_cast<std::size_t>(u * static_cast<double>(i))]);
    }
}

Work decide_all(const std::vector<market::Question>& commands, const order::Policy& policy) {
    std::uint64_t accepted = 0;
    for (const market::Question& one : commands) {
        const auto decision =
            decide(order::rules(), one.order, policy, one.command, one.now);
        accepted += decision.kind == order::Decision::Kind::accepted ? 1U : 0U;
    }
    // The sum keeps the compiler from dropping the calls: some are accepted in every scenario.
    return {accepted > 0 ? static_cast<double>(commands.size()) : 0.0, 0};
}

Work live_all(const std::vector<market::Moment>& moments, const Contender& contender,
              const Draws& draws) {
    const order::Policy& policy = contender.variant.policy;
    std::size_t resolved = 0;
    for (const market::Moment& moment : moments) {
        order::Order order = moment.order;
        agents::Memory memory = moment.memory;
        const agents::View view{moment.id, order, policy, contender.cast, draws, moment.act.at};
        const agents::Deed deed = agents::carry_out(view, moment.act, memory);
        resolved += deed.acts.span().size();
        if (!deed.command) {
            continue;
        }
        const agents::Before before{order.regions, order.refund_state};
        const auto decision =
            step(order::rules(), order, policy, *deed.command, moment.act.at);
        if (decision.kind == order::Decision::Kind::accepted) {
            resolved +=
                agents::react(view, before, deed.command->kind, memory).size();
        }
    }
    return {resolved > 0 ? static_cast<double>(moments.size()) : 0.0, 0};
}

}  // namespace

std::vector<Throughput> measure_throughput(const scenario::Scenario& scenario,
                                           const ThroughputOptions& options) {
    const scenario::Variant& variant = scenario.variants.front();
    const Contender contender{variant, agents::Cast(variant.params)};
    const Draws draws(scenario.plan.seed, 0);
    Recording recording = record(contender, draws);
    shuffle(recording.commands, draws);
    std::vector<Throughput> figures;
    const auto add = [&](Layer layer, const auto& piece) {
        for (std::uint32_t threads = 1; threads <= options.threads; ++threads) {
            figures.push_back(repeat(layer, threads, options.seconds, piece));
        }
    };
    add(Layer::decide, [&](std::uint32_t, std::uint32_t) {
        return decide_all(recording.commands, variant.policy);
    });
    add(Layer::agents, [&](std::uint32_t, std::uint32_t) {
        return live_all(recording.moments, contender, draws);
    });
    add(Layer::model, [&](std::uint32_t thread, std::uint32_t round) {
        const Draws own(scenario.plan.seed, round * options.threads + thread);
        const Replication done = replicate(contender, own, {}, {});
        return Work{static_cast<double>(done.useful_events),
                    static_cast<double>(done.orders_placed)};
    });
    return figures;
}

}  // namespace ordersim::experiment
