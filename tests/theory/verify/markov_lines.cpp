#include "tests/theory/verify/line.hpp"

#include <cmath>

// M/M/1, M/M/c and M/M/c+M. The number in system at the beginning has its stationary law; all else
// is without memory.

namespace ordersim::verify {

namespace {

constexpr std::uint32_t kReplications = 10;
/// A time average over so many relaxation times is nearly normal, which the interval of its
/// variance needs.
constexpr double kRelaxations = 250;
/// Visits so far apart are as good as independent, which the interval of a quantile needs.
constexpr double kRelaxationsApart = 8;

constexpr const char* kNumber = "mean number in system";
constexpr const char* kVariance = "T var(time-average number in system)";

struct MarkovCase {
    std::string name;
    BirthAndDeath process;
    double in_time = 0;   ///< t of P(wait <= t), in hours
    double quantile = 0;  ///< of the sojourn; 0: not asked
};

const std::vector<MarkovCase> kCases{
    {"mm1_1", {0.5, 1, 1}, 0, 0.95},    {"mm1_2", {0.8, 1, 1}, 0, 0.95},
    {"mm1_4", {9, 10, 1}, 0, 0.95},     {"mmc_1", {8, 1, 10}, 0.25},
    {"mmc_2", {18, 2, 10}, 0.1},        {"mmc_4", {1.6, 1, 2}, 1},
    {"mmc_5", {120, 6, 22}, 1.0 / 12},  {"erla_1", {10, 1, 10, 0.5}, 0.25},
    {"erla_2", {12, 1, 10, 0.5}, 0.25}, {"erla_4", {60, 1, 50, 2}, 0.1},
    {"erla_5", {20, 4, 4, 1}, 0.1},     {"erla_7", {8, 1, 10, 0.1}, 0.25},
};

Line line_of(const BirthAndDeath& process) {
    Line line{.interarrival = exponential(1 / process.arrival_rate),
              .service = exponential(1 / process.service_rate),
              .servers = process.servers};
    if (process.abandonment_rate > 0) {
        line.patience = exponential(1 / process.abandonment_rate);
    }
    return line;
}

constexpr auto wait = [](const Visit& visit) { return hours(visit.wait); };
constexpr auto is_served = [](const Visit& visit) { return visit.is_served; };
constexpr auto has_left = [](const Visit& visit) { return !visit.is_served; };
constexpr auto has_waited = [](const Visit& visit) { return visit.wait > SimDuration::zero(); };

void add_waits(const MarkovCase& one, const std::vector<Visit>& visits, Answers& answers) {
    const auto in_time = [limit = duration_of(in_microseconds(one.in_time))](const Visit& visit) {
        return visit.is_served && visit.wait <= limit;
    };
    if (one.process.abandonment_rate > 0) {
        answers.share("P(wait > 0)", mean_over(visits, has_waited));
        answers.share("P(abandon)", mean_over(visits, has_left));
        answers.share("P(served)", mean_over(visits, is_served));
        answers.share("P(served and wait <= t)", mean_over(visits, in_time));
        answers.mean("mean wait of all arrivals", mean_over(visits, wait));
        answers.mean("mean wait given served", mean_over(visits, wait, is_served));
        return;
    }
    answers.mean("mean wait", mean_over(visits, wait));
    if (one.quantile == 0) {
        answers.share("P(wait > 0)", mean_over(visits, has_waited));
        answers.share("P(wait <= t)", mean_over(visits, in_time));
    }
}

void add_sojourns(const MarkovCase& one, const std::vector<Visit>& visits, Answers& answers) {
    const double apart =
        kRelaxationsApart * relaxation_hours(one.process) * one.process.arrival_rate;
    const auto step = static_cast<std::size_t>(std::ceil(apart));
    for (std::size_t i = 0; i < visits.size(); i += step) {
        answers.quantile("0.95 quantile of sojourn", one.quantile,
                         hours(visits[i].wait + visits[i].service));
    }
}

double number_in_system(const kernel::PoolTotals& totals) {
    return microseconds(totals.waiting_time + totals.busy_time) / microseconds(totals.elapsed);
}

Answer simulate_case(const MarkovCase& one, std::uint64_t seed, const Theory& theory) {
    const Line line = line_of(one.process);
    const StationaryNumber number(one.process);
    const double length = kRelaxations * relaxation_hours(one.process);
    const Window window{.customers = static_cast<std::uint32_t>(length * one.process.arrival_rate),
                        .hours = length};
    Answers answers;
    for (std::uint32_t replication = 0; replication < kReplications; ++replication) {
        const CaseDraws draws(one.name, Draws(seed, replication));
        const Start start{.customers = number.quantile(draws.uniform(0, Draw::start))};
        const LineRun run = simulate(line, start, window, draws);
        add_waits(one, run.visits, answers);
        if (one.quantile > 0) {
            add_sojourns(one, run.visits, answers);
        }
        if (theory.contains(kNumber)) {
            answers.mean(kNumber, {number_in_system(run.totals), 1});
            answers.variance(kVariance, number_in_system(run.totals), length);
        }
    }
    Answer answer = answers.answer(theory);
    if (theory.contains(kNumber)) {
        answer.at(kNumber).standard_error =
            std::sqrt(theory.at(kVariance) / (kReplications * length));
    }
    return answer;
}

}  // namespace

std::vector<Case> markov_lines() {
    std::vector<Case> cases;
    for (const MarkovCase& one : kCases) {
        cases.push_back({one.name, [&one](std::uint64_t seed, const Theory& theory) {
                             return simulate_case(one, seed, theory);
                         }});
    }
    return cases;
}

}  // namespace ordersim::verify
