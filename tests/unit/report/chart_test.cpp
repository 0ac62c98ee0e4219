#include "sim/report/chart/axis.hpp"
#include "sim/report/chart/data.hpp"
#include "sim/report/chart/flow.hpp"
#include "sim/report/chart/lines.hpp"
#include "sim/report/chart/rows.hpp"
#include "sim/report/chart/states.hpp"

#include "tests/support/odd_records.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <regex>
#include <string>
#include <vector>

using namespace ordersim;
using namespace ordersim::report;
using namespace ordersim::report::chart;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

std::vector<std::string> labels(const Axis& axis) {
    std::vector<std::string> result;
    for (const Tick& tick : axis.ticks) {
        result.push_back(tick.label);
    }
    return result;
}

using Labels = std::vector<std::string>;

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

Lines chart_of(std::vector<measure::Curve::Point> points) {
    return {.caption = {"title", "description"},
            .x = number_axis(0, 10),
            .y = share_axis(),
            .x_label = "x",
            .y_label = "y",
            .lines = {{"line", std::move(points)}}};
}

}  // namespace

TEST_CASE("axis: numbers step by 1, 2 or 5") {
    CHECK(labels(number_axis(0, 78)) == Labels{"0", "20", "40", "60", "80"});
    CHECK(labels(number_axis(-14.5, 0, 4)) == Labels{"-15", "-10", "-5", "0"});
    CHECK(labels(number_axis(0.11, 0.29)) == Labels{"0.10", "0.15", "0.20", "0.25", "0.30"});
    CHECK(labels(number_axis(0, 5000)) == Labels{"0", "1,000", "2,000", "3,000", "4,000", "5,000"});
}

TEST_CASE("axis: a single value still has room around it") {
    for (const double value : {0.0, 7.0, -3.0, 1e9}) {
        const Axis axis = number_axis(value, value);
        CAPTURE(value);
        CHECK(axis.low <= value);
        CHECK(axis.high >= value);
        CHECK(axis.low < axis.high);
    }
}

TEST_CASE("axis: shares reach to 100 % and no farther") {
    CHECK(labels(share_axis()) == Labels{"0 %", "20 %", "40 %", "60 %", "80 %", "100 %"});
    CHECK(labels(share_axis(0.61, 0.77)) == Labels{"60 %", "65 %", "70 %", "75 %", "80 %"});
    CHECK(share_axis(0.97, 1).high == 1);
}

TEST_CASE("axis: ratios reach to 100 % at least and farther when they exceed it") {
    CHECK(labels(ratio_axis(0.2)) == labels(share_axis()));
    CHECK(labels(ratio_axis(1.3)) == Labels{"0 %", "50 %", "100 %", "150 %"});
}

TEST_CASE("axis: times are ticked in units that people count in") {
    CHECK(labels(time_axis(0, 24)) == Labels{"0", "6h", "12h", "18h", "1d"});
    CHECK(labels(time_axis(0, 0.4)) == Labels{"0", "5min", "10min", "15min", "20min", "25min"});
    CHECK(labels(time_axis(0.1, 400)) == Labels{"15min", "1h", "4h", "12h", "2d", "7d"});
}

TEST_CASE("axis: places run from 0 to 1 and clamp what lies outside") {
    const Axis linear = number_axis(0, 10);
    CHECK(linear.at(5) == Approx(0.5));
    CHECK(linear.at(-1) == 0);
    CHECK(linear.at(11) == 1);
    const Axis logarithmic = time_axis(1, 100);
    CHECK(logarithmic.at(10) == Approx(0.5));
    CHECK(logarithmic.at(0) == 0);
}

TEST_CASE("lines: a band needs bounds, a curve needs numbers") {
    const std::string whole =
        lines(chart_of({{0, 0, 0, 0.1}, {5, 0.5, 0.4, 0.6}, {10, 1, 0.9, 1}}));
    CHECK(count(whole, "<polygon") == 1);
    CHECK(count(whole, "<polyline") == 1);
    const std::string bare = lines(chart_of({{0, 0, kNone, kNone}, {10, 1, kNone, kNone}}));
    CHECK(count(bare, "<polygon") == 0);
    CHECK(count(bare, "<polyline") == 1);
    const std::string empty = lines(chart_of({{0, kNone, 0, 0}, {10, kNone, 0, 0}}));
    CHECK(count(empty, "<polyline") == 0);
}

