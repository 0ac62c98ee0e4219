#include "sim/report/terminal.hpp"

#include "sim/report/text.hpp"

#include "tests/support/odd_records.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <string>
#include <vector>

using namespace ordersim;
using namespace ordersim::report;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines(1);
    for (const char character : text) {
        if (character == '\n') {
            lines.emplace_back();
        } else {
            lines.back() += character;
        }
    }
    return lines;
}

/// Drops every "ESC [ digits m".
std::string without_colour(std::string text) {
    for (std::size_t at = text.find("\x1b["); at != std::string::npos; at = text.find("\x1b[")) {
        const std::size_t end = text.find_first_not_of("0123456789", at + 2);
        REQUIRE(text.at(end) == 'm');
        text.erase(at, end + 1 - at);
    }
    return text;
}

std::string plain(const measure::Record& record, std::string_view next = "") {
    return summary(record, Colour::off, next);
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

measure::Record with_long_names() {
    measure::Record record = tests::sample_record(8);
    record.result.scenario = std::string(200, 'x');
    record.result.question = "取消" + std::string(300, '?');
    for (measure::Variant& variant : record.result.variants) {
        variant.name += " 取消 with a name that goes on and on";
        for (measure::Metric& metric : variant.metrics) {
            metric.label += metric.label.empty() ? "" : " and a label that goes on and on";
        }
    }
    return record;
}

}  // namespace

TEST_CASE("summary: its first lines hold what repeats the run") {
    const std::vector<std::string> lines = lines_of(plain(tests::sample_record()));
    CHECK(lines[0] ==
          "ordersim 0.1.0 | scenario aliexpress_base | seed 1 | hash "
          "4f1c09d2a97be630");
    CHECK(lines[1] == "20 replications x 20,106 measured orders, 95 % intervals");
}

TEST_CASE("summary: its last line says what to do next") {
    const std::string next = "ordersim report out/aliexpress_base.json --format html";
    const std::vector<std::string> lines = lines_of(plain(tests::sample_record(), next));
    CHECK(lines.at(lines.size() - 2) == "next: " + next);
    CHECK(lines.back().empty());
    CHECK_FALSE(has(plain(tests::sample_record()), "next:"));
}

TEST_CASE("summary: one variant is told by stage, path, outcome and time") {
    const std::string text = plain(tests::sample_record());
    for (const char* part :
         {"Of 100 buyers of paid orders who wanted out, 62.3 [61.5, 63.1] got out.",
          "  processing          █████████████████▏······  71.2 [70.3, 72.2]",
          "  all intents         ████████████████▋·······  69.3 [68.7, 70.0]",
          "  self-serve          █▌······················  6.1 [5.8, 6.4]",
          "  support             ▏·······················  0.48 [0.40, 0.56]",
          "  settled in part     ▎·······················  1.12 [0.99, 1.25]",
          "  overtaken           █·······················  4.41 [4.28, 4.54]",
          "  half within    14.2 h [13.8, 14.6]      half within    4.22 d [4.14, 4.30]",
          "open orders                 12 of 402,113 orders (0.003 %) had not ended",
          "warm-up                     4d, by MSER-5 on pending requests of a pilot",
          "throughput                  6.13 M events/s"}) {
        CAPTURE(part);
        CHECK(has(text, part));
    }
    CHECK_FALSE(has(text, "difference"));
}

TEST_CASE("summary: sellers stand beside cases, desks below each other, parties as bars") {
    const std::string text = plain(tests::sample_record());
    for (const char* part :
         {"  answer: half   9.3 h [8.9, 9.7]         escalated      31.2 % [29.3, 33.1]",
          "  points/1,000   17.3 [16.6, 18.0]        split          9.8 % [9.4, 10.2]",
          "Support   arrivals/h      load  wait p50  wait p95   in time   gave up  silently",
          "  chat          3.42      52 %       0 h   6.7 min    81.2 %    3.21 %    1.12 %",
          "  cases         1.71      68 %    73 min    13.4 h    34.0 %         -         -",
          "Who pays for an intended cancel: 8.31 BRL [8.14, 8.48]",
          "  seller              █████████████▉··········  4.81 BRL [4.67, 4.95]",
          "  race loss      5.4 % [5.1, 5.7]         contacts       84.3 [83.2, 85.4]",
          "  time spent     5.21 d [5.16, 5.26]"}) {
        CAPTURE(part);
        CHECK(has(text, part));
    }
    CHECK_FALSE(has(text, "above 5 %"));
}

TEST_CASE("summary: one variant fits on a screen") {
    CHECK(lines_of(plain(tests::sample_record(), "next")).size() <= 80);
}

