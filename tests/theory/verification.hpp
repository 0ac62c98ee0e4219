#pragma once

#include <span>

/// Runs of scenarios/verification held against reference values.
namespace ordersim::tests {

/// One known answer: a metric of one variant of a verification scenario.
struct ReferenceCase {
    const char* scenario;
    const char* variant;
    const char* id;     ///< of the metric
    const char* label;
    double value;
    double scale;  ///< the reference is the metric times this
    const char* quantity;
};

/// Runs each scenario once, with all invariants on, prints a table of theory and estimate, and
/// checks every case within 4.5 of its interval's own standard errors, and all of them together
/// within what chance allows: too exact is an error of the statistics.
void check_cases(std::span<const ReferenceCase> cases);

}  // namespace ordersim::tests
