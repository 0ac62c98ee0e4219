#include "sim/measure/aalen_johansen.hpp"

#include "sim/base/random.hpp"
#include "sim/measure/survival.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

using namespace ordersim;
using namespace ordersim::measure;

namespace {

constexpr std::uint32_t kAnswered = 1;
constexpr std::uint32_t kShipped = 2;

enum class Purpose : std::uint16_t { answer, shipment, censoring };

Approx near(double value) {
    return Approx(value).epsilon(5e-12);
}

AalenJohansen sixteen() {
    const std::array<double, 16> times{1, 2, 2.5, 3, 4, 4.5, 6, 7, 8, 9, 10, 12, 14, 15, 18, 20};
    const std::array<std::uint32_t, 16> ends{1, 1, 2, 1, 0, 2, 1, 1, 2, 0, 1, 2, 2, 1, 0, 2};
    std::vector<CompetingTime> sample;
    for (std::size_t i = 0; i < times.size(); ++i) {
        sample.push_back({.time = times[i], .end = ends[i]});
    }
    return {std::move(sample), 2};
}

/// Answers with rate 0.05 an hour against shipments after a Weibull time (shape 1.7, scale 36 h),
/// both watched for up to `censoring_mean` hours on average.
std::vector<CompetingTime> raced(std::uint32_t replication, std::uint64_t size,
                                 double censoring_mean) {
    const Draws draws(20240607, replication);
    std::vector<CompetingTime> sample;
    for (std::uint64_t i = 0; i < size; ++i) {
        const double answer = -std::log(draws.uniform(i, Purpose::answer)) / 0.05;
        const double shipment =
            36 * std::pow(-std::log(draws.uniform(i, Purpose::shipment)), 1 / 1.7);
        const double cut = -censoring_mean * std::log(draws.uniform(i, Purpose::censoring));
        const double time = std::min({answer, shipment, cut});
        sample.push_back({.time = time,
                          .end = time == cut      ? CompetingTime::kCensored
                                 : time == answer ? kAnswered
                                                  : kShipped});
    }
    return sample;
}

}  // namespace

TEST_CASE("aalen-johansen: R's multi-state survfit") {
    struct Row {
        double time;
        double answered;
        double shipped;
    };
    const std::array<Row, 3> rows{{{4.5, 0.1875, 0.130681818182},
                                   {10, 0.403409090909, 0.198863636364},
                                   {15, 0.482954545455, 0.357954545455}}};
    const AalenJohansen curves = sixteen();
    for (const Row& row : rows) {
        CHECK(curves.incidence(kAnswered, row.time) == near(row.answered));
        CHECK(curves.incidence(kShipped, row.time) == near(row.shipped));
    }
}

TEST_CASE("aalen-johansen: the incidences and the survival sum to 1") {
    const AalenJohansen curves = sixteen();
    for (const CompetingStep& step : curves.steps()) {
        const double ended =
            curves.incidence(kAnswered, step.time) + curves.incidence(kShipped, step.time);
        CHECK(ended + step.survival == near(1));
    }
    CHECK(curves.steps().back().survival == 0);
    CHECK(curves.incidence(kAnswered, 0.5) == 0);
}

TEST_CASE("aalen-johansen: with one kind of end it is kaplan-meier with greenwood's error") {
    std::vector<CompetingTime> competing;
    std::vector<CensoredTime> censored;
    for (const CompetingTime& one : raced(1, 300, 20)) {
        const double time = std::ceil(one.time);
        const bool is_censored = one.end == CompetingTime::kCensored;
        competing.push_back({.time = time, .end = is_censored ? 0U : 1U});
        censored.push_back({.time = time, .is_censored = is_censored});
    }
    const AalenJohansen curves(competing, 1);
    const KaplanMeier curve(censored);
    REQUIRE(curves.steps().size() == curve.steps().size());
    for (const SurvivalStep& step : curve.steps()) {
        CHECK(1 - curves.incidence(1, step.time) == near(step.survival));
        CHECK(curves.standard_error(1, step.time) == near(curve.standard_error(step.time)));
    }
}

