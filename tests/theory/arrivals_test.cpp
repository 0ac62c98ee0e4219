#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "sim/kernel/run.hpp"
#include "sim/market/market.hpp"
#include "tests/support/plain_params.hpp"
#include "tests/support/policies.hpp"
#include "tests/theory/sinusoid.hpp"

// Orders in processing as infinitely many servers under a rate that moves, and sellers of limited
// capacity as one server with constant service, on the real agents and market. The exact
// values are rows of a table of reference numbers, each named by its case.
using namespace ordersim;

namespace {

constexpr std::uint64_t kSeed = 20240229;
constexpr double kUnit = tests::sinusoid::kHoursAUnit * 3.6e9;
constexpr SimDuration kWeek = tests::sinusoid::kDay;

/// Means of independent observations.
class Sample {
public:
    void add(double value) {
        count_ += 1;
        sum_ += value;
        squares_ += value * value;
    }
    [[nodiscard]] double count() const { return count_; }
    [[nodiscard]] double mean() const { return sum_ / count_; }
    [[nodiscard]] double variance() const {
        return (squares_ - sum_ * sum_ / count_) / (count_ - 1);
    }
    [[nodiscard]] double z(double exact) const {
        return (mean() - exact) / std::sqrt(variance() / count_);
    }

private:
    double count_ = 0;
    double sum_ = 0;
    double squares_ = 0;
};

struct Span {
    SimTime begin;  ///< paid and approved, at the instant of placing
    SimTime end;    ///< handed over
};

/// The time that each order of a run spends in processing.
std::vector<Span> in_processing(const agents::Params& params, std::uint32_t replication) {
    const agents::Cast cast(params);
    const order::Policy policy = tests::base_policy();
    kernel::Calendar calendar;
    metrics::Tally tally{SimTime{}, params};
    std::vector<market::Moment> moments;
    market::Market market({.rules = order::rules(),
                           .policy = policy,
                           .cast = cast,
                           .draws = Draws(kSeed, replication),
                           .moments = &moments},
                          calendar, tally);
    std::vector<Span> spans;
    SimTime until{};
    for (auto ended = kernel::Ended::reached_until; ended != kernel::Ended::drained;) {
        ended = kernel::run(calendar, market, until += kWeek, {}).ended;
        for (const market::Moment& moment : moments) {
            if (moment.act.kind == agents::ActKind::seller_hands_over) {
                spans.push_back({moment.order.paid_at, moment.act.at});
            }
        }
        moments.clear();
    }
    return spans;
}

void check(const std::string& what, double exact, const Sample& sample) {
    const double z = sample.z(exact);
    INFO(what << ": exact " << exact << ", simulated " << sample.mean() << ", z = " << z);
    CHECK(std::abs(z) < 4.5);
}

/// Of each day, how many orders are in processing at that unit of it.
std::vector<int> busy_at(const std::vector<Span>& spans, double unit, int days) {
    const SimDuration offset = duration_of(unit * kUnit);
    std::vector<int> busy(static_cast<std::size_t>(days), 0);
    for (const Span& span : spans) {
        for (auto day = span.begin.time_since_epoch() / kWeek;
             day < days && SimTime(day * kWeek + offset) < span.end; ++day) {
            const bool has_begun = span.begin <= SimTime(day * kWeek + offset);
            busy[static_cast<std::size_t>(day)] += has_begun ? 1 : 0;
        }
    }
    return busy;
}

/// M/D/1: a turn takes an hour.
struct Workbench {
    std::string name;
    double rate;  ///< orders an hour
    double mean;  ///< of the wait, in hours
    double variance;
    std::array<double, 3> share_within;  ///< of orders wait at most half an hour, 2.5 h, 5 h
};
constexpr std::array<double, 3> kWithin{0.5, 2.5, 5};
constexpr std::uint32_t kOrders = 6000;
constexpr std::size_t kWarmUp = 1000;

agents::Params params_of(const Workbench& bench) {
    agents::Params params = tests::plain_params();
    params.arrivals.orders_per_day = 24 * bench.rate;
    params.arrivals.orders_max = kOrders;
    params.arrivals.horizon = std::chrono::hours(24 * 3650);
    params.sellers.count = 1;
    params.sellers.capacity_per_day = 24;
    params.sellers.handling = tests::after(0);
    params.sellers.shipping_deadline = tests::after(24 * 365);
    return params;
}

/// What the replications say, each by its own means.
struct Waits {
    Sample mean;
    Sample variance;  ///< about the exact mean, hence without bias
    std::array<Sample, 3> share_within;

