#include "sim/report/html.hpp"

#include "sim/report/page/script.hpp"

#include "tests/support/odd_records.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace ordersim;
using namespace ordersim::report;

// check_pages.py reads the same pages as a browser would; here is what they say.
namespace {

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

}  // namespace

TEST_CASE("page: it opens with question and answer") {
    const std::string page = html(tests::sample_record(), "");
    const std::size_t question = page.find("How many buyers who want to cancel get out");
    const std::size_t answer = page.find("wanted out, 62.3 [61.5, 63.1] got out.");
    const std::size_t table = page.find("<table");
    REQUIRE(question != std::string::npos);
    CHECK(question < answer);
    CHECK(answer < table);
}

TEST_CASE("page: one variant has its charts and every metric in a table") {
    const measure::Record record = tests::sample_record();
    const std::string page = html(record, "");
    // Way out, path, flow, stage, race, two times; sellers, cases, costs; five backlogs and the
    // staff.
    CHECK(count(page, "<svg") == 16);
    CHECK(count(page, "<figure") == 16);
    CHECK(count(page, " download=\"") == 16);
    for (const measure::Metric& metric : record.result.variants.front().metrics) {
        CAPTURE(metric.id, metric.label);
        CHECK(count(page, "<td>" + metric.label + "</td>") >= 1);
    }
    CHECK(count(page, "Comparison") == 0);
}

TEST_CASE("page: the market has a section each for sellers, cases, support, costs and days") {
    const std::string page = html(tests::sample_record(), "");
    for (const char* section : {"sellers", "cases", "support", "costs", "days"}) {
        CAPTURE(section);
        CHECK(count(page, "<section id=\"" + std::string(section) + "\"") == 1);
        CHECK(count(page, "<a href=\"#" + std::string(section) + "\">") == 1);
    }
    CHECK(count(page, "<td class=\"n\">4.81 BRL [4.67, 4.95]</td>") == 1);
    CHECK(count(page, "<b>Refunds under way</b>") == 1);
    CHECK(count(page, ">Chat utilisation</text>") == 1);
}

TEST_CASE("page: a section without data is left out, and its link with it") {
    const std::string page = html(tests::dataless_record(1), "");
    for (const char* section : {"sellers", "cases", "support", "costs", "days"}) {
        CAPTURE(section);
        CHECK(count(page, "#" + std::string(section) + "\"") == 0);
        CHECK(count(page, "<section id=\"" + std::string(section) + "\"") == 0);
    }
}

TEST_CASE("page: a line that is always empty is named, not drawn") {
    measure::Record record = tests::sample_record();
    for (measure::Curve& curve : record.result.variants.front().curves) {
        for (measure::Curve::Point& point : curve.points) {
            if (curve.name == "chat line") {
                point.y = point.low = point.high = 0;
            }
        }
    }
    const std::string page = html(record, "");
    CHECK(count(page, "<b>Chat line</b>") == 0);
    CHECK(count(page, "Nothing there at any time: chat line.") == 1);
}

TEST_CASE("page: a few variants stand side by side, each with its difference") {
    const std::string page = html(tests::sample_record(2), "");
    CHECK(count(page, "cost per intended cancel</th><td class=\"n\">8.31 BRL [8.14, 8.48]</td>"
                      "<td class=\"n\">10.1 BRL [9.9, 10.3]</td>"
                      "<td class=\"n\">+1.81 BRL [+1.74, +1.87]</td>") == 2);  // key figures, costs
}

TEST_CASE("page: of many variants only what was compared has a column of differences") {
    measure::Record record = tests::sample_record(8);
    for (measure::Variant& variant : record.result.variants) {
        std::erase_if(variant.differences, [](const measure::Metric& metric) {
            return metric.id == "M06" && metric.label == "p50";
        });
    }
    const std::string page = html(record, "");
    CHECK(count(page, ">half of the requests answered within</th>") == 1);
    CHECK(count(page, ">90 % answered within</th>") == 2);
}

TEST_CASE("page: of many variants some curves are drawn, and all stand in the tables") {
    const std::string page = html(tests::sample_record(8), "");
    CHECK(count(page, "Curves are drawn of 4 of the 8 variants") == 2);
    CHECK(count(page, ">Who pays for an intended cancel: differences to base</caption>") == 1);
    CHECK(count(page, ">All metrics of all variants</caption>") == 1);
    // In this sample only the later variants have a grace window.
    CHECK(count(page, "<td>stage: grace</td>") == 1);
}

TEST_CASE("page: two variants share their axes and differ by a forest chart") {
    const std::string page = html(tests::sample_record(2), "");
    CHECK(count(page, "Got out, of paid orders: difference to base</b>") == 1);
    CHECK(count(page, "<b>Time to resolution</b>") == 1);
    CHECK(count(page, "-14.2 [-14.5, -13.9]") >= 2);
}

TEST_CASE("page: a sweep is drawn over its key") {
    const std::string page = html(tests::sample_record(8), "");
    CHECK(count(page, ">policy.grace_window</text>") == 7);
    CHECK(count(page, "<b>Hold cost per shipped order</b>") == 1);
}

