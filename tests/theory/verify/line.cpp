#include "tests/theory/verify/line.hpp"

#include "sim/base/assert.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::verify {

namespace {

enum class What : std::uint16_t { arrival, finish, patience_ends };

/// Customers are numbered by arrival, those of the start first, as are the pool's tickets.
class LineModel {
public:
    LineModel(const Line& line, const Start& start, const Window& window, const CaseDraws& draws,
              kernel::Calendar& calendar)
        : line_(line),
          start_(start),
          draws_(draws),
          calendar_(calendar),
          pool_(line.servers),
          first_(start.customers + window.skipped),
          missing_(window.customers),
          visits(window.customers) {
        for (; next_ < start.customers; ++next_) {
            enter(next_, SimTime{});
        }
        schedule_arrival(SimTime{});
    }

    void handle(const kernel::Event& event) {
        switch (static_cast<What>(event.payload())) {
        case What::arrival: return arrive(event.at);
        case What::finish:
            if (const auto next = pool_.finish(event.at)) {
                begin(next->customer, next->wait, event.at);
            }
            return;
        case What::patience_ends:
            if (const auto wait = pool_.abandon(kernel::TicketId{event.entity()}, event.at)) {
                note(event.entity(), {.wait = *wait});
            }
            return;
        }
    }

    [[nodiscard]] bool has_seen_enough() const { return missing_ == 0; }
    [[nodiscard]] const kernel::Pool& pool() const { return pool_; }

private:
    void schedule(SimTime at, What what, std::uint32_t customer) {
        const auto rank = what == What::patience_ends ? kernel::Rank::timer : kernel::Rank::fact;
        calendar_.push(
            kernel::Event::make(at, customer, rank, 0, static_cast<std::uint16_t>(what)));
    }

    void schedule_arrival(SimTime now) {
        if (next_ == line_.customers_max) {
            return;
        }
        const double u = draws_.uniform(next_, Draw::interarrival);
        schedule(now + delay(line_.interarrival, u), What::arrival, next_);
    }

    void arrive(SimTime now) {
        const std::uint32_t customer = next_++;
        schedule_arrival(now);
        if (line_.turns_away && pool_.busy() == pool_.servers()) {
            note(customer, {});
        } else {
            enter(customer, now);
        }
    }

    [[nodiscard]] bool is_urgent(std::uint32_t customer) const {
        return line_.urgent_share > 0 &&
               draws_.uniform(customer, Draw::urgency) < line_.urgent_share;
    }

    void enter(std::uint32_t customer, SimTime now) {
        const int priority = is_urgent(customer) ? 0 : 1;
        if (pool_.arrive({.id = customer, .priority = priority}, now).is_served) {
            begin(customer, SimDuration::zero(), now);
        } else if (line_.patience) {
            const double u = draws_.uniform(customer, Draw::patience);
            schedule(now + delay(*line_.patience, u), What::patience_ends, customer);
        }
    }

    void begin(std::uint32_t customer, SimDuration wait, SimTime now) {
        const SimDuration service =
            customer < start_.residuals.size()
                ? duration_of(in_microseconds(start_.residuals[customer]))
                : delay(line_.service, draws_.uniform(customer, Draw::service));
        schedule(now + service, What::finish, customer);
        note(customer, {wait, service, true, is_urgent(customer)});
    }

    void note(std::uint32_t customer, const Visit& visit) {
        if (customer >= first_ && customer - first_ < visits.size()) {
            visits[customer - first_] = visit;
            --missing_;
        }
    }

    const Line& line_;
    const Start& start_;
    CaseDraws draws_;
    kernel::Calendar& calendar_;
    kernel::Pool pool_;
    std::uint32_t next_ = 0;
    std::uint32_t first_;
    std::size_t missing_;

public:
    std::vector<Visit> visits;
};

}  // namespace

CaseDraws::CaseDraws(std::string_view name, const Draws& draws) : draws_(draws) {
    // FNV-1a.
    std::uint32_t hash = 2166136261U;
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    }
    salt_ = std::uint64_t{hash} << 32U;
}

Distribution of(const Distribution::Made& made) {
    ORDERSIM_ASSERT(made.has_value());
    return *made;
}

Distribution exponential(double mean) {
    return of(Distribution::exponential(in_microseconds(mean)));
}

LineRun simulate(const Line& line, const Start& start, const Window& window,
                 const CaseDraws& draws) {
    kernel::Calendar calendar;
    LineModel model(line, start, window, draws, calendar);
    kernel::run(calendar, model, at(window.hours), {});
    LineRun run{.visits = {}, .totals = model.pool().totals(at(window.hours))};
    run_on(calendar, model, at(window.hours));
    run.visits = std::move(model.visits);
    return run;
}

StationaryNumber::StationaryNumber(const BirthAndDeath& process) {
    double weight = 1;
    double sum = 0;
    for (std::uint32_t n = 0; weight > 1e-17 * sum || n <= process.servers; ++n) {
        sum += weight;
        cumulated_.push_back(sum);
        const std::uint32_t served = std::min(n + 1, process.servers);
        weight *= process.arrival_rate /
                  (served * process.service_rate + (n + 1 - served) * process.abandonment_rate);
        if (process.turns_away && n == process.servers) {
            break;
        }
    }
    for (double& share : cumulated_) {
        share /= sum;
    }
}

std::uint32_t StationaryNumber::quantile(double u) const {
    const auto place = std::ranges::lower_bound(cumulated_, u);
    return static_cast<std::uint32_t>(std::min(place, cumulated_.end() - 1) - cumulated_.begin());
}

double relaxation_hours(const BirthAndDeath& process) {
    // Cohen: The Single Server Queue, for one server; an upper limit with more, and with patience
    // nobody stays longer than that.
    const double capacity = process.servers * process.service_rate;
    const double root = 1 - std::sqrt(std::min(1.0, process.arrival_rate / capacity));
    const double line = root > 0 ? 1 / (capacity * root * root) : HUGE_VAL;
    const double single = 1 / process.service_rate;
    if (process.abandonment_rate > 0) {
        return std::min(std::max(line, single), 1 / process.abandonment_rate + single);
    }
    return std::max(line, single);
}

}  // namespace ordersim::verify
