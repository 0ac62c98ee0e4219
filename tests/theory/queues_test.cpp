#include "sim/base/random.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/run.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

// Queues with known answers on the kernel's public interface: M/M/1, M/M/c, Erlang-A and M/G/1.
// The exact values are rows of a table of reference numbers for queues, each computed in two
// independent ways (birth-death sums and closed forms); the case is named beside them.
using namespace ordersim;
using namespace ordersim::kernel;

namespace {

/// The time unit of the reference rows: long enough that rounding to 1 us is no bias.
constexpr double kUnit = 3.6e9;
constexpr std::uint64_t kSeed = 20240229;
constexpr std::uint32_t kReplications = 40;

enum class Draw : std::uint16_t { interarrival, service, service_angle, patience };
enum class What : std::uint16_t { arrival, finish, patience_ends };

double exponential(double u, double mean) {
    return -std::log(u) * mean;
}

/// The queue M/G/c+M, in units of time. No patience when `patience_mean` is 0.
struct Queue {
    double arrival_rate = 0;
    std::uint32_t servers = 0;
    std::function<double(const Draws&, std::uint32_t customer)> service;
    double patience_mean = 0;
};

Queue markovian(double arrival_rate, std::uint32_t servers, double patience_mean = 0) {
    const auto service = [](const Draws& draws, std::uint32_t customer) {
        return exponential(draws.uniform(customer, Draw::service), 1.0);
    };
    return {arrival_rate, servers, service, patience_mean};
}

Queue lognormal(double arrival_rate, double sigma) {
    const auto service = [sigma](const Draws& draws, std::uint32_t customer) {
        const double radius = std::sqrt(-2 * std::log(draws.uniform(customer, Draw::service)));
        const double angle = 6.283185307179586 * draws.uniform(customer, Draw::service_angle);
        return std::exp(sigma * radius * std::cos(angle));
    };
    return {arrival_rate, 1, service, 0};
}

/// One customer who has left the line, in units of time.
struct Visit {
    double wait = 0;
    double sojourn = 0;
    bool is_served = false;
    bool has_waited = false;
};

/// A run of a queue. Customers are numbered by arrival, as are the pool's tickets.
class Model {
public:
    Model(const Queue& queue, std::uint32_t replication, Calendar& calendar)
        : queue_(queue), draws_(kSeed, replication), calendar_(calendar), pool_(queue.servers) {
        schedule_arrival(SimTime{});
    }

    void handle(const Event& event) {
        switch (static_cast<What>(event.payload())) {
        case What::arrival: return arrive(event.at);
        case What::finish:
            if (const auto next = pool_.finish(event.at)) {
                start(next->customer, next->wait, event.at);
            }
            return;
        case What::patience_ends:
            if (const auto wait = pool_.abandon(TicketId{event.entity()}, event.at)) {
                visits.push_back({units(*wait), units(*wait), false, true});
            }
            return;
        }
    }

    [[nodiscard]] const Pool& pool() const { return pool_; }
    void close_doors() { is_open_ = false; }

    std::vector<Visit> visits;
    SimDuration service_time{};  ///< of all services begun

private:
    static double units(SimDuration duration) { return microseconds(duration) / kUnit; }

    void schedule(SimDuration delay, SimTime now, What what, std::uint32_t customer) {
        const Rank rank = what == What::patience_ends ? Rank::timer : Rank::fact;
        calendar_.push(Event::make(now + delay, customer, rank, 0, static_cast<uint16_t>(what)));
    }

    void schedule_arrival(SimTime now) {
        const double u = draws_.uniform(next_, Draw::interarrival);
        schedule(duration_of(kUnit * exponential(u, 1 / queue_.arrival_rate)), now, What::arrival,
                 next_);
    }

    void arrive(SimTime now) {
        if (!is_open_) {
            return;
        }
        const std::uint32_t customer = next_++;
        schedule_arrival(now);
        if (pool_.arrive({.id = customer}, now).is_served) {
            start(customer, SimDuration::zero(), now);
        } else if (queue_.patience_mean > 0) {
            const double u = draws_.uniform(customer, Draw::patience);
            schedule(duration_of(kUnit * exponential(u, queue_.patience_mean)), now,
                     What::patience_ends, customer);
        }
    }

