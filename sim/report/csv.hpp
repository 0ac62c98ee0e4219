#pragma once

#include "sim/measure/record.hpp"
#include "sim/measure/study_record.hpp"

#include <span>
#include <string>
#include <vector>

/// The record's numbers as tidy tables after RFC 4180: comma, CRLF, quotes where needed, UTF-8, a
/// header line. Numbers have all their digits (shortest text that reads back to the same double);
/// what is NaN is an empty field, what has no bound is "inf" or "-inf".
namespace ordersim::report {

/// One row per variant, metric and label: variant, metric, name, label, unit, value, low, high,
/// replications, difference, difference_low, difference_high. The differences are those to the
/// first variant and empty where there are none.
[[nodiscard]] std::string metrics_csv(const measure::Result& result);

/// One row per variant, curve and point: variant, curve, x_unit, y_unit, x, y, low, high.
[[nodiscard]] std::string curves_csv(const measure::Result& result);

/// One row per variant and transition: variant, transition, title, from, to, per_thousand.
[[nodiscard]] std::string flows_csv(const measure::Result& result);

/// Of a study: one row per point and metric: series, point, a column per factor (named by its key),
/// replications, metric, name, label, unit, value, low, high, difference, difference_low,
/// difference_high. The differences are those to the first point.
[[nodiscard]] std::string points_csv(std::span<const measure::StudyFactor> factors,
                                     std::span<const measure::StudyPoint> points);

/// One row per policy and metric: policy, metric, name, label, unit, better, then baseline, value
/// and difference with low and high of each, threshold, verdict, narrowing.
[[nodiscard]] std::string comparisons_csv(const measure::Comparisons& comparisons);

/// Columns and rows of text as they stand: what a query of the run store gave.
[[nodiscard]] std::string table_csv(std::span<const std::string> columns,
                                    std::span<const std::vector<std::string>> rows);

}  // namespace ordersim::report
