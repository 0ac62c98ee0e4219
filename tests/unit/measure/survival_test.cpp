#include "sim/measure/survival.hpp"

#include "sim/base/random.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

using namespace ordersim;
using namespace ordersim::measure;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

enum class Purpose : std::uint16_t { pace, time, censoring };

using Replications = std::vector<std::vector<CensoredTime>>;

/// R writes status 1 for an event.
std::vector<CensoredTime> sample_of(const std::vector<double>& times,
                                    const std::vector<int>& status) {
    std::vector<CensoredTime> sample;
    for (std::size_t i = 0; i < times.size(); ++i) {
        sample.push_back({.time = times[i], .is_censored = status[i] == 0});
    }
    return sample;
}

/// Maintenance therapy of acute myelogenous leukaemia, maintained group (Miller 1997).
KaplanMeier leukaemia() {
    return KaplanMeier(
        sample_of({9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161}, {1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0}));
}

/// Answers of sellers, in hours, cut off by shipments and by the deadline.
KaplanMeier sellers() {
    return KaplanMeier(
        sample_of({0.4,  1.1,  1.9, 2.5,  3.2,  3.2, 4.8, 5.5, 6.1,  7.7,  8,  9.3,
                   11.4, 12.6, 15,  18.2, 22.5, 24,  24,  24,  30.1, 36.7, 48, 48},
                  {1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0}));
}

Approx near(double value) {
    return Approx(value).epsilon(5e-12);
}

/// Replications of 10 to 40 rounded times, so that ties occur, each with its own pace.
Replications paced(std::uint32_t count, double censoring_mean) {
    Replications replications;
    for (std::uint32_t r = 0; r < count; ++r) {
        const Draws draws(20240607, r);
        const double mean = 5 + 10 * draws.uniform(0, Purpose::pace);
        const std::uint64_t size = 10 + draws.bits(1, Purpose::pace) % 31;
        auto& sample = replications.emplace_back();
        for (std::uint64_t i = 0; i < size; ++i) {
            const double time = std::ceil(-mean * std::log(draws.uniform(i, Purpose::time)));
            const double cut =
                std::ceil(-censoring_mean * std::log(draws.uniform(i, Purpose::censoring)));
            sample.push_back({.time = std::min(time, cut), .is_censored = cut < time});
        }
    }
    return replications;
}

/// S(time) of the pooled sample when the observations of one replication count `weight` each: the
/// definition, written out.
double weighted_survival(const Replications& replications, std::size_t special, double weight,
                         double time) {
    std::vector<double> event_times;
    for (const auto& sample : replications) {
        for (const CensoredTime& one : sample) {
            if (!one.is_censored && one.time <= time) {
                event_times.push_back(one.time);
            }
        }
    }
    std::ranges::sort(event_times);
    event_times.erase(std::unique(event_times.begin(), event_times.end()), event_times.end());
    double survival = 1;
    for (const double at : event_times) {
        double at_risk = 0;
        double events = 0;
        for (std::size_t r = 0; r < replications.size(); ++r) {
            for (const CensoredTime& one : replications[r]) {
                const double counts = r == special ? weight : 1;
                at_risk += one.time >= at ? counts : 0;
                events += one.time == at && !one.is_censored ? counts : 0;
            }
        }
        survival *= 1 - events / at_risk;
    }
    return survival;
}

}  // namespace

TEST_CASE("kaplan-meier: R's survfit on the leukaemia data") {
    struct Row {
        double time;
        double survival;
        double error;
    };
    const std::array<Row, 7> rows{{{9, 0.909090909091, 0.0866784172041},
                                   {13, 0.818181818182, 0.11629129983},
                                   {18, 0.715909090909, 0.139664970557},
                                   {23, 0.613636363636, 0.152632331027},
                                   {31, 0.490909090909, 0.164193267221},
                                   {34, 0.368181818182, 0.162668885827},
                                   {48, 0.184090909091, 0.153492745786}}};
    const KaplanMeier curve = leukaemia();
    for (const Row& row : rows) {
        CHECK(curve.survival(row.time) == near(row.survival));
        CHECK(curve.standard_error(row.time) == near(row.error));
    }
    CHECK(curve.bounds(13, 0.95).low == near(0.447428614682));
    CHECK(curve.bounds(13, 0.95).high == near(0.951162228582));
    CHECK(curve.bounds(18, 0.95).low == near(0.350190385908));
    CHECK(curve.bounds(18, 0.95).high == near(0.899023974191));
    CHECK(curve.quantile(0.5) == 31);
    CHECK(curve.restricted_mean(161) == near(52.6454545455));
    CHECK(curve.cumulative_hazard(48) == near(1.40876623377));
    CHECK(curve.steps().size() == rows.size());
}

TEST_CASE("kaplan-meier: R's survfit on the sellers' answers") {
    struct Row {
        double time;
        double survival;
        double error;
    };
    const std::array<Row, 4> rows{{{5, 0.747685185185, 0.0892000839322},
                                   {12, 0.562962962963, 0.10468087532},
                                   {24, 0.409427609428, 0.107287950478},
                                   {36.7, 0.204713804714, 0.115562154443}}};
    const KaplanMeier curve = sellers();
    for (const Row& row : rows) {
        CHECK(curve.survival(row.time) == near(row.survival));
        CHECK(curve.standard_error(row.time) == near(row.error));
    }
    CHECK(curve.quantile(0.5) == 15);
}

