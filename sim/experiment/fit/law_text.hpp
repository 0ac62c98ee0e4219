#pragma once

#include "sim/experiment/fit/fit.hpp"

#include <span>
#include <string>
#include <string_view>

/// Laws as the scenario writes them: of durations or, for amounts, of numbers.
namespace ordersim::experiment {

/// A number with at most so many digits that say something, and never an exponent.
[[nodiscard]] std::string rounded_text(double value, int digits);

/// "14.25h": the unit in which the number is handy; six digits.
[[nodiscard]] std::string hours_text(double hours);

/// Of a family with parameters in its own order, and of `share_zero` times at 0.
[[nodiscard]] std::string law_text(FitFamily family, std::span<const double> parameters,
                                   double share_zero, FitUnit unit = FitUnit::hours);

/// `{ constant = "2h" }`
[[nodiscard]] std::string constant_text(double value, FitUnit unit = FitUnit::hours);

/// `{ empirical = { file = "answers.csv", column = "calibrated_hours", unit = "h" } }`
[[nodiscard]] std::string empirical_text(std::string_view file, FitUnit unit = FitUnit::hours);

}  // namespace ordersim::experiment
