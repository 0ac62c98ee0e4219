#include "tests/theory/verify/line.hpp"

#include <chrono>

// Single servers in a row, or one that sends customers back to itself. By Jackson's theorem the
// stationary numbers at the stations are independent and geometric, and arrivals find them so.

namespace ordersim::verify {

namespace {

constexpr std::uint32_t kReplications = 20;
constexpr std::uint32_t kCustomers = 20'000;  ///< a replication

struct Network {
    std::string name;
    double arrival_rate = 0;
    std::vector<double> service_rates;  ///< of the stations, passed in order
    double back_share = 0;              ///< of services at the last station, which are repeated
};

class NetworkModel {
public:
    enum class What : std::uint16_t { arrival, finish };

    NetworkModel(const Network& network, const CaseDraws& draws, kernel::Calendar& calendar)
        : network_(network),
          draws_(draws),
          calendar_(calendar),
          interarrival_(exponential(1 / network.arrival_rate)),
          missing_(kCustomers) {
        const double rate = network.arrival_rate / (1 - network.back_share);
        for (std::uint16_t i = 0; i < network.service_rates.size(); ++i) {
            services_.push_back(exponential(1 / network.service_rates[i]));
            pools_.emplace_back(1U);
            const StationaryNumber number({rate, network.service_rates[i], 1});
            const std::uint32_t there = number.quantile(draws_.uniform(0, Draw::start, i));
            for (std::uint32_t n = 0; n < there; ++n) {
                guests_.push_back({.station = i});
                enter(static_cast<std::uint32_t>(guests_.size() - 1), SimTime{});
            }
        }
        first_ = guests_.size();
        sojourns.resize(kCustomers);
        schedule_arrival(SimTime{});
    }

    void handle(const kernel::Event& event) {
        switch (static_cast<What>(event.payload())) {
        case What::arrival:
            guests_.push_back({.arrived = event.at});
            enter(event.entity(), event.at);
            return schedule_arrival(event.at);
        case What::finish: return finish(event.entity(), event.at);
        }
    }

    [[nodiscard]] bool has_seen_enough() const { return missing_ == 0; }
    [[nodiscard]] double utilisation_of_last(SimTime now) const {
        return kernel::utilisation(pools_.back().totals(now));
    }

    std::vector<SimDuration> sojourns;  ///< of the first customers who arrive

private:
    struct Guest {
        SimTime arrived{};
        std::uint16_t station = 0;
        std::uint16_t services = 0;
    };

    void schedule(SimTime at, What what, std::uint32_t customer) {
        calendar_.push(kernel::Event::make(at, customer, kernel::Rank::fact, 0,
                                           static_cast<std::uint16_t>(what)));
    }
    void schedule_arrival(SimTime now) {
        const auto next = static_cast<std::uint32_t>(guests_.size());
        const double u = draws_.uniform(next, Draw::interarrival);
        schedule(now + delay(interarrival_, u), What::arrival, next);
    }

    void enter(std::uint32_t customer, SimTime now) {
        if (pools_[guests_[customer].station].arrive({.id = customer}, now).is_served) {
            begin(customer, now);
        }
    }

    void begin(std::uint32_t customer, SimTime now) {
        Guest& guest = guests_[customer];
        const double u = draws_.uniform(customer, Draw::service, guest.services++);
        schedule(now + delay(services_[guest.station], u), What::finish, customer);
    }

    void finish(std::uint32_t customer, SimTime now) {
        Guest& guest = guests_[customer];
        if (const auto next = pools_[guest.station].finish(now)) {
            begin(next->customer, now);
        }
        const bool is_at_last = guest.station + 1U == pools_.size();
        if (!is_at_last) {
            ++guest.station;
            enter(customer, now);
        } else if (draws_.uniform(customer, Draw::route, guest.services) < network_.back_share) {
            enter(customer, now);
        } else if (customer >= first_ && customer - first_ < sojourns.size()) {
            sojourns[customer - first_] = now - guest.arrived;
            --missing_;
        }
    }

    const Network& network_;
    CaseDraws draws_;
    kernel::Calendar& calendar_;
    Distribution interarrival_;
    std::vector<Distribution> services_;
    std::vector<kernel::Pool> pools_;
    std::vector<Guest> guests_;
    std::size_t first_ = 0;
    std::size_t missing_;
};

/// Sojourns up to `limit` hours, and all in hours.
struct Sojourns {
    Sample within;
    Sample mean;
};
Sojourns sojourns_of(const NetworkModel& model, double limit) {
    Sojourns sojourns;
    for (const SimDuration sojourn : model.sojourns) {
        sojourns.within.hits += hours(sojourn) <= limit ? 1 : 0;
        sojourns.within.tries += 1;
        sojourns.mean.hits += hours(sojourn);
        sojourns.mean.tries += 1;
    }
    return sojourns;
}

Answer simulate_network(const Network& network, std::uint64_t seed, const Theory& theory) {
    const SimTime end = at(kCustomers / network.arrival_rate);
    Answers answers;
    for (std::uint32_t replication = 0; replication < kReplications; ++replication) {
        kernel::Calendar calendar;
        NetworkModel model(network, CaseDraws(network.name, Draws(seed, replication)), calendar);
        kernel::run(calendar, model, end, {});
        const double utilisation = model.utilisation_of_last(end);
        run_on(calendar, model, end);
        const Sojourns sojourns = sojourns_of(model, 6);
        answers.mean("mean total sojourn", sojourns.mean);
        if (network.back_share > 0) {
            answers.mean("utilisation", {utilisation, 1});
        } else {
            answers.share("P(total sojourn <= 6)", sojourns.within);
        }
    }
    return answers.answer(theory);
}

}  // namespace

std::vector<Case> networks() {
    std::vector<Case> cases;
    for (const Network& network :
         {Network{"tandem_1", 0.6, {1, 0.9}, 0}, Network{"feedback_1", 0.6, {1}, 0.25}}) {
        cases.push_back({network.name, [network](std::uint64_t seed, const Theory& theory) {
                             return simulate_network(network, seed, theory);
                         }});
    }
    return cases;
}

}  // namespace ordersim::verify
