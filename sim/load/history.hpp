#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

#include "sim/base/fingerprint.hpp"
#include "sim/base/output_file.hpp"
#include "sim/base/shard.hpp"
#include "sim/judge/observation.hpp"
#include "sim/load/recording.hpp"
#include "sim/load/service_clock.hpp"
#include "sim/wire/books_text.hpp"

/// What a process that is one shard of a load saw, as a file.
///
/// Behind a line with the format's name and version come records, each with its length before it:
/// one that says of what load the file is, one for each call that leaves and each reply, one that
/// sums up; then a line with a digest of all before it. Numbers are packed as in packing.hpp.
namespace ordersim::load {

/// What load, and what share of its orders.
struct ShardHead {
    std::string version;  ///< of the program
    std::string command;  ///< that makes the whole load, as a POSIX shell reads it
    std::string scenario_hash;
    Shard shard;
    std::int64_t begin_at_s = 0;  ///< seconds since 1970; 0: at once
};

/// What adds up over the shards of a load.
struct LoadSums {
    static constexpr std::size_t kUnreadableKept = 5;

    std::uint64_t orders_placed = 0;
    std::uint64_t adopted = 0;   ///< orders taken as shown, since the rules did not lead there
    std::uint64_t races = 0;     ///< commands that met rivals
    std::uint64_t probes = 0;    ///< calls that the service had to refuse, or to answer as before
    std::uint64_t given_up = 0;  ///< calls without a reply after all retries
    std::uint64_t exhausted = 0;  ///< calls for which this machine had no port or descriptor left
    std::uint64_t not_offered = 0;  ///< what people would have asked, which the mapping leaves out
    std::vector<std::string> unreadable;  ///< the first replies that failed, as they were
    bool is_interrupted = false;
    bool is_hopeless = false;  ///< ended early: for five seconds no call had an answer
    Wall::duration measured{};   ///< without the warm-up; of shards, the longest

    void add(const LoadSums& other);
};

struct ShardEnd {
    LoadSums sums;
    double clock_factor = 1;
    Wall::time_point origin{};  ///< when it began, by its own clock
    ClockReading clock_before;
    ClockReading clock_after;
    std::optional<wire::ToldBooks> books_before;
    std::optional<wire::ToldBooks> books_after;
    /// Latencies of all calls as they were counted: those of the history must be the same.
    std::vector<measure::Histogram::Bucket> latency;
};

/// A call leaves.
struct Leaving {
    Wall::time_point at{};
    std::uint64_t order = 0;
    bool is_first = true;  ///< else it is sent again, after no reply
    bool is_recorded = true;  ///< among the figures: no probe
};

/// A reply has come, or none comes any more.
struct Heard {
    CallTimes times;
    /// Called and returned, by the clock that the judge goes by, at `times.sent` and `times.done`.
    judge::Observation seen;
    bool is_recorded = true;  ///< among the figures: neither a probe nor abandoned
    bool is_refused = false;
    bool is_failed = false;
    bool is_tried_again = false;

    [[nodiscard]] std::size_t call() const {
        return seen.is_read ? kLookCall : static_cast<std::size_t>(seen.command.kind);
    }
};

/// The load goes on without the file; what went wrong with it is said at the end.
class HistoryWriter {
public:
    /// In a folder, which is made if it is missing, under the shard's name.
    [[nodiscard]] static tl::expected<HistoryWriter, std::string> create(const std::string& folder,
                                                                         const ShardHead& head);
    /// Times in the file count from here.
    void begin(Wall::time_point origin) { origin_ = origin; }
    void leaves(Leaving leaving);
    void comes(Heard heard);
    /// Only then the file has its name.
    [[nodiscard]] tl::expected<void, std::string> end(const ShardEnd& end);

private:
    explicit HistoryWriter(OutputFile file) : file_(std::move(file)) {}
    template <class Record>
    void write(const Record& record);
    void write_bytes(std::string_view bytes);

    OutputFile file_;
    Wall::time_point origin_{};
    Fingerprint digest_;
    std::string length_;  ///< scratch
};

/// Reads a whole file twice: at first to see whether it is one.
class HistoryReader {
public:
    /// The error names the file and says what to do.
    [[nodiscard]] static tl::expected<HistoryReader, std::string> open(const std::string& path);
    /// What the file says it is of; the rest is not looked at.
    [[nodiscard]] static tl::expected<ShardHead, std::string> head_of(const std::string& path);

    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] const ShardHead& head() const { return head_; }
    [[nodiscard]] const ShardEnd& end() const { return end_; }

    using Event = std::variant<Leaving, Heard>;
    /// The next, its times since the beginning of the shard; nothing after the last.
    [[nodiscard]] std::optional<Event> next();

private:
    explicit HistoryReader(const std::string& path) : path_(path), file_(path, std::ios::binary) {}
    [[nodiscard]] bool read_head();
    [[nodiscard]] bool check_rest();
    [[nodiscard]] bool read_record();

    std::string path_;
    std::ifstream file_;
    ShardHead head_;
    ShardEnd end_;
    std::string record_;  ///< read last, its length left out
    Fingerprint digest_;
};

/// All shards of one load, from the files in these folders, by their index. The error names what is
/// missing, there twice, damaged, or of another load or program, and says what to do.
[[nodiscard]] tl::expected<std::vector<HistoryReader>, std::string> gather_shards(
    const std::vector<std::string>& folders);
/// The files of shards of a load in the folder, in the order of their names.
[[nodiscard]] std::vector<std::string> shards_in(const std::string& folder);

}  // namespace ordersim::load
