#include "sim/order/decide.hpp"

#include "tests/support/random_life.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

// The price of the rules: decide() and step() on commands recorded beforehand, so that nothing
// else is measured. Two mixes: `market`, lives as a marketplace sees them, one in twenty
// disturbed; `any`, random walks in which every row is about as likely, which no branch predictor
// likes.
namespace {

using namespace ordersim;
using namespace ordersim::order;
using ordersim::tests::Dice;
using ordersim::tests::Life;

enum class Purpose : std::uint8_t { order };

struct Recorded {
    Command command;
    SimTime at{};
};
using Log = std::vector<Recorded>;

Log log_of(const tests::Journey& journey) {
    Log log;
    tests::Arrival at;
    for (const tests::Step& step : journey.steps) {
        const std::uint32_t before = at.order.version;
        if (!tests::take(rules(), journey.policy, step, at).empty()) {
            break;
        }
        if (at.order.version != before) {
            log.push_back({step.command, at.now});
        }
    }
    return log;
}

/// Lives under the base policy: undisturbed, or one of the journeys.
std::vector<Log> market_logs() {
    using C = CommandKind;
    const tests::Steps ordinary =
        tests::paid() + tests::Steps{tests::does(C::start_pick, "T22a"),
                                     tests::does(C::print_label, "T22b"),
                                     tests::does(C::ship, "T23"),
                                     tests::does(C::delivered_scan, "T26"),
                                     tests::fires(C::confirm_timer, "T28c"),
                                     tests::fires(C::dispute_window_timer, "T28b")};
    std::vector<Log> logs{log_of({"ordinary", tests::base_policy(), ordinary})};
    for (const tests::Journey& journey : tests::all_journeys()) {
        const Log log = log_of({journey.name, tests::base_policy(), journey.steps});
        if (log.size() > 3) {
            logs.push_back(log);
        }
    }
    return logs;
}

/// An order, a command on it and what it should come to.
struct Question {
    Order order;
    Recorded recorded;
};

const Policy& policy() {
    static const Policy base = tests::base_policy();
    return base;
}

std::vector<Question> market_questions(std::size_t count) {
    const std::vector<Log> logs = market_logs();
    const Draws draws(1, 0);
    std::vector<Question> questions;
    for (std::uint64_t number = 0; questions.size() < count; ++number) {
        Dice dice(draws, number);
        const auto others = static_cast<std::uint32_t>(logs.size()) - 1;
        const Log& log = dice.one_in(20) ? logs[1 + dice.below(others)] : logs[0];
        const std::uint32_t place = dice.below(static_cast<std::uint32_t>(log.size()));
        Order order;
        for (std::uint32_t i = 0; i < place; ++i) {
            step(rules(), order, policy(), log[i].command, log[i].at);
        }
        questions.push_back({order, log[place]});
    }
    return questions;
}

std::vector<Question> any_questions(std::size_t count, Decision::Kind wanted) {
    const std::vector<tests::Journey> journeys = tests::all_journeys();
    const Draws draws(2, 0);
    std::vector<Question> questions;
    for (std::uint64_t number = 0; questions.size() < count; ++number) {
        Dice dice(draws, number);
        Life life = tests::on_a_journey(journeys, dice);
        life.policy = policy();
        for (int i = 0; i < 20 && questions.size() < count; ++i) {
            const Order before = life.order;
            const Command command = tests::next_command(life, dice);
            const Decision decision = step(rules(), life.order, life.policy, command, life.now);
            if (decision.kind == wanted) {
                questions.push_back({before, {command, life.now}});
            }
        }
    }
    return questions;
}

/// Visits the orders in a random order, as events do.
std::vector<std::uint32_t> shuffled(std::size_t count) {
    std::vector<std::uint32_t> places(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        places[i] = i;
    }
    const Draws draws(3, 0);
    for (std::size_t i = count - 1; i > 0; --i) {
        std::swap(places[i], places[draws.bits(i, Purpose::order) % (i + 1)]);
    }
    return places;
}

void ask(benchmark::State& state, const std::vector<Question>& questions,
         const std::vector<std::uint32_t>& places) {
    for (auto _ : state) {
        std::uint64_t sum = 0;
        for (const std::uint32_t place : places) {
            const Question& question = questions[place];
            const Decision decision = decide(rules(), question.order, policy(),
                                             question.recorded.command, question.recorded.at);
            sum += decision.transition;
        }
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(places.size()));
}

constexpr std::size_t kFew = 10'000;
constexpr std::size_t kMany = 1'000'000;

void decide_accepted_market(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    ask(state, market_questions(count), shuffled(count));
}
BENCHMARK(decide_accepted_market)->Arg(1000)->Arg(kFew)->Arg(kMany)->Unit(benchmark::kMillisecond);

void decide_accepted_any(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    ask(state, any_questions(count, Decision::Kind::accepted), shuffled(count));
}
BENCHMARK(decide_accepted_any)->Arg(1000)->Arg(kFew)->Arg(kMany)->Unit(benchmark::kMillisecond);

void decide_refused_any(benchmark::State& state) {
    const auto count = static_cast<std::size_t>(state.range(0));
    ask(state, any_questions(count, Decision::Kind::refused), shuffled(count));
}
BENCHMARK(decide_refused_any)->Arg(1000)->Arg(kFew)->Unit(benchmark::kMillisecond);

/// Whole lives, every order one command further in each round.
void step_market(benchmark::State& state) {
    const std::vector<Log> logs = market_logs();
    const auto count = static_cast<std::size_t>(state.range(0));
    const std::vector<std::uint32_t> places = shuffled(count);
    std::vector<Order> orders(count);
    std::size_t longest = 0;
    std::vector<const Log*> lives;
    for (std::size_t i = 0; i < count; ++i) {
        lives.push_back(i % 20 == 0 ? &logs[1 + i / 20 % (logs.size() - 1)] : &logs[0]);
        longest = std::max(longest, lives.back()->size());
    }
    std::int64_t steps = 0;
    for (auto _ : state) {
        state.PauseTiming();
        std::fill(orders.begin(), orders.end(), Order{});
        state.ResumeTiming();
        for (std::size_t round = 0; round < longest; ++round) {
            for (const std::uint32_t place : places) {
                const Log& log = *lives[place];
                if (round < log.size()) {
                    step(rules(), orders[place], policy(), log[round].command, log[round].at);
                    ++steps;
                }
            }
        }
        benchmark::DoNotOptimize(orders.data());
    }
    state.SetItemsProcessed(steps);
}
BENCHMARK(step_market)->Arg(1000)->Arg(kFew)->Arg(kMany)->Unit(benchmark::kMillisecond);

void next_deadline_any(benchmark::State& state) {
    const std::vector<Question> questions = any_questions(kFew, Decision::Kind::accepted);
    for (auto _ : state) {
        std::int64_t sum = 0;
        for (const Question& question : questions) {
            sum += next_deadline(question.order).at.time_since_epoch().count() & 1;
        }
        benchmark::DoNotOptimize(sum);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kFew));
}
BENCHMARK(next_deadline_any)->Unit(benchmark::kMillisecond);

}  // namespace