TEST_CASE("lines: a single point is drawn as a mark") {
    CHECK(count(lines(chart_of({{5, 0.5, 0.4, 0.6}})), "<circle") == 1);
}

TEST_CASE("lines: many points are thinned out, the last one kept") {
    std::vector<measure::Curve::Point> points;
    for (int i = 0; i <= 100'000; ++i) {
        const double x = i / 10'000.0;
        points.push_back({x, x / 10, x / 10, x / 10});
    }
    const std::string svg = lines(chart_of(points));
    CHECK(svg.size() < 12'000);
    CHECK(count(svg, "504,10") >= 1);  // the upper right corner of the plot
}

TEST_CASE("lines: a curve with fewer points keeps its peaks") {
    std::vector<measure::Curve::Point> points;
    for (int i = 0; i <= 1000; ++i) {
        points.push_back({i / 100.0, i == 500 ? 1.0 : 0.0, 0, 0});
    }
    const std::string svg = lines(chart_of(points));
    CHECK(count(svg, "281,10 ") == 1);  // the middle of the plot, at its top
    CHECK(svg.size() < 5'000);
}

TEST_CASE("flow: ribbons carry their numbers, and what nothing passes is left out") {
    const Flow sample{.nodes = {{"asked", 0}, {"out", 1, Flow::Tone::good}, {"nobody", 1}},
                      .links = {{0, 1, 1234}},
                      .unit = "buyers"};
    CHECK(passing(sample, 0) == 1234);
    CHECK(passing(sample, 2) == 0);
    const std::string svg = flow(sample, {"title", "description"});
    CHECK(count(svg, "<title>asked → out: 1,234 buyers</title>") == 1);
    CHECK(count(svg, ">out 1,234<") == 1);
    CHECK(count(svg, "nobody") == 0);
}

TEST_CASE("data: fields that would upset the table are quoted, numbers that are none are empty") {
    Data data({"name", "value", "high"});
    data.row({"a, \"b\"\n"}, {0.1234567, kNone});
    CHECK(data.csv() == "name,value,high\n\"a, \"\"b\"\"\xef\xbf\xbd\",0.123457,\n");
    CHECK(data_address(data).find("%22a,%20%22%22b%22%22%EF%BF%BD%22,0.123457,%0A") !=
          std::string::npos);
    CHECK(data_file_name("Got out, of paid orders: 5 %") == "got-out-of-paid-orders-5.csv");
    CHECK(data_file_name("../") == "chart.csv");
    CHECK(address_size("a é") == 1 + 3 + 6);
}

TEST_CASE("bars: a whisker stands where there is an interval, nothing where there is no data") {
    const Caption caption{"title", "description"};
    const std::string both = bars({{"a", {0.5, 0.4, 0.6, 20}, "50"}}, share_axis(), caption);
    const std::string alone = bars({{"a", {0.5, -kNone, kNone, 1}, "50"}}, share_axis(), caption);
    const std::string none =
        bars({{"a", {kNone, kNone, kNone, 0}, "no data"}}, share_axis(), caption);
    CHECK(count(both, "<path") == count(alone, "<path") + 1);
    CHECK(count(alone, "<rect") == 1);
    CHECK(count(none, "<rect") == 0);
    CHECK(count(none, "no data") == 1);
}

TEST_CASE("bars: the axis of short bars holds every interval, and never exceeds 100 %") {
    CHECK(short_axis({{"a", {0.05, 0.04, 0.062, 20}, ""}}).high == Approx(0.08));
    CHECK(short_axis({{"a", {0.98, 0.9, 1.1, 20}, ""}}).high == 1);
    CHECK(short_axis({{"a", {kNone, kNone, kNone, 0}, ""}}).high == 1);
}

TEST_CASE("forest: a dot is solid when its interval excludes zero, else hollow") {
    const Caption caption{"title", "description"};
    const Scale points{100, "percentage points"};
    const std::string clear = forest({{"a", {0.2, 0.1, 0.3, 20}, ""}}, points, caption);
    const std::string unclear = forest({{"a", {0.2, -0.1, 0.5, 20}, ""}}, points, caption);
    CHECK(count(clear, "fill=\"Canvas\"") == 0);
    CHECK(count(unclear, "fill=\"Canvas\"") == 1);
}

TEST_CASE("stacked: parts beyond the whole are cut and missing ones take no room") {
    const Caption caption{"title", "description"};
    const std::string svg = stacked(
        {.parts = {"a", "b", "c"}, .rest = "rest", .stacks = {{"s", {0.9, kNone, 0.9}}}}, caption);
    CHECK(count(svg, "<rect") == 7);  // two parts, the rest, four of the legend
    const std::string none =
        stacked({.parts = {"a"}, .rest = "rest", .stacks = {{"s", {}}}}, caption);
    CHECK(count(none, ">no data<") == 1);
}

TEST_CASE("stacked: amounts are drawn against the whole, without a rest, their sum beside them") {
    const std::string svg = stacked({.parts = {"a", "b"},
                                     .rest = {},
                                     .stacks = {{"s", {2, 1}, "3 BRL"}, {"t", {4, 2}, "6 BRL"}},
                                     .whole = 6},
                                    {"title", "description"});
    CHECK(count(svg, "<rect") == 6);  // two parts twice, two of the legend
    CHECK(count(svg, "stroke-dasharray") == 0);
    CHECK(count(svg, ">3 BRL<") == 1);
}

TEST_CASE("states: transitions between the same states add up to one arrow") {
    const std::vector<Arrow> arrows =
        arrows_of({{"T11", "", "cancel_pending", "refunding", 27.1},
                   {"T13", "", "cancel_pending", "cancel_pending", 3},
                   {"T15", "", "CANCEL_PENDING", "REFUNDING", 9.6},
                   {"T10", "", "processing", "cancel_pending", kNone},
                   {"T17", "", "cancel_pending", "processing", 0.01}});
    REQUIRE(arrows.size() == 1);
    CHECK(arrows[0].from == "cancel_pending");
    CHECK(arrows[0].to == "refunding");
    CHECK(arrows[0].per_thousand == Approx(36.7));
}

TEST_CASE("states: every state and every count of the sample is on the picture") {
    const auto flows = tests::sample_record().result.variants.front().flows;
    const std::string svg = states(arrows_of(flows), {"title", "description"});
    for (const char* text :
         {">placed<", ">awaiting<", ">processing<", ">shipped<", ">delivered<", ">dispute<",
          ">refunding<", ">cancelled<", ">completed<", ">1,000<", ">851<", ">36.7<", ">83.0<"}) {
        CAPTURE(text);
        CHECK(count(svg, text) == 1);
    }
    CHECK(count(svg, "<path") == arrows_of(flows).size());
}

TEST_CASE("states: no count covers a state or another count") {
    const auto flows = tests::sample_record().result.variants.front().flows;
    const std::string svg = states(arrows_of(flows), {"title", "description"});
    std::vector<Box> boxes;
    const std::regex rect(
        R"re(<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)")re");
    for (auto at = std::sregex_iterator(svg.begin(), svg.end(), rect);
         at != std::sregex_iterator(); ++at) {
        boxes.push_back({std::stod((*at)[1]), std::stod((*at)[2]), std::stod((*at)[3]),
                         std::stod((*at)[4])});
    }
    const std::size_t states = boxes.size();
    const std::regex text(
        R"re(<text x="([\d.]+)" y="([\d.]+)"[^>]*font-weight="600">([\d,.]+))re");
    for (auto at = std::sregex_iterator(svg.begin(), svg.end(), text);
         at != std::sregex_iterator(); ++at) {
        const double width = 7 * static_cast<double>((*at)[3].length());
        boxes.push_back({std::stod((*at)[1]) - width / 2, std::stod((*at)[2]) - 9, width, 9});
    }
    REQUIRE(states > 10);
    REQUIRE(boxes.size() == states + arrows_of(flows).size());
    for (std::size_t i = states; i < boxes.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            const Box& a = boxes[i];
            const Box& b = boxes[j];
            const bool apart = a.x + a.width <= b.x || b.x + b.width <= a.x ||
                               a.y + a.height <= b.y || b.y + b.height <= a.y;
            CAPTURE(a.x, a.y, b.x, b.y);
            CHECK(apart);
        }
    }
}

TEST_CASE("states: a state that has no place yet is drawn below the others") {
    const std::string svg =
        states({{"processing", "frozen", 4}, {"frozen", "processing", 3}}, {"title", "text"});
    CHECK(count(svg, ">frozen<") == 1);
    CHECK(count(svg, "<path") == 2);
}