TEST_CASE("kaplan-meier: what lies beyond the watching is not known") {
    const KaplanMeier curve = sellers();
    CHECK(curve.time_last() == 48);
    CHECK_FALSE(curve.quantile(0.8).has_value());
    CHECK(curve.quantile(0.79) == 36.7);
    CHECK(curve.survival(1000) == curve.survival(36.7));
    CHECK(curve.survival(0.39) == 1);
    CHECK(curve.bounds(0.39, 0.95).low == 1);
}

TEST_CASE("kaplan-meier: an event at the time of a censoring comes first") {
    const std::vector<CensoredTime> sample{{5, true}, {5, false}, {9, false}};
    const KaplanMeier curve(sample);
    CHECK(curve.steps()[0].at_risk == 3);
    CHECK(curve.survival(5) == near(2.0 / 3));
    CHECK(curve.survival(9) == 0);
    CHECK(curve.bounds(9, 0.95).low == 0);
    CHECK(curve.bounds(9, 0.95).high == curve.bounds(5, 0.95).high);
}

TEST_CASE("kaplan-meier: without censoring it is the share still to come") {
    const KaplanMeier curve({{4, false}, {1, false}, {3, false}, {2, false}, {5, false}});
    CHECK(curve.survival(2) == near(0.6));
    CHECK(curve.quantile(0.4) == 2);
    CHECK(curve.quantile(0.6) == 3);
    CHECK(curve.quantile(1) == 5);
    CHECK(KaplanMeier({}).survival(3) == 1);
    CHECK_FALSE(KaplanMeier({}).quantile(0.5).has_value());
}

TEST_CASE("pooled survival: without censoring the band is that of the ratio estimate") {
    const Replications replications = paced(8, 1e9);
    const Curve curve =
        PooledSurvival(replications).distribution({.name = "time", .x_unit = "h"}, 0.95);
    REQUIRE(curve.points.size() > 20);
    for (const Curve::Point& point : curve.points) {
        std::vector<RatioSample> samples;
        for (const auto& sample : replications) {
            const auto hits = std::ranges::count_if(
                sample, [&](const CensoredTime& one) { return one.time <= point.x; });
            samples.push_back(
                {.hits = static_cast<double>(hits), .tries = static_cast<double>(sample.size())});
        }
        const Estimate ratio = ratio_estimate(samples, 0.95);
        CHECK(point.y == Approx(ratio.value).margin(1e-12));
        if (point.y < 1) {
            CHECK(point.low == Approx(std::max(0.0, ratio.low)).margin(1e-12));
            CHECK(point.high == Approx(std::min(1.0, ratio.high)).margin(1e-12));
        }
    }
}

TEST_CASE("pooled survival: with censoring the band is the derivative by each replication") {
    const Replications replications = paced(6, 12);
    const Curve curve =
        PooledSurvival(replications).distribution({.name = "time", .x_unit = "h"}, 0.9);
    REQUIRE(curve.points.size() > 10);
    const double step = 1e-5;
    std::size_t compared = 0;
    for (const Curve::Point& point : curve.points) {
        double squares = 0;
        for (std::size_t r = 0; r < replications.size(); ++r) {
            const double slope = (weighted_survival(replications, r, 1 + step, point.x) -
                                  weighted_survival(replications, r, 1 - step, point.x)) /
                                 (2 * step);
            squares += slope * slope;
        }
        const double half_width = t_quantile(0.95, 5) * std::sqrt(squares * 6 / 5);
        CHECK(point.y == Approx(1 - weighted_survival(replications, 0, 1, point.x)));
        if (point.y - half_width > 0.001 && point.y + half_width < 0.999) {
            CHECK(point.y - point.low == Approx(half_width).epsilon(1e-6));
            CHECK(point.high - point.y == Approx(half_width).epsilon(1e-6));
            ++compared;
        }
    }
    CHECK(compared > 10);
}

TEST_CASE("quantile over replications: Woodruff's bounds read the pooled curve") {
    const Replications replications = paced(8, 20);
    const PooledSurvival pooled(replications);
    const Estimate median = pooled.quantile(0.5, 0.95);
    CHECK(median.value == pooled.curve().quantile(0.5));
    CHECK(median.low < median.value);
    CHECK(median.value < median.high);
    CHECK(median.replications == 8);
    const Estimate again = quantile_over_replications(replications, 0.5, 0.95);
    CHECK(again.low == median.low);
    CHECK(again.high == median.high);

    // At the quantile itself the band of the curve gives the half-width.
    const Curve curve = pooled.distribution({.name = "time", .x_unit = "h"}, 0.95);
    const auto at = std::ranges::find(curve.points, median.value, &Curve::Point::x);
    REQUIRE(at != curve.points.end());
    const double half_width = at->high - at->y;
    CHECK(median.low == pooled.curve().quantile(0.5 - half_width));
    CHECK(median.high == pooled.curve().quantile(0.5 + half_width));
}

