#pragma once

#include "sim/experiment/fit/time_table.hpp"

#include <array>
#include <vector>

/// Two normal laws of the logarithm, by their shares; the parts of the fit of a mixture.
namespace ordersim::experiment {

struct NormalPart {
    double share = 0.5;
    double mean = 0;
    double sd = 1;
};

using NormalPair = std::array<NormalPart, 2>;

/// Starts for the search of a summit: the sample cut in two at a tenth, three tenths, the middle,
/// seven and nine tenths, and one with a narrow and a wide part about the same centre.
/// Requires: two different times.
[[nodiscard]] std::vector<NormalPair> starts_of(const TimeTable& table);

/// At most `steps` of expectation and maximisation (Dempster, Laird and Rubin 1977), where a
/// censored logarithm is replaced by what each part expects of it beyond. Never lowers the
/// likelihood; ends where a step changes nothing to speak of.
[[nodiscard]] NormalPair climbed(const TimeTable& table, NormalPair pair, int steps);

/// Every k-th of the events and of the censored times by size, about `times_max` in all, for the
/// search of a start: more even than a random sample. The whole table where it is no larger.
[[nodiscard]] TimeTable thinned(const TimeTable& table, double times_max);

}  // namespace ordersim::experiment
