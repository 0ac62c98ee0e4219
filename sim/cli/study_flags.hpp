#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sim/cli/exit_code.hpp"
#include "sim/cli/host.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/result_files.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/cli/team.hpp"
#include "sim/experiment/store.hpp"
#include "sim/experiment/study.hpp"
#include "sim/experiment/task_folder.hpp"
#include "sim/measure/study_record.hpp"

/// What the commands that run studies have in common.
namespace ordersim::cli {

struct StudyFlags {
    std::optional<std::uint64_t> seed;
    std::optional<std::uint32_t> replications;
    std::optional<std::uint32_t> threads;
    std::string out;
    std::string store;
    std::string shard;               ///< as typed; empty: all tasks are this process's
    std::vector<std::string> tasks;  ///< folders to put a study together from
    const Team* team = nullptr;      ///< null: this process by itself
    bool json = false;
    bool is_quiet = false;
    ColourChoice colour = ColourChoice::automatic;
};

/// --seed, --replications, --threads, --out, --store, --shard, --json, --color, --quiet.
void add_study_flags(CLI::App& command, StudyFlags& flags, const Team* team);

/// --metric, by reference ("M01", "M03 p50"); repeatable.
void add_metrics(CLI::App& command, std::vector<std::string>& metrics);
/// Whether there are such metrics; those that are unknown have been told.
[[nodiscard]] bool check_metrics(const std::vector<std::string>& metrics);

/// Flags that stand for scenario keys, as overrides like any other.
[[nodiscard]] std::vector<std::string> overrides_of(const StudyFlags& flags);

/// A study of a command.
struct StudyWork {
    std::string name;  ///< of its files
    std::span<const char* const> endings;
    std::string command;        ///< that makes it again
    std::string scenario_hash;  ///< of all its scenarios
};

/// What a study needs of this machine: threads, run store, progress, interruption, and a meter.
/// Made before the work begins.
class Workbench {
public:
    explicit Workbench(const StudyFlags& flags);

    /// Opens the run store, or the folder of tasks, if there is to be one. False on failure, which
    /// has been told.
    [[nodiscard]] bool open_store(const StudyFlags& flags, const StudyWork& work);
    [[nodiscard]] experiment::StudyOptions options();
    /// Takes the progress bar away; call it when the study has ended.
    void end() { display_.clear(); }
    /// The record's host: what the study said, and what was measured here.
    [[nodiscard]] measure::StudyHost host(measure::StudyHost study) const;

private:
    std::uint32_t threads_;
    std::string store_path_;  ///< empty: no store
    Interrupt interrupt_;
    ProgressDisplay display_;
    HostMeter meter_;
    std::optional<Shard> shard_;
    std::function<void()> meet_;
    std::unique_ptr<experiment::ReplicationStore> store_;
};

/// Tells the error; the exit code that it deserves.
[[nodiscard]] int fail(const experiment::RunError& error);

/// Whether this process tells what came of its study; of a team one does.
[[nodiscard]] bool is_teller(const StudyFlags& flags);
/// The files for the results, if there are to be any: a shard has none. False on failure, which has
/// been told.
[[nodiscard]] bool open_files_or_tell(const StudyFlags& flags, const StudyWork& work,
                                      std::optional<ResultFiles>& files);
[[nodiscard]] bool write_or_tell(ResultFiles& files, std::span<const ResultText> texts);
/// The end of a shard, or of one of a team, that has seen all tasks of its study; its exit code.
[[nodiscard]] int end_shard(const StudyFlags& flags, bool is_partial);

/// Runs a study as the flags ask: `run_study(options)` gives a record or a RunError. Its files are
/// written, and `finish(record, next)` tells what came of it; `next` is what to do now. The exit
/// code.
template <class RunStudy, class Finish>
[[nodiscard]] int carry_out(const StudyFlags& flags, const StudyWork& work, RunStudy&& run_study,
                            Finish&& finish) {
    std::optional<ResultFiles> files;
    Workbench bench(flags);
    if (!open_files_or_tell(flags, work, files) || !bench.open_store(flags, work)) {
        return kRunTimeFailure;
    }
    auto record = run_study(bench.options());
    bench.end();
    if (!record) {
        return fail(record.error());
    }
    if (!flags.shard.empty() || !is_teller(flags)) {
        return end_shard(flags, record->result.study.partial);
    }
    record->host = bench.host(record->host);
    if (files && !write_or_tell(*files, texts_of(*record, work.command))) {
        return kRunTimeFailure;
    }
    return finish(*record, files ? "open " + files->page_path() : work.command + " --out out");
}

/// Prints the record as JSON or the summary, as the flags ask. False when it could not be written.
[[nodiscard]] bool print_result(const StudyFlags& flags, const std::string& json,
                                const std::string& summary);

}  // namespace ordersim::cli
