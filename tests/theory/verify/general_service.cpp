#include "tests/theory/verify/line.hpp"

#include <cmath>
#include <functional>

// M/G/1 and the loss system M/G/c/c, started in their stationary state.

namespace ordersim::verify {

namespace {

constexpr std::uint32_t kReplications = 20;
constexpr std::uint32_t kCustomers = 20'000;  ///< a replication

/// A law of services, and in hours what its stationary residual is drawn from.
struct Service {
    Distribution law;
    double mean = 0;
    /// The quantiles of the law weighted by length, that of the service under way.
    std::function<double(double u)> weighted;
    /// E[S^3] where it hangs on services so rare that most seeds never see one; 0 elsewhere.
    double rare_third_moment = 0;
};

std::function<double(double)> quantiles(Distribution::Made made) {
    return [law = of(made)](double u) { return law.quantile(u); };
}

Service lognormal(double mean_log, double sigma) {
    const double median = std::exp(mean_log);
    const double square = sigma * sigma;
    return {.law = of(Distribution::lognormal(in_microseconds(median), sigma)),
            .mean = median * std::exp(square / 2),
            .weighted = quantiles(Distribution::lognormal(median * std::exp(square), sigma)),
            .rare_third_moment = sigma < 1 ? 0 : std::pow(median, 3) * std::exp(4.5 * square)};
}

Service gamma(double shape, double scale) {
    return {.law = of(Distribution::gamma(shape, in_microseconds(scale))),
            .mean = shape * scale,
            .weighted = quantiles(Distribution::gamma(shape + 1, scale))};
}

/// Weighted by length, (S / scale)^shape has a gamma law.
Service weibull(double shape, double scale) {
    const Distribution power = of(Distribution::gamma(1 + 1 / shape, 1));
    return {.law = of(Distribution::weibull(shape, in_microseconds(scale))),
            .mean = scale * std::tgamma(1 + 1 / shape),
            .weighted = [=](double u) { return scale * std::pow(power.quantile(u), 1 / shape); }};
}

Service constant(double hours) {
    return {.law = of(Distribution::constant(in_microseconds(hours))),
            .mean = hours,
            .weighted = quantiles(Distribution::constant(hours))};
}

/// Draws for the state at the beginning, one after another.
class StartDraws {
public:
    explicit StartDraws(const CaseDraws& draws) : draws_(draws) {}
    double next() { return draws_.uniform(0, Draw::start, index_++); }

private:
    const CaseDraws& draws_;
    std::uint16_t index_ = 0;
};

/// The service under way at a random instant.
struct Underway {
    double age = 0;
    double residual = 0;
};
Underway underway(const Service& service, StartDraws& draws) {
    const double whole = service.weighted(draws.next());
    const double left = draws.next();
    return {whole * (1 - left), whole * left};
}

/// The state of M/G/1 at a random instant. It is busy with probability rho. Then the customer in
/// service has waited for a geometric number of residual services (Pollaczek and Khinchine), and
/// behind him are the arrivals of his wait and of the age of his service.
Start stationary(const Service& service, double arrival_rate, StartDraws draws) {
    const double load = arrival_rate * service.mean;
    if (draws.next() >= load) {
        return {};
    }
    double wait = 0;
    while (draws.next() < load) {
        wait += underway(service, draws).residual;
    }
    const Underway first = underway(service, draws);
    Start start{.customers = 1, .residuals = {first.residual}};
    double since = -std::log(draws.next()) / arrival_rate;
    for (; since < wait + first.age; since -= std::log(draws.next()) / arrival_rate) {
        ++start.customers;
    }
    return start;
}

struct SingleServer {
    std::string name;
    double arrival_rate = 0;
    Service service;
    std::vector<std::string> within{};  ///< t of P(wait <= t), in hours
};

constexpr auto wait = [](const Visit& visit) { return hours(visit.wait); };

/// The squared deviations of waits. Where rare services decide, the part of it that hangs on their
/// cubes is taken out by a control whose mean is known, since a service of length s adds about
/// lambda s^3 / (3 (1 - rho)) to the squares of the waits after it (Takacs).
Sample squares_of(const SingleServer& one, const std::vector<Visit>& visits, double mean) {
    Sample squares = mean_over(visits, [=](const Visit& visit) {
        return (hours(visit.wait) - mean) * (hours(visit.wait) - mean);
    });
    if (one.service.rare_third_moment > 0) {
        const Sample cubes =
            mean_over(visits, [](const Visit& visit) { return std::pow(hours(visit.service), 3); });
        const double load = one.arrival_rate * one.service.mean;
        squares.hits -= one.arrival_rate / (3 * (1 - load)) *
                        (cubes.hits - cubes.tries * one.service.rare_third_moment);
    }
    return squares;
}

Answer simulate_case(const SingleServer& one, std::uint64_t seed, const Theory& theory) {
    const Line line{.interarrival = exponential(1 / one.arrival_rate), .service = one.service.law};
    const Window window{.customers = kCustomers, .hours = kCustomers / one.arrival_rate};
    Answers answers;
    for (std::uint32_t replication = 0; replication < kReplications; ++replication) {
        const CaseDraws draws(one.name, Draws(seed, replication));
        const Start start = stationary(one.service, one.arrival_rate, StartDraws(draws));
        const LineRun run = simulate(line, start, window, draws);
        answers.mean("mean wait", mean_over(run.visits, wait));
        answers.mean("variance of wait", squares_of(one, run.visits, theory.at("mean wait")));
        answers.mean("mean number in queue",
                     {microseconds(run.totals.waiting_time) / microseconds(run.totals.elapsed), 1});
        for (const std::string& t : one.within) {
            const SimDuration limit = duration_of(in_microseconds(std::stod(t)));
            answers.share("P(wait <= " + t + ")", mean_over(run.visits, [=](const Visit& visit) {
                              return visit.wait <= limit;
                          }));
        }
    }
    return answers.answer(theory);
}

/// Services of mean 1 and any law: here lognormal, since blocking depends on the mean alone.
struct Loss {
    std::string name;
    double arrival_rate = 0;
    std::uint32_t servers = 0;
};
constexpr double kLossSigma = 1;

Answer simulate_loss(const Loss& one, std::uint64_t seed, const Theory& theory) {
    const Service service = lognormal(-kLossSigma * kLossSigma / 2, kLossSigma);
    const Line line{.interarrival = exponential(1 / one.arrival_rate),
                    .service = service.law,
                    .servers = one.servers,
                    .turns_away = true};
    const StationaryNumber number({.arrival_rate = one.arrival_rate,
                                   .service_rate = 1,
                                   .servers = one.servers,
                                   .turns_away = true});
    Answers answers;
    for (std::uint32_t replication = 0; replication < kReplications; ++replication) {
        const CaseDraws draws(one.name, Draws(seed, replication));
        StartDraws start_draws(draws);
        Start start{.customers = number.quantile(start_draws.next())};
        for (std::uint32_t i = 0; i < start.customers; ++i) {
            start.residuals.push_back(underway(service, start_draws).residual);
        }
        const LineRun run = simulate(line, start, {.customers = kCustomers / 2}, draws);
        answers.share("blocking probability",
                      mean_over(run.visits, [](const Visit& visit) { return !visit.is_served; }));
    }
    return answers.answer(theory);
}

}  // namespace

std::vector<Case> general_service() {
    const std::vector<std::string> within{"0.5", "2.5", "5.0"};
    std::vector<Case> cases;
    for (const SingleServer& one : std::vector<SingleServer>{
             {"mg1ln_1", 0.5, lognormal(0, 0.5)},
             {"mg1ln_2", 0.1, lognormal(1.5, 1)},
             {"mg1ln_4", 0.2, lognormal(0.3, 1.2)},
             {"mg1wb_1", 0.7, weibull(0.8, 1)},
             {"mg1wb_2", 0.7, weibull(2, 1.2)},
             {"mg1ga_1", 0.5, gamma(0.5, 3)},
             {"mg1ga_2", 0.5, gamma(3, 0.5)},
             {"md1_1", 0.5, constant(1), within},
             {"md1_2", 0.8, constant(1), within},
         }) {
        cases.push_back({one.name, [one](std::uint64_t seed, const Theory& theory) {
                             return simulate_case(one, seed, theory);
                         }});
    }
    for (const Loss& one : {Loss{"mmcc_1", 8, 10}, Loss{"mmcc_2", 45, 50}}) {
        cases.push_back({one.name, [one](std::uint64_t seed, const Theory& theory) {
                             return simulate_loss(one, seed, theory);
                         }});
    }
    return cases;
}

}  // namespace ordersim::verify
