#pragma once

#include "sim/measure/record.hpp"

#include <cstddef>
#include <string>
#include <string_view>

/// The summary that a run prints: the answer in words first, then where it comes from.
namespace ordersim::report {

enum class Colour { off, on };

/// No line of the summary is wider.
inline constexpr std::size_t kSummaryColumns = 80;

/// The whole summary, line breaks included. It starts with what is needed to repeat the run and
/// ends with `next`, what to do now (one line, wrapped if it is long; empty: no such line). With
/// Colour::on some parts stand in ANSI sequences; the text is the same.
[[nodiscard]] std::string summary(const measure::Record& record, Colour colour,
                                  std::string_view next);

}  // namespace ordersim::report
