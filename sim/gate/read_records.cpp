#include "sim/gate/read_records.hpp"

#include <cmath>
#include <filesystem>
#include <numeric>
#include <utility>

namespace ordersim::gate {

namespace {

using measure::Better;
using measure::Metric;

/// A load's record tells quantiles by its histogram's parts of a power of two, microseconds at
/// least.
constexpr double kLatencyStep = 1.0 / 64;
constexpr double kLatencyStepLeast = 0.001;
constexpr const char* kInterrupted = " was interrupted: it holds what was whole by then";

/// What the estimates of one file have in common.
struct Drawn {
    std::string group;
    std::string currency;
    std::string draws;
    double level = 0;
    std::uint32_t replications = 0;
};

MetricTraits traits_of(const Metric& metric, const KnownMetrics& known,
                       const std::string& currency) {
    const std::string reference = metric.label.empty() ? metric.id : metric.id + " " + metric.label;
    const auto found = known.find(reference);
    const KnownMetric what = found == known.end() ? KnownMetric{} : found->second;
    const bool is_share = metric.unit == "share";
    return {.name = metric.name,
            .unit = metric.unit == "currency" ? currency : metric.unit,
            .better = what.better,
            .threshold = is_share ? kShareMatters : 0,
            .threshold_relative = is_share ? 0 : kResultMatters,
            .is_judged = what.is_key && what.better != Better::neither};
}

void add_metrics(const std::vector<Metric>& metrics, const Drawn& drawn, const KnownMetrics& known,
                 Readings& file) {
    for (const Metric& metric : metrics) {
        Reading reading;
        reading.key = {drawn.group, metric.id, metric.label};
        reading.traits = traits_of(metric, known, drawn.currency);
        reading.estimate = metric.estimate;
        reading.level = drawn.level;
        reading.replications = drawn.replications;
        reading.draws = drawn.draws;
        reading.place = file.source.path + ": " + reading.key.full_name();
        file.readings.push_back(std::move(reading));
    }
}

void add_study(const measure::StudyHead& study, const std::vector<measure::StudyPoint>& points,
               const KnownMetrics& known, Readings& file) {
    file.source.subject = study.scenario;
    file.source.version = study.version;
    file.source.seed = std::to_string(study.seed);
    if (study.partial) {
        file.notes.push_back(file.source.path + kInterrupted);
    }
    for (const measure::StudyPoint& point : points) {
        add_metrics(point.metrics,
                    {.group = study.scenario + " " + point.name,
                     .currency = study.currency,
                     .draws = "seed " + file.source.seed,
                     .level = study.level,
                     .replications = point.replications},
                    known, file);
    }
}

Better better_of(const std::string& word) {
    return word == "higher" ? Better::higher : word == "lower" ? Better::lower : Better::neither;
}

/// A number that a clock measured.
void add_measured(Readings& file, MetricKey key, MetricTraits traits, double value) {
    Reading reading;
    reading.place = file.source.path + ": " + key.full_name();
    reading.key = std::move(key);
    reading.traits = std::move(traits);
    reading.values.push_back(value);
    file.readings.push_back(std::move(reading));
}

void add_latencies(const measure::LoadCall& call, const std::string& name, Readings& file) {
    const double replies = call.accepted + call.refused + call.failed;
    if (replies == 0) {
        return;
    }
    const std::string group = file.source.subject + " load";
    const bool is_headline = name == "all";
    const auto add = [&](const char* quantile, double value, bool is_judged) {
        add_measured(file, {group, quantile, name},
                     {.name = "latency",
                      .unit = "ms",
                      .better = Better::lower,
                      .threshold_relative = kLatencyMatters,
                      .is_judged = is_judged,
                      .is_timed = true,
                      .step = kLatencyStep * value + kLatencyStepLeast},
                     value);
    };
    add("p50", call.latency.p50, is_headline);
    add("p90", call.latency.p90, false);
    add("p99", call.latency.p99, is_headline);
    add("p999", call.latency.p999, false);
    add_measured(file, {group, "failed", name},
                 {.name = "calls that failed",
                  .unit = "share",
                  .better = Better::lower,
                  .threshold = kShareMatters,
                  .is_judged = is_headline,
                  .is_timed = true,
                  .step = 1 / replies},
                 call.failed / replies);
}

/// The readings of one benchmark's measures grow by a repetition each.
class BenchmarkReader {
public:
    explicit BenchmarkReader(Readings& file) : file_(file) {}

