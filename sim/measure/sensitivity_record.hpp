#pragma once

#include "sim/measure/study_record.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// The result of a sensitivity analysis, as values.
namespace ordersim::measure {

/// A key that was moved.
struct SensitivityKnob {
    std::string key;
    std::string unit;  ///< "h", "1"; empty where values are words
    double low = 0;    ///< NaN for words
    double high = 0;
    std::vector<std::string> levels;  ///< the words
};

/// What a knob does to a metric. Of the two methods' numbers those of the other are without value.
struct SensitivityEffect {
    std::string key;
    Estimate first;    ///< Sobol': share of the variance that the knob explains alone
    Estimate total;    ///< Sobol': with all that it does together with others
    Estimate mu_star;  ///< Morris: mean absolute change of the metric over the whole range
    double mu = 0;     ///< Morris: mean change; its sign is the direction
    double sigma = 0;  ///< Morris: how unequal the changes are: curvature or interaction
};

struct MetricSensitivity {
    std::string id;
    std::string name;
    std::string label;
    std::string unit;
    double mean = 0;       ///< over the points
    double deviation = 0;  ///< over the points, as the knobs and the noise move it
    /// Variance of a point's mean over replications, averaged over points, over the variance of the
    /// points; on common draws most of it cancels from the effects.
    double noise_share = 0;
    std::uint32_t points_without_data = 0;   ///< if any, there are no effects
    std::vector<SensitivityEffect> effects;  ///< by knob
};

struct Sensitivity {
    StudyHead study;
    std::string method;  ///< "morris", "sobol"
    std::vector<SensitivityKnob> knobs;
    std::uint32_t rows = 0;          ///< of the design: trajectories, or rows of each matrix
    double points = 0;               ///< evaluated, with those that are alike counted each time
    std::uint32_t replications = 0;  ///< of each point, all on the same draws
    std::vector<MetricSensitivity> metrics;
};

struct SensitivityRecord {
    static constexpr const char* kSchema = "ordersim.sensitivity/1";
    Sensitivity result;
    StudyHost host;
};

}  // namespace ordersim::measure
