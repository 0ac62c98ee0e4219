#include "sim/report/gate.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace ordersim::report {
namespace {

using measure::Gate;
using measure::GateChange;

struct Suite {
    std::string cases;
    std::size_t tests = 0;
    std::size_t failures = 0;
    std::size_t skipped = 0;
};

std::string message_of(const GateChange& change) {
    std::string text =
        fmt::format("{}: {} -> {}, {}; what matters: {}", verdict_in_words(change),
                    level_in_words(change, change.baseline), level_in_words(change, change.value),
                    change_in_words(change, change.difference), threshold_in_words(change));
    const std::string remark = remark_in_words(change);
    return remark.empty() ? text : text + "; " + remark;
}

void add_case(Suite& suite, const std::string& group, const std::string& name,
              const std::string& content) {
    suite.cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"",
                               escape(group), escape(name));
    suite.cases += content.empty() ? "/>\n" : ">\n" + content + "    </testcase>\n";
    ++suite.tests;
}

void add_change(Suite& suite, const GateChange& change) {
    const std::string name =
        change.label.empty() ? change.metric : change.metric + " " + change.label;
    const std::string message = escape(message_of(change));
    std::string content;
    if (change.verdict == "regressed") {
        content = fmt::format("      <failure type=\"regressed\" message=\"{0}\">{0}</failure>\n",
                              message);
        ++suite.failures;
    } else if (change.verdict == "undecided") {
        content = fmt::format("      <skipped message=\"{}\"/>\n", message);
        ++suite.skipped;
    } else {
        content = fmt::format("      <system-out>{}</system-out>\n", message);
    }
    add_case(suite, change.group, name, content);
}

}  // namespace

std::string gate_junit(const measure::GateRecord& record) {
    const Gate& gate = record.result;
    std::map<std::string, Suite> suites;
    for (const GateChange& change : gate.changes) {
        add_change(suites[change.group], change);
    }
    for (const measure::GateLeftOut& one : gate.left_out) {
        Suite& suite = suites["left out"];
        add_case(suite, "left out", one.metric,
                 fmt::format("      <skipped message=\"{}\"/>\n", escape(one.reason)));
        ++suite.skipped;
    }
    Suite all;
    std::string text;
    for (const auto& [name, suite] : suites) {
        text += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" "
                            "skipped=\"{}\" time=\"0\"{}>\n{}  </testsuite>\n",
                            escape(name.empty() ? "metrics" : name), suite.tests, suite.failures,
                            suite.skipped,
                            record.host.started_at.empty()
                                ? std::string()
                                : fmt::format(" timestamp=\"{}\"",
                                              escape(record.host.started_at.substr(0, 19))),
                            suite.cases);
        all.tests += suite.tests;
        all.failures += suite.failures;
        all.skipped += suite.skipped;
    }
    return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                       "<testsuites name=\"ordersim gate\" tests=\"{}\" failures=\"{}\" "
                       "errors=\"0\" skipped=\"{}\" time=\"0\">\n{}</testsuites>\n",
                       all.tests, all.failures, all.skipped, text);
}

}  // namespace ordersim::report
