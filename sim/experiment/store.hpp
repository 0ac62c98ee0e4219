#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/experiment/study_metrics.hpp"

struct sqlite3;
struct sqlite3_stmt;

/// The run store: finished replications in a file (SQLite), so that a study that was interrupted,
/// by whatever, goes on where it was, and what two studies have in common is run once.
namespace ordersim::experiment {

/// What decides every number of a replication, besides its own number.
struct PointKey {
    std::string hash;  ///< over all of it, and the program's version
    std::string scenario;
    std::string name;  ///< of the variant
    std::string version;
    std::uint64_t seed = 0;
    std::map<std::string, std::string> settings;  ///< what the point changes in the scenario
};

struct StoredReplication {
    std::uint32_t number = 0;
    double orders = 0;  ///< measured
    double events = 0;  ///< useful
    Samples samples;
};

struct StoreError {
    std::string message;  ///< names the file, what is wrong with it and what to do
};

/// Tables `point`, `setting`, `replication`, `sample` and `metric`, a row of `study` for each
/// study, and the view `value`: one row a metric of a replication. For one thread at a time;
/// several processes may share a file.
class RunStore {
public:
    /// Makes the file where there is none. Refuses what is no run store, what another version of
    /// the store wrote, and a file that another process keeps locked for longer than 5 s.
    [[nodiscard]] static tl::expected<RunStore, StoreError> open(const std::string& path);

    /// The number by which the file knows the point.
    [[nodiscard]] tl::expected<std::int64_t, StoreError> point(const PointKey& key);
    /// All finished replications of a point, by number.
    [[nodiscard]] tl::expected<std::vector<StoredReplication>, StoreError> replications(
        std::int64_t point);
    /// Commits a replication; when the call returns it survives the end of the process.
    [[nodiscard]] tl::expected<void, StoreError> put(std::int64_t point,
                                                     const StoredReplication& replication);
    /// Notes that a study used these points, under the command that makes it again.
    [[nodiscard]] tl::expected<void, StoreError> note_study(
        const std::string& command, const std::vector<std::int64_t>& points);

private:
    struct Closer {
        void operator()(sqlite3* database) const noexcept;
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Closer>;

    explicit RunStore(std::string path) : path_(std::move(path)) {}
    [[nodiscard]] tl::expected<void, StoreError> prepare();
    [[nodiscard]] tl::expected<void, StoreError> check_kind();
    [[nodiscard]] tl::expected<void, StoreError> run(const std::string& sql);
    [[nodiscard]] tl::expected<Statement, StoreError> statement(const std::string& sql);
    [[nodiscard]] tl::expected<std::int64_t, StoreError> number_at(const std::string& sql);
    [[nodiscard]] tl::expected<void, StoreError> write_metrics();
    [[nodiscard]] tl::expected<void, StoreError> insert(std::int64_t point,
                                                        const StoredReplication& replication);
    [[nodiscard]] StoreError error() const;

    std::string path_;
    std::unique_ptr<sqlite3, Closer> database_;
    std::vector<std::int64_t> metric_rows_;  ///< by metric of `study_metrics()`
};

/// A table read by a query.
struct QueryResult {
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;  ///< numbers in the shortest digits; NULL is ""
    std::vector<bool> is_numeric;                ///< by column: every value is a number or NULL
};

/// Reads from a run store; statements that would change it are refused.
[[nodiscard]] tl::expected<QueryResult, StoreError> query(const std::string& path,
                                                          const std::string& sql);

}  // namespace ordersim::experiment
