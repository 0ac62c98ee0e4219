#pragma once

#include "sim/gate/history.hpp"
#include "sim/gate/read.hpp"
#include "sim/measure/gate_record.hpp"

#include <tl/expected.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The files that a gate reads and writes. What is wrong is told on stderr.
namespace ordersim::cli {

/// The whole file, at most 256 MiB of it.
[[nodiscard]] tl::expected<std::string, std::string> text_of_file(const std::string& path);

/// The metrics of the simulator, with their better sides; key ones as `compare` has them.
[[nodiscard]] gate::KnownMetrics known_metrics();

/// Nothing after telling of every file what is wrong with it. `side` is what the sources are called
/// in the record, by their paths with what is no UTF-8 replaced.
[[nodiscard]] std::optional<std::vector<gate::Readings>> read_side(
    const std::vector<std::string>& paths, const std::string& side);

/// A file that stands on both sides, by its path on the first; empty: there is none.
[[nodiscard]] std::string common_file(const std::vector<std::string>& paths,
                                      const std::vector<std::string>& others);

/// Runs a command of the shell that writes a record to its standard output, so many times; nothing
/// after telling what went wrong.
[[nodiscard]] std::optional<std::vector<gate::Readings>> measured_anew(const std::string& command,
                                                                       std::size_t times);

/// Why a record cannot be kept under that name; empty: it can.
[[nodiscard]] std::string commit_fault(const std::string& commit);

/// A folder of records, one a commit, NUMBER-COMMIT.gate.json by the order in which they came. A
/// commit that was kept before keeps its place and gets a new record.
class GateHistoryFolder {
public:
    /// Makes the folder if it is missing, reads all records and tries whether the commit's own can
    /// be written, so that what cannot be kept is known before work is spent; nothing after telling
    /// what is wrong. Requires: `commit_fault` is empty.
    [[nodiscard]] static std::optional<GateHistoryFolder> open(const std::string& path,
                                                               const std::string& commit);
    /// What was kept up to the commit, and this as its own, by time.
    [[nodiscard]] std::vector<gate::KeptGate> with(const measure::Gate& own) const;
    /// False after telling what is wrong.
    [[nodiscard]] bool keep(const measure::GateRecord& record) const;

private:
    std::string commit_;
    std::vector<gate::KeptGate> before_;  ///< up to the commit
    std::string file_;                    ///< the commit's own
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

/// The files that a gate writes: tried before it judges, so that a place that cannot be written is
/// known before work is spent; under their names only once all are whole.
class GateFiles {
public:
    /// Makes the folder of `out` if it is missing; nothing after telling what is wrong.
    [[nodiscard]] static std::optional<GateFiles> create(const GateOutputs& outputs);
    /// False after telling what could not be written. `repeat`: the command, for the page.
    [[nodiscard]] bool write(const measure::GateRecord& record, const std::string& repeat) const;
    /// Empty where no page was asked for.
    [[nodiscard]] const std::string& page_path() const { return page_path_; }

private:
    enum class Text : std::uint8_t { page, record, markdown, junit, bencher, smaller, bigger };
    struct One {
        Text text;
        std::string path;
    };
    [[nodiscard]] bool add(Text text, const std::string& path);
    static std::string text_of(Text text, const measure::GateRecord& record,
                               const std::string& repeat);

    std::vector<One> files_;
    std::string page_path_;
};

}  // namespace ordersim::cli
