#include <catch2/catch.hpp>
#include <set>

#include "sim/experiment/metrics_table.hpp"
#include "sim/experiment/summary.hpp"
#include "tests/support/small_scenario.hpp"

using namespace ordersim;
using namespace ordersim::experiment;

TEST_CASE("metrics: id and label together name one metric") {
    std::set<std::string> names;
    for (const RatioMetric& metric : ratio_metrics()) {
        CHECK(names.insert(metric.id + "/" + metric.label).second);
    }
    CHECK(has_headline("M01"));
    CHECK(has_headline("M05"));
    CHECK(has_headline("M12"));
    CHECK_FALSE(has_headline("M03"));
    CHECK_FALSE(has_headline("nonsense"));
}

TEST_CASE("metrics: the paths partition the headline, the outcomes the requests") {
    const scenario::Scenario scenario = tests::small_scenario();
    const Contender contender{scenario.variants[0], agents::Cast(scenario.variants[0].params)};
    Replications replications;
    for (std::uint32_t i = 0; i < 3; ++i) {
        replications.push_back(replicate(contender, Draws(1, i), {}, {}));
    }
    const measure::Variant summary = summarize(scenario.variants[0], replications, 0.95);
    double headline = 0;
    double paths = 0;
    double outcomes = 0;
    for (const measure::Metric& metric : summary.metrics) {
        headline += metric.id == "M01" && metric.label.empty() ? metric.estimate.value : 0;
        paths += metric.id == "M01" && metric.label.starts_with("path: ") ? metric.estimate.value
                                                                          : 0;
        outcomes += metric.id == "M02" ? metric.estimate.value : 0;
    }
    CHECK(headline > 0.1);
    CHECK(paths == Approx(headline));
    CHECK(outcomes == Approx(1));
    CHECK(summary.flows.size() > 20);
    CHECK(summary.flows[0].transition == "T01");
    CHECK(summary.flows[0].per_thousand == Approx(1000));
}
