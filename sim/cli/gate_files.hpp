#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/gate/history.hpp"
#include "sim/gate/read.hpp"
#include "sim/measure/gate_record.hpp"

/// The files that a gate reads and writes. What is wrong is told on stderr.
namespace ordersim::cli {

/// The whole file, at most 256 MiB of it.
[[nodiscard]] tl::expected<std::string, std::string> text_of_file(const std::string& path);

/// The metrics of the simulator, with their better sides; key ones as `compare` has them.
[[nodiscard]] gate::KnownMetrics known_metrics();

/// Nothing after telling of every file what is wrong with it. `side` is what the sources are called
/// in the record.
[[nodiscard]] std::optional<std::vector<gate::Readings>> read_side(
    const std::vector<std::string>& paths, const std::string& side);

/// Runs a command of the shell that writes a record to its standard output, so many times; nothing
/// after telling what went wrong.
[[nodiscard]] std::optional<std::vector<gate::Readings>> measured_anew(const std::string& command,
                                                                       std::size_t times);

/// A folder of records, one a commit, NUMBER-COMMIT.gate.json by the order in which they came.
class GateHistoryFolder {
public:
    /// Makes the folder if it is missing; nothing after telling what is wrong.
    [[nodiscard]] static std::optional<GateHistoryFolder> open(const std::string& path);
    /// A commit that was kept before keeps its place and gets a new record.
    [[nodiscard]] bool keep(const std::string& commit, const measure::GateRecord& record);
    /// By time, the newest last.
    [[nodiscard]] const std::vector<gate::KeptGate>& kept() const { return kept_; }

private:
    std::string path_;
    std::vector<std::string> names_;  ///< of the files of kept_
    std::vector<gate::KeptGate> kept_;
};

/// Where to write what; an empty path: nowhere.
struct GateOutputs {
    std::string out;  ///< folder for page, record, Markdown and JUnit
    std::string html;
    std::string markdown;
    std::string junit;
    std::string bencher;
    std::string github_smaller;
    std::string github_bigger;
};

/// False after telling what could not be written. `page` is set to the page's path if there is one.
[[nodiscard]] bool write_gate(const measure::GateRecord& record, const GateOutputs& outputs,
                              const std::string& repeat, std::string& page);

}  // namespace ordersim::cli
