#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/experiment/tune.hpp"
#include "sim/measure/sensitivity_record.hpp"

/// Which knobs move which metrics.
namespace ordersim::experiment {

enum class SensitivityMethod : std::uint8_t { morris, sobol };

struct SensitivityPlan {
    const scenario::Scenario& scenario;  ///< its first variant is the base policy
    std::vector<Knob> knobs;             ///< one or more, no key twice
    SensitivityMethod method = SensitivityMethod::sobol;
    std::uint32_t rows = 64;  ///< trajectories, >= 2; or rows of each matrix, a power of two
    std::vector<std::size_t> metrics;  ///< places in `study_metrics()`
    VariantsAt variants_at;
    std::string command;  ///< that makes the study again, for the run store
};

/// How many points the design has: rows (knobs + 1) for Morris, rows (knobs + 2) for Sobol'.
[[nodiscard]] std::size_t sensitivity_points(const SensitivityPlan& plan);

/// Evaluates the design, `run.replications` of each point, all on the same draws; every metric from
/// the same replications. The result's bytes do not depend on threads, nor on what the run store
/// had. After a stop no metric has effects, and the result is partial.
[[nodiscard]] tl::expected<measure::SensitivityRecord, RunError> analyse_sensitivity(
    const SensitivityPlan& plan, const StudyOptions& options);

}  // namespace ordersim::experiment
