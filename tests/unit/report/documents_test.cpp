#include "sim/report/documents.hpp"

#include "tests/support/odd_records.hpp"
#include "tests/support/full_load.hpp"
#include "tests/support/full_searches.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <string>

using namespace ordersim;
using namespace ordersim::report;

namespace {

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

std::string markdown(const measure::Record& record) {
    return markdown_of(document_of(record, ""));
}

/// Hostile text wherever a study holds some.
measure::ComparisonRecord hostile_comparison() {
    const std::string bad = tests::hostile_text();
    measure::ComparisonRecord record = tests::full_comparison();
    record.result.study.scenario = record.result.study.question = bad;
    for (measure::StudyPoint& policy : record.result.policies) {
        policy.name = bad + policy.name;
        policy.settings[bad] = bad;
    }
    for (measure::Comparison& comparison : record.result.comparisons) {
        comparison.policy = bad + comparison.policy;
    }
    return record;
}

}  // namespace

TEST_CASE("sweep: a page has the answer, a curve a key figure, and every point in a table") {
    const std::string page = page_of(document_of(tests::full_sweep(), "ordersim sweep x"));
    CHECK(count(page, "<p class=\"answer\">Of 100 buyers of paid orders who wanted out, from "
                      "62.3 [61.5, 63.1] (0) to 75.3 [74.5, 76.1] (24h) got out.</p>") == 1);
    CHECK(count(page, " data-kind=\"lines\"") == 7);
    CHECK(count(page, "data-x-unit=\"h\"") == 7);
    CHECK(count(page, " data-kind=\"heat\"") == 0);
    CHECK(count(page, ">policy.grace_window</text>") == 7);
    CHECK(count(page, "<caption>Every point</caption>") == 2);
    CHECK(count(page, "<pre><code>ordersim sweep x</code></pre>") == 1);
    CHECK(count(page, "\"schema\": \"ordersim.sweep/1\"") == 1);
    CHECK(page.size() < 600'000);
}

TEST_CASE("sweep: two keys make a map a key figure, and curves of one key for each of the other") {
    const std::string page = page_of(document_of(tests::full_sweep({4, 8, 12}), ""));
    CHECK(count(page, " data-kind=\"heat\"") == 7);
    CHECK(count(page, " data-kind=\"lines\"") == 7);
    CHECK(count(page, "data-y-label=\"support.cases.agents\"") == 7);
    CHECK(count(page, "fill=\"#002051\"") >= 1);  // the least, as dark as cividis gets
}

TEST_CASE("sweep: words have no axis, so that their points are rows") {
    measure::SweepRecord record = tests::full_sweep();
    for (measure::StudyPoint& point : record.result.points) {
        point.at = {std::nan("")};
    }
    record.result.factors.front().unit = "";
    const std::string page = page_of(document_of(record, ""));
    CHECK(count(page, " data-kind=\"bars\"") >= 2);
    CHECK(count(page, " data-kind=\"forest\"") >= 2);
    CHECK(count(page, " data-kind=\"lines\"") == 0);
}

TEST_CASE("sweep: without points it says so") {
    measure::SweepRecord record = tests::full_sweep();
    record.result.points.clear();
    record.result.factors.clear();
    CHECK(count(page_of(document_of(record, "")), "no data.") == 1);
    CHECK(count(markdown_of(document_of(record, "")), "no data.") == 1);
}

TEST_CASE("comparison: verdicts are counted, and drawn with better to the right") {
    const std::string page = page_of(document_of(tests::full_comparison(), ""));
    CHECK(count(page, "one hour against silence approves: 3 improved, 1 regressed, 1 equivalent, 1 "
                      "undecided.") == 1);
    CHECK(count(page, " data-kind=\"verdicts\"") == 2);
    // A metric is better lower: its difference is turned, and the metric that is neither stays out.
    const measure::Comparison cost = tests::full_comparison().result.comparisons[4];
    REQUIRE(cost.metric == "M10");
    REQUIRE(cost.difference.value < 0);
    chart::Data row({"head"});
    row.row({"Cost per intended cancel", "improved", "BRL"},
            {-cost.difference.value / cost.threshold});
    const std::string address = data_address(row);
    const std::string cells = address.substr(address.find("Cost"));
    CHECK(count(page, cells.substr(0, cells.rfind("%0A")) + ",") == 1);
    CHECK(count(page, "messages%20per%20intent") == 0);
    CHECK(count(page, "<b>The buyer&#39;s messages per intent: difference to silence") == 1);
    CHECK(count(page, ">3.1 x</td>") == 14);
}

TEST_CASE("tuning: the answer names policy and chance; search and Pareto set are drawn") {
    const std::string page = page_of(document_of(tests::full_tuning(), "ordersim tune x"));
    CHECK(count(page, "Best: grace_window 12h, agents 8. Cost per intended cancel: 0.202 BRL") ==
          1);
    CHECK(count(page, "With probability 98.3 % no other finalist is better by more than 0.002") ==
          1);
    // Trial by trial, along each knob, and the Pareto set.
    CHECK(count(page, " data-kind=\"points\"") == 4);
    CHECK(count(page, " data-shade=\"11.2,12.9\"") == 1);
    CHECK(count(page, " data-kind=\"verdicts\"") == 1);
    CHECK(count(page, "<td>M05 &lt;= 0.05</td>") + count(page, ">M05 &lt;= 0.05</th>") == 1);
    CHECK(page.size() < 600'000);
}

TEST_CASE("tuning: where no policy keeps the constraints it says so; words have chances") {
    measure::TuningRecord record = tests::full_tuning();
    record.result.verdict = "infeasible";
    record.result.knobs[1] = {"policy.on_silence", "", std::nan(""), std::nan(""), std::nan(""),
                              std::nan(""), {"\"approve\"", "\"reject\""}, {0.9, 0.1}};
    const std::string page = page_of(document_of(record, ""));
    CHECK(count(page, "No policy tried keeps the constraints; the nearest is") == 1);
    CHECK(count(page, "approve,0.9,,%0Areject,0.1,,%0A") == 1);
    record.result.best = 0;
    CHECK(count(page_of(document_of(record, "")), "Nothing was tried: no data.") == 1);
}

TEST_CASE("sensitivity: keys are ranked by what they do, in points of a share") {
    const std::string sobol = page_of(document_of(tests::full_sensitivity("sobol"), ""));
    CHECK(count(sobol, "policy.grace_window matters most, with 54 [49, 59] % of the variance.") ==
          1);
    CHECK(count(sobol, " data-kind=\"dots\"") == 2);
    CHECK(count(sobol, " data-kind=\"points\"") == 0);
    const std::string morris = page_of(document_of(tests::full_sensitivity("morris"), ""));
    CHECK(count(morris, "a change of 9.9 points [8.7, 11.1] over its range.") == 1);
    CHECK(count(morris, " data-kind=\"points\"") == 2);
}

TEST_CASE("calibration: data stand against the run, laws with verdicts, rows with lines") {
    const std::string page = page_of(document_of(tests::full_calibration(), ""));
    CHECK(count(page, "orders.csv: 9,912 of 10,000 orders fitted.") == 1);
    CHECK(count(page, "<b>From payment to hand-over</b>") == 1);
    CHECK(count(page, "data,0.5,") == 4);  // two delays, on the calendar and on their law's clock
    CHECK(count(page, "<td>did not converge</td>") == 2);
    CHECK(count(page, "<td>4, 19, 201</td>") == 1);
    CHECK(count(page, ">buyers.complaints.escalation_share<") == 1);
    CHECK(count(page, "9,912 amounts; kept lognormal: the amounts do not contradict it") > 0);
    CHECK(count(page, "median 109.3 BRL [108.0, 110.6]") > 0);
    CHECK(count(page, "fewer than 30 cases: the preset&#39;s value is kept") > 0);
    CHECK(page.size() < 600'000);
}

TEST_CASE("load: verdict, limits and violations stand out; what a service sent is escaped") {
    const std::string page = page_of(document_of(tests::full_load(), "ordersim load x"));
    CHECK(count(page, "<script>alert") == 0);
    CHECK(count(page, "503 &lt;b&gt;gone") == 1);
    CHECK(count(page, "#!/bin/sh\necho &#39;&lt;again&gt;&#39;\n</code>") == 1);
    CHECK(count(page, "got &lt;i&gt;accepted") == 2);  // in a table and as a picture's words
    CHECK(count(page, ">break T10<") == 1);
    CHECK(count(page, "<td>not kept</td>") == 2);
    CHECK(count(page, "could not keep its own time") == 1);
    CHECK(page.find(">look<") < page.find(">place_order<"));
    CHECK(page.find(">place_order<") < page.find(">request_cancel<"));
    CHECK(count(page, " data-kind=\"lines\"") == 2);
}

TEST_CASE("markdown: every kind of record fits into a comment") {
    for (const Document& document :
         {document_of(tests::full_sweep({4, 8, 12, 16}), ""),
          document_of(tests::full_comparison(), ""), document_of(tests::full_tuning(), ""),
          document_of(tests::full_sensitivity("morris"), ""),
          document_of(tests::full_sensitivity("sobol"), ""),
          document_of(tests::full_calibration(), ""), document_of(tests::full_load(), "")}) {
        const std::string text = markdown_of(document);
        CAPTURE(document.kind);
        CHECK(text.starts_with("# "));
        CHECK(count(text, "\n| ---") >= 2);
        CHECK(text.size() < 60'000);
    }
}

TEST_CASE("markdown: a run fits into a comment, with its tables and two diagrams") {
    for (const std::size_t variants : {1U, 2U, 8U}) {
        const std::string text = markdown(tests::sample_record(variants));
        CAPTURE(variants);
        CHECK(text.size() < 60'000);
        CHECK(count(text, "```mermaid\nflowchart") == 2);
        CHECK(text.starts_with("# "));
        CHECK(count(text, "\n# ") == 0);
        CHECK(count(text, "wanted out, 62.3 [61.5, 63.1] got out.**") == 1);
        CHECK(count(text, "| self-serve |") == 1);
        CHECK(count(text, "<svg") == 0);
    }
}

TEST_CASE("markdown: what is too long is cut or named, folded tables first") {
    measure::Record record = tests::sample_record(8);
    while (record.result.settings.size() < 2000) {
        record.result.settings.push_back(record.result.settings.front());
    }
    const std::string text = markdown(record);
    CHECK(text.size() < 60'000);
    CHECK(count(text, "<summary>Every setting, where it was set and where") == 1);
    CHECK(count(text, "more; see the page") == 1);
    CHECK(count(text, "got out, of paid orders") > 0);
}

TEST_CASE("markdown: what would be markup is escaped, what would not stays readable") {
    measure::Record record = tests::sample_record();
    record.result.scenario = "*a* _b_ policy.grace_window [1, 2] [x](http://y) @z <b> `c` #1 |";
    CHECK(markdown(record).starts_with("# \\*a\\* \\_b\\_ policy.grace_window [1, 2] [x\\](http://y) "
                                       "&#64;z &lt;b&gt; \\`c\\` \\#1 \\|\n"));
}

TEST_CASE("markdown: a row has as many cells as its head, whatever the texts hold") {
    for (const std::string& text :
         {markdown(tests::hostile_record(2)), markdown_of(document_of(hostile_comparison(), ""))}) {
        std::size_t bars = 0;
        std::size_t begin = 0;
        while (begin < text.size()) {
            const std::size_t end = std::min(text.find('\n', begin), text.size());
            const std::string line = text.substr(begin, end - begin);
            const std::size_t own = count(line, "|") - count(line, "\\|");
            if (line.starts_with("|")) {
                CHECK((bars == 0 || own == bars));
                bars = own;
            } else {
                bars = 0;
            }
            begin = end + 1;
        }
        CHECK(count(text, "<script>") == 0);
        CHECK(text.find_first_of("\x1b\xff") == std::string::npos);
    }
}

TEST_CASE("page: a hostile study is text wherever it stands") {
    const std::string page = page_of(document_of(hostile_comparison(), tests::hostile_text()));
    CHECK(count(page, "<script>alert") == 0);
    CHECK(count(page, "&lt;script&gt;alert(&#39;x&#39;)") > 10);
    CHECK(page.find_first_of("\x1b\xff") == std::string::npos);
}
