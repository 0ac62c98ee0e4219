#include "sim/report/study.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/table.hpp"
#include "sim/report/text.hpp"

#include "tests/support/sample_study.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <sstream>

using namespace ordersim;
using namespace ordersim::report;

namespace {

const std::vector<std::string> kMetrics{"M01", "M03 p90", "M10"};

std::size_t widest_line(const std::string& text) {
    std::istringstream lines(text);
    std::size_t widest = 0;
    for (std::string line; std::getline(lines, line);) {
        widest = std::max(widest, display_width(line));
    }
    return widest;
}

bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("sweep: a line a point, metrics beside, the bounds in brackets, 80 columns") {
    const std::string text = sweep_summary(tests::sample_sweep(), kMetrics, Colour::off, "look");
    CHECK(holds(text, "85.0 [84.0, 86.0]"));
    CHECK(holds(text, "39 h [37, 41]"));
    CHECK(holds(text, "3.1 [2.9, 3.3]"));
    CHECK(holds(text, "3 points x 10 replications, 95 % intervals"));
    CHECK(holds(text, "20 run, 10 from the run store"));
    CHECK(holds(text, "next: look"));
    CHECK(widest_line(text) <= kSummaryColumns);
}

TEST_CASE("sweep: what was interrupted, and a half-width not reached, is said") {
    measure::SweepRecord record = tests::sample_sweep();
    record.result.study.partial = true;
    record.result.stopped_by = "replications_max";
    record.result.points[1].replications = 30;
    const std::string text = sweep_summary(record, kMetrics, Colour::off, "");
    CHECK(holds(text, "interrupted"));
    CHECK(holds(text, "10 to 30 replications"));
    CHECK(holds(text, "not reached everywhere"));
    CHECK_FALSE(holds(text, "next:"));
}

TEST_CASE("sweep: a record without points, and one with hostile names, are no harm") {
    measure::SweepRecord record = tests::sample_sweep();
    record.result.points[1].settings["policy.grace_window"] = "\x1b[31m\n\"";
    record.result.points[1].series = "\x1b]0;title\x07";
    CHECK_FALSE(holds(sweep_summary(record, kMetrics, Colour::off, ""), "\x1b"));
    record.result.points.clear();
    CHECK(holds(sweep_summary(record, kMetrics, Colour::off, ""), "no data"));
}

TEST_CASE("comparison: value, difference and verdict a metric; none where nothing is better") {
    const std::string text = comparison_summary(tests::sample_comparison(), Colour::off, "");
    CHECK(holds(text, "an hour against today"));
    CHECK(holds(text, "+5.0 [+4.5, +5.5]  improved"));
    CHECK(holds(text, "1 of 3 undecided"));
    CHECK(holds(text, "differences' intervals 2.5 times narrower"));
    CHECK(widest_line(text) <= kSummaryColumns);
}

TEST_CASE("csv: points are one row a metric, with a column for each factor") {
    const measure::Sweep sweep = tests::sample_sweep().result;
    const std::string text = points_csv(sweep.factors, sweep.points);
    CHECK(text.starts_with("series,point,policy.grace_window,replications,metric,name,label,unit,"
                           "value,low,high,difference,difference_low,difference_high\r\n"));
    CHECK(holds(text, ",policy.grace_window=0,\"\"\"0\"\"\",10,M01,cancellation success,,share,"
                      "0.8,0.79,0.81,,,\r\n"));
    CHECK(std::ranges::count(text, '\n') == 10);
}

TEST_CASE("csv: comparisons are one row a policy and metric, with all three estimates") {
    const std::string text = comparisons_csv(tests::sample_comparison().result);
    CHECK(holds(text, "an hour,M01,cancellation success,,share,higher,0.8,0.79,0.81,0.85,0.84,"
                      "0.86,0.05,0.045,0.055,0.005,improved,2.5\r\n"));
    CHECK(holds(text, ",0.005,,\r\n"));
}

TEST_CASE("table: columns stand under their names, numbers to the right") {
    const std::vector<std::string> columns{"name", "n"};
    const std::vector<std::vector<std::string>> rows{{"a", "10"}, {"longer", "9"}};
    CHECK(table({columns, rows, {false, true}}) == "name     n\na       10\nlonger   9\n");
    CHECK(table({columns, {}, {false, true}}) == "name  n\n");
}
