#pragma once

#include "sim/measure/gate_record.hpp"
#include "sim/measure/verdict.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// What files of results say, side by side, whatever wrote them.
namespace ordersim::gate {

/// Which number it is: the same on both sides.
struct MetricKey {
    std::string group;   ///< benchmark, or scenario and variant
    std::string metric;  ///< "M01", "cpu_time", "p99"
    std::string label;   ///< slice; may be empty

    auto operator<=>(const MetricKey&) const = default;
    /// "aliexpress_base M03 p50": what rules of a thresholds file match.
    [[nodiscard]] std::string full_name() const;
};

/// What a metric is, apart from its values.
struct MetricTraits {
    std::string name;  ///< in words; may be empty
    std::string unit;
    measure::Better better = measure::Better::neither;
    /// What matters in practice where no rule says so: of the unit, or of the baseline's value.
    double threshold = 0;
    double threshold_relative = 0;
    bool is_judged = true;  ///< unless a rule says otherwise
    /// Made by a clock: files that agree in all that is are copies of one measurement.
    bool is_timed = false;
    /// Of a measured value, in the unit: what is nearer than this is not told apart. 0: as fine as
    /// a clock has it, so that values never agree.
    double step = 0;
};

/// What one file says of one metric: values, or the estimate that it made of its own
/// replications at the level beside it.
struct Reading {
    MetricKey key;
    MetricTraits traits;
    std::vector<double> values;  ///< measured one by one
    measure::Estimate estimate;  ///< where `level` > 0
    double level = 0;
    std::uint32_t replications = 0;  ///< of the whole file or point, with data on this or not
    std::string draws;               ///< what the estimate was drawn from: its seed
    std::string place;  ///< "new.json: BM_decide cpu_time (benchmarks[3])", for messages
};

/// A difference that a record of paired policies holds already.
struct RecordedChange {
    MetricKey key;
    MetricTraits traits;
    measure::Estimate baseline;
    measure::Estimate value;
    measure::Estimate difference;  ///< at the record's joint level
};

/// One file.
struct Readings {
    measure::GateSource source;
    std::vector<Reading> readings;
    std::vector<RecordedChange> changes;  ///< of a comparison
    double joint_level = 0;               ///< of `changes` together
    std::string machine;                  ///< that measured; empty where the file does not say
    std::vector<std::string> notes;       ///< what a reader should know of how it was measured
};

/// A side's files by metric; places point into them.
using Sample = std::vector<const Reading*>;
using Side = std::map<MetricKey, Sample>;
[[nodiscard]] Side side_of(const std::vector<Readings>& files);

/// What may not be judged, for the person who named the files: file, place and remedy.
struct Finding {
    MetricKey key;  ///< empty: the files as a whole
    std::string message;
};

}  // namespace ordersim::gate
