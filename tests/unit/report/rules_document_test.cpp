#include "sim/report/rules_document.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/order/rules.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <set>
#include <sstream>
#include <string>

using namespace ordersim;
using namespace ordersim::report;

namespace {

std::string content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    content << file.rdbuf();
    return content.str();
}

std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(stream, line);) {
        lines.push_back(line);
    }
    return lines;
}

}  // namespace

TEST_CASE("rules document: the committed copy is current") {
    const bool is_current =
        content_of(ORDERSIM_SOURCE_DIR "/sim/order/RULES.md") == rules_markdown();
    INFO("refresh it: ordersim rules --markdown > sim/order/RULES.md");
    CHECK(is_current);
}

TEST_CASE("rules document: it has every row, guard, refusal, timer and state") {
    const std::string text = rules_markdown();
    for (const order::Row& row : order::rules().rows()) {
        INFO(row.id);
        CHECK(count(text, "\n| " + std::string(row.id) + " | ") == 1);
        CHECK(count(text, std::string(row.title)) >= 1);
    }
    for (std::size_t i = 1; i < enum_count<order::Guard>; ++i) {
        INFO(enum_names<order::Guard>[i]);
        CHECK(count(text, "\n| " + std::string(enum_names<order::Guard>[i]) + " | ") == 1);
    }
    for (const auto& names : {std::vector<std::string_view>(enum_names<order::Refusal>.begin() + 1,
                                                            enum_names<order::Refusal>.end()),
                              std::vector<std::string_view>(enum_names<order::CommandKind>.begin(),
                                                            enum_names<order::CommandKind>.end()),
                              std::vector<std::string_view>(enum_names<order::CaseState>.begin(),
                                                            enum_names<order::CaseState>.end())}) {
        for (const std::string_view name : names) {
            INFO(name);
            CHECK(count(text, std::string(name)) >= 1);
        }
    }
}

TEST_CASE("rules document: a row of the table reads as it is written") {
    const std::string text = rules_markdown();
    CHECK(count(text,
                "| T10 | buyer requests cancellation; the parcel is held | processing | "
                "request_cancel (buyer) | lock_holds | no_open_case, else case_is_open; "
                "requests_left, else too_many_requests; within_request_window, else "
                "request_window_over | cancel_pending, request requested, stop pending; pause "
                "ship_timer, arm cancel_timer; take_request |\n") == 1);
    CHECK(count(text, "refused: `cancellation_pending`") == 1);
}

TEST_CASE("rules document: its tables are whole") {
    std::size_t columns = 0;
    for (const std::string& line : lines_of(rules_markdown())) {
        const bool is_table = line.starts_with("|");
        const std::size_t bars = count(line, "|");
        INFO(line);
        CHECK((!is_table || columns == 0 || bars == columns));
        columns = is_table ? bars : 0;
    }
}

TEST_CASE("rules diagram: one edge between two states, labelled with all its rows") {
    const std::string text = rules_mermaid();
    CHECK(text.starts_with("stateDiagram-v2\n    [*] --> awaiting_payment: T01\n"));
    CHECK(count(text, "\n    pay_verifying --> processing: T05\n") == 1);
    CHECK(count(text, "\n    awaiting_payment --> processing: T05b\n") == 1);
    CHECK(count(text, "\n    cancel_pending --> refunding: T11, T15, T21c\n") == 1);
    CHECK(count(text, "\n    completed --> dispute: T39\n") == 1);
    CHECK(count(text, " --> [*]\n") == 5);
    std::set<std::string> edges;
    for (const std::string& line : lines_of(text)) {
        INFO(line);
        CHECK(edges.insert(line.substr(0, line.find(':'))).second);
    }
}

TEST_CASE("rules text: it keeps to the terminal's width and loses no word") {
    for (const std::size_t width : {60U, 80U, 120U}) {
        for (const std::string& line : lines_of(rules_text(width))) {
            INFO(line);
            CHECK(line.size() <= width);
        }
    }
    const std::string text = rules_text(80);
    CHECK(count(text,
                "T10   buyer requests cancellation; the parcel is held\n"
                "      from    processing\n"
                "      on      request_cancel by buyer\n"
                "      when    lock_holds\n"
                "      if      no_open_case, else case_is_open; requests_left, else\n"
                "              too_many_requests; within_request_window, else request_window_over\n"
                "      to      cancel_pending, request requested, stop pending\n"
                "      timers  pause ship_timer, arm cancel_timer\n"
                "      does    take_request\n") == 1);
}
