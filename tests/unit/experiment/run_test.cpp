#include <catch2/catch.hpp>
#include <cmath>

#include "sim/base/threads.hpp"
#include "sim/experiment/run.hpp"
#include "sim/measure/json.hpp"
#include "tests/support/small_scenario.hpp"

using namespace ordersim;

namespace {

measure::Result run_with(const scenario::Scenario& scenario, std::uint32_t threads) {
    const auto result = experiment::run(scenario, {.threads = threads});
    REQUIRE(result);
    return *result;
}

double value_of(const measure::Variant& variant, std::string_view id, std::string_view label) {
    for (const measure::Metric& metric : variant.metrics) {
        if (metric.id == id && metric.label == label) {
            return metric.estimate.value;
        }
    }
    FAIL("no metric " << id << " " << label);
    return 0;
}

}  // namespace

TEST_CASE("run: the result is the same bytes on any number of threads") {
    scenario::Scenario scenario = tests::small_scenario();
    scenario.plan.warm_up.reset();
    scenario.plan.precision = {.metric = "M01", .half_width = 0.02, .replications_max = 12};
    const std::string one = result_json(run_with(scenario, 1));
    CHECK(one == result_json(run_with(scenario, 2)));
    CHECK(one == result_json(run_with(scenario, 5)));
}

TEST_CASE("run: another seed gives another result") {
    scenario::Scenario scenario = tests::small_scenario();
    const std::string one = result_json(run_with(scenario, 2));
    scenario.plan.seed = 8;
    CHECK(one != result_json(run_with(scenario, 2)));
}

TEST_CASE("run: stops at the first replication whose half-width holds, never before the fewest") {
    scenario::Scenario scenario = tests::small_scenario();
    scenario.plan.precision = {.metric = "M01", .half_width = 0.5, .replications_max = 50};
    measure::Result result = run_with(scenario, 2);
    CHECK(result.replications == 7);  // six, and one look ahead
    CHECK(result.stopped_by == "half-width");
    scenario.plan.precision->half_width = 1e-9;
    scenario.plan.precision->replications_max = 9;
    result = run_with(scenario, 2);
    CHECK(result.replications == 9);
    CHECK(result.stopped_by == "replications");
    CHECK_FALSE(result.partial);
}

TEST_CASE("run: variants live on common draws, so that their difference is sharp") {
    const measure::Result result = run_with(tests::small_scenario(), 2);
    REQUIRE(result.variants.size() == 2);
    CHECK(result.variants[0].differences.empty());
    const double first = value_of(result.variants[0], "M01", "");
    const double second = value_of(result.variants[1], "M01", "");
    CHECK(first > second);
    for (const measure::Metric& metric : result.variants[1].differences) {
        if (metric.id == "M01" && metric.label.empty()) {
            CHECK(metric.estimate.value == Approx(second - first));
            CHECK(metric.estimate.high < 0);
        }
    }
    CHECK(value_of(result.variants[0], "volume", "contacts") ==
          Approx(value_of(result.variants[1], "volume", "contacts")));
}

TEST_CASE("run: a stop gives what is whole, at least the first replication of every variant") {
    std::stop_source stopped;
    stopped.request_stop();
    const auto first =
        experiment::run(tests::small_scenario(), {.threads = 2, .stop = stopped.get_token()});
    REQUIRE(first);
    CHECK(first->partial);
    CHECK(first->replications == 1);

    std::stop_source later;
    const auto partial = experiment::run(
        tests::small_scenario(),
        {.threads = 1, .stop = later.get_token(), .on_progress = [&](const auto& progress) {
             if (progress.replications_done == 5) {
                 later.request_stop();
             }
         }});
    REQUIRE(partial);
    CHECK(partial->partial);
    CHECK(partial->stopped_by == "interrupted");
    CHECK(partial->replications == 2);  // five jobs are two replications of both variants
}

TEST_CASE("run: a warm-up leaves early orders out, and is told") {
    scenario::Scenario scenario = tests::small_scenario();
    const measure::Result all = run_with(scenario, 2);
    scenario.plan.warm_up = std::chrono::hours(3);
    const measure::Result later = run_with(scenario, 2);
    CHECK(later.variants[0].orders < all.variants[0].orders);
    CHECK(later.warm_up == "3h, as given");
}

TEST_CASE("run: a warm-up longer than orders arrive is no result") {
    scenario::Scenario scenario = tests::small_scenario();
    scenario.plan.warm_up = std::chrono::hours(30);
    const auto nothing = experiment::run(scenario, {.threads = 2});
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().kind == experiment::RunError::Kind::nothing_measured);
}

TEST_CASE("threads: what one of them throws reaches the caller") {
    CHECK_THROWS_AS(on_threads(3, [](std::uint32_t thread) {
        if (thread == 2) {
            throw std::bad_alloc();
        }
    }), std::bad_alloc);
}

TEST_CASE("run: intervals cover the pooled mean of many more replications") {
    scenario::Scenario scenario = tests::small_scenario();
    scenario.variants.resize(1);
    scenario.plan.replications = 400;
    const double truth = value_of(run_with(scenario, 2).variants[0], "M01", "");
    scenario.plan.replications = 8;
    int covered = 0;
    constexpr int tries = 200;
    for (int i = 0; i < tries; ++i) {
        scenario.plan.seed = 1000 + static_cast<std::uint64_t>(i);
        const measure::Result result = run_with(scenario, 2);
        const measure::Estimate& headline = result.variants[0].metrics[0].estimate;
        covered += headline.low <= truth && truth <= headline.high ? 1 : 0;
    }
    // 95 % of 200 is 190, standard deviation 3.1; four and a half of them are 14.
    CHECK(covered >= 176);
    CHECK(covered <= 200);
}
