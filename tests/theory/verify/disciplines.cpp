#include "sim/base/assert.hpp"

#include "tests/theory/verify/line.hpp"

// Priorities without interruption, and a server who leaves whenever nobody is there. Both start
// where no law is known, so that a stretch of customers is skipped.

namespace ordersim::verify {

namespace {

constexpr std::uint32_t kReplications = 20;
constexpr std::uint32_t kCustomers = 20'000;  ///< a replication
/// After so many relaxation times nothing is left of an empty start.
constexpr double kRelaxationsSkipped = 25;

std::uint32_t customers_in(double relaxations, const BirthAndDeath& process) {
    return static_cast<std::uint32_t>(relaxations * relaxation_hours(process) *
                                      process.arrival_rate);
}

constexpr auto wait = [](const Visit& visit) { return hours(visit.wait); };

struct Priority {
    std::string name;
    double urgent_rate = 0;
    double other_rate = 0;
    std::uint32_t servers = 1;
};

Answer simulate_priority(const Priority& one, std::uint64_t seed, const Theory& theory) {
    const double rate = one.urgent_rate + one.other_rate;
    const Line line{.interarrival = exponential(1 / rate),
                    .service = exponential(1),
                    .servers = one.servers,
                    .urgent_share = one.urgent_rate / rate};
    const Window window{.customers = kCustomers,
                        .skipped = customers_in(kRelaxationsSkipped, {rate, 1, one.servers})};
    Answers answers;
    for (std::uint32_t replication = 0; replication < kReplications; ++replication) {
        const CaseDraws draws(one.name, Draws(seed, replication));
        const LineRun run = simulate(line, {}, window, draws);
        answers.mean("mean wait of class 1", mean_over(run.visits, wait, [](const Visit& visit) {
                         return visit.is_urgent;
                     }));
        answers.mean("mean wait of class 2", mean_over(run.visits, wait, [](const Visit& visit) {
                         return !visit.is_urgent;
                     }));
    }
    return answers.answer(theory);
}

/// One server who, when nobody waits, is away for a fixed time, and again if nobody has come.
class VacationModel {
public:
    enum class What : std::uint16_t { arrival, finish, return_to_work };

    VacationModel(const CaseDraws& draws, double arrival_rate, double vacation,
                  const Window& window, kernel::Calendar& calendar)
        : draws_(draws),
          interarrival_(exponential(1 / arrival_rate)),
          service_(exponential(1)),
          vacation_(duration_of(in_microseconds(vacation))),
          window_(window),
          calendar_(calendar) {
        schedule_arrival(SimTime{});
        schedule(SimTime{} + vacation_, What::return_to_work, 0);
    }

    void handle(const kernel::Event& event) {
        switch (static_cast<What>(event.payload())) {
        case What::arrival: return arrive(event.at);
        case What::finish:
            if (const auto next = pool_.finish(event.at)) {
                return begin(*next, event.at);
            }
            return leave(event.at);
        case What::return_to_work:
            const auto starts = pool_.staff_changed(1, event.at);
            return starts.empty() ? leave(event.at) : begin(starts.front(), event.at);
        }
    }

    [[nodiscard]] bool has_seen_enough() const {
        return begun_ == window_.skipped + window_.customers;
    }
    [[nodiscard]] Sample waits() const { return waits_; }

private:
    void schedule(SimTime at, What what, std::uint32_t customer) {
        calendar_.push(kernel::Event::make(at, customer, kernel::Rank::fact, 0,
                                           static_cast<std::uint16_t>(what)));
    }
    void schedule_arrival(SimTime now) {
        const double u = draws_.uniform(next_, Draw::interarrival);
        schedule(now + delay(interarrival_, u), What::arrival, next_);
    }

    /// Nobody is served at once: a server who is there is busy.
    void arrive(SimTime now) {
        pool_.arrive({.id = next_++}, now);
        schedule_arrival(now);
    }

    void begin(const kernel::Start& start, SimTime now) {
        const double u = draws_.uniform(start.customer, Draw::service);
        schedule(now + delay(service_, u), What::finish, start.customer);
        if (begun_ >= window_.skipped && !has_seen_enough()) {
            waits_.hits += hours(start.wait);
            waits_.tries += 1;
        }
        begun_ += has_seen_enough() ? 0U : 1U;
    }

    void leave(SimTime now) {
        const auto nobody = pool_.staff_changed(0, now);
        ORDERSIM_ASSERT(nobody.empty());
        schedule(now + vacation_, What::return_to_work, 0);
    }

    CaseDraws draws_;
    Distribution interarrival_;
    Distribution service_;
    SimDuration vacation_;
    Window window_;
    kernel::Calendar& calendar_;
    kernel::Pool pool_{0};
    std::uint32_t next_ = 0;
    std::uint32_t begun_ = 0;
    Sample waits_;
};

Answer simulate_vacations(const std::string& name, std::uint64_t seed, const Theory& theory) {
    constexpr double arrival_rate = 0.5;
    constexpr double vacation = 2;
    const Window window{.customers = kCustomers,
                        .skipped = customers_in(kRelaxationsSkipped, {arrival_rate, 1, 1})};
    Answers answers;
    for (std::uint32_t replication = 0; replication < kReplications; ++replication) {
        kernel::Calendar calendar;
        VacationModel model(CaseDraws(name, Draws(seed, replication)), arrival_rate, vacation,
                            window, calendar);
        run_on(calendar, model, SimTime{});
        answers.mean("mean wait", model.waits());
    }
    return answers.answer(theory);
}

}  // namespace

std::vector<Case> disciplines() {
    std::vector<Case> cases;
    for (const Priority& one : {Priority{"prio_1", 0.3, 0.5, 1}, Priority{"prio_2", 3, 5, 10}}) {
        cases.push_back({one.name, [one](std::uint64_t seed, const Theory& theory) {
                             return simulate_priority(one, seed, theory);
                         }});
    }
    cases.push_back({"vac_1", [](std::uint64_t seed, const Theory& theory) {
                         return simulate_vacations("vac_1", seed, theory);
                     }});
    return cases;
}

}  // namespace ordersim::verify