TEST_CASE("aalen-johansen: without censoring the error is that of a share, by kind") {
    const std::vector<CompetingTime> sample = raced(2, 200, 1e9);
    const AalenJohansen curves(sample, 2);
    for (const double time : {3.0, 11.0, 30.0, 500.0}) {
        for (const std::uint32_t end : {kAnswered, kShipped}) {
            const auto hits = std::ranges::count_if(sample, [&](const CompetingTime& one) {
                return one.end == end && one.time <= time;
            });
            const double share = static_cast<double>(hits) / 200;
            CHECK(curves.incidence(end, time) == Approx(share).epsilon(1e-12));
            CHECK(curves.standard_error(end, time) ==
                  Approx(std::sqrt(share * (1 - share) / 200)).epsilon(1e-10));
        }
    }
}

TEST_CASE("aalen-johansen: a large sample comes to the exact incidence") {
    const AalenJohansen curves(raced(3, 200'000, 200), 2);
    const std::array<std::pair<double, double>, 3> truths{
        {{6, 0.254988893833}, {24, 0.614635365461}, {72, 0.710362409229}}};
    for (const auto& [time, truth] : truths) {
        const double error = curves.standard_error(kAnswered, time);
        CHECK(error < 0.002);
        CHECK(curves.incidence(kAnswered, time) == Approx(truth).margin(3.5 * error));
    }
}

TEST_CASE("aalen-johansen: bounds hold the exact incidence as often as they say") {
    // By quadrature, see cif_1 of the reference values: P(answered by 6 h, by 24 h).
    const std::array<std::pair<double, double>, 2> truths{
        {{6, 0.254988893833}, {24, 0.614635365461}}};
    constexpr std::uint32_t experiments = 1'000;
    for (const auto& [time, truth] : truths) {
        std::uint32_t covered = 0;
        for (std::uint32_t r = 0; r < experiments; ++r) {
            const AalenJohansen curves(raced(100 + r, 150, 40), 2);
            const Interval bounds = curves.bounds(kAnswered, time, 0.95);
            covered += bounds.low <= truth && truth <= bounds.high ? 1 : 0;
        }
        // 950 of 1,000, give or take four standard deviations of the binomial law (6.9).
        CHECK(covered >= 922);
        CHECK(covered <= 978);
    }
}

TEST_CASE("aalen-johansen: bounds stay within 0 and 1, and nothing is known of an empty sample") {
    const AalenJohansen nothing({}, 2);
    CHECK(nothing.steps().empty());
    CHECK(nothing.incidence(kShipped, 10) == 0);
    CHECK(nothing.time_last() == 0);
    const AalenJohansen all({{1, 1}, {2, 1}}, 2);
    CHECK(all.incidence(1, 2) == 1);
    CHECK(nothing.bounds(1, 10, 0.95).low == 0);
    CHECK(nothing.bounds(1, 10, 0.95).high == 1);
    CHECK(all.bounds(1, 1, 0.95).low > 0);
    CHECK(all.bounds(1, 1, 0.95).high < 1);
}

TEST_CASE("aalen-johansen: nobody and everybody of so many have the exact bounds of a share") {
    std::vector<CompetingTime> sample;
    for (int i = 1; i <= 10; ++i) {
        sample.push_back({.time = static_cast<double>(i), .end = kAnswered});
        sample.push_back({.time = i + 0.5, .end = CompetingTime::kCensored});
    }
    const AalenJohansen half(sample, 2);
    // After five hours, five answers; four were cut off before.
    CHECK(half.bounds(kShipped, 5.5, 0.95).low == 0);
    CHECK(half.bounds(kShipped, 5.5, 0.95).high == near(1 - std::pow(0.025, 1.0 / 16)));
    CHECK(half.bounds(kShipped, 99, 0.95).high == near(1 - std::pow(0.025, 1.0 / 11)));
    std::erase_if(sample, [](const CompetingTime& one) { return one.end != kAnswered; });
    const AalenJohansen all(std::move(sample), 2);
    CHECK(all.bounds(kAnswered, 10, 0.95).low == near(std::pow(0.025, 1.0 / 10)));
    CHECK(all.bounds(kAnswered, 10, 0.95).high == 1);
}
