#pragma once

#include "sim/measure/sensitivity_record.hpp"
#include "sim/measure/tuning_record.hpp"

#include "tests/support/sample_study.hpp"

#include <limits>

namespace ordersim::tests {

inline constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();
inline constexpr measure::Estimate kNoEstimate{.value = kNothing,
                                               .low = -std::numeric_limits<double>::infinity(),
                                               .high = std::numeric_limits<double>::infinity(),
                                               .replications = 0};

/// A policy of two knobs: how long a window, and what silence means.
[[nodiscard]] inline measure::TuningTrial sample_trial(const std::string& stage, double hours,
                                                       double cost, std::uint32_t dominated_by) {
    measure::TuningTrial trial;
    trial.stage = stage;
    trial.values = {std::to_string(static_cast<int>(hours)) + "h", "approve"};
    trial.at = {hours, kNothing};
    trial.replications = 30;
    trial.objective = {cost, cost - 0.004, cost + 0.004, 30};
    trial.constraints = {{-0.01, -0.02, -0.001, 30}};
    trial.promise = stage == "search" ? 0.002 : kNothing;
    trial.pareto = {{0.9, 0.89, 0.91, 30}, {3.1, 3.0, 3.2, 30}};
    trial.dominated_by = dominated_by;
    return trial;
}

/// A search that has selected 12 h over 13 h, a near tie, and 16 h, which is worse.
[[nodiscard]] inline measure::TuningRecord sample_tuning() {
    measure::TuningRecord record;
    measure::Tuning& tuning = record.result;
    tuning.study = sample_head();
    tuning.objective = "M10 + 0.01 * policy.grace_window";
    tuning.better = "lower";
    tuning.knobs = {{"policy.grace_window", "h", 0, 24, 10.5, 13.75, {}, {}},
                    {"policy.on_silence",
                     "",
                     kNothing,
                     kNothing,
                     kNothing,
                     kNothing,
                     {"approve", "reject"},
                     {0.9, 0.1}}};
    tuning.delta = 0.005;
    tuning.delta_from = "given";
    tuning.trial_replications = 10;
    tuning.budget = 600;
    tuning.replications = 412;
    tuning.verdict = "selected";
    tuning.trials = {sample_trial("base", 1, 0.31, 4), sample_trial("design", 16, 0.215, 0),
                     sample_trial("search", 13, 0.203, 0), sample_trial("search", 12, 0.201, 0)};
    tuning.best = 4;
    tuning.constraints = {{"M05 <= 0.02", {-0.01, -0.02, -0.001, 30}, "kept"}};
    tuning.finalists = {
        {4, 20, {0.201, 0.197, 0.205, 20}, {0, 0, 0, 20}, "best"},
        {3, 20, {0.203, 0.199, 0.207, 20}, {0.002, -0.001, 0.005, 20}, "equivalent"},
        {2, 10, {0.215, 0.211, 0.219, 10}, {0.014, 0.011, 0.017, 10}, "regressed"}};
    tuning.probability = 0.998;
    tuning.probability_in_space = 0.97;
    tuning.replications_apart = 5400;
    tuning.gain = {0.109, 0.105, 0.113, 30};
    tuning.pareto = {"M01", "M10"};
    tuning.base = sample_point("1h", 1, 0.80, true);
    tuning.recommended = sample_point("12h", 12, 0.93, false);
    tuning.trade_offs = sample_comparison().result.comparisons;
    record.host = sample_sweep().host;
    return record;
}

/// Two knobs by Sobol', and a metric without data.
[[nodiscard]] inline measure::SensitivityRecord sample_sensitivity() {
    measure::SensitivityRecord record;
    measure::Sensitivity& sensitivity = record.result;
    sensitivity.study = sample_head();
    sensitivity.method = "sobol";
    sensitivity.knobs = {{"policy.grace_window", "h", 0, 24, {}},
                         {"policy.on_silence", "", kNothing, kNothing, {"approve", "reject"}}};
    sensitivity.rows = 64;
    sensitivity.points = 256;
    sensitivity.replications = 10;
    sensitivity.metrics = {{"M01",
                            "cancellation success",
                            "",
                            "share",
                            0.8,
                            0.05,
                            0.02,
                            0,
                            {{"policy.on_silence",
                              {0.1, 0.05, 0.15, 64},
                              {0.2, 0.1, 0.3, 64},
                              kNoEstimate,
                              kNothing,
                              kNothing},
                             {"policy.grace_window",
                              {0.8, 0.7, 0.9, 64},
                              {0.9, 0.85, 0.95, 64},
                              kNoEstimate,
                              kNothing,
                              kNothing}}},
                           {"M08", "decisions", "", "share", kNothing, kNothing, kNothing, 12, {}}};
    record.host = sample_sweep().host;
    return record;
}

/// The same by Morris, in hours.
[[nodiscard]] inline measure::SensitivityRecord sample_morris() {
    measure::SensitivityRecord record = sample_sensitivity();
    record.result.method = "morris";
    record.result.rows = 10;
    record.result.points = 30;
    record.result.metrics = {
        {"M03",
         "time to resolution",
         "p90",
         "h",
         30,
         4,
         0.6,
         0,
         {{"policy.grace_window", kNoEstimate, kNoEstimate, {12, 10, 14, 10}, -11.5, 3.5}}}};
    return record;
}

}  // namespace ordersim::tests
