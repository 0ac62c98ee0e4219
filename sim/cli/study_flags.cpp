#include "sim/cli/study_flags.hpp"

#include <filesystem>
#include <utility>

#include "sim/cli/exit_code.hpp"

namespace ordersim::cli {

void add_study_flags(CLI::App& command, StudyFlags& flags) {
    command.add_option("--seed", flags.seed, "Seed of all random numbers (run.seed)");
    command.add_option("--replications", flags.replications,
                       "Of each point (run.replications)");
    command.add_option("--threads", flags.threads, "Default: one a core; never changes a result")
        ->check(CLI::Range(1, 1024));
    command.add_option("--out", flags.out, "Folder for report, record, tables and run store")
        ->type_name("DIR");
    command
        .add_option("--store", flags.store,
                    "Run store: finished replications are kept there, and found again (default: "
                    "runs.sqlite in the folder of --out)")
        ->type_name("FILE");
    command.add_flag("--json", flags.json, "The record on standard output, for programs");
    command.add_flag("-q,--quiet", flags.is_quiet, "No progress and no summary");
    add_colour(command, flags.colour);
}

void add_metrics(CLI::App& command, std::vector<std::string>& metrics) {
    command
        .add_option("--metric", metrics,
                    "A metric by its number and label: M01, 'M03 p50', 'M10 seller'; repeatable")
        ->type_name("METRIC")
        ->take_all()
        ->allow_extra_args(false);
}

bool check_metrics(const std::vector<std::string>& metrics) {
    bool is_good = true;
    for (const std::string& metric : metrics) {
        if (experiment::find_metric(metric) == experiment::study_metrics().size()) {
            std::string near;
            for (const experiment::StudyMetric& known : experiment::study_metrics()) {
                if (metric.size() >= 3 && known.id == metric.substr(0, 3)) {
                    near += (near.empty() ? "" : ", ") + known.reference();
                }
            }
            tell_error("there is no metric '" + metric + "'; " +
                       (near.empty() ? "metrics are M01 to M16 and volume, each with its labels, "
                                       "as the report names them"
                                     : "there are: " + near));
            is_good = false;
        }
    }
    return is_good;
}

std::vector<std::string> overrides_of(const StudyFlags& flags) {
    std::vector<std::string> overrides;
    if (flags.seed) {
        overrides.push_back("run.seed=" + std::to_string(*flags.seed));
    }
    if (flags.replications) {
        overrides.push_back("run.replications=" + std::to_string(*flags.replications));
    }
    return overrides;
}

namespace {

/// The one named, else one in the folder of --out, else none.
std::string store_path(const StudyFlags& flags) {
    if (!flags.store.empty() || flags.out.empty()) {
        return flags.store;
    }
    return (std::filesystem::path(flags.out) / "runs.sqlite").string();
}

}  // namespace

Workbench::Workbench(const StudyFlags& flags)
    : threads_(flags.threads.value_or(all_cores())),
      store_path_(store_path(flags)),
      display_(flags.is_quiet ? Verbosity::quiet : Verbosity::normal) {}

bool Workbench::open_store() {
    if (store_path_.empty()) {
        return true;
    }
    auto opened = experiment::RunStore::open(store_path_);
    if (!opened) {
        tell_error(opened.error().message);
        return false;
    }
    store_.emplace(std::move(*opened));
    return true;
}

experiment::StudyOptions Workbench::options() {
    return {.threads = threads_,
            .stop = interrupt_.token(),
            .on_progress = [this](const auto& progress) { display_.show(progress); },
            .store = store_ ? &*store_ : nullptr};
}

measure::StudyHost Workbench::host(measure::StudyHost study) const {
    study.host = meter_.host(threads_, study.events);
    return study;
}

int fail(const experiment::RunError& error) {
    tell_error(error.message);
    switch (error.kind) {
        case experiment::RunError::Kind::output: return kRunTimeFailure;
        case experiment::RunError::Kind::nothing_measured:
        case experiment::RunError::Kind::scenario: return kWrongUsage;
        case experiment::RunError::Kind::violation: return kViolated;
    }
    return kRunTimeFailure;
}

bool print_result(const StudyFlags& flags, const std::string& json, const std::string& summary) {
    return (flags.is_quiet && !flags.json) || print(flags.json ? json : summary);
}

}  // namespace ordersim::cli
