#include "sim/report/steps.hpp"

#include "sim/report/text.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

using namespace ordersim;
using namespace ordersim::report;
using measure::StepList;

namespace {

SimTime at(SimDuration time) {
    return SimTime(time);
}

StepList race() {
    using std::chrono::hours;
    return {.title = "A race",
            .steps = {{.at = at(hours(51)),
                       .order = 1,
                       .actor = "buyer",
                       .command = "request_cancel",
                       .detail = "reason slow_shipping",
                       .outcome = "T10 buyer requests cancellation; the parcel is held",
                       .changes = {{"order", "processing", "cancel_pending"},
                                   {"request", "none", "requested"},
                                   {"cancel_timer", "off", "running"}}},
                      {.at = at(hours(51) + SimDuration(1)),
                       .order = 1,
                       .actor = "seller",
                       .command = "ship",
                       .detail = "",
                       .outcome = "refused: cancellation_pending",
                       .changes = {}}},
            .loops_to = 0,
            .violation = "inv_04_locked_order_does_not_ship",
            .violation_text = "",
            .standings = {{1, "cancel_pending"}},
            .note = ""};
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('\n', start), text.size());
        lines.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return lines;
}

/// All that can go wrong at once: long words, foreign letters, what the formats mean something by.
StepList hostile() {
    StepList list = race();
    list.title = "取消 100% \"quoted\"; #1: end";
    measure::Step& step = list.steps.front();
    step.at = at(kLongestDelay - SimDuration(1));
    step.order = 12;
    step.actor = "the service at the far end";
    step.command = std::string(120, 'c');
    step.detail = "a; b: #35; \"c\" %% \x1b[31m\nNote over X: <b>";
    step.changes = {{std::string(90, 'f'), "->>", "end"}};
    list.loops_to = 2;
    list.note = std::string(200, 'n');
    return list;
}

}  // namespace

TEST_CASE("steps table: number, time, actor and command in columns, what came of it below") {
    CHECK(steps_table(race(), Colour::off) == R"(A race

#  time       actor   what
1  2d 3h      buyer   request_cancel (reason slow_shipping)
                      T10 buyer requests cancellation; the parcel is held
                        order: processing -> cancel_pending
                        request: none -> requested; cancel_timer: off -> running
2  2d 3h 1us  seller  ship
                      refused: cancellation_pending

Step 2 breaks inv_04_locked_order_does_not_ship
order 1 stands at           cancel_pending
)");
}

TEST_CASE("steps table: orders have a column as soon as there are two") {
    StepList list = race();
    CHECK(steps_table(list, Colour::off).find("order  actor") == std::string::npos);
    list.steps.back().order = 2;
    const std::string text = steps_table(list, Colour::off);
    CHECK(text.find("#  time       order  actor   what\n") != std::string::npos);
    CHECK(text.find("2  2d 3h 1us  2      seller  ship\n") != std::string::npos);
}

TEST_CASE("steps table: a list that repeats says from where") {
    StepList list = race();
    list.violation.clear();
    list.loops_to = 2;
    const std::string text = steps_table(list, Colour::off);
    CHECK(text.find("\nFrom step 2 on this repeats without end.\n") != std::string::npos);
    CHECK(text.find("breaks") == std::string::npos);
}

TEST_CASE("steps table: no line is wider than the terminal, whatever the texts") {
    for (const std::string& line : lines_of(steps_table(hostile(), Colour::off))) {
        INFO(line);
        CHECK(display_width(line) <= kSummaryColumns);
        CHECK(line.find('\x1b') == std::string::npos);
    }
}

TEST_CASE("steps table: colour adds nothing but colour") {
    const std::string plain = steps_table(race(), Colour::off);
    std::string coloured = steps_table(race(), Colour::on);
    CHECK(coloured != plain);
    for (std::size_t start = coloured.find('\x1b'); start != std::string::npos;
         start = coloured.find('\x1b')) {
        coloured.erase(start, coloured.find('m', start) + 1 - start);
    }
    CHECK(coloured == plain);
}

TEST_CASE("steps diagram: arrows to the order, answers back, changes and the violation as notes") {
    CHECK(steps_diagram(race()) == R"(sequenceDiagram
    title A race
    participant Buyer
    participant Seller
    participant Order
    Buyer->>Order: 2d 3h request_cancel (reason slow_shipping)
    Order-->>Buyer: T10 buyer requests cancellation#59; the parcel is held
    Note over Order: order#58; processing -#62; cancel_pending<br/>)"
                                    "request#58; none -#62; requested<br/>"
                                    R"(cancel_timer#58; off -#62; running
    Seller->>Order: 2d 3h 1us ship
    Order--xSeller: refused#58; cancellation_pending
    Note over Order: stands at cancel_pending
    Note over Order: breaks inv_04_locked_order_does_not_ship
)");
}

TEST_CASE("steps diagram: texts cannot leave their places") {
    const std::string text = steps_diagram(hostile());
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find("    participant Other1 as the service at the far end\n") !=
          std::string::npos);
    CHECK(text.find("    participant Order12 as Order 12\n") != std::string::npos);
    CHECK(text.find("    loop without end\n") != std::string::npos);
    for (const std::string& line : lines_of(text)) {
        INFO(line);
        const std::size_t colon = line.find(": ");
        const std::string content = colon == std::string::npos ? "" : line.substr(colon + 2);
        CHECK(content.find_first_of("\"%`") == std::string::npos);
        CHECK((content.find(':') == std::string::npos));
        CHECK((line.starts_with("sequenceDiagram") || line.starts_with("    ")));
    }
}

TEST_CASE("diagram: without instants none is drawn, and who acts by himself asks nobody") {
    StepList list = race();
    for (measure::Step& step : list.steps) {
        step.at = SimTime{};
    }
    list.steps.push_back({.actor = "network",
                          .command = "loses the hook",
                          .detail = "",
                          .outcome = "",
                          .changes = {}});
    const std::string text = steps_diagram(list);
    CHECK(text.find("Buyer->>Order: request_cancel") != std::string::npos);
    CHECK(text.find("Other1->>Other1: loses the hook") != std::string::npos);
}
