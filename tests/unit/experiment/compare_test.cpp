#include "sim/experiment/compare.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "sim/measure/json.hpp"
#include "tests/support/small_scenario.hpp"

using namespace ordersim;
using measure::Better;
using measure::Estimate;
using measure::Verdict;
using measure::verdict_of;

namespace {

measure::Comparisons compared(const std::vector<std::string>& metrics) {
    scenario::Scenario scenario = tests::small_scenario();
    for (scenario::Variant& variant : scenario.variants) {
        variant.hash = variant.name;
    }
    const auto record = experiment::compare({{&scenario}, metrics, {}, "compare"}, {.threads = 2});
    REQUIRE(record);
    const std::string text = measure::to_json(*record);
    const auto read = measure::record_from_json<measure::ComparisonRecord>(text);
    REQUIRE(read);
    CHECK(measure::to_json(*read) == text);
    return record->result;
}

}  // namespace

TEST_CASE("verdict: better or worse only when the interval leaves no doubt and it matters") {
    CHECK(verdict_of({2, 1, 3, 10}, 0.5, Better::higher) == Verdict::improved);
    CHECK(verdict_of({2, 1, 3, 10}, 0.5, Better::lower) == Verdict::regressed);
    CHECK(verdict_of({-2, -3, -1, 10}, 0.5, Better::lower) == Verdict::improved);
    CHECK(verdict_of({2, -1, 5, 10}, 0.5, Better::higher) == Verdict::undecided);
}

TEST_CASE("verdict: surely too little to matter is equivalent, though zero is excluded") {
    CHECK(verdict_of({0.2, 0.1, 0.3, 10}, 0.5, Better::higher) == Verdict::equivalent);
    CHECK(verdict_of({0, -0.5, 0.5, 10}, 0.5, Better::higher) == Verdict::equivalent);
    CHECK(verdict_of({0, 0, 0, 10}, 0, Better::lower) == Verdict::equivalent);
}

TEST_CASE("verdict: surely better by perhaps too little is undecided") {
    CHECK(verdict_of({0.4, 0.1, 0.7, 10}, 0.5, Better::higher) == Verdict::undecided);
}

TEST_CASE("verdict: without an interval there is none") {
    const double endless = std::numeric_limits<double>::infinity();
    CHECK(verdict_of({9, -endless, endless, 1}, 0.5, Better::higher) == Verdict::undecided);
}

TEST_CASE("compare: silence that rejects lets fewer out, pair by pair") {
    const measure::Comparisons result = compared({"M01"});
    REQUIRE(result.comparisons.size() == 1);
    const measure::Comparison& success = result.comparisons.front();
    CHECK(success.difference.value < 0);
    CHECK(success.difference.value ==
          Approx(success.value.value - success.baseline.value).margin(1e-12));
    CHECK(success.verdict == "regressed");
    CHECK(success.narrowing > 1);
    CHECK(success.threshold == 0.005);
}

TEST_CASE("compare: the more metrics are judged, the wider each interval, for all to hold") {
    const measure::Comparison alone = compared({"M01"}).comparisons.front();
    const measure::Comparison among = compared({"M01", "M05", "M10"}).comparisons.front();
    CHECK(among.difference.value == alone.difference.value);
    CHECK(among.difference.low < alone.difference.low);
    CHECK(among.value.low == alone.value.low);
}

TEST_CASE("compare: what can be good or bad is shown without a verdict") {
    CHECK(compared({"M08"}).comparisons.front().verdict.empty());
}

TEST_CASE("compare: all metrics that it looks at by itself are known") {
    for (const std::string& metric : experiment::compared_metrics()) {
        CHECK(experiment::find_metric(metric) < experiment::study_metrics().size());
    }
}