TEST_CASE("summary: what has no data is left out, a part without any data wholly") {
    const auto text_without = [](std::string_view id) {
        measure::Record record = tests::sample_record();
        for (measure::Metric& metric : record.result.variants.front().metrics) {
            if (metric.id == id) {
                metric.estimate.value = std::numeric_limits<double>::quiet_NaN();
            }
        }
        return plain(record);
    };
    CHECK_FALSE(has(text_without("M09"), "Support"));
    CHECK_FALSE(has(text_without("M10"), "Who pays"));
    const std::string undecided = text_without("M08");
    CHECK(has(undecided, "escalated"));
    CHECK_FALSE(has(undecided, "awarded"));
    CHECK_FALSE(has(undecided, "no data"));
}

TEST_CASE("summary: a metric that no part knows stands by its own name") {
    measure::Record record = tests::sample_record();
    std::vector<measure::Metric>& metrics = record.result.variants.front().metrics;
    metrics.push_back({"M17", "regret", "", "share", tests::around(0.123, 0.004)});
    metrics.push_back({"M17", "regret", "next day", "h", tests::around(7.5, 0.2)});
    metrics.push_back({"M09", "support", "phone: wait p50", "h", tests::around(2, 0.2)});
    const std::string text = plain(record);
    CHECK(has(text, "\nregret                      12.3 % [11.9, 12.7]\n"));
    CHECK(has(text, "\n  next day                  7.5 h [7.3, 7.7]\n"));
    CHECK(has(text, "\nsupport, phone: wait p50    2.0 h [1.8, 2.2]\n"));
}

TEST_CASE("summary: many variants have a block for success and a line for the rest") {
    const std::string text = plain(tests::sample_record(8));
    CHECK(has(text, "  base              62.3 [61.5, 63.1]\n"));
    CHECK(has(text, "  grace 4h          71.9 [71.1, 72.7]         +9.6 [+9.3, +9.8]\n"));
    CHECK(has(text, "race loss escalated      cost hold cost\n"));
    CHECK(has(text, "  base                 18.0 h    4.22 d     5.4 %    31.2 %  8.31 BRL"
                    "       0 h\n"));
    CHECK(has(text, "3.5 %*   20.0 %* 6.02 BRL*   3.28 h*\n"));
}

TEST_CASE("summary: few variants have a block for every key figure, differences paired") {
    const std::string text = plain(tests::sample_record(2));
    CHECK(has(text, "half of those who asked, answered within"));
    CHECK(has(text, "cost per intended cancel"));
    CHECK(has(text, "  silence rejects   10.1 BRL [9.9, 10.3]      +1.81 BRL [+1.74, +1.87]\n"));
}

TEST_CASE("summary: no line is wider than 80 columns, whatever the names") {
    const std::string next = "ordersim " + std::string(150, 'y') + " --format html";
    for (const measure::Record& record :
         {tests::sample_record(1), tests::sample_record(2), tests::sample_record(8),
          tests::dataless_record(2), tests::one_replication_record(2), tests::hostile_record(3),
          with_long_names()}) {
        for (const std::string& line : lines_of(plain(record, next))) {
            CAPTURE(line);
            CHECK(display_width(line) <= kSummaryColumns);
            CHECK((line.empty() || line.back() != ' '));
        }
    }
}

TEST_CASE("summary: colour changes no character of the text") {
    for (const std::size_t variants : {1U, 8U}) {
        const measure::Record record = tests::sample_record(variants);
        const std::string painted = summary(record, Colour::on, "next");
        CHECK(painted != plain(record, "next"));
        CHECK(without_colour(painted) == plain(record, "next"));
    }
}

TEST_CASE("summary: a name cannot send escape sequences to the terminal") {
    CHECK_FALSE(has(plain(tests::hostile_record()), "\x1b"));
    CHECK_FALSE(has(without_colour(summary(tests::hostile_record(), Colour::on, "")), "\x1b"));
}

TEST_CASE("summary: missing data and missing intervals are said in words") {
    const std::string none = plain(tests::dataless_record(2));
    CHECK(has(none, "No buyer of a paid order wanted out: no data."));
    CHECK(has(none, "no orders measured"));
    const std::string alone = plain(tests::one_replication_record());
    CHECK(has(alone, "wanted out, 62.3 (no interval from one"));
    CHECK(has(alone, "  race loss      5.41 %  "));
    for (const std::string& text : {none, alone}) {
        CHECK_FALSE(has(text, "nan"));
        CHECK_FALSE(has(text, "inf"));
    }
}

TEST_CASE("summary: a record without variants and a partial one say so") {
    measure::Record record = tests::sample_record();
    record.result.partial = true;
    record.result.stopped_by = "interrupted";
    CHECK(has(plain(record), "PARTIAL: interrupted before all replications were done"));
    record.result.variants.clear();
    CHECK(has(plain(record), "The record holds no variant: no data."));
}
