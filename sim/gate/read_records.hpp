#pragma once

#include "sim/gate/read.hpp"
#include "sim/measure/benchmark_json.hpp"
#include "sim/measure/load_record.hpp"
#include "sim/measure/record.hpp"
#include "sim/measure/study_record.hpp"

/// What each kind of result says, metric by metric.
namespace ordersim::gate {

/// By default half a point of a share matters, and 1 % of any other result of a simulation; 2 % of
/// a time or rate that was measured, 5 % of a quantile of latencies.
inline constexpr double kShareMatters = 0.005;
inline constexpr double kResultMatters = 0.01;
inline constexpr double kTimeMatters = 0.02;
inline constexpr double kLatencyMatters = 0.05;

/// Fills `file` from a record; `file.source.path` is set.
void read_record(const measure::Record& record, const KnownMetrics& known, Readings& file);
void read_record(const measure::SweepRecord& record, const KnownMetrics& known, Readings& file);
void read_record(const measure::ComparisonRecord& record, const KnownMetrics& known,
                 Readings& file);
void read_record(const measure::LoadRecord& record, const KnownMetrics& known, Readings& file);
/// Empty where all is well; else which benchmark failed and what to do.
[[nodiscard]] std::string read_benchmarks(const measure::BenchmarkResults& results, Readings& file);

}  // namespace ordersim::gate
