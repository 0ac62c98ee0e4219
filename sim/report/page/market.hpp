#pragma once

#include "sim/measure/record.hpp"
#include "sim/report/topics.hpp"

#include <string>

/// What the sections about the whole market hold. Each is empty when the record has no data for
/// it. Requires: a variant or more.
namespace ordersim::report::page {

/// The topic's note, its tables and, of a single variant, its shares as bars.
[[nodiscard]] std::string topic_part(const measure::Result& result, const Topic& topic);
/// The platform's desks.
[[nodiscard]] std::string support_part(const measure::Result& result);
/// Who pays, and what else cancelling costs.
[[nodiscard]] std::string cost_part(const measure::Result& result);
/// What waits on each day of the run, and how busy the staff is.
[[nodiscard]] std::string time_part(const measure::Result& result);

}  // namespace ordersim::report::page
