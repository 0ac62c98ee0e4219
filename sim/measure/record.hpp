#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

/// The record of a run: the one result from which every report is rendered. `Result` depends on
/// scenario, seed and version alone; what the machine contributed stands apart in `Host`.
namespace ordersim::measure {

/// An estimate with its two-sided confidence interval. Without enough data for an interval, `low`
/// and `high` equal -inf and +inf; without any data `value` is NaN (null in JSON).
struct Estimate {
    double value = 0;
    double low = 0;
    double high = 0;
    std::uint32_t replications = 0;  ///< that had data
};

/// One number of the result. `id` and `label` together are unique within a variant:
/// {"M01", "stage: grace"}.
struct Metric {
    std::string id;     ///< metric as the documents number it: "M01"
    std::string name;   ///< what it is, in words: "cancellation success"
    std::string label;  ///< which slice of it; empty for the headline
    std::string unit;   ///< "share", "h", "count", "currency", "1"
    Estimate estimate;
};

/// How often a transition was taken, per 1,000 measured orders.
struct Flow {
    std::string transition;  ///< "T11"
    std::string title;       ///< "seller approves"
    std::string from;        ///< order state before, and after
    std::string to;
    double per_thousand = 0;
};

/// A named curve with a band: an empirical distribution function, a survival curve, a series.
struct Curve {
    struct Point {
        double x = 0;
        double y = 0;
        double low = 0;
        double high = 0;
    };
    std::string name;
    std::string x_unit;
    std::string y_unit;
    std::vector<Point> points;
};

/// A policy of the scenario and what came of it.
struct Variant {
    std::string name;
    std::map<std::string, std::string> overrides;  ///< scenario keys it changes
    std::vector<Metric> metrics;
    /// Metric by metric: this variant minus the first, paired by replication (common draws).
    /// Empty in the first variant.
    std::vector<Metric> differences;
    std::vector<Flow> flows;
    std::vector<Curve> curves;
    double orders = 0;           ///< measured, all replications together
    double orders_open = 0;      ///< of those not ended at the horizon (censored)
    double events = 0;           ///< useful events of all replications, warm-up included
    double invariant_checks = 0; ///< made; 0 when checks were off (a violation ends the run)
};

/// One resolved key of the scenario.
struct Setting {
    std::string key;
    std::string value;
    std::string origin;  ///< "aliexpress_base.toml:12", "--set"
    std::string source;  ///< where the value comes from: "data: ...", "estimate", ...
};

struct Result {
    std::string scenario;
    std::string question;       ///< the one sentence that the scenario asks
    std::string scenario_hash;  ///< 16 hex digits over the resolved settings
    std::string version;
    std::uint64_t seed = 0;
    std::uint32_t replications = 0;
    double level = 0.95;        ///< of every interval
    std::string stopped_by;     ///< "replications", "half-width" or "interrupted"
    bool partial = false;
    std::string warm_up;        ///< how long and how it was found, in words
    std::string currency;
    std::vector<Setting> settings;
    std::vector<Variant> variants;
};

struct Host {
    std::string build;     ///< compiler and build type
    std::uint32_t threads = 0;
    double wall_seconds = 0;
    double cpu_seconds = 0;
    double events_per_second = 0;  ///< useful events a second of one core
    std::string started_at;  ///< ISO 8601, UTC
};

struct Record {
    static constexpr const char* kSchema = "ordersim.run/1";
    Result result;
    Host host;
};

}  // namespace ordersim::measure