TEST_CASE("page: settings show where their values come from") {
    const std::string page = html(tests::sample_record(), "");
    CHECK(count(page, "● data: 1, ◐ third party: 3, ○ estimate: 1") == 1);
    CHECK(count(page, "<td>● data</td><td>Olist 2016-2018, hand-over minus approval</td>") == 1);
    CHECK(count(page, "<td>--set</td>") == 1);
}

TEST_CASE("page: it says how to repeat the run, with or without a command") {
    CHECK(count(html(tests::sample_record(), "ordersim run a.toml --set 'x=\"1h\"'"),
                "<pre><code>ordersim run a.toml --set &#39;x=&quot;1h&quot;&#39;</code></pre>") ==
          1);
    CHECK(count(html(tests::sample_record(), ""), "must give the hash 4f1c09d2a97be630") == 1);
}

TEST_CASE("page: a hostile name is text wherever it stands") {
    const std::string page = html(tests::hostile_record(3), tests::hostile_text());
    // Ours, and the record as data.
    CHECK(count(page, "<script") <= 2);
    CHECK(count(page, "<script>alert") == 0);
    CHECK(count(page, "alert('x')</script>") == 0);
    CHECK(count(page, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") > 20);
    CHECK(page.find_first_of("\x1b\xff") == std::string::npos);
}

TEST_CASE("page: nothing on it needs another file, and no script runs on it but ours") {
    const std::string page = html(tests::sample_record(8), "");
    const std::string own = "<script>" + std::string(page::script()) + "</script>";
    const std::size_t at = page.find(own);
    REQUIRE(at != std::string::npos);
    const std::string rest = page.substr(0, at) + page.substr(at + own.size());
    for (const char* part : {"<script", "<link", "<img", "src=", "url(", "@import",
                             "https:", " style=", " onclick="}) {
        CAPTURE(part);
        CHECK(count(rest, part) == 0);
    }
    // The name of the SVG vocabulary is no address to load.
    CHECK(count(rest, "http:") == count(rest, "xmlns=\"http://www.w3.org/2000/svg\""));
    CHECK(count(page, "default-src 'none'; script-src " + std::string(page::script_policy())) == 1);
}

TEST_CASE("page: the record goes along where it has room, and its texts cannot end its element") {
    measure::Record record = tests::sample_record();
    record.result.question = "</script><script>alert(1)</script>";
    for (measure::Curve& curve : record.result.variants.front().curves) {
        curve.points.resize(std::min<std::size_t>(curve.points.size(), 10));
    }
    const std::string page = html(record, "");
    CHECK(count(page, "<script type=\"application/json\" id=\"record\"") == 1);
    CHECK(count(page, "\\u003c/script>\\u003cscript>alert(1)\\u003c/script>") == 1);
    CHECK(count(page, "\"schema\": \"ordersim.run/1\"") == 1);
    CHECK(count(html(tests::sample_record(8), ""), "id=\"record\"") == 0);
}

TEST_CASE("page: a chart's data is a table in a link, with the curve's peaks however long it is") {
    measure::Record record = tests::sample_record();
    std::vector<measure::Curve>& curves = record.result.variants.front().curves;
    measure::Curve& curve = curves.front();
    curve.points.clear();
    for (int i = 0; i < 20'000; ++i) {
        const double y = i == 7'777 ? 0.98765 : 0.5;
        curve.points.push_back({1.0 + i, y, y, y});
    }
    const std::string page = html(record, "");
    CHECK(count(page, "href=\"data:text/csv;charset=utf-8,series,time%20%28h%29,") >= 1);
    CHECK(count(page, "base,7778,0.98765,0.98765,0.98765%0A") == 1);
    CHECK(count(page, " of 20000 points; the record holds all") == 1);
    CHECK(page.size() < 600'000);
}

TEST_CASE("page: equal records give equal bytes, others do not") {
    CHECK(html(tests::sample_record(8), "x") == html(tests::sample_record(8), "x"));
    measure::Record other = tests::sample_record(8);
    other.result.variants.back().metrics.front().estimate.value += 0.01;
    CHECK(html(other, "x") != html(tests::sample_record(8), "x"));
}

TEST_CASE("page: missing data and intervals are said in words, never drawn") {
    for (const measure::Record& record :
         {tests::dataless_record(3), tests::one_replication_record(3)}) {
        const std::string whole = html(record, "");
        // The packed script holds any letters.
        const std::string page = whole.substr(0, whole.find(page::script()));
        CHECK(count(page, "nan") == count(page, "unanswered"));
        CHECK(count(page, "[-inf") == 0);
        CHECK(count(page, "=\"inf") == 0);
    }
    const std::string none = html(tests::dataless_record(1), "");
    CHECK(count(none, "No buyer of a paid order wanted out: no data.") == 1);
    CHECK(count(none, "<polyline") == 0);
}

TEST_CASE("page: one variant with its record, and many without, stay below the budget") {
    CHECK(html(tests::sample_record(1), "").size() < 600'000);
    CHECK(html(tests::sample_record(8), "").size() < 600'000);
}
