#pragma once

#include "sim/measure/study_record.hpp"
#include "sim/report/terminal.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Studies on the terminal.
namespace ordersim::report {

namespace screen {
class Lines;
}

/// Adds what every kind of study says first: what is needed to repeat it, and its question.
void study_identity(screen::Lines& lines, const measure::StudyHead& study);
/// Adds what every kind of study says last: what it took, and what to do now (may be empty).
void study_footing(screen::Lines& lines, const measure::StudyHead& study,
                   const measure::StudyHost& host, std::string_view next);

/// Adds a line a metric: the policy's value, its difference, and the verdict.
void comparison_table(screen::Lines& lines, std::span<const measure::Comparison> comparisons,
                      std::string_view currency);

/// The points of a sweep, a line each, by the metrics named ("M01", "M03 p50"), three side by side.
/// Requires: the record holds these metrics.
[[nodiscard]] std::string sweep_summary(const measure::SweepRecord& record,
                                        std::span<const std::string> metrics, Colour colour,
                                        std::string_view next);

/// Each policy against the baseline, a line a metric, with its verdict; then how sure all of them
/// together are, and what common draws were worth.
[[nodiscard]] std::string comparison_summary(const measure::ComparisonRecord& record,
                                             Colour colour, std::string_view next);

}  // namespace ordersim::report