    void add(const std::vector<Span>& spans, const Workbench& bench) {
        Sample waits;
        Sample squares;
        std::array<Sample, 3> within;
        for (std::size_t i = kWarmUp; i < spans.size(); ++i) {
            const double wait = hours(spans[i].end - spans[i].begin);
            waits.add(wait);
            squares.add((wait - bench.mean) * (wait - bench.mean));
            for (std::size_t k = 0; k < kWithin.size(); ++k) {
                within[k].add(wait <= kWithin[k] ? 1 : 0);
            }
        }
        mean.add(waits.mean());
        variance.add(squares.mean());
        for (std::size_t k = 0; k < kWithin.size(); ++k) {
            share_within[k].add(within[k].mean());
        }
    }
};

}  // namespace

TEST_CASE("theory: orders in processing under a sinusoidal rate are as many as M(t)/M/inf says") {
    constexpr int days = 1000;
    agents::Params params = tests::plain_params();
    params.arrivals = tests::sinusoid::arrivals();
    params.arrivals.horizon = days * kWeek;
    params.sellers.handling = Distribution::exponential(2 * kUnit).value();  // mu = .5
    params.sellers.shipping_deadline = tests::after(24 * 365);
    const std::vector<Span> spans = in_processing(params, 0);

    // Days are as good as independent, since exp(-12) of what is busy outlasts one. Within an hour
    // of the clock orders come evenly instead of by the sinusoid, which moves the mean by less than
    // 15 (2 pi / 24) (1/7)^2 / 12 = .007; the standard errors are .16 and more.
    const auto check_at = [&spans](const std::string& what, double unit, double exact) {
        const std::vector<int> looks = busy_at(spans, unit, days);
        Sample busy;
        for (std::size_t day = 1; day < days; ++day) {
            busy.add(looks[day]);
        }
        check(what, exact, busy);
    };
    check_at("mtginf_1, mean number busy at t = 100", 100 - 96, 54.2265037117);
    check_at("mtginf_1, mean number busy at t = 106", 106 - 96, 62.4489799245);
    check_at("mtginf_1, mean number busy at t = 112", 112 - 96, 25.7734962883);
}

TEST_CASE("theory: orders of a seller with limited capacity wait as in M/D/1") {
    const std::array<Workbench, 2> benches{{
        {"md1_1", 0.5, 0.5, 0.583333333333, {0.642012708344, 0.971359369637, 0.998764270269}},
        {"md1_2", 0.8, 2.0, 5.33333333333, {0.298364939528, 0.704852353492, 0.899502761754}},
    }};
    for (const Workbench& bench : benches) {
        Waits waits;
        for (std::uint32_t replication = 0; replication < 40; ++replication) {
            const std::vector<Span> spans = in_processing(params_of(bench), replication);
            REQUIRE(spans.size() == kOrders);
            waits.add(spans, bench);
        }
        check(bench.name + ", mean wait", bench.mean, waits.mean);
        check(bench.name + ", variance of wait", bench.variance, waits.variance);
        for (std::size_t k = 0; k < kWithin.size(); ++k) {
            check(bench.name + ", P(wait <= " + std::to_string(kWithin[k]) + " h)",
                  bench.share_within[k], waits.share_within[k]);
        }
    }
}
