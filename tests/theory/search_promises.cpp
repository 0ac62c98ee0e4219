#include "sim/base/assert.hpp"
#include "sim/base/threads.hpp"
#include "sim/experiment/tune.hpp"
#include "sim/scenario/scenario.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

// Searches for policies whose best is known, with every seed, and holds how often `tune` keeps its
// promises against the rate that it promises. Exit codes: 0 all kept, 1 one is not, 2 wrong usage.

namespace {

using namespace ordersim;
using Overrides = std::vector<std::string>;

const std::string kScenarios = ORDERSIM_SOURCE_DIR "/scenarios";
constexpr double kConfidence = 0.95;

/// A search whose answer is known.
struct Question {
    std::string name;
    std::string scenario;
    Overrides overrides;
    std::string knob;
    std::string objective;
    double delta = 0;
    std::uint32_t budget = 0;
    double best_at = 0;         ///< where the best value of the knob lies
    double (*cost)(double at);  ///< exact
};

/// Closed form: A q k' e^(-k g) + B g with A = 25, q = 0.06, B = 0.01, k = 0.125, m = 0.04.
double grace_cost(double hours) {
    return 25 * 0.06 * std::exp(-0.125 * hours) * 0.04 / 0.165 + 0.01 * hours;
}

/// Erlang C at 120 an hour and 6 an hour an agent; 25 an agent and hour, 40 an hour waited.
double desk_cost(double agents) {
    static const std::map<int, double> exact{
        {21, 1133.51345497}, {22, 777.166064863}, {23, 685.863353249}, {24, 659.614459959},
        {25, 658.456452256}, {26, 669.11999046},  {27, 685.978650238}, {28, 706.282196345},
        {29, 728.563273657}, {30, 751.996036648}};
    return exact.at(static_cast<int>(agents));
}

const std::vector<Question> kQuestions{
    {.name = "opt_1 grace window",
     .scenario = "grace_cost",
     .overrides = {"run.replications=6", "arrivals.orders_max=1500"},
     .knob = "policy.grace_window=0..24h",
     .objective = "25 * 0.06 * (1 - M01) + 0.01 * policy.grace_window",
     .delta = 0.004,
     .budget = 360,
     .best_at = 12.113021861,
     .cost = grace_cost},
    {.name = "opt_2 desk, a near tie",
     .scenario = "staff_cost",
     .overrides = {"run.replications=4", "arrivals.horizon=36h"},
     .knob = "support.chat_agents=21..30",
     .objective = "25 * support.chat_agents + 4800 * [M09 chat: wait, mean]",
     .delta = 8,
     .budget = 400,
     .best_at = 25,
     .cost = desk_cost},
};

struct Answer {
    bool is_selected = false;   ///< the budget sufficed
    bool is_good = false;       ///< no policy is better by more than delta, exactly
    bool is_covered = false;    ///< the best lies in the interval told for it
    bool is_tie_named = false;  ///< another policy that is truly within delta is told as a near tie
    double at = 0;
    double replications = 0;
};

scenario::Scenario loaded(const Question& question, std::uint64_t seed,
                          const std::vector<Overrides>& points) {
    Overrides overrides = question.overrides;
    overrides.push_back("run.seed=" + std::to_string(seed));
    auto scenario =
        scenario::load({.path = kScenarios + "/verification/" + question.scenario + ".toml",
                        .overrides = overrides,
                        .library = kScenarios,
                        .points = points});
    ORDERSIM_ASSERT(scenario.has_value());
    return std::move(*scenario);
}

Answer answer_of(const Question& question, const measure::Tuning& tuning) {
    const double least = question.cost(question.best_at);
    const auto at = [&](std::uint32_t trial) { return tuning.trials[trial - 1].at[0]; };
    Answer answer;
    answer.at = at(tuning.best);
    answer.replications = tuning.replications;
    answer.is_selected = tuning.verdict == "selected";
    answer.is_good = question.cost(answer.at) <= least + question.delta;
    answer.is_covered = tuning.knobs[0].best_low <= question.best_at &&
                        question.best_at <= tuning.knobs[0].best_high;
    answer.is_tie_named = std::ranges::any_of(tuning.finalists, [&](const auto& finalist) {
        const bool is_tie = finalist.verdict == "equivalent" || finalist.verdict == "undecided";
        return is_tie && question.cost(at(finalist.trial)) <= least + question.delta;
    });
    return answer;
}

Answer search(const Question& question, std::uint64_t seed) {
    const scenario::Scenario scenario = loaded(question, seed, {});
    const std::vector<experiment::Knob> knobs{*scenario::parse_knob(question.knob)};
    const auto parsed = experiment::parse_expression(question.objective);
    const auto objective = experiment::StudyExpression::bind(*parsed, knobs);
    const auto record = experiment::tune(
        {.scenario = scenario,
         .knobs = knobs,
         .objective = *objective,
         .constraints = {},
         .pareto = {},
         .delta = question.delta,
         .confidence = kConfidence,
         .budget = question.budget,
         .variants_at = [&](const std::vector<Overrides>& points)
             -> tl::expected<std::vector<scenario::Variant>, experiment::RunError> {
             return loaded(question, seed, points).variants;
         },
         .command = ""},
        {});
    ORDERSIM_ASSERT(record.has_value());
    return answer_of(question, record->result);
}

/// At least so many of `tries` succeed, but for four standard deviations of the binomial law.
double fewest(double tries) {
    return tries * kConfidence - 4 * std::sqrt(tries * kConfidence * (1 - kConfidence));
}

/// Prints a line; false if a promise is broken.
bool tell(const Question& question, const std::vector<Answer>& answers) {
    const auto count = [&](bool Answer::*is) {
        return static_cast<double>(std::ranges::count(answers, true, is));
    };
    const auto tries = static_cast<double>(answers.size());
    double at = 0;
    double replications = 0;
    for (const Answer& answer : answers) {
        at += answer.at / tries;
        replications += answer.replications / tries;
    }
    const double good = count(&Answer::is_good);
    const double covered = count(&Answer::is_covered);
    const bool is_kept = good >= fewest(tries) && covered >= fewest(tries);
    fmt::print("{:<24} {:>5} {:>9} {:>12} {:>9} {:>8} {:>9.3f} {:>12.0f}  {}\n", question.name,
               tries, count(&Answer::is_selected), good, covered, count(&Answer::is_tie_named), at,
               replications, is_kept ? "kept" : "BROKEN");
    return is_kept;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Searches for policies whose best is known, with many seeds."};
    std::string seeds = "1-100";
    std::uint32_t threads = 1;
    app.add_option("--seeds", seeds, "FIRST-LAST, default 1-100")->take_last();
    app.add_option("--threads", threads, "at work at a time, default 1")
        ->take_last()
        ->check(CLI::Range(1, 1024));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    unsigned long long first = 0;
    unsigned long long last = 0;
    if (std::sscanf(seeds.c_str(), "%llu-%llu", &first, &last) != 2 || last < first) {
        fmt::print(stderr, "theory_search: --seeds wants FIRST-LAST, such as 1-100\n");
        return 2;
    }
    fmt::print("{:<24} {:>5} {:>9} {:>12} {:>9} {:>8} {:>9} {:>12}\n", "search", "seeds",
               "selected", "within delta", "covered", "tie told", "mean at", "replications");
    bool is_kept = true;
    for (const Question& question : kQuestions) {
        std::vector<Answer> answers(last - first + 1);
        on_threads(threads, [&](std::uint32_t thread) {
            for (std::size_t i = thread; i < answers.size(); i += threads) {
                answers[i] = search(question, first + i);
            }
        });
        is_kept = tell(question, answers) && is_kept;
    }
    return is_kept ? 0 : 1;
}
