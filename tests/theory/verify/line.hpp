#pragma once

#include "sim/base/distribution.hpp"
#include "sim/base/random.hpp"
#include "sim/base/time.hpp"
#include "sim/kernel/calendar.hpp"
#include "sim/kernel/pool.hpp"
#include "sim/kernel/run.hpp"

#include "tests/theory/verify/answers.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

/// Waiting lines on the kernel's public interface. The unit of time of all cases is the hour, long
/// enough that rounding to 1 us is no bias.
namespace ordersim::verify {

enum class Draw : std::uint16_t { interarrival, service, patience, urgency, route, start };

/// The draws of one replication of one case: no two cases share numbers.
class CaseDraws {
public:
    CaseDraws(std::string_view name, const Draws& draws);

    [[nodiscard]] double uniform(std::uint32_t customer, Draw draw, std::uint16_t index = 0) const {
        return draws_.uniform(salt_ | customer, draw, index);
    }

private:
    std::uint64_t salt_;
    Draws draws_;
};

// Laws in hours.
[[nodiscard]] Distribution exponential(double mean);
[[nodiscard]] Distribution of(const Distribution::Made& made);
[[nodiscard]] inline double in_microseconds(double hours) {
    return hours * 3.6e9;
}
[[nodiscard]] inline SimTime at(double hours) {
    return SimTime(duration_of(in_microseconds(hours)));
}

/// G/G/c+G, or with losses, or with two classes.
struct Line {
    Distribution interarrival;
    Distribution service;
    std::uint32_t servers = 1;
    std::optional<Distribution> patience{};
    bool turns_away = false;                       ///< who finds all servers busy is lost
    double urgent_share = 0;                       ///< are served before all others
    std::optional<std::uint32_t> customers_max{};  ///< nobody comes after them
};

/// Who is there at the beginning. They count as customers of no statistic.
struct Start {
    std::uint32_t customers = 0;
    std::vector<double> residuals{};  ///< of the first services, in hours; the rest by the law
};

/// How much is seen of a replication. With a stationary start both kinds of averages have no bias:
/// over a fixed number of customers and over a fixed time.
struct Window {
    std::uint32_t customers = 0;
    double hours = 0;
    std::uint32_t skipped = 0;  ///< customers before them, where the start is not stationary
};

struct Visit {
    SimDuration wait{};
    SimDuration service{};  ///< of those served
    bool is_served = false;
    bool is_urgent = false;
};

struct LineRun {
    std::vector<Visit> visits;  ///< of the window's customers, in order of arrival
    kernel::PoolTotals totals;  ///< of the window's hours
};

[[nodiscard]] LineRun simulate(const Line& line, const Start& start, const Window& window,
                               const CaseDraws& draws);

/// Handles events until the model says that it has seen enough, at `until` or later.
template <class Model>
void run_on(kernel::Calendar& calendar, Model& model, SimTime until) {
    while (!model.has_seen_enough()) {
        until += std::chrono::hours(24);
        kernel::run(calendar, model, until, {});
    }
}

/// Of a birth and death process: how likely each number in system is, cumulated.
struct BirthAndDeath {
    double arrival_rate = 0;
    double service_rate = 1;
    std::uint32_t servers = 1;
    double abandonment_rate = 0;
    bool turns_away = false;
};
class StationaryNumber {
public:
    explicit StationaryNumber(const BirthAndDeath& process);
    [[nodiscard]] std::uint32_t quantile(double u) const;

private:
    std::vector<double> cumulated_;
};

/// The time after which the number in a line M/M/c has forgotten its start, but for a factor e.
[[nodiscard]] double relaxation_hours(const BirthAndDeath& process);

/// The mean of `value` over the visits that `asked` is true of, as a sum and a count.
template <class Value, class Asked>
[[nodiscard]] Sample mean_over(const std::vector<Visit>& visits, Value value, Asked asked) {
    Sample sample;
    for (const Visit& visit : visits) {
        if (asked(visit)) {
            sample.hits += static_cast<double>(value(visit));
            sample.tries += 1;
        }
    }
    return sample;
}
template <class Value>
[[nodiscard]] Sample mean_over(const std::vector<Visit>& visits, Value value) {
    return mean_over(visits, value, [](const Visit&) { return true; });
}

}  // namespace ordersim::verify
