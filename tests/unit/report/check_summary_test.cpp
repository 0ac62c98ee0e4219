#include "sim/report/check.hpp"

#include "sim/report/text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

using namespace ordersim;
using namespace ordersim::report;
using measure::CheckRecord;

namespace {

CheckRecord proof() {
    CheckRecord record;
    record.scenario = "aliexpress_base";
    record.scenario_hash = "0123456789abcdef";
    record.version = "0.1.0";
    record.verdict = "holds";
    record.is_complete = true;
    record.explorations = {{.layer = "order",
                            .part = "life",
                            .title = "the whole life",
                            .policy = "base",
                            .states = 94'937,
                            .transitions = 1'025'964,
                            .depth = 27,
                            .cuts = {"refund_retries 5 -> 1"},
                            .withheld = {"open_case"}}};
    record.properties = {{"order", "inv_01", "an end is final", "holds", 0},
                         {"order", "live_1_request_is_answered", "requests are answered",
                          "vacuous", 0}};
    record.twins = 400;
    record.unreached = {{"order", "row T10b", "ruled_out", "lock", "base"}};
    return record;
}

std::string text_of(const CheckRecord& record, bool is_long = false) {
    return check_summary(record, Colour::off, is_long, "");
}

bool says(const std::string& text, std::string_view words) {
    std::string plain;
    for (const char c : text) {
        const bool is_space = c == ' ' || c == '\n';
        if (!is_space || (!plain.empty() && plain.back() != ' ')) {
            plain += is_space ? ' ' : c;
        }
    }
    return plain.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("check summary: what holds does within bounds that are listed, under named fairness") {
    const std::string text = text_of(proof());
    CHECK(says(text, "Holds within the bounds listed below: 1 properties and 1 could not have "
                     "been broken."));
    CHECK(says(text, "cut: refund_retries 5 -> 1; withheld: open_case"));
    CHECK(says(text, "live_*: buyers and sellers may do nothing for ever"));
    CHECK(says(text, "Of 400 things that should happen 399 did, 1 are ruled out by the policy, 0 "
                     "are dead."));
}

TEST_CASE("check summary: names are told when they are asked for") {
    CHECK_FALSE(says(text_of(proof()), "row T10b"));
    CHECK(says(text_of(proof(), true), "ruled out lock: row T10b"));
    CHECK(says(text_of(proof(), true), "holds inv_01: an end is final"));
}

TEST_CASE("check summary: where parts were left out it is undecided, with the reason") {
    CheckRecord record = proof();
    record.verdict = "undecided";
    record.is_complete = false;
    record.left_out = {{"handler", "all scenes", "base", "interrupted"}};
    record.properties.front().verdict = "undecided";
    record.unreached.front().verdict = "unexplored";
    const std::string text = text_of(record);
    CHECK(says(text, "Undecided: 1 properties; not all was explored."));
    CHECK(says(text, "left out interrupted: handler all scenes"));
    CHECK(says(text, "0 are ruled out by the policy, 0 are dead, 1 not explored."));
    CHECK_FALSE(says(text, "Holds"));
}

TEST_CASE("check summary: of nothing nothing is said to hold") {
    CheckRecord record = proof();
    record.verdict = "undecided";
    record.explorations.clear();
    record.properties.clear();
    record.ruled_out = {{"handler", "two_agents", "base", "the policy refuses escalate"}};
    const std::string text = text_of(record);
    CHECK(says(text, "Undecided: nothing was checked."));
    CHECK(says(text, "no scene the policy refuses escalate: handler two_agents"));
}

TEST_CASE("check summary: a bound and a caught defect are told apart") {
    CheckRecord record = proof();
    record.verdict = "violated";
    record.plant = "D05";
    record.properties.front().verdict = "violated";
    record.properties.front().counterexample = 1;
    record.counterexamples = {{.title = "How inv_01 is broken",
                               .steps = {{.actor = "buyer",
                                          .command = "place_order",
                                          .detail = "",
                                          .outcome = "T01 a buyer places an order",
                                          .changes = {}}},
                               .violation = "inv_01",
                               .violation_text = "",
                               .standings = {},
                               .note = ""}};
    record.explorations.front().ended = "caught";
    const std::string text = text_of(record);
    CHECK(says(text, "Violated: 1 of 2 properties."));
    CHECK(text.find("How inv_01 is broken") < text.find("transitions"));
    CHECK(says(text, "! ended once the planted defect had shown"));
    CHECK_FALSE(says(text, "--states-max"));
    CHECK_FALSE(says(text, "things that should happen"));
    record.explorations.front().ended = "order_states_max";
    CHECK(says(text_of(record), "one order alone has more states"));
    record.explorations.front().ended = "states_max";
    CHECK(says(text_of(record), "raise --states-max"));
}

TEST_CASE("check summary: levers name their policy, and no line is too long") {
    CheckRecord record = proof();
    record.explorations.front().layer = "levers";
    record.explorations.front().policy =
        "lock=hard, on_silence=reject, approval=auto_if_unpicked, grace_window=1h, max_requests=2";
    const std::string text = text_of(record, true);
    CHECK(says(text, "lock=hard, on_silence=reject, approval=auto_if_unpicked"));
    std::size_t start = 0;
    while (start < text.size()) {
        const std::size_t end = text.find('\n', start);
        CHECK(display_width(text.substr(start, end - start)) <= kSummaryColumns);
        start = end + 1;
    }
}
