#pragma once

#include "sim/gate/sample.hpp"

#include <tl/expected.hpp>

#include <string>

/// How two samples of one metric are held against each other.
namespace ordersim::gate {

struct Difference {
    std::string method;
    measure::Estimate baseline;
    measure::Estimate value;
    measure::Estimate difference;
    std::string note;  ///< why the interval has no bounds; may be empty
};

struct MethodOptions {
    double level = 0.99;  ///< of each interval
    bool is_paired = false;
};

/// The error names the file, the place and the remedy.
/// Requires: a reading on each side, of one unit.
[[nodiscard]] tl::expected<Difference, std::string> difference_of(const Sample& news,
                                                                  const Sample& baseline,
                                                                  const MethodOptions& options);

/// What one side says of the metric by itself.
[[nodiscard]] measure::Estimate estimate_of(const Sample& sample, double level);

}  // namespace ordersim::gate
