#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

#include "sim/experiment/metrics_table.hpp"
#include "sim/experiment/summary.hpp"
#include "tests/support/small_scenario.hpp"

using namespace ordersim;
using namespace ordersim::experiment;

namespace {

/// A replication that nothing but the tally's counts is looked at of.
Replication counted(const metrics::Counts& counts) {
    Replication replication;
    replication.counts = counts;
    return replication;
}

metrics::Counts empty_counts() {
    metrics::Counts counts;
    counts.orders = 1;
    counts.flows.resize(order::rules().rows().size());
    return counts;
}

const measure::Curve& curve_of(const measure::Variant& summary, std::string_view name) {
    const auto found = std::ranges::find(summary.curves, name, &measure::Curve::name);
    REQUIRE(found != summary.curves.end());
    return *found;
}

}  // namespace

TEST_CASE("metrics: id and label together name one metric") {
    std::set<std::string> names;
    for (const RatioMetric& metric : ratio_metrics()) {
        CHECK(names.insert(metric.id + "/" + metric.label).second);
    }
    CHECK(has_headline("M01"));
    CHECK(has_headline("M05"));
    CHECK(has_headline("M12"));
    for (const char* id : {"M07", "M08", "M10", "M11", "M14", "M16"}) {
        CHECK(has_headline(id));
    }
    for (const char* id : {"M02", "M04", "M06", "M09", "M13", "M15"}) {
        CHECK_FALSE(has_headline(id));
    }
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

TEST_CASE("metrics: the reports' names are all there") {
    const scenario::Scenario scenario = tests::small_scenario();
    const measure::Variant summary =
        summarize(scenario.variants[0], {counted(empty_counts())}, 0.95);
    std::set<std::string> names;
    for (const measure::Metric& metric : summary.metrics) {
        CHECK(names.insert(metric.id + "/" + metric.label).second);
    }
    for (const char* name :
         {"M01/path: support", "M06/p50", "M06/p90", "M06/within 24 h", "M06/before the limit",
          "M07/", "M07/dispute rate", "M07/ruling filing rate", "M07/seller liability rate",
          "M08/", "M08/split", "M08/awarded", "M09/chat: arrivals an hour",
          "M09/chat: utilisation", "M09/chat: wait p50", "M09/chat: wait p95",
          "M09/chat: wait, mean", "M09/chat: at once or in time", "M09/chat: had to wait",
          "M09/chat: gave up", "M09/chat: gave up silently", "M09/cases: arrivals an hour",
          "M09/cases: utilisation", "M09/cases: wait p50", "M09/cases: wait p95",
          "M09/cases: wait, mean", "M09/cases: at once or in time", "M09/cases: had to wait",
          "M09/cases: wait before shipment, mean", "M09/cases: wait in disputes, mean",
          "M09/cases: backlog age p95", "M10/", "M10/buyer", "M10/seller", "M10/platform",
          "M11/", "M12/", "M13/points per 1,000 orders", "M13/cancel rate at fault",
          "M13/orders at sellers above 2.5 %", "M13/orders at sellers above 5 %",
          "M13/orders at sellers above 10 %", "M14/", "M14/without reorders", "M15/calls",
          "M15/messages", "M15/days", "M16/", "volume/cases", "volume/disputes",
          "volume/support chats", "volume/refund retries", "volume/seller offers",
          "volume/follow-ups"}) {
        INFO(name);
        CHECK(names.contains(name));
    }
}

TEST_CASE("metrics: the parties' costs add up, and a seller's dispute rate is of finished orders") {
    metrics::Counts counts = empty_counts();
    counts.orders = 10;
    counts.journeys.contacts[static_cast<std::size_t>(metrics::Stage::processing)] = 4;
    counts.costs = {.buyer = 2, .seller = 6, .platform = 12};
    counts.cases.disputes = 3;
    counts.cases.withdrawn = 1;
    counts.cases.completed = 1;
    const auto confirmed = order::rules().find("T27");
    counts.flows[confirmed][static_cast<std::size_t>(order::OrderState::delivered)] = 6;
    const measure::Variant summary =
        summarize(tests::small_scenario().variants[0], {counted(counts)}, 0.95);
    const auto value = [&summary](std::string_view id, std::string_view label) {
        const auto found = std::ranges::find_if(summary.metrics, [&](const auto& metric) {
            return metric.id == id && metric.label == label;
        });
        REQUIRE(found != summary.metrics.end());
        return found->estimate.value;
    };
    CHECK(value("M10", "") == Approx(5));
    CHECK(value("M10", "buyer") + value("M10", "seller") + value("M10", "platform") == Approx(5));
    CHECK(value("M07", "dispute rate") == Approx(2.0 / 8));
}

TEST_CASE("curves: a point is a day's mean; replications that have run empty count as zero") {
    metrics::Counts one = empty_counts();
    one.cases_by_hour.assign(48, 4);
    metrics::Counts other = empty_counts();
    other.cases_by_hour.assign(24, 2);
    for (metrics::Counts* counts : {&one, &other}) {
        counts->desks[0].busy_by_day = {6, 3};
        counts->desks[0].staffed_by_day = {24, 12};
    }
    const measure::Variant summary = summarize(tests::small_scenario().variants[0],
                                               {counted(one), counted(other)}, 0.95);
    const measure::Curve& cases = curve_of(summary, "open cases and disputes");
    REQUIRE(cases.points.size() == 2);
    CHECK(cases.x_unit == "d");
    CHECK(cases.points[0].x == 0.5);
    CHECK(cases.points[0].y == 3);
    CHECK(cases.points[1].y == 2);
    CHECK(cases.points[1].low == 0);
    const measure::Curve& chats = curve_of(summary, "chat utilisation");
    REQUIRE(chats.points.size() == 2);
    CHECK(chats.points[1].y == Approx(0.25));
    for (const char* name :
         {"pending requests", "refunds under way", "chat line", "case line", "case utilisation"}) {
        CHECK(curve_of(summary, name).points.empty());
    }
}

TEST_CASE("curves: years are thinned out to at most 400 points, each over so many days") {
    metrics::Counts counts = empty_counts();
    for (int hour = 0; hour < 801 * 24; ++hour) {
        counts.pending_by_hour.push_back(hour / 24);
    }
    const measure::Variant summary =
        summarize(tests::small_scenario().variants[0], {counted(counts)}, 0.95);
    const measure::Curve& pending = curve_of(summary, "pending requests");
    REQUIRE(pending.points.size() == 267);
    CHECK(pending.points[0].x == 1.5);
    CHECK(pending.points[0].y == 1);
    CHECK(pending.points[266].x == 799.5);
    CHECK(pending.points[266].y == 799);
}
