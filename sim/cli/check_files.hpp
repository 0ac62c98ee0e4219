#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "sim/base/output_file.hpp"
#include "sim/check/check.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/scenario/scenario.hpp"

namespace ordersim::cli {

/// The folder into which a check goes. Made before the check, so that one that cannot be written
/// to is found out before and not after it.
class CheckFolder {
public:
    /// On errors they have been told, and there is none.
    [[nodiscard]] static std::optional<CheckFolder> open(const std::string& path);

    /// The record, by the name check.json, and all others: all of them or none; counterexamples of
    /// an earlier check go. False: told.
    [[nodiscard]] bool write(const std::string& record,
                             const std::map<std::string, std::string>& others);

private:
    CheckFolder(std::filesystem::path path, OutputFile record)
        : path_(std::move(path)), record_(std::move(record)) {}

    std::filesystem::path path_;
    OutputFile record_;
};

/// What is known of a check besides its result.
struct CheckSource {
    const ScenarioInput& input;
    const scenario::Scenario& scenario;
    const std::string& plant;  ///< its id; empty: none
};

/// Each counterexample as a diagram and, where it has instants, as a scenario that `run` replays
/// and as requests to a service; by file name.
[[nodiscard]] std::map<std::string, std::string> counterexample_files(
    const CheckSource& source, const check::CheckResult& result);

}  // namespace ordersim::cli
