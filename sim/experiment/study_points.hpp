#pragma once

#include "sim/experiment/study.hpp"
#include "sim/measure/study_record.hpp"
#include "sim/scenario/factor.hpp"

/// From a study to the parts of its record that every kind of study has.
namespace ordersim::experiment {

[[nodiscard]] measure::StudyHead head_of(const scenario::Scenario& scenario, const Study& study);

/// "h", "1", or nothing for words.
[[nodiscard]] std::string unit_of(scenario::Axis axis);

/// What of the host the study knows; the rest is the caller's.
[[nodiscard]] measure::StudyHost host_of(const Study& study);

/// All metrics of a point, with its differences to `first` over the replications of both unless it
/// is that point.
[[nodiscard]] measure::StudyPoint summarize(const Study& study, std::size_t point,
                                            std::size_t first, double level);

/// An error where no order of any point was measured.
[[nodiscard]] tl::expected<void, RunError> check_measured(const Study& study);

}  // namespace ordersim::experiment
