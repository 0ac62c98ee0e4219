#include "sim/order/decide.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/base/big_array.hpp"
#include "sim/kernel/run.hpp"
#include "sim/market/market.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/support/random_life.hpp"

// The price of the rules: decide() and step() on commands that the base scenario put to them,
// recorded beforehand and shuffled, so that neither the calendar's nor the agents' work is measured
// and no predictor knows what comes. Orders lie in one array, as in a market; the commands stream
// by. Each order's record is prefetched some commands ahead, as the kernel does.
namespace {

using namespace ordersim;
using namespace ordersim::order;
using market::Question;

constexpr std::size_t kFew = 10'000;
constexpr std::size_t kMany = 1'000'000;
constexpr std::size_t kAhead = 16;

enum class Purpose : std::uint16_t { shuffle, other };

/// Commands on the orders that they meet: the n-th command meets order `meets[n]`.
struct Exam {
    Policy policy;
    BigArray<Order> orders;  ///< in large pages, as a market's
    std::vector<Command> commands;
    std::vector<SimTime> at;
    std::vector<std::uint32_t> meets;
};

struct Base {
    Policy policy;
    std::vector<Question> questions;
};

/// At least kMany commands of the base scenario, in the order of their time.
const Base& base() {
    static const Base recorded = [] {
        const auto loaded = scenario::load(
            {.path = ORDERSIM_SCENARIOS "/aliexpress_base.toml",
             .overrides = {"arrivals.orders_max=130000", "arrivals.orders_per_day=2000",
                           "arrivals.horizon=100d"},
             .library = ORDERSIM_SCENARIOS});
        const scenario::Variant& variant = loaded.value().variants.front();
        const agents::Cast cast(variant.params);
        kernel::Calendar calendar;
        metrics::Tally tally(SimTime{}, cast.params());
        Base made{variant.policy, {}};
        market::Market market({.rules = rules(),
                               .policy = variant.policy,
                               .cast = cast,
                               .draws = Draws(1, 0),
                               .questions = &made.questions},
                              calendar, tally);
        kernel::run(calendar, market, kNever, {});
        return made;
    }();
    return recorded;
}

Exam exam_of(const Policy& policy, std::vector<Question> questions, std::size_t count) {
    const Draws draws(3, 0);
    for (std::size_t i = questions.size() - 1; i > 0; --i) {
        std::swap(questions[i], questions[draws.bits(i, Purpose::shuffle) % (i + 1)]);
    }
    questions.resize(std::min(count, questions.size()));
    Exam exam;
    exam.policy = policy;
    exam.orders = make_big_array<Order>(questions.size());
    for (std::uint32_t i = 0; i < questions.size(); ++i) {
        exam.orders[i] = questions[i].order;
        exam.meets.push_back(i);
    }
    for (std::size_t i = questions.size() - 1; i > 0; --i) {
        std::swap(exam.meets[i], exam.meets[draws.bits(i, Purpose::other) % (i + 1)]);
    }
    for (const std::uint32_t order : exam.meets) {
        exam.commands.push_back(questions[order].command);
        exam.at.push_back(questions[order].now);
    }
    return exam;
}

Decision answer(const Policy& policy, const Question& question) {
    return decide(rules(), question.order, policy, question.command, question.now);
}

/// As recorded.
Exam accepted(std::size_t count) {
    std::vector<Question> questions = base().questions;
    std::erase_if(questions, [](const Question& question) {
        return answer(base().policy, question).kind != Decision::Kind::accepted;
    });
    return exam_of(base().policy, std::move(questions), count);
}

/// Few of the base's commands are refused; those that meet an order they were not meant for are.
Exam refused(std::size_t count) {
    const std::vector<Question>& all = base().questions;
    const Draws draws(4, 0);
    std::vector<Question> questions;
    for (std::size_t i = 0; i < 4 * all.size() && questions.size() < count; ++i) {
        const Question& one = all[i % all.size()];
        const Question& other = all[draws.bits(i, Purpose::other) % all.size()];
        const Question question{other.id, other.order, one.command, one.now};
        if (answer(base().policy, question).kind == Decision::Kind::refused) {
            questions.push_back(question);
        }
    }
    return exam_of(base().policy, std::move(questions), count);
}

/// Random walks through the table, in which every row is about as likely.
Exam any(std::size_t count, Decision::Kind wanted) {
    const std::vector<tests::Journey> journeys = tests::all_journeys();
    const Draws draws(2, 0);
    const Policy policy = tests::base_policy();
    std::vector<Question> questions;
    for (std::uint64_t number = 0; questions.size() < count; ++number) {
        tests::Dice dice(draws, number);
        tests::Life life = tests::on_a_journey(journeys, dice);
        life.policy = policy;
        for (int i = 0; i < 20 && questions.size() < count; ++i) {
            const Order before = life.order;
            const Command command = tests::next_command(life, dice);
            const Decision decision = step(rules(), life.order, policy, command, life.now);
            if (decision.kind == wanted) {
                questions.push_back({OrderId{}, before, command, life.now});
            }
        }
    }
    return exam_of(policy, std::move(questions), count);
}

[[gnu::always_inline]] inline void prefetch(const Exam& exam, std::size_t i) {
    const Order* const order = &exam.orders[exam.meets[std::min(i, exam.meets.size() - 1)]];
    __builtin_prefetch(order);
    __builtin_prefetch(reinterpret_cast<const char*>(order) + 64);
    __builtin_prefetch(reinterpret_cast<const char*>(order) + 128);
}

std::size_t count_of(const benchmark::State& state) {
    return static_cast<std::size_t>(state.range(0));
}

/// Whether there are as many as the benchmark's name says.
bool is_whole(benchmark::State& state, const Exam& exam) {
    if (exam.meets.size() != count_of(state)) {
        state.SkipWithError("too few commands were recorded");
        return false;
    }
    return true;
}

void ask(benchmark::State& state, const Exam& exam) {
    if (!is_whole(state, exam)) {
        return;
    }
    for (auto _ : state) {
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < exam.meets.size(); ++i) {
            prefetch(exam, i + kAhead);
            const Order& order = exam.orders[exam.meets[i]];
            const Decision decision =
                decide(rules(), order, exam.policy, exam.commands[i], exam.at[i]);
            sum += decision.transition;
        }
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(exam.meets.size()));
}