    void start(std::uint32_t customer, SimDuration wait, SimTime now) {
        const SimDuration service = duration_of(kUnit * queue_.service(draws_, customer));
        service_time += service;
        schedule(service, now, What::finish, customer);
        visits.push_back({units(wait), units(wait + service), true, wait > SimDuration::zero()});
    }

    const Queue& queue_;
    Draws draws_;
    Calendar& calendar_;
    Pool pool_;
    std::uint32_t next_ = 0;
    bool is_open_ = true;
};

/// What was seen after the warm-up of one replication.
struct Observed {
    std::vector<Visit> visits;
    PoolTotals totals;
};

SimTime at(double units) {
    return SimTime(duration_of(kUnit * units));
}

std::vector<Observed> replicate(const Queue& queue, double warm_up, double length) {
    std::vector<Observed> all;
    for (std::uint32_t replication = 0; replication < kReplications; ++replication) {
        Calendar calendar;
        Model model(queue, replication, calendar);
        run(calendar, model, at(warm_up), {});
        const PoolTotals before = model.pool().totals(at(warm_up));
        model.visits.clear();
        run(calendar, model, at(warm_up + length), {});
        all.push_back(
            {std::move(model.visits), model.pool().totals(at(warm_up + length)) - before});
    }
    return all;
}

/// How many standard errors the mean over replications lies from the exact value.
template <class Statistic>
void check(const std::vector<Observed>& all, double exact, Statistic statistic) {
    double mean = 0;
    double squares = 0;
    double n = 0;
    for (const Observed& observed : all) {
        const double value = statistic(observed);
        n += 1;
        const double delta = value - mean;
        mean += delta / n;
        squares += delta * (value - mean);
    }
    const double z = (mean - exact) / std::sqrt(squares / (n - 1) / n);
    INFO("estimate " << mean << ", exact " << exact << ", z " << z);
    CHECK(std::abs(z) < 4.5);
}

/// The mean of a function of visits, over those that it is asked about.
template <class Value, class Asked>
auto mean_of(Value value, Asked asked) {
    return [=](const Observed& observed) {
        double sum = 0;
        double count = 0;
        for (const Visit& visit : observed.visits) {
            if (asked(visit)) {
                sum += static_cast<double>(value(visit));
                count += 1;
            }
        }
        return sum / count;
    };
}
template <class Value>
auto mean_of(Value value) {
    return mean_of(value, [](const Visit&) { return true; });
}

constexpr auto wait = [](const Visit& visit) { return visit.wait; };
constexpr auto has_waited = [](const Visit& visit) { return visit.has_waited; };
constexpr auto is_served = [](const Visit& visit) { return visit.is_served; };

double number_in_system(const Observed& observed) {
    const PoolTotals& totals = observed.totals;
    return microseconds(totals.waiting_time + totals.busy_time) / microseconds(totals.elapsed);
}

/// The mean number in system against its exact value and asymptotic variance, with no estimated
/// standard error between them: var(mean over T) T -> variance.
void check_number_in_system(const std::vector<Observed>& all, double exact, double variance) {
    double sum = 0;
    double time = 0;
    for (const Observed& observed : all) {
        sum += number_in_system(observed);
        time += microseconds(observed.totals.elapsed) / kUnit;
    }
    const double mean = sum / static_cast<double>(all.size());
    const double z = (mean - exact) / std::sqrt(variance / time);
    INFO("number in system " << mean << ", exact " << exact << ", z " << z);
    CHECK(std::abs(z) < 4.5);
}

void check_erlang_a(double arrival_rate, const std::vector<double>& exact) {
    const auto all = replicate(markovian(arrival_rate, 10, 1 / 0.5), 50, 1500);
    check(all, exact[0], mean_of(has_waited));
    check(all, exact[1], mean_of([](const Visit& visit) { return !visit.is_served; }));
    check(all, exact[2], mean_of(wait));
    check(all, exact[3], mean_of(wait, is_served));
    check(all, exact[4],
          mean_of([](const Visit& visit) { return visit.is_served && visit.wait <= 0.25; }));
    // In balance as many leave as come: L = served per unit of time + abandoning / theta.
    const double served = arrival_rate * (1 - exact[1]);
    check_number_in_system(all, served + arrival_rate * exact[1] / 0.5, exact[5]);
}

}  // namespace

