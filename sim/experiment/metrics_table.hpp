#pragma once

#include <span>
#include <string>
#include <vector>

#include "sim/measure/interval.hpp"
#include "sim/metrics/tally.hpp"

/// The metrics that are ratios of two counts of a replication, as data: what is divided by what.
namespace ordersim::experiment {

enum class RatioKind : std::uint8_t {
    share,  ///< hits are some of the tries: bounds lie in [0, 1]
    mean    ///< a sum over a number of terms
};

struct RatioMetric {
    std::string id;     ///< as the documents number it: "M01"
    std::string name;
    std::string label;  ///< which slice; empty for the headline
    std::string unit;
    RatioKind kind = RatioKind::share;
    double scale = 1;   ///< the estimate is the ratio times this
    std::size_t slice = 0;
    measure::RatioSample (*sample)(const metrics::Counts&, std::size_t slice) = nullptr;
};

/// All of them, in the order of the reports. `id` and `label` together are unique.
[[nodiscard]] std::vector<RatioMetric> ratio_metrics();

}  // namespace ordersim::experiment
