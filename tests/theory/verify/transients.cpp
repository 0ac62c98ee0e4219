#include "tests/theory/verify/line.hpp"

// M/M/1 and M/M/inf started empty: what warm-up is about.

namespace ordersim::verify {

namespace {

/// Waits of single customers, each from as many runs as its skewed law needs.
struct Stage {
    std::uint32_t replications = 0;
    std::vector<std::uint32_t> customers{};  ///< counted from 1; the last ends the run
};
const std::vector<Stage> kStages{{2000, {2, 10, 50}}, {400, {200, 1000}}};

Answer simulate_waits(const std::string& name, double arrival_rate, std::uint64_t seed,
                      const Theory& theory) {
    const Line line{.interarrival = exponential(1 / arrival_rate), .service = exponential(1)};
    Answers answers;
    std::uint32_t replication = 0;
    for (const Stage& stage : kStages) {
        for (std::uint32_t i = 0; i < stage.replications; ++i) {
            const CaseDraws draws(name, Draws(seed, replication++));
            const LineRun run = simulate(line, {}, {.customers = stage.customers.back()}, draws);
            for (const std::uint32_t n : stage.customers) {
                answers.mean("mean wait of customer " + std::to_string(n),
                             {hours(run.visits[n - 1].wait), 1});
            }
        }
    }
    return answers.answer(theory);
}

Answer simulate_filling(const std::string& name, std::uint64_t seed, const Theory& theory) {
    constexpr std::uint32_t replications = 500;
    constexpr std::uint32_t never_full = 1'000'000;
    const Line line{.interarrival = exponential(1 / 20.0),
                    .service = exponential(1 / 0.5),
                    .servers = never_full};
    Answers answers;
    for (std::uint32_t replication = 0; replication < replications; ++replication) {
        const CaseDraws draws(name, Draws(seed, replication));
        // The window of no customers ends at its hours.
        for (const char* t : {"1", "5"}) {
            const LineRun run = simulate(line, {}, {.hours = std::stod(t)}, draws);
            const auto busy = static_cast<double>(run.totals.started - run.totals.finished);
            answers.mean(std::string("mean number busy at ") + t, {busy, 1});
        }
    }
    return answers.answer(theory);
}

}  // namespace

std::vector<Case> transients() {
    std::vector<Case> cases;
    const auto add_waits = [&cases](const std::string& name, double arrival_rate) {
        cases.push_back({name, [=](std::uint64_t seed, const Theory& theory) {
                             return simulate_waits(name, arrival_rate, seed, theory);
                         }});
    };
    add_waits("mm1tr_0.5", 0.5);
    add_waits("mm1tr_0.9", 0.9);
    cases.push_back({"mminf_1", [](std::uint64_t seed, const Theory& theory) {
                         return simulate_filling("mminf_1", seed, theory);
                     }});
    return cases;
}

}  // namespace ordersim::verify
