#pragma once

#include "sim/measure/check_record.hpp"
#include "sim/report/terminal.hpp"

#include <string>
#include <string_view>

/// What a model check came to, for people.
namespace ordersim::report {

/// The verdict in a line, every counterexample step by step, what was explored within which bounds
/// and what was not, the properties, what should have happened and did not (of a planted defect
/// that was caught: nothing of that). At most kSummaryColumns wide. `next`: what to do now; may be
/// empty. `is_long`: also by name each property that holds, each part that was left out and each
/// twin that a lever rules out.
[[nodiscard]] std::string check_summary(const measure::CheckRecord& record, Colour colour,
                                        bool is_long, std::string_view next);

}  // namespace ordersim::report