TEST_CASE("M/M/1: waits, sojourns and number in system are those of theory") {
    // Case mm1_1: lambda 0.5, mu 1.
    const auto all = replicate(markovian(0.5, 1), 100, 8000);
    check(all, 1.0, mean_of(wait));
    check(all, 1.0, number_in_system);
    // The 0.95 quantile of the sojourn.
    check(all, 0.95, mean_of([](const Visit& visit) { return visit.sojourn <= 5.99146454711; }));
    check_number_in_system(all, 1.0, 24);
}

TEST_CASE("M/M/c: waits and service level are those of Erlang C") {
    // Case mmc_1: lambda 8, mu 1, c 10.
    const auto all = replicate(markovian(8, 10), 50, 1500);
    check(all, 0.409180150796, mean_of(has_waited));
    check(all, 0.204590075398, mean_of(wait));
    check(all, 0.751819693196, mean_of([](const Visit& visit) { return visit.wait <= 0.25; }));
    // L = lambda (wait + service).
    check_number_in_system(all, 8 * (0.204590075398 + 1), 204.06650846);
}

TEST_CASE("M/M/c+M: waits and abandonment are those of Erlang A at full load") {
    // Case erla_1: lambda 10, mu 1, c 10, theta 0.5.
    check_erlang_a(10, {0.619655230884, 0.103913212326, 0.207826424653, 0.199581207171,
                        0.613112683068, 46.5279610132});
}

TEST_CASE("M/M/c+M: waits and abandonment are those of Erlang A in overload") {
    // Case erla_2: lambda 12, mu 1, c 10, theta 0.5.
    check_erlang_a(12, {0.850384947915, 0.195655944011, 0.391311888021, 0.400833695424,
                        0.333581738377, 76.8602869534});
}

TEST_CASE("M/G/1: waits under lognormal service are those of Pollaczek, Khinchine and Takacs") {
    // Case mg1ln_1: lambda 0.5, ln S ~ Normal(0, 0.5).
    constexpr double wait_mean = 0.950982481679;
    constexpr double wait_variance = 2.08881379845;
    const auto all = replicate(lognormal(0.5, 0.5), 100, 8000);
    check(all, wait_mean, mean_of(wait));
    check(all, wait_variance, mean_of([](const Visit& visit) {
              return (visit.wait - wait_mean) * (visit.wait - wait_mean);
          }));
    check(all, 0.47549124084, [](const Observed& observed) {
        return microseconds(observed.totals.waiting_time) / microseconds(observed.totals.elapsed);
    });
}

TEST_CASE("Little's law holds to the microsecond in a run that ends empty") {
    for (const Queue& queue : {markovian(0.9, 1), markovian(12, 10, 2), lognormal(0.5, 0.5)}) {
        Calendar calendar;
        Model model(queue, 0, calendar);
        run(calendar, model, at(500), {});
        model.close_doors();
        REQUIRE(run(calendar, model, kNever, {}).ended == Ended::drained);
        const PoolTotals totals = model.pool().totals(at(1000));
        REQUIRE(totals.arrived > 200);
        // L T = N W, in the line, in service and so in the whole.
        CHECK(totals.waiting_time == totals.wait_of_started + totals.wait_of_abandoned);
        CHECK(totals.busy_time == model.service_time);
        CHECK(totals.arrived == totals.finished + totals.abandoned);
        double sojourns = 0;
        for (const Visit& visit : model.visits) {
            sojourns += visit.sojourn;
        }
        const double customers = microseconds(totals.waiting_time + totals.busy_time) / kUnit;
        CHECK(sojourns == Approx(customers).epsilon(1e-12));
    }
}
