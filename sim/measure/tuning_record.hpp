#pragma once

#include "sim/measure/study_record.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// The result of a search for the best policy, as values. Objective and constraints are in the
/// user's own units and sense throughout.
namespace ordersim::measure {

/// A key that the search turned, and where the best policy lies along it: by a model of all trials,
/// at the study's level.
struct TuningKnob {
    std::string key;
    std::string unit;  ///< "h", "1"; empty where values are words
    double low = 0;    ///< of the range searched; NaN for words
    double high = 0;
    double best_low = 0;  ///< NaN for words
    double best_high = 0;
    std::vector<std::string> levels;  ///< the words
    std::vector<double> chances;      ///< of each to be the best policy's
};

/// A policy that was tried.
struct TuningTrial {
    std::string stage;                ///< "base", "design", "search"
    std::vector<std::string> values;  ///< by knob, as text of a scenario
    std::vector<double> at;           ///< by knob: hours or numbers; NaN for words
    std::uint32_t replications = 0;
    Estimate objective;
    std::vector<Estimate> constraints;  ///< each one's left side minus its right, <= 0 where kept
    bool is_kept = true;                ///< whether all constraints hold at their estimates
    /// How much better than the best so far it promised to be; NaN for base and design.
    double promise = 0;
    std::vector<Estimate> pareto;  ///< by metric of the Pareto set that was asked for
    /// The trial that is better in all of these with confidence, from 1; 0: none, it is one of the
    /// Pareto set. 0 throughout if none was asked for.
    std::uint32_t dominated_by = 0;
};

/// A policy that the selection looked at, on replications that had no part in choosing it.
struct TuningFinalist {
    std::uint32_t trial = 0;  ///< its place, from 1
    std::uint32_t replications = 0;
    Estimate objective;
    /// How far it is behind the best, >= 0 where it is worse, paired; all of them together at the
    /// confidence of the selection.
    Estimate behind;
    std::string verdict;  ///< "best", "regressed", "equivalent", "undecided" (against the best)
};

/// A constraint at the recommended policy.
struct TuningConstraint {
    std::string text;
    Estimate excess;      ///< left side minus right, or right minus left for >=; kept at <= 0
    std::string verdict;  ///< "kept", "broken", "undecided" (the interval holds 0)
};

struct Tuning {
    StudyHead study;
    std::string objective;  ///< as it was written
    std::string better;     ///< "lower", "higher"
    std::vector<TuningKnob> knobs;
    double delta = 0;        ///< differences of the objective up to this do not matter
    std::string delta_from;  ///< "given", or how it was set
    double confidence = 0.95;
    std::uint32_t trial_replications = 0;  ///< of each trial, before any selection
    double budget = 0;                     ///< replications in all
    double replications = 0;               ///< that it took
    /// "selected"; "undecided": the budget ended first; "infeasible": no trial keeps the
    /// constraints; "interrupted".
    std::string verdict;
    std::vector<TuningTrial> trials;
    std::uint32_t best = 0;  ///< place of the recommended trial, from 1; if infeasible, the nearest
    std::vector<TuningConstraint> constraints;
    std::vector<TuningFinalist> finalists;
    /// By the finalists' replications (Bonferroni): that none of them is better than the
    /// recommended one by more than delta. NaN without a selection, and where no draw told two
    /// finalists apart.
    double probability = 0;
    /// By a model of all trials: that no policy of the whole space is, and that it keeps the
    /// constraints.
    double probability_in_space = 0;
    double replications_missing = 0;  ///< if undecided: at most so many more of each finalist left
    /// What the selection would have taken on draws of their own (Rinott); 0 without one.
    double replications_apart = 0;
    /// Base's objective minus the recommended one's, or the reverse: > 0 is better. Like the
    /// constraints, without the replications that chose the finalists.
    Estimate gain;
    std::vector<std::string> pareto;     ///< metrics of the Pareto set that was asked for
    std::vector<Comparison> trade_offs;  ///< what else changes from the base policy
    StudyPoint base;
    StudyPoint recommended;
};

struct TuningRecord {
    static constexpr const char* kSchema = "ordersim.tuning/1";
    Tuning result;
    StudyHost host;
};

}  // namespace ordersim::measure
