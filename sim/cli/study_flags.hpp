#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/host.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/experiment/study.hpp"
#include "sim/measure/study_record.hpp"

/// What the commands that run studies have in common.
namespace ordersim::cli {

struct StudyFlags {
    std::optional<std::uint64_t> seed;
    std::optional<std::uint32_t> replications;
    std::optional<std::uint32_t> threads;
    std::string out;
    std::string store;
    bool json = false;
    bool is_quiet = false;
    ColourChoice colour = ColourChoice::automatic;
};

/// --seed, --replications, --threads, --out, --store, --json, --color, --quiet.
void add_study_flags(CLI::App& command, StudyFlags& flags);

/// --metric, by reference ("M01", "M03 p50"); repeatable.
void add_metrics(CLI::App& command, std::vector<std::string>& metrics);
/// Whether there are such metrics; those that are unknown have been told.
[[nodiscard]] bool check_metrics(const std::vector<std::string>& metrics);

/// Flags that stand for scenario keys, as overrides like any other.
[[nodiscard]] std::vector<std::string> overrides_of(const StudyFlags& flags);

/// What a study needs of this machine: threads, run store, progress, interruption, and a meter.
/// Made before the work begins.
class Workbench {
public:
    explicit Workbench(const StudyFlags& flags);

    /// Opens the run store, if there is to be one. False on failure, which has been told.
    [[nodiscard]] bool open_store();
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
    std::optional<experiment::RunStore> store_;
};

/// Tells the error; the exit code that it deserves.
[[nodiscard]] int fail(const experiment::RunError& error);

/// Prints the record as JSON or the summary, as the flags ask. False when it could not be written.
[[nodiscard]] bool print_result(const StudyFlags& flags, const std::string& json,
                                const std::string& summary);

}  // namespace ordersim::cli
