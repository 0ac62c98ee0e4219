#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "sim/experiment/replication_store.hpp"

struct sqlite3;
struct sqlite3_stmt;

/// The run store: finished replications in a file (SQLite), so that a study that was interrupted,
/// by whatever, goes on where it was, and what two studies have in common is run once.
namespace ordersim::experiment {

/// Tables `point`, `setting`, `replication`, `sample` and `metric`, a row of `study` for each
/// study, and the view `value`: one row a metric of a replication. For one thread at a time;
/// several processes may share a file.
class RunStore final : public ReplicationStore {
public:
    /// Makes the file where there is none. Refuses what is no run store, what another version of
    /// the store wrote, and a file that another process keeps locked for longer than 5 s.
    [[nodiscard]] static tl::expected<RunStore, StoreError> open(const std::string& path);

    [[nodiscard]] tl::expected<std::int64_t, StoreError> point(const PointKey& key) override;
    [[nodiscard]] tl::expected<std::vector<StoredReplication>, StoreError> replications(
        std::int64_t point) override;
    [[nodiscard]] tl::expected<void, StoreError> put(std::int64_t point,
                                                     const StoredReplication& replication) override;
    [[nodiscard]] tl::expected<void, StoreError> note_study(
        const std::string& command, const std::vector<std::int64_t>& points) override;

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
