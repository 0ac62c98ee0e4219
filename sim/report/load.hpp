#pragma once

#include "sim/measure/load_record.hpp"
#include "sim/report/terminal.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Loads on the terminal.
namespace ordersim::report {

/// Rates and latencies, what the judge found, the prediction beside the measurement, thresholds,
/// and the verdict. `next` is what to do now; may be empty.
[[nodiscard]] std::string load_summary(const measure::LoadRecord& record, Colour colour,
                                       std::string_view next);

/// What a load came to, apart from times and verdicts: how much of what, and how well it kept its
/// own time. Both the terminal and the page tell it so.
struct LoadFact {
    std::string what;
    std::string words;
};
[[nodiscard]] std::vector<LoadFact> load_facts(const measure::Load& load);

[[nodiscard]] double replies_of(const measure::LoadCall& call);
/// The kinds of calls, the most frequent first. Points into `load`.
[[nodiscard]] std::vector<const measure::LoadCall*> calls_by_count(const measure::Load& load);

/// "20.3 ms", "850 us", "1.2 s".
[[nodiscard]] std::string latency_text(double milliseconds);

/// The one sentence that says what came of the load.
[[nodiscard]] std::string load_verdict(const measure::Load& load);

/// Where the load itself stood in the way; empty where it did not.
[[nodiscard]] std::string load_limit(const measure::Load& load);

}  // namespace ordersim::report