void decide_accepted(benchmark::State& state) { ask(state, accepted(count_of(state))); }
void decide_refused(benchmark::State& state) { ask(state, refused(count_of(state))); }
void decide_accepted_any(benchmark::State& state) {
    ask(state, any(count_of(state), Decision::Kind::accepted));
}
void decide_refused_any(benchmark::State& state) {
    ask(state, any(count_of(state), Decision::Kind::refused));
}
BENCHMARK(decide_accepted)->Arg(kFew)->Arg(kMany)->Unit(benchmark::kMillisecond);
BENCHMARK(decide_refused)->Arg(kFew)->Arg(kMany)->Unit(benchmark::kMillisecond);
BENCHMARK(decide_accepted_any)->Arg(kFew)->Unit(benchmark::kMillisecond);
BENCHMARK(decide_refused_any)->Arg(kFew)->Unit(benchmark::kMillisecond);

/// Each order takes its command; the orders are put back between rounds.
void step_accepted(benchmark::State& state) {
    Exam exam = accepted(count_of(state));
    if (!is_whole(state, exam)) {
        return;
    }
    const std::vector<Order> before(&exam.orders[0], &exam.orders[0] + exam.meets.size());
    for (auto _ : state) {
        state.PauseTiming();
        std::ranges::copy(before, &exam.orders[0]);
        state.ResumeTiming();
        for (std::size_t i = 0; i < exam.meets.size(); ++i) {
            prefetch(exam, i + kAhead);
            step(rules(), exam.orders[exam.meets[i]], exam.policy, exam.commands[i], exam.at[i]);
        }
        benchmark::DoNotOptimize(exam.orders.get());
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(exam.meets.size()));
}
BENCHMARK(step_accepted)->Arg(kFew)->Arg(kMany)->Unit(benchmark::kMillisecond);

void next_deadline_of_accepted(benchmark::State& state) {
    const Exam exam = accepted(kFew);
    for (auto _ : state) {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < exam.meets.size(); ++i) {
            sum += next_deadline(exam.orders[i]).at.time_since_epoch().count() & 1;
        }
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(exam.meets.size()));
}
BENCHMARK(next_deadline_of_accepted)->Unit(benchmark::kMillisecond);

}  // namespace
