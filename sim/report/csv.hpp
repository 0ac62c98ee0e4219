#pragma once

#include "sim/measure/record.hpp"

#include <string>

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

}  // namespace ordersim::report
