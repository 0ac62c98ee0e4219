#pragma once

#include "sim/measure/record.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// The results of studies, which run many points on common draws, as values.
namespace ordersim::measure {

/// What every study says of itself. It depends on scenario, points, seed and version alone.
struct StudyHead {
    std::string scenario;
    std::string question;
    std::string scenario_hash;  ///< 16 hex digits over the resolved settings and points
    std::string version;
    std::uint64_t seed = 0;
    double level = 0.95;    ///< of every interval
    bool partial = false;   ///< interrupted: points have fewer replications than was asked
    std::string warm_up;    ///< how long and how it was found, in words
    std::string currency;
    std::vector<Setting> settings;
};

/// What the machine and the store contributed.
struct StudyHost {
    Host host;
    double events = 0;     ///< useful ones, of the replications run by this process
    double simulated = 0;  ///< replications run by this process
    double recalled = 0;   ///< replications found in the run store
};

/// A key that a study moves.
struct StudyFactor {
    std::string key;                  ///< "policy.grace_window"
    std::string unit;                 ///< "h", "1"; empty where values are words
    std::vector<std::string> levels;  ///< as text of the scenario
};

/// One point of a study and what came of it.
struct StudyPoint {
    std::string name;
    std::string series;  ///< the scenario's variant that it belongs to; empty without variants
    std::map<std::string, std::string> settings;  ///< keys that it changes
    std::vector<double> at;  ///< by factor: hours or the number; NaN for words and a fixed key
    std::uint32_t replications = 0;
    double orders = 0;  ///< measured, all replications together
    std::vector<Metric> metrics;
    /// Metric by metric: this point minus the first, paired by replication. Empty in the first.
    std::vector<Metric> differences;
};

/// Points of a grid: how metrics move with the factors.
struct Sweep {
    StudyHead study;
    std::string stopped_by;  ///< "replications", "half-width", "replications_max", "interrupted"
    std::vector<StudyFactor> factors;  ///< none: the points are the scenario's variants
    std::vector<StudyPoint> points;    ///< by series, then as a grid, the last factor fastest
};

struct SweepRecord {
    static constexpr const char* kSchema = "ordersim.sweep/1";
    Sweep result;
    StudyHost host;
};

/// One metric of a policy beside the baseline's.
struct Comparison {
    std::string policy;
    std::string metric;  ///< id
    std::string name;
    std::string label;
    std::string unit;
    std::string better;  ///< "higher", "lower"; empty: it can be either
    Estimate baseline;   ///< at the study's level each
    Estimate value;
    Estimate difference;   ///< policy minus baseline, paired; at the joint level
    double threshold = 0;  ///< what matters in practice, in the metric's unit
    std::string verdict;   ///< "improved", "regressed", "equivalent", "undecided"; empty: no better
    /// Width of the difference's interval if the draws were independent, over its width; NaN where
    /// it has no bounds.
    double narrowing = 0;
};

/// Policies against the first of them.
struct Comparisons {
    StudyHead study;
    double joint_level = 0.95;  ///< that all differences lie in their intervals (Bonferroni)
    std::vector<StudyPoint> policies;  ///< the first is the baseline
    std::vector<Comparison> comparisons;  ///< by policy, then metric
};

struct ComparisonRecord {
    static constexpr const char* kSchema = "ordersim.comparison/1";
    Comparisons result;
    StudyHost host;
};

}  // namespace ordersim::measure
