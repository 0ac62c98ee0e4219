#pragma once

#include "sim/measure/check_record.hpp"
#include "sim/report/terminal.hpp"

#include <string>
#include <string_view>

/// What a model check came to, for people.
namespace ordersim::report {

/// The verdict in a line, what was explored, the properties, what was never reached, and every
/// counterexample step by step. At most kSummaryColumns wide. `next`: what to do now; may be empty.
/// `is_long`: also each property that holds and each waived twin by name.
[[nodiscard]] std::string check_summary(const measure::CheckRecord& record, Colour colour,
                                        bool is_long, std::string_view next);

}  // namespace ordersim::report
