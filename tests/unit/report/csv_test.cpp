#include "sim/report/csv.hpp"

#include "tests/support/odd_records.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <string>

using namespace ordersim;
using namespace ordersim::report;

namespace {

measure::Result two_numbers() {
    measure::Result result;
    result.variants.resize(2);
    result.variants[0].name = "base";
    result.variants[0].metrics = {
        {"M01", "cancellation success", "", "share", {0.1, 0.05, 0.15, 20}}};
    result.variants[1].name = "a, \"b\"\nc";
    result.variants[1].metrics = result.variants[0].metrics;
    result.variants[1].differences = {
        {"M01", "cancellation success", "", "share", {-0.25, -0.5, 1e-9, 20}}};
    return result;
}

std::size_t lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\r'));
}

}  // namespace

TEST_CASE("csv: metrics are one row a variant, metric and label, differences beside") {
    CHECK(metrics_csv(two_numbers()) ==
          "variant,metric,name,label,unit,value,low,high,replications,difference,"
          "difference_low,difference_high\r\n"
          "base,M01,cancellation success,,share,0.1,0.05,0.15,20,,,\r\n"
          "\"a, \"\"b\"\"\nc\",M01,cancellation success,,share,0.1,0.05,0.15,20,-0.25,-0.5,"
          "1e-09\r\n");
}

TEST_CASE("csv: a variant without a name keeps its column") {
    measure::Result result = two_numbers();
    result.variants.resize(1);
    result.variants[0].name = "";
    CHECK(metrics_csv(result).find("\r\n,M01,") != std::string::npos);
}

TEST_CASE("csv: what is no number is empty, what has no bound says so") {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    measure::Result result = two_numbers();
    result.variants.resize(1);
    result.variants[0].metrics[0].estimate = {std::numeric_limits<double>::quiet_NaN(), -kInfinity,
                                              kInfinity, 1};
    CHECK(metrics_csv(result).find("share,,-inf,inf,1,,,\r\n") != std::string::npos);
}

TEST_CASE("csv: numbers keep all their digits") {
    measure::Result result = two_numbers();
    result.variants[0].metrics[0].estimate.value = 0.1 + 0.2;
    CHECK(metrics_csv(result).find(",0.30000000000000004,") != std::string::npos);
}

TEST_CASE("csv: every metric of every variant has its row") {
    const measure::Record record = tests::sample_record(2);
    const std::string text = metrics_csv(record.result);
    std::size_t metrics = 0;
    for (const measure::Variant& variant : record.result.variants) {
        metrics += variant.metrics.size();
        for (const measure::Metric& metric : variant.metrics) {
            const bool is_quoted = metric.label.find(',') != std::string::npos;
            const std::string label = is_quoted ? '"' + metric.label + '"' : metric.label;
            CAPTURE(metric.id, label);
            CHECK(text.find("\r\n" + variant.name + "," + metric.id + "," + metric.name + "," +
                            label + ",") != std::string::npos);
        }
    }
    CHECK(lines(text) == metrics + 1);
}

TEST_CASE("csv: curves and flows have a row a point and a row a transition") {
    const measure::Record record = tests::sample_record(2);
    std::size_t points = 0;
    std::size_t flows = 0;
    for (const measure::Variant& variant : record.result.variants) {
        flows += variant.flows.size();
        for (const measure::Curve& curve : variant.curves) {
            points += curve.points.size();
        }
    }
    CHECK(lines(curves_csv(record.result)) == points + 1);
    CHECK(lines(flows_csv(record.result)) == flows + 1);
    CHECK(curves_csv(record.result).find("\r\nbase,time to resolution,h,share,0,0,0,") !=
          std::string::npos);
    CHECK(flows_csv(record.result)
              .find("\r\nbase,T11,seller approves,cancel_pending,refunding,27.1\r\n") !=
          std::string::npos);
}
