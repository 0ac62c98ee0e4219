#pragma once

#include "sim/measure/sensitivity_record.hpp"
#include "sim/measure/tuning_record.hpp"
#include "sim/report/terminal.hpp"

#include <string>
#include <string_view>

/// Searches for the best policy, and what matters for it, on the terminal and as tables.
namespace ordersim::report {

/// Of the recommended policy, by replications that had no part in choosing it, if there are such.
[[nodiscard]] const measure::Estimate& objective_of_best(const measure::Tuning& tuning);

/// The recommendation first, with how sure it is; the finalists, what it gives up, the Pareto set.
/// Without a recommendation which constraint fails, and by how much. `next`: what to do now.
[[nodiscard]] std::string tuning_summary(const measure::TuningRecord& record, Colour colour,
                                         std::string_view next);

/// Metric by metric what each knob does, strongest first, and how much of all that is noise.
[[nodiscard]] std::string sensitivity_summary(const measure::SensitivityRecord& record,
                                              Colour colour, std::string_view next);

/// One row per trial: trial, stage, a column per knob, replications, then value, low and high of
/// the objective and of each constraint and Pareto metric, kept, promise, dominated_by.
[[nodiscard]] std::string trials_csv(const measure::Tuning& tuning);

/// One row per metric and knob: metric, name, label, unit, knob, then first, total and mu_star with
/// low and high of each, mu, sigma, noise_share.
[[nodiscard]] std::string effects_csv(const measure::Sensitivity& sensitivity);

}  // namespace ordersim::report
