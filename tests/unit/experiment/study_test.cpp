#include "sim/experiment/store.hpp"
#include "sim/experiment/study.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "tests/support/small_scenario.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace ordersim;
using experiment::Study;

namespace {

/// The small scenario, its variants told apart as `load` does.
scenario::Scenario study_scenario() {
    scenario::Scenario scenario = tests::small_scenario();
    for (scenario::Variant& variant : scenario.variants) {
        variant.hash = variant.name;
    }
    return scenario;
}

std::vector<double> success(const Study& study, std::size_t point) {
    return study.values(point, experiment::find_metric("M01"));
}

}  // namespace

TEST_CASE("study: says of each replication what a run of one replication says") {
    scenario::Scenario scenario = study_scenario();
    Study study(scenario, {.threads = 2});
    study.add(scenario.variants[0]);
    REQUIRE(study.extend(std::vector<experiment::Demand>{{0, 3}}));
    const auto whole = experiment::run(
        [&] {
            scenario::Scenario three = scenario;
            three.plan.replications = 3;
            return three;
        }(),
        {.threads = 1});
    REQUIRE(whole);
    for (std::size_t i = 0; i < experiment::study_metrics().size(); ++i) {
        const experiment::StudyMetric& metric = experiment::study_metrics()[i];
        const measure::Metric& theirs = whole->variants.front().metrics[i];
        CHECK(metric.id == theirs.id);
        CHECK(metric.label == theirs.label);
        CHECK(metric.unit == theirs.unit);
        if (metric.kind != experiment::MetricKind::quantile) {
            INFO(metric.reference());
            const double ours =
                experiment::estimate_of(metric, study.samples(0, i), 0.95).value;
            CHECK((ours == theirs.estimate.value ||
                   (std::isnan(ours) && std::isnan(theirs.estimate.value))));
        }
    }
}

TEST_CASE("study: no number depends on threads, nor on the order in which points are asked for") {
    const scenario::Scenario scenario = study_scenario();
    Study one(scenario, {.threads = 1});
    Study other(scenario, {.threads = 3});
    for (Study* study : {&one, &other}) {
        study->add(scenario.variants[0]);
        study->add(scenario.variants[1]);
    }
    REQUIRE(one.extend(std::vector<experiment::Demand>{{0, 4}, {1, 4}}));
    REQUIRE(other.extend(std::vector<experiment::Demand>{{1, 2}}));
    REQUIRE(other.extend(std::vector<experiment::Demand>{{0, 4}, {1, 4}}));
    CHECK(success(one, 0) == success(other, 0));
    CHECK(success(one, 1) == success(other, 1));
    CHECK(success(one, 0) != success(one, 1));
}

TEST_CASE("study: a variant of the same values is the same point") {
    const scenario::Scenario scenario = study_scenario();
    Study study(scenario, {});
    CHECK(study.add(scenario.variants[0]) == 0);
    CHECK(study.add(scenario.variants[1]) == 1);
    CHECK(study.add(scenario.variants[0]) == 0);
}

TEST_CASE("study: finds in the store what another study left, and runs only the rest") {
    const tests::TemporaryFolder folder;
    const scenario::Scenario scenario = study_scenario();
    auto store = experiment::RunStore::open(folder.file("runs.sqlite"));
    REQUIRE(store);
    Study first(scenario, {.threads = 2, .store = &*store});
    first.add(scenario.variants[1]);
    REQUIRE(first.extend(std::vector<experiment::Demand>{{0, 5}}));
    CHECK(first.simulated() == 5);
    Study second(scenario, {.threads = 2, .store = &*store});
    second.add(scenario.variants[0]);
    second.add(scenario.variants[1]);
    REQUIRE(second.extend(std::vector<experiment::Demand>{{0, 3}, {1, 3}}));
    CHECK(second.simulated() == 3);
    CHECK(second.recalled() == 3);
    CHECK(second.replications(1) == 3);  // not the five that are there
    REQUIRE(second.extend(std::vector<experiment::Demand>{{1, 5}}));
    CHECK(success(second, 1) == success(first, 0));
}

TEST_CASE("study: another seed, span or set of values is another point of the store") {
    const tests::TemporaryFolder folder;
    auto store = experiment::RunStore::open(folder.file("runs.sqlite"));
    REQUIRE(store);
    const auto recalled = [&](const scenario::Scenario& scenario) {
        Study study(scenario, {.threads = 1, .store = &*store});
        study.add(scenario.variants[0]);
        REQUIRE(study.extend(std::vector<experiment::Demand>{{0, 1}}));
        return study.recalled();
    };
    const scenario::Scenario scenario = study_scenario();
    CHECK(recalled(scenario) == 0);
    CHECK(recalled(scenario) == 1);
    scenario::Scenario other = scenario;
    other.plan.seed = 8;
    CHECK(recalled(other) == 0);
    other = scenario;
    other.plan.warm_up = std::chrono::hours(1);
    CHECK(recalled(other) == 0);
    other = scenario;
    other.plan.follow = std::chrono::hours(24 * 60);
    CHECK(recalled(other) == 0);
    other = scenario;
    other.variants[0].hash = "another";
    CHECK(recalled(other) == 0);
}

TEST_CASE("study: after a stop the first replication of every point is whole, and it says so") {
    const scenario::Scenario scenario = study_scenario();
    std::stop_source stop;
    stop.request_stop();
    Study study(scenario, {.threads = 2, .stop = stop.get_token()});
    study.add(scenario.variants[0]);
    study.add(scenario.variants[1]);
    REQUIRE(study.extend(std::vector<experiment::Demand>{{0, 4}, {1, 4}}));
    CHECK(study.is_stopped());
    CHECK(study.replications(0) == 1);
    CHECK(study.replications(1) == 1);
}

TEST_CASE("study: every metric's reference finds it, and none is there twice") {
    for (std::size_t i = 0; i < experiment::study_metrics().size(); ++i) {
        CHECK(experiment::find_metric(experiment::study_metrics()[i].reference()) == i);
    }
    CHECK(experiment::find_metric("M99") == experiment::study_metrics().size());
}

TEST_CASE("study: a quantile that a replication did not reach is no data, not the others' mean") {
    experiment::StudyMetric metric;
    metric.kind = experiment::MetricKind::quantile;
    const std::vector<measure::RatioSample> known{{4, 1}, {6, 1}};
    CHECK(experiment::estimate_of(metric, known, 0.95).value == 5);
    const std::vector<measure::RatioSample> open{{4, 1}, {}};
    CHECK(std::isnan(experiment::estimate_of(metric, open, 0.95).value));
    CHECK(std::isnan(experiment::difference_of(metric, {known, open}, 0.95).value));
}
