#pragma once

#include "sim/measure/load_record.hpp"
#include "sim/report/terminal.hpp"

#include <string>
#include <string_view>

/// Loads on the terminal.
namespace ordersim::report {

/// Rates and latencies, what the judge found, the prediction beside the measurement, thresholds,
/// and the verdict. `next` is what to do now; may be empty.
[[nodiscard]] std::string load_summary(const measure::LoadRecord& record, Colour colour,
                                       std::string_view next);

/// "20.3 ms", "850 us", "1.2 s".
[[nodiscard]] std::string latency_text(double milliseconds);

/// The one sentence that says what came of the load.
[[nodiscard]] std::string load_verdict(const measure::Load& load);

/// Where the load itself stood in the way; empty where it did not.
[[nodiscard]] std::string load_limit(const measure::Load& load);

}  // namespace ordersim::report
