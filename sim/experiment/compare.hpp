#pragma once

#include <map>

#include "sim/experiment/study.hpp"
#include "sim/measure/study_record.hpp"

/// Policies against a baseline, metric by metric.
namespace ordersim::experiment {

/// The metrics that `compare` looks at unless others are named.
[[nodiscard]] std::vector<std::string> compared_metrics();

/// What matters in practice where nothing else is said: half a point of a share, else a hundredth
/// of the baseline's value.
inline constexpr double kShareThreshold = 0.005;
inline constexpr double kRelativeThreshold = 0.01;

struct ComparePlan {
    /// All variants of all of them are policies, in this order; the first is the baseline. Seed,
    /// replications and all else of [run] are the first scenario's. Not empty.
    std::vector<const scenario::Scenario*> scenarios;
    std::vector<std::string> metrics;          ///< references, all known
    std::map<std::string, double> thresholds;  ///< by reference, in the metric's unit, >= 0
    std::string command;                       ///< that makes the study again, for the run store
};

/// Two points of a study.
struct PolicyPair {
    std::string name;  ///< of the policy
    std::size_t policy = 0;
    std::size_t baseline = 0;
};

struct CompareTerms {
    double level = 0.95;                       ///< of the intervals of either side
    double each_level = 0.95;                  ///< of the difference's
    std::map<std::string, double> thresholds;  ///< as in the plan
};

/// One metric of a point against another's, over the replications of both. Requires: the reference
/// is known.
[[nodiscard]] measure::Comparison compare_points(const Study& study, const PolicyPair& pair,
                                                 const std::string& reference,
                                                 const CompareTerms& terms);

/// Runs all policies on common draws and judges every metric that can be better or worse. The
/// differences' intervals hold jointly at the scenario's level (Bonferroni over policies and
/// metrics). Requires: two policies or more.
[[nodiscard]] tl::expected<measure::ComparisonRecord, RunError> compare(
    const ComparePlan& plan, const StudyOptions& options);

}  // namespace ordersim::experiment
