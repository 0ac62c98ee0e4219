#pragma once

#include "sim/measure/gate_record.hpp"
#include "sim/report/terminal.hpp"

#include <string>
#include <string_view>

/// A gate's verdict for people and for build servers.
namespace ordersim::report {

/// The verdict, then a line a metric, what regressed first; what was left out, and what to know.
/// `next` is what to do now; may be empty.
[[nodiscard]] std::string gate_summary(const measure::GateRecord& record, Colour colour,
                                       std::string_view next);

/// JUnit's XML as Jenkins, GitLab and GitHub's actions read it (reports/schema/junit.xsd): a suite
/// a group, a case a metric. Regressed is a failure; undecided, and what was left out, is skipped,
/// with the reason.
[[nodiscard]] std::string gate_junit(const measure::GateRecord& record);

/// "hold/calendar cpu_time", "aliexpress_base M03 p50".
[[nodiscard]] std::string full_name(const measure::GateChange& change);
/// "1.23 us [1.20, 1.26]", "62.3 % [61.5, 63.1]".
[[nodiscard]] std::string level_in_words(const measure::GateChange& change,
                                         const measure::Estimate& level);
/// "+5.1 % [+4.2, +6.0]" of the baseline; of shares, and where the baseline is 0, in the unit.
[[nodiscard]] std::string change_in_words(const measure::GateChange& change,
                                          const measure::Estimate& difference);
/// "regressed"; of what was measured again "regressed, confirmed", "equivalent, not confirmed".
[[nodiscard]] std::string verdict_in_words(const measure::GateChange& change);
/// Why it says no more, and of what was measured again what the first sample said; may be empty.
[[nodiscard]] std::string remark_in_words(const measure::GateChange& change);
/// What matters in practice and who says so: "24 ns (2 % by default)".
[[nodiscard]] std::string threshold_in_words(const measure::GateChange& change);
/// "regressed: of 14 metrics, 2 regressed, 12 equivalent"
[[nodiscard]] std::string gate_verdict(const measure::Gate& gate);
/// How sure it is, in a sentence.
[[nodiscard]] std::string gate_certainty(const measure::Gate& gate);

}  // namespace ordersim::report