TEST_CASE("quantile over replications: open where the watching ended") {
    Replications replications = paced(8, 1e9);
    for (auto& sample : replications) {
        for (CensoredTime& one : sample) {
            one = {.time = std::min(one.time, 12.0), .is_censored = one.time > 12};
        }
    }
    const PooledSurvival pooled(replications);
    const double height = 1 - pooled.curve().survival(1e9);
    REQUIRE(height < 1);
    const Estimate close = pooled.quantile(height - 1e-6, 0.95);
    CHECK(std::isfinite(close.low));
    CHECK(close.high == kInfinity);
    const Estimate beyond = pooled.quantile((1 + height) / 2, 0.95);
    CHECK(std::isnan(beyond.value));
    CHECK(beyond.low == -kInfinity);
    CHECK(beyond.replications == 8);
}

TEST_CASE("quantile over replications: one replication with data has no interval") {
    const Replications replications{{}, {{1, false}, {2, false}, {3, true}}, {}};
    const Estimate median = quantile_over_replications(replications, 0.5, 0.95);
    CHECK(median.value == 2);
    CHECK(median.low == -kInfinity);
    CHECK(median.high == kInfinity);
    CHECK(median.replications == 1);
    CHECK(quantile_over_replications({}, 0.5, 0.95).replications == 0);
    CHECK(std::isnan(quantile_over_replications({}, 0.5, 0.95).value));
}

TEST_CASE("quantile over replications: an atom that every replication hits is certain") {
    // All requests lapse at the deadline of 24 h.
    const Replications lapsed(5, std::vector<CensoredTime>(200, {24, false}));
    const Estimate median = quantile_over_replications(lapsed, 0.5, 0.95);
    CHECK(median.value == 24);
    CHECK(median.low == 24);
    CHECK(median.high == 24);
}

TEST_CASE("quantile over replications: equal replications do not make it certain") {
    std::vector<CensoredTime> sample;
    for (int i = 1; i <= 100; ++i) {
        sample.push_back({.time = static_cast<double>(i), .is_censored = false});
    }
    const Replications equal(4, sample);
    const Estimate median = quantile_over_replications(equal, 0.5, 0.95);
    // t_{0.975, 3} sqrt(0.25 / 400) = 0.0796: the 43rd and the 58th value of 100.
    CHECK(median.value == 50);
    CHECK(median.low == 43);
    CHECK(median.high == 58);
    CHECK(quantile_over_replications(equal, 0.99, 0.95).high == kInfinity);
}

TEST_CASE("distribution curve: at most as many points as asked, from 0 to the last watched time") {
    const Replications replications = paced(40, 30);
    for (const std::size_t points_max : {3UL, 10UL, 25UL, 200UL}) {
        const Curve curve =
            PooledSurvival(replications)
                .distribution({.name = "time to answer", .x_unit = "h", .points_max = points_max},
                              0.95);
        CHECK(curve.points.size() <= points_max);
        CHECK(curve.points.size() > std::min<std::size_t>(points_max, 25) / 2);
        CHECK(curve.points.front().x == 0);
        CHECK(curve.points.front().y == 0);
        CHECK(curve.points.back().x == PooledSurvival(replications).curve().time_last());
        CHECK(std::ranges::is_sorted(curve.points, std::less_equal<>(), &Curve::Point::x));
        CHECK(std::ranges::is_sorted(curve.points, {}, &Curve::Point::y));
        CHECK(std::ranges::all_of(curve.points, [](const Curve::Point& point) {
            return 0 <= point.low && point.low <= point.y && point.y <= point.high &&
                   point.high <= 1;
        }));
        CHECK(curve.name == "time to answer");
        CHECK(curve.y_unit == "share");
    }
}

TEST_CASE("distribution curve: does not depend on the order of orders within a replication") {
    const Replications replications = paced(5, 12);
    Replications turned = replications;
    for (auto& sample : turned) {
        std::ranges::reverse(sample);
    }
    const auto one = PooledSurvival(replications).distribution({.name = "", .x_unit = "h"}, 0.95);
    const auto two = PooledSurvival(turned).distribution({.name = "", .x_unit = "h"}, 0.95);
    REQUIRE(one.points.size() == two.points.size());
    for (std::size_t i = 0; i < one.points.size(); ++i) {
        CHECK(one.points[i].high == Approx(two.points[i].high).margin(1e-12));
    }
}

TEST_CASE("distribution curve: one replication has no band, none has no points") {
    const Replications single{{{1, false}, {2, true}}};
    const auto curve = PooledSurvival(single).distribution({.name = "", .x_unit = "h"}, 0.95);
    REQUIRE(curve.points.size() == 3);
    CHECK(curve.points[1].low == -kInfinity);
    CHECK(curve.points[1].high == kInfinity);
    CHECK(PooledSurvival({}).distribution({.name = "", .x_unit = "h"}, 0.95).points.empty());
}