    void add(const measure::BenchmarkRun& run) {
        add({run.name, "cpu_time", ""}, run.cpu_ns, run, timed(!run.is_real_timed));
        add({run.name, "real_time", ""}, run.real_ns, run, timed(run.is_real_timed));
        for (const auto& [name, value] : run.counters) {
            add({run.name, name, ""}, value, run,
                {.name = {}, .unit = "1", .threshold_relative = kTimeMatters, .is_judged = false});
        }
    }

private:
    static MetricTraits timed(bool is_judged) {
        return {.name = {},
                .unit = "ns",
                .better = Better::lower,
                .threshold_relative = kTimeMatters,
                .is_judged = is_judged,
                .is_timed = true};
    }

    void add(MetricKey key, double value, const measure::BenchmarkRun& run, MetricTraits traits) {
        const auto [at, is_new] = places_.emplace(key, file_.readings.size());
        if (is_new) {
            Reading reading;
            reading.place = file_.source.path + ": " + key.full_name() + " (" + run.path + ")";
            reading.key = std::move(key);
            reading.traits = std::move(traits);
            file_.readings.push_back(std::move(reading));
        }
        file_.readings[at->second].values.push_back(value);
    }

    Readings& file_;
    std::map<MetricKey, std::size_t> places_;
};

}  // namespace

void read_record(const measure::Record& record, const KnownMetrics& known, Readings& file) {
    const measure::Result& result = record.result;
    file.source.subject = result.scenario;
    file.source.version = result.version;
    file.source.seed = std::to_string(result.seed);
    if (result.partial) {
        file.notes.push_back(file.source.path + kInterrupted);
    }
    for (const measure::Variant& variant : result.variants) {
        add_metrics(variant.metrics,
                    {.group = result.variants.size() == 1 ? result.scenario
                                                          : result.scenario + " " + variant.name,
                     .currency = result.currency,
                     .draws = "seed " + file.source.seed,
                     .level = result.level,
                     .replications = result.replications},
                    known, file);
    }
}

void read_record(const measure::SweepRecord& record, const KnownMetrics& known, Readings& file) {
    add_study(record.result.study, record.result.points, known, file);
}

void read_record(const measure::ComparisonRecord& record, const KnownMetrics& known,
                 Readings& file) {
    const measure::Comparisons& result = record.result;
    add_study(result.study, result.policies, known, file);
    file.joint_level = result.joint_level;
    for (const measure::Comparison& one : result.comparisons) {
        const Better better = better_of(one.better);
        file.changes.push_back(
            {.key = {result.study.scenario + " " + one.policy, one.metric, one.label},
             .traits = {.name = one.name,
                        .unit = one.unit == "currency" ? result.study.currency : one.unit,
                        .better = better,
                        .threshold = one.threshold,
                        .is_judged = better != Better::neither},
             .baseline = one.baseline,
             .value = one.value,
             .difference = one.difference});
    }
}

void read_record(const measure::LoadRecord& record, const KnownMetrics& /*known*/, Readings& file) {
    const measure::Load& load = record.result;
    file.source.subject = load.scenario;
    file.source.version = load.version;
    file.source.seed = std::to_string(load.seed);
    add_latencies(load.all, "all", file);
    for (const measure::LoadCall& call : load.calls) {
        add_latencies(call, call.name, file);
    }
    if (load.seconds > 0) {
        const double replies = load.all.accepted + load.all.refused + load.all.failed;
        add_measured(file, {load.scenario + " load", "replies", ""},
                     {.name = "replies a second",
                      .unit = "1/s",
                      .better = Better::higher,
                      .threshold_relative = kTimeMatters,
                      .is_judged = load.mode == "flat out",
                      .is_timed = true,
                      .step = 1 / load.seconds},
                     replies / load.seconds);
    }
    if (load.limited_by != "nothing") {
        file.notes.push_back(file.source.path + ": the load was limited by its own " +
                             load.limited_by + ": its latencies are not the service's alone");
    }
    if (!load.is_passed) {
        file.notes.push_back(file.source.path + ": the load did not pass by its own terms (" +
                             load.ended + "); `ordersim report` tells why");
    }
}

std::string read_benchmarks(const measure::BenchmarkResults& results, Readings& file) {
    file.source.subject = std::filesystem::path(results.executable).filename().string();
    file.machine = results.host;
    if (results.runs.empty() && results.aggregates > 0) {
        return "holds means and medians alone, of which no interval can be made; run the "
               "benchmarks without --benchmark_report_aggregates_only";
    }
    if (results.runs.empty()) {
        return "holds no benchmark; does the filter name any?";
    }
    BenchmarkReader reader(file);
    for (const measure::BenchmarkRun& run : results.runs) {
        if (!run.failure.empty()) {
            return run.path + ": '" + run.name + "' failed: " + run.failure +
                   "; mend it, or leave it out by --benchmark_filter";
        }
        reader.add(run);
    }
    return {};
}

}  // namespace ordersim::gate
