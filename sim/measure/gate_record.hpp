#pragma once

#include "sim/measure/record.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What came of holding new results against old ones, as values.
namespace ordersim::measure {

/// A file that was read.
struct GateSource {
    std::string side;     ///< "new", "baseline", "confirmation"
    std::string path;
    std::string kind;     ///< "ordersim.run/1", "google benchmark"
    std::string subject;  ///< scenario or program
    std::string version;  ///< of the program that wrote it; empty where it does not say
    std::string seed;     ///< empty: nothing was drawn
};

/// Of a metric that looked regressed and was measured again: what is said of it is said of the
/// fresh sample, and here stands what the first one said.
struct GateConfirmation {
    std::string outcome;  ///< "confirmed", "not confirmed"
    Estimate first_value;
    Estimate first_difference;  ///< to the baseline, at the gate's level
};

/// One metric of the new side beside the baseline's.
struct GateChange {
    std::string group;   ///< benchmark, or scenario and variant
    std::string metric;  ///< "M01", "cpu_time", "p99"
    std::string name;    ///< in words; may be empty
    std::string label;   ///< slice; may be empty
    std::string unit;    ///< "share", "h", "ns", "ms", "BRL", "1/s", "count", ...
    std::string better;  ///< "higher", "lower"
    std::string method;  ///< "ranks", "paired ranks", "paired t", "Welch", "exact", "as recorded"
    Estimate baseline;   ///< each with its own interval at the level of the difference
    Estimate value;
    Estimate difference;     ///< new minus baseline
    double relative = 0;     ///< difference over baseline; NaN where the baseline is 0
    double threshold = 0;    ///< what matters in practice, in the unit
    std::string threshold_from;  ///< "2 % by default", "gate.toml:4: 3 %"
    std::string verdict;     ///< "improved", "regressed", "equivalent", "undecided"
    std::string note;        ///< why there is no more to say; may be empty
    std::vector<GateConfirmation> confirmation;  ///< none or one
};

/// A metric that one side has and the other has not, or that could not be judged.
struct GateLeftOut {
    std::string metric;  ///< in full
    std::string reason;
};

/// A metric over the records that were kept, one a commit.
struct GateHistoryPoint {
    std::string commit;
    Estimate estimate;
};
/// A step that matters.
struct GateHistoryChange {
    std::string commit;  ///< the first of the new level
    double before = 0;   ///< the level that was told last: a median
    double after = 0;
    double p_value = 1;
    std::string verdict; ///< "improved", "regressed"
};
struct GateHistory {
    std::string metric;  ///< in full
    std::string unit;
    std::string better;
    std::vector<GateHistoryPoint> points;  ///< as the commits came
    std::vector<GateHistoryChange> changes;
};

struct Gate {
    std::string version;
    double alpha = 0.01;        ///< chance of any false verdict among all metrics, at most
    std::string correction;     ///< "Bonferroni"
    double each_level = 0.99;   ///< of each interval: 1 - alpha / judged
    std::uint32_t judged = 0;   ///< metrics
    std::string verdict;        ///< regressed if any is, else undecided, else improved
    std::vector<GateSource> sources;
    std::vector<GateChange> changes;
    std::vector<GateLeftOut> left_out;
    std::vector<std::string> notes;    ///< what a reader should know of how it was measured
    std::vector<GateHistory> history;  ///< empty where none is kept
};

struct GateRecord {
    static constexpr const char* kSchema = "ordersim.gate/1";
    Gate result;
    Host host;
};

}  // namespace ordersim::measure
