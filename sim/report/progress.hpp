#pragma once

#include <cstddef>
#include <limits>
#include <string>

/// Lines that tell how far a run has come. Text functions only: who calls them owns the clock and
/// knows whether there is a terminal.
namespace ordersim::report {

/// How far a run has come. What is not known yet is NaN.
struct Progress {
    double done = 0;   ///< replications finished, of all variants
    double total = 0;  ///< to be finished at most; 0 when unknown
    double events_per_second = std::numeric_limits<double>::quiet_NaN();
    double seconds_left = std::numeric_limits<double>::quiet_NaN();
    /// Current half-width of the headline's interval, in percentage points.
    double half_width = std::numeric_limits<double>::quiet_NaN();
};

/// One line for a terminal, at most `columns` wide: a bar as wide as the room allows, then as many
/// of the figures as fit. No line break and no carriage return.
[[nodiscard]] std::string progress_bar(const Progress& progress, std::size_t columns);

/// One line for a log: "12 of 20 replications, 4s left, ±0.8 points, 6.13 M events/s".
[[nodiscard]] std::string progress_line(const Progress& progress);

}  // namespace ordersim::report
