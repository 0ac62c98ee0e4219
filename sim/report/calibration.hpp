#pragma once

#include "sim/measure/calibration_record.hpp"
#include "sim/report/terminal.hpp"

#include <string>
#include <string_view>

/// What a file of real orders told, for people.
namespace ordersim::report {

/// What was read and what was not, each delay with its law, the file's quantiles beside the
/// simulated ones, shares, hours of the week, and what is left to the preset. At most
/// kSummaryColumns wide. `next`: what to do now; may be empty. `is_long`: also every family that
/// was fitted and each key that is left.
[[nodiscard]] std::string calibration_summary(const measure::CalibrationRecord& record,
                                              Colour colour, bool is_long, std::string_view next);

}  // namespace ordersim::report
