#include "sim/experiment/store.hpp"
#include "sim/experiment/sweep.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sim/measure/json.hpp"
#include "tests/support/small_scenario.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ordersim;

namespace {

/// A grid of two by two in which the second factor moves a policy.
struct SmallSweep {
    scenario::Scenario scenario = tests::small_scenario();
    std::vector<scenario::Factor> factors{
        {"x.delay", scenario::Axis::hours, {{"0", 0}, {"1h", 1}}},
        {"policy.on_silence",
         scenario::Axis::words,
         {{"approve", std::nan("")}, {"reject", std::nan("")}}}};

    SmallSweep() {
        const auto two = scenario.variants;
        scenario.variants.insert(scenario.variants.end(), two.begin(), two.end());
        for (std::size_t i = 0; i < scenario.variants.size(); ++i) {
            scenario.variants[i].hash = std::to_string(i);
        }
        scenario.plan.replications = 3;
    }
    [[nodiscard]] measure::SweepRecord run(const experiment::StudyOptions& options) const {
        const auto record = experiment::sweep({scenario, factors, {}, "sweep"}, options);
        REQUIRE(record);
        return *record;
    }
    [[nodiscard]] std::string bytes(const experiment::StudyOptions& options) const {
        measure::SweepRecord record = run(options);
        record.host = {};
        return measure::to_json(record);
    }
};

}  // namespace

TEST_CASE("sweep: points stand in their grid, the last factor moving fastest") {
    const measure::Sweep sweep = SmallSweep().run({.threads = 2}).result;
    REQUIRE(sweep.points.size() == 4);
    CHECK(sweep.points[2].at[0] == 1);
    CHECK(std::isnan(sweep.points[2].at[1]));
    CHECK(sweep.factors[0].unit == "h");
    CHECK(sweep.factors[1].unit.empty());
    CHECK(sweep.points[0].differences.empty());
    CHECK(sweep.points[1].differences.size() == sweep.points[1].metrics.size());
    CHECK(sweep.stopped_by == "replications");
}

TEST_CASE("sweep: the same bytes at any number of threads, with and without a store") {
    const tests::TemporaryFolder folder;
    const SmallSweep sweep;
    const std::string one = sweep.bytes({.threads = 1});
    CHECK(one == sweep.bytes({.threads = 3}));
    for (int i = 0; i < 2; ++i) {
        auto store = experiment::RunStore::open(folder.file("runs.sqlite"));
        REQUIRE(store);
        CHECK(one == sweep.bytes({.threads = 2, .store = &*store}));
    }
}

TEST_CASE("sweep: a half-width to reach gives hard points more replications than easy ones") {
    SmallSweep sweep;
    sweep.scenario.plan.precision = {.metric = "M01", .half_width = 0.5, .replications_max = 40};
    measure::Sweep result = sweep.run({.threads = 2}).result;
    CHECK(result.stopped_by == "half-width");
    sweep.scenario.plan.precision->half_width = 1e-9;
    sweep.scenario.plan.precision->replications_max = 6;
    result = sweep.run({.threads = 2}).result;
    CHECK(result.stopped_by == "replications_max");
    CHECK(result.points.front().replications == 6);
}

TEST_CASE("sweep: its record reads back as it was written") {
    const measure::SweepRecord record = SmallSweep().run({.threads = 2});
    const std::string text = measure::to_json(record);
    const auto read = measure::record_from_json<measure::SweepRecord>(text);
    REQUIRE(read);
    CHECK(measure::to_json(*read) == text);
    CHECK(measure::schema_of(text) == std::string(measure::SweepRecord::kSchema));
    CHECK_FALSE(measure::record_from_json<measure::ComparisonRecord>(text));
}
