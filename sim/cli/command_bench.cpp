#include <fmt/format.h>

#include <memory>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/host.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/experiment/throughput.hpp"
#include "sim/measure/benchmark_json.hpp"

namespace ordersim::cli {
namespace {

struct BenchFlags {
    ScenarioInput input;
    std::uint32_t threads = all_cores();
    double seconds = 1;
    std::uint32_t repetitions = 1;
    bool json = false;
};

const char* text_of(experiment::Layer layer) {
    using experiment::Layer;
    switch (layer) {
        case Layer::decide: return "decide() alone";
        case Layer::agents: return "rules and agents";
        case Layer::model: return "whole model";
    }
    return "";
}

std::string line_of(const experiment::Throughput& figure) {
    return fmt::format("{:<17} {:>7}  {:>8.2f}  {:>8.1f}  {:>9.2f}\n", text_of(figure.layer),
                       figure.threads, figure.per_core_second / 1e6, 1e9 / figure.per_core_second,
                       figure.per_second / 1e6);
}

/// Of the whole model: orders a second, and what more threads bring.
std::string line_below(const experiment::Throughput& figure, double one_thread_per_second) {
    if (figure.orders_per_second == 0) {
        return "";
    }
    std::string text = fmt::format("{:.0f} orders/s of {:.1f} events", figure.orders_per_second,
                                   figure.per_second / figure.orders_per_second);
    if (figure.threads > 1) {
        text += fmt::format(", {:.2f} times one thread", figure.per_second / one_thread_per_second);
    }
    return fmt::format("{:<27}{}\n", "", text);
}

const char* name_of(experiment::Layer layer) {
    using experiment::Layer;
    switch (layer) {
        case Layer::decide: return "decide";
        case Layer::agents: return "agents";
        case Layer::model: return "model";
    }
    return "";
}

/// Every repetition measures all layers, so that a slow moment of the machine hits one of each.
measure::BenchmarkResults measured(const scenario::Scenario& scenario, const BenchFlags& flags) {
    measure::BenchmarkResults results;
    results.executable = "ordersim bench " + scenario.name;
    for (std::uint32_t turn = 0; turn < flags.repetitions; ++turn) {
        for (const auto& figure : experiment::measure_throughput(
                 scenario, {.threads = flags.threads, .seconds = flags.seconds})) {
            measure::BenchmarkRun run;
            run.name = fmt::format("{}/{}/threads:{}", scenario.name, name_of(figure.layer),
                                   figure.threads);
            run.cpu_ns = 1e9 / figure.per_core_second;
            run.real_ns = 1e9 / figure.per_second;
            results.runs.push_back(std::move(run));
        }
    }
    return results;
}

int execute(const BenchFlags& flags) {
    const auto scenario = load_or_tell(flags.input);
    if (!scenario) {
        return kWrongUsage;
    }
    if (flags.json) {
        return print(measure::to_json(measured(*scenario, flags))) ? kDone : kRunTimeFailure;
    }
    std::string text = fmt::format(
        "{} (seed {}, hash {}), {}\n\n{:<17} {:>7}  {:>8}  {:>8}  {:>9}\n", scenario->name,
        scenario->plan.seed, scenario->hash, ORDERSIM_BUILD, "", "threads", "M/s core", "ns each",
        "M/s total");
    double one_thread_per_second = 0;  // of the layer
    for (const auto& figure : experiment::measure_throughput(
             *scenario, {.threads = flags.threads, .seconds = flags.seconds})) {
        if (figure.threads == 1) {
            one_thread_per_second = figure.per_second;
        }
        text += line_of(figure) + line_below(figure, one_thread_per_second);
    }
    text += "\nM/s core by CPU time, M/s total and orders/s by wall time; commands for decide()\n"
            "alone, acts for rules and agents, useful events (an order changed or refused) for\n"
            "the model. Budgets stand in scripts/bench, which measures each by itself.\n";
    return print(text) ? kDone : kRunTimeFailure;
}

}  // namespace

void add_bench(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand(
        "bench", "Throughput of rules, agents and the whole model on this machine");
    const auto flags = std::make_shared<BenchFlags>();
    flags->input.path = "aliexpress_base";
    add_scenario_input(*command, flags->input);
    command->get_option("scenario")->required(false);
    command->add_option("--threads", flags->threads, "Measure with 1 to so many threads")
        ->check(CLI::Range(1, 1024));
    command->add_option("--seconds", flags->seconds, "For each figure, at least")
        ->check(CLI::Range(0.01, 3600.0));
    command->add_option("--repetitions", flags->repetitions, "Of every figure, with --json")
        ->check(CLI::Range(1, 10'000));
    command->add_flag("--json", flags->json,
                      "As Google Benchmark's JSON, which `gate` reads: ns of an item");
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
