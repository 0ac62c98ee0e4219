#pragma once

#include "sim/report/svg.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// Differences of unlike things on one axis: each in multiples of what matters in practice, better
/// to the right.
namespace ordersim::report::chart {

enum class Verdict : std::uint8_t { improved, regressed, equivalent, undecided };

struct Judged {
    std::string label;
    double value = 0;  ///< multiples of the threshold; > 0 is better
    double low = 0;
    double high = 0;
    std::string text;  ///< the difference in its own unit
    Verdict verdict = Verdict::undecided;
};

/// Between -1 and 1 nothing matters; beyond, the axis is logarithmic. Requires: a row.
[[nodiscard]] std::string verdicts(const std::vector<Judged>& rows, const Caption& caption);

/// What the marks mean.
[[nodiscard]] std::string verdict_key();

}  // namespace ordersim::report::chart
