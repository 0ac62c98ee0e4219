#pragma once

#include "sim/measure/survival.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// A censored sample in the form that fits and tests read: its distinct times in order, each with
/// what happened then. Times that occur often, as those of a deadline do, cost once.
namespace ordersim::experiment {

struct TimeRow {
    double time = 0;  ///< > 0
    double log_time = 0;
    double events = 0;    ///< that ended then
    double censored = 0;  ///< that were last watched then
};

/// Zero times are counted apart: no continuous law has them, and what was censored at 0 was never
/// watched.
struct TimeTable {
    std::vector<TimeRow> rows;  ///< ascending in time
    double events = 0;          ///< over all rows
    double censored = 0;
    double zero_events = 0;
    double zero_censored = 0;

    [[nodiscard]] double size() const { return events + censored; }  ///< without zeros
};

/// By time, events before censorings: what `time_table` and Kaplan-Meier need not sort again.
/// O(n log n).
[[nodiscard]] std::vector<measure::CensoredTime> sorted_times(
    std::vector<measure::CensoredTime> sample);

/// O(n) for a sorted sample, else O(n log n). Requires: times are finite, >= 0.
[[nodiscard]] TimeTable time_table(std::span<const measure::CensoredTime> sample);

/// The same sample in steps of a thousandth of a time, where it has more distinct times than
/// `rows_max`: what lies in one step becomes its geometric mean. Estimates move by less than a
/// millionth of themselves (the variance of a logarithm by its step squared over twelve: Sheppard
/// 1898), which is far below their errors with that many times. O(rows).
[[nodiscard]] TimeTable grouped(const TimeTable& table, std::size_t rows_max);

/// Where the logarithms of the times lie; the common start of all fits. Spread 0 only if all times
/// are equal.
struct LogCentre {
    double mean = 0;
    double spread = 0;  ///< standard deviation, censoring ignored
};

[[nodiscard]] LogCentre log_centre(const TimeTable& table);

}  // namespace ordersim::experiment
