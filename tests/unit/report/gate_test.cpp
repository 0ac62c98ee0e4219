#include "sim/report/gate.hpp"

#include "sim/measure/gate_json.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/documents.hpp"

#include "tests/support/full_gate.hpp"
#include "tests/support/odd_records.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <string>

using namespace ordersim;
using namespace ordersim::report;

namespace {

bool has(const std::string& text, const std::string& part) {
    INFO(text);
    return text.find(part) != std::string::npos;
}

/// Hostile text wherever a gate holds some.
measure::GateRecord hostile_gate() {
    const std::string bad = tests::hostile_text();
    measure::GateRecord record = tests::full_gate();
    measure::Gate& gate = record.result;
    for (measure::GateChange& change : gate.changes) {
        change.group += bad;
        change.metric += bad;
        change.label += bad;
        change.unit += bad;
        change.note += bad;
        change.threshold_from += bad;
    }
    gate.left_out[0] = {bad, bad};
    gate.notes[0] = gate.sources[0].path = gate.sources[0].subject = bad;
    gate.history[0].metric = gate.history[0].unit = bad;
    gate.history[0].changes[0].commit = gate.history[0].points[18].commit = bad;
    return record;
}

}  // namespace

TEST_CASE("gate: the terminal tells what regressed first, with both levels and what matters") {
    const std::string text = gate_summary(tests::full_gate(), Colour::off, "open out/gate.html");
    CHECK(has(text, "regressed: of 5 metrics, 2 regressed, 1 undecided, 1 improved, 1 equivalent"));
    CHECK(has(text, "+8.0 % [+6.8, +9.3]  regressed"));
    CHECK(has(text, "-3.0 points [-4.0, -2.0]  regressed"));
    CHECK(has(text, "cancellation success: 60 % [58, 62] -> 57 % [55, 59]"));
    CHECK(has(text, "0.5 points (gate.toml:4)"));
    CHECK(has(text, "24 ns (2 % by default)"));
    CHECK(has(text, "7 would do"));
    CHECK(has(text, "left out: BM_once cpu_time"));
    CHECK(text.find("regressed\n") < text.find("undecided\n"));
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t end = text.find('\n', from);
        CHECK(end - from <= 3 * kSummaryColumns);
        from = end + 1;
    }
}

TEST_CASE("gate: the page has a mark a metric, a curve over the commits, and the change point") {
    const std::string page = page_of(document_of(tests::full_gate(), "ordersim gate a b"));
    CHECK(has(page, "data-kind=\"verdicts\""));
    CHECK(has(page, "data-kind=\"lines\""));
    CHECK(has(page, "regressed at c18."));
    CHECK(has(page, "<pre><code>ordersim gate a b</code></pre>"));
    CHECK(page.size() < 600'000);
}

TEST_CASE("gate: no text of a file is markup on the page, in Markdown or in JUnit's XML") {
    const measure::GateRecord record = hostile_gate();
    const std::string page = page_of(document_of(record, ""));
    CHECK_FALSE(has(page, "<script>alert"));
    CHECK_FALSE(has(markdown_of(document_of(record, "")), "<script>"));
    const std::string junit = gate_junit(record);
    CHECK_FALSE(has(junit, "<script>"));
    CHECK_FALSE(has(junit, "\x1b"));
    CHECK(has(junit, "<testsuites name=\"ordersim gate\" tests=\"6\" failures=\"2\""));
    CHECK_FALSE(has(gate_summary(record, Colour::off, ""), "\x1b"));
}

TEST_CASE("gate: what was measured again is marked, beside what the first sample said") {
    measure::GateRecord record = tests::full_gate();
    measure::GateChange& change = record.result.changes[1];  // equivalent
    change.confirmation = {{"not confirmed", {1290, 1280, 1300, 12}, {90, 75, 105, 12}}};
    const std::string text = gate_summary(record, Colour::off, "");
    CHECK(has(text, "not confirmed by a fresh"));
    CHECK(has(text, "at first +7.5"));
    const Document document = document_of(record, "");
    CHECK(has(markdown_of(document), "| equivalent, not confirmed |"));
    CHECK(has(markdown_of(document), "| regressed, confirmed |"));
    CHECK(has(page_of(document), "equivalent, not confirmed"));
    CHECK(has(gate_junit(record), "equivalent, not confirmed: "));
    CHECK(has(measure::to_json(record), R"("outcome": "not confirmed")"));
}

TEST_CASE("gate: Markdown stays below 60 KB whatever is noted, left out or repeated") {
    measure::GateRecord record = tests::full_gate();
    measure::Gate& gate = record.result;
    const std::string marks(200'000, '@');
    std::string wide;  // takes no column
    while (wide.size() < 200'000) {
        wide += "\xCC\x81";
    }
    for (int i = 0; i < 3'000; ++i) {
        gate.notes.push_back("a note on file " + std::to_string(i));
        gate.left_out.push_back({"BM_" + std::to_string(i), "the baseline does not have it"});
        gate.sources.push_back(gate.sources[0]);
    }
    const std::string text = markdown_of(document_of(record, marks));
    CHECK(text.size() < 60'000);
    CHECK(has(text, "a note on file 1\n"));
    CHECK(has(text, "more; see the page"));
    CHECK(has(text, "| BM_hold/pending:1000 cpu_time | regressed, confirmed |"));
    CHECK(has(text, "| BM_1 | the baseline does not have it |"));
    for (const std::string& long_text : {marks, wide}) {
        measure::GateRecord other = tests::full_gate();
        other.result.notes = {long_text, long_text};
        other.result.version = other.result.sources[0].subject = long_text;
        other.result.left_out = {{long_text, long_text}};
        other.result.changes[0].note = other.result.changes[1].group = long_text;
        CHECK(markdown_of(document_of(other, long_text)).size() < 60'000);
    }
}

TEST_CASE("gate: its record reads back as it was written") {
    const std::string text = measure::to_json(tests::full_gate());
    const auto record = measure::record_from_json<measure::GateRecord>(text);
    REQUIRE(record.has_value());
    CHECK(measure::to_json(*record) == text);
}

TEST_CASE("gate: services get values, with bounds where there are some, by their better side") {
    measure::Gate gate = tests::full_gate().result;
    gate.changes[1].value.low = -std::numeric_limits<double>::infinity();
    const std::string bencher = measure::bencher_json(gate);
    CHECK(has(bencher, R"x("BM_decide": {"cpu_time (ns)":{"value":)x"));
    CHECK(has(bencher, "upper_value"));
    const std::string smaller = measure::github_benchmark_json(gate, "lower");
    CHECK(has(smaller, R"("name":"BM_react cpu_time","unit":"ns")"));
    CHECK_FALSE(has(smaller, "M01"));
    CHECK(has(measure::github_benchmark_json(gate, "higher"), "market M01"));
}
