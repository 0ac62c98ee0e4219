#include "sim/cli/study_flags.hpp"

#include <filesystem>
#include <utility>

#include "sim/cli/commands.hpp"
#include "sim/scenario/law.hpp"

namespace ordersim::cli {

void add_studies(CLI::App& app, Work& chosen, const Team* team) {
    add_sweep(app, chosen, team);
    add_compare(app, chosen, team);
    add_tune(app, chosen, team);
    add_sensitivity(app, chosen, team);
}

void add_study_flags(CLI::App& command, StudyFlags& flags, const Team* team) {
    flags.team = team;
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
    command
        .add_option("--shard", flags.shard,
                    "Do a share of the tasks alone, 3/8 (the third of eight), auto/8 (by Slurm's "
                    "or Kubernetes' index) or auto (under mpirun), into the folder of --out; "
                    "'ordersim merge' makes the result of all")
        ->type_name("I/N")
        ->needs("--out")
        ->excludes("--store");
    command.add_option("--tasks", flags.tasks)->group("");  // of 'ordersim merge'
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
                       (near.empty() ? "metrics are M01 to M16 and volume, most of them by a label "
                                       "too, like 'M03 p90' or 'volume orders'"
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
      display_(flags.is_quiet || !is_teller(flags) ? Verbosity::quiet : Verbosity::normal) {}

namespace {

/// "ordersim sweep ..." says what is done, the scenarios' hash to what.
experiment::TaskStudy study_of(const StudyWork& work) {
    return {scenario::fingerprint(std::string(ORDERSIM_VERSION) + "|" + work.command + "|" +
                                  work.scenario_hash),
            work.command, ORDERSIM_VERSION};
}

/// The tasks of all folders, if they are of this very study.
tl::expected<experiment::TaskFolder, experiment::StoreError> gathered(
    const StudyFlags& flags, const experiment::TaskStudy& study) {
    auto tasks = experiment::TaskFolder::gather(flags.tasks);
    if (tasks && tasks->study().hash != study.hash) {
        return tl::unexpected(experiment::StoreError{
            "the tasks in '" + flags.tasks.front() + "' were done by version " +
            tasks->study().version + " of a scenario with other values (study " +
            tasks->study().hash + ", now " + study.hash +
            "); put the scenario back as it was, or do the tasks again"});
    }
    return tasks;
}

}  // namespace

bool Workbench::open_store(const StudyFlags& flags, const StudyWork& work) {
    const auto keep = [this](auto&& opened) {
        if (!opened) {
            tell_error(opened.error().message);
            return false;
        }
        using Store = std::remove_cvref_t<decltype(*opened)>;
        store_ = std::make_unique<Store>(std::move(*opened));
        return true;
    };
    if (!flags.tasks.empty()) {
        shard_ = Shard{0, 0};
        return keep(gathered(flags, study_of(work)));
    }
    if (flags.team != nullptr) {
        if (flags.out.empty() || !flags.shard.empty() || !flags.store.empty()) {
            tell_error("under mpirun a study needs --out, where its tasks are kept, and neither "
                       "--shard nor --store");
            return false;
        }
        shard_ = flags.team->shard;
        meet_ = flags.team->meet;
        return keep(experiment::TaskFolder::join(flags.out, study_of(work)));
    }
    if (!flags.shard.empty()) {
        const auto shard = parse_shard(flags.shard, environment_variable);
        if (!shard) {
            tell_error("--shard: " + shard.error());
            return false;
        }
        shard_ = *shard;
        return keep(experiment::TaskFolder::join(flags.out, study_of(work)));
    }
    return store_path_.empty() || keep(experiment::RunStore::open(store_path_));
}

experiment::StudyOptions Workbench::options() {
    return {.threads = threads_,
            .stop = interrupt_.token(),
            .on_progress = [this](const auto& progress) { display_.show(progress); },
            .store = store_.get(),
            .shard = shard_,
            .meet = meet_};
}

bool is_teller(const StudyFlags& flags) { return flags.team == nullptr || flags.team->tells(); }

bool open_files_or_tell(const StudyFlags& flags, const StudyWork& work,
                        std::optional<ResultFiles>& files) {
    if (flags.out.empty() || !flags.shard.empty() || !is_teller(flags)) {
        return true;
    }
    auto created = ResultFiles::create(flags.out, work.name, work.endings);
    if (!created) {
        tell_error(created.error().message);
        return false;
    }
    files.emplace(std::move(*created));
    return true;
}

bool write_or_tell(ResultFiles& files, std::span<const ResultText> texts) {
    const auto written = files.write(texts);
    if (!written) {
        tell_error(written.error().message);
    }
    return written.has_value();
}

int end_shard(const StudyFlags& flags, bool is_partial) {
    if (is_partial) {
        return kInterrupted;
    }
    const bool is_told = flags.is_quiet || flags.shard.empty() ||
                         print("all tasks are there\nnext: ordersim merge " +
                               quoted_for_shell(flags.out) + "\n");
    return is_told ? kDone : kRunTimeFailure;
}

measure::StudyHost Workbench::host(measure::StudyHost study) const {
    study.host = meter_.host(threads_, study.events);
    return study;
}

int fail(const experiment::RunError& error) {
    if (error.kind == experiment::RunError::Kind::elsewhere) {
        return print(error.message + "\n") ? kDone : kRunTimeFailure;
    }
    tell_error(error.message);
    switch (error.kind) {
        case experiment::RunError::Kind::elsewhere:
        case experiment::RunError::Kind::missing:
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
