#pragma once

#include "sim/experiment/fit/fit.hpp"
#include "sim/measure/calibration_record.hpp"
#include "sim/scenario/orders.hpp"
#include "sim/scenario/scenario.hpp"

#include <cstdint>
#include <map>
#include <string>

/// From a file of real orders to a scenario that runs: what the file tells of delays, shares and
/// hours, with what is still open censored and what competes told apart.
namespace ordersim::experiment {

struct CalibrationOptions {
    double level = 0.95;     ///< of all intervals, in (0, 1)
    std::uint64_t seed = 1;  ///< of the drawings behind goodness of fit
    std::uint32_t bootstrap_samples = 199;
    std::uint32_t threads = 1;  ///< >= 1; never changes a result
    std::string name;      ///< of the scenario to write, without ending
    std::string extends;   ///< how that scenario names the preset
    std::string currency;  ///< of the amounts; empty: the preset's
};

struct Calibration {
    measure::CalibrationResult result;
    std::string scenario;  ///< TOML
    /// Files that it reads, by name, to stand beside it.
    std::map<std::string, std::string> samples;
};

/// Pure; the same file and options give the same bytes. Requires: the preset has a variant.
[[nodiscard]] Calibration calibrate(const scenario::OrderFile& file,
                                    const scenario::Scenario& preset,
                                    const CalibrationOptions& options);

/// Runs the scenario that was written and lays its orders beside the file's: the same quantiles,
/// estimated in the same way. About 20,000 orders, each followed to its end.
void simulate_beside(measure::CalibrationResult& result, const scenario::Scenario& written);

}  // namespace ordersim::experiment
