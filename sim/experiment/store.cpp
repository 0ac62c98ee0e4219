#include "sim/experiment/store.hpp"

#include <sqlite3.h>

#include <array>
#include <charconv>
#include <filesystem>
#include <utility>

namespace ordersim::experiment {
namespace {

using Nothing = tl::expected<void, StoreError>;

/// "osim", by which SQLite files of this program are known.
constexpr std::int64_t kApplicationId = 0x6f73696d;
constexpr std::int64_t kStoreVersion = 1;
constexpr int kPatience = 5000;  // milliseconds that a lock of another process is waited for

constexpr const char* kSchema = R"sql(
CREATE TABLE metric (
    id INTEGER PRIMARY KEY, code TEXT NOT NULL, label TEXT NOT NULL, name TEXT NOT NULL,
    unit TEXT NOT NULL, scale REAL NOT NULL, UNIQUE (code, label)) STRICT;
CREATE TABLE point (
    id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, scenario TEXT NOT NULL,
    name TEXT NOT NULL, version TEXT NOT NULL, seed TEXT NOT NULL) STRICT;
CREATE TABLE setting (
    point INTEGER NOT NULL REFERENCES point, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (point, key)) STRICT, WITHOUT ROWID;
CREATE TABLE replication (
    point INTEGER NOT NULL REFERENCES point, number INTEGER NOT NULL, orders REAL NOT NULL,
    events REAL NOT NULL, PRIMARY KEY (point, number)) STRICT, WITHOUT ROWID;
CREATE TABLE sample (
    point INTEGER NOT NULL REFERENCES point, replication INTEGER NOT NULL,
    metric INTEGER NOT NULL REFERENCES metric, hits REAL NOT NULL, tries REAL NOT NULL,
    PRIMARY KEY (point, replication, metric)) STRICT, WITHOUT ROWID;
CREATE TABLE study (id INTEGER PRIMARY KEY, command TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE study_point (
    study INTEGER NOT NULL REFERENCES study, position INTEGER NOT NULL,
    point INTEGER NOT NULL REFERENCES point, PRIMARY KEY (study, position)) STRICT, WITHOUT ROWID;
CREATE VIEW value AS
    SELECT point.scenario AS scenario, point.name AS point, sample.replication AS replication,
           metric.code AS metric, metric.label AS label, metric.unit AS unit,
           CASE WHEN sample.tries > 0 THEN metric.scale * sample.hits / sample.tries END AS value,
           sample.hits AS hits, sample.tries AS tries, point.hash AS hash
    FROM sample JOIN point ON point.id = sample.point JOIN metric ON metric.id = sample.metric;
)sql";

void bind(sqlite3_stmt* statement, int place, const std::string& text) {
    sqlite3_bind_text(statement, place, text.c_str(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
}
void bind(sqlite3_stmt* statement, int place, std::int64_t number) {
    sqlite3_bind_int64(statement, place, number);
}
void bind(sqlite3_stmt* statement, int place, double number) {
    sqlite3_bind_double(statement, place, number);
}

template <class... Values>
void bind_all(sqlite3_stmt* statement, const Values&... values) {
    int place = 0;
    (bind(statement, ++place, values), ...);
}

std::string in_quotes(const std::string& path) { return "'" + path + "'"; }

/// What SQLite's refusal means to the person who named the file.
StoreError store_error(const std::string& path, int code, const std::string& words) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {"the run store " + in_quotes(path) +
                    " is locked by another process; let it end, or give another --store"};
        case SQLITE_NOTADB:
            return {in_quotes(path) + " is no run store; give another --store"};
        case SQLITE_CANTOPEN:
            return {"cannot open the run store " + in_quotes(path) +
                    ": is its folder there, and may it be written? Give another --store"};
        case SQLITE_READONLY:
            return {"the run store " + in_quotes(path) +
                    " may not be written; give another --store"};
        case SQLITE_FULL:
            return {"no space is left for the run store " + in_quotes(path) +
                    "; what was finished is kept: make room and run the same command again"};
        case SQLITE_CORRUPT:
            return {"the run store " + in_quotes(path) +
                    " is damaged; move it away and run the same command again"};
        default: return {"run store " + in_quotes(path) + ": " + words};
    }
}

template <class Number>
std::string shortest(Number number) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return {digits.data(), end.ptr};
}

}  // namespace

void RunStore::Closer::operator()(sqlite3* database) const noexcept { sqlite3_close(database); }
void RunStore::Closer::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

StoreError RunStore::error() const {
    return store_error(path_, sqlite3_extended_errcode(database_.get()),
                       sqlite3_errmsg(database_.get()));
}

Nothing RunStore::run(const std::string& sql) {
    if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        return tl::unexpected(error());
    }
    return {};
}

tl::expected<RunStore::Statement, StoreError> RunStore::statement(const std::string& sql) {
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &made, nullptr) != SQLITE_OK) {
        return tl::unexpected(error());
    }
    return Statement(made);
}

tl::expected<std::int64_t, StoreError> RunStore::number_at(const std::string& sql) {
    auto read = statement(sql);
    if (!read) {
        return tl::unexpected(read.error());
    }
    if (sqlite3_step(read->get()) != SQLITE_ROW) {
        return tl::unexpected(error());
    }
    return sqlite3_column_int64(read->get(), 0);
}

tl::expected<RunStore, StoreError> RunStore::open(const std::string& path) {
    RunStore store(path);
    sqlite3* database = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &database,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
    store.database_.reset(database);
    if (code != SQLITE_OK) {
        return tl::unexpected(store_error(path, code, sqlite3_errstr(code)));
    }
    sqlite3_busy_timeout(database, kPatience);
    if (auto prepared = store.prepare(); !prepared) {
        return tl::unexpected(prepared.error());
    }
    return store;
}

Nothing RunStore::check_kind() {
    const auto application = number_at("PRAGMA application_id");
    const auto version = application ? number_at("PRAGMA user_version") : application;
    const auto tables = version ? number_at("SELECT count(*) FROM sqlite_schema") : version;
    if (!tables) {
        return tl::unexpected(tables.error());
    }
    if (*application == kApplicationId && *version == kStoreVersion) {
        return {};
    }
    if (*application == kApplicationId) {
        return tl::unexpected(StoreError{
            "the run store " + in_quotes(path_) + " has version " + std::to_string(*version) +
            " of the store, and this program reads version " + std::to_string(kStoreVersion) +
            "; give another --store"});
    }
    if (*tables > 0 || *application != 0) {
        return tl::unexpected(StoreError{in_quotes(path_) + " is a database of another program, no "
                                         "run store; give another --store"});
    }
    return run(std::string(kSchema) + "PRAGMA application_id = " +
               std::to_string(kApplicationId) + "; PRAGMA user_version = " +
               std::to_string(kStoreVersion));
}

Nothing RunStore::prepare() {
    // A write-ahead log with synchronous = NORMAL loses nothing when the process is killed.
    for (const char* sql : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL",
                            "PRAGMA foreign_keys = ON", "BEGIN IMMEDIATE"}) {
        if (auto done = run(sql); !done) {
            return done;
        }
    }
    if (auto checked = check_kind(); !checked) {
        return checked;
    }
    if (auto written = write_metrics(); !written) {
        return written;
    }
    return run("COMMIT");
}

Nothing RunStore::write_metrics() {
    auto write = statement("INSERT INTO metric (code, label, name, unit, scale) "
                           "VALUES (?, ?, ?, ?, ?) ON CONFLICT (code, label) DO UPDATE "
                           "SET name = excluded.name RETURNING id");
    if (!write) {
        return tl::unexpected(write.error());
    }
    for (const StudyMetric& metric : study_metrics()) {
        bind_all(write->get(), metric.id, metric.label, metric.name, metric.unit, metric.scale);
        if (sqlite3_step(write->get()) != SQLITE_ROW) {
            return tl::unexpected(error());
        }
        metric_rows_.push_back(sqlite3_column_int64(write->get(), 0));
        sqlite3_reset(write->get());
    }
    return {};
}

tl::expected<std::int64_t, StoreError> RunStore::point(const PointKey& key) {
    auto write = statement("INSERT INTO point (hash, scenario, name, version, seed) "
                           "VALUES (?, ?, ?, ?, ?) ON CONFLICT (hash) DO UPDATE "
                           "SET hash = excluded.hash RETURNING id");
    if (!write) {
        return tl::unexpected(write.error());
    }
    bind_all(write->get(), key.hash, key.scenario, key.name, key.version,
             std::to_string(key.seed));
    if (sqlite3_step(write->get()) != SQLITE_ROW) {
        return tl::unexpected(error());
    }
    const std::int64_t id = sqlite3_column_int64(write->get(), 0);
    sqlite3_reset(write->get());
    auto set = statement("INSERT OR IGNORE INTO setting (point, key, value) VALUES (?, ?, ?)");
    if (!set) {
        return tl::unexpected(set.error());
    }
    for (const auto& [name, value] : key.settings) {
        bind_all(set->get(), id, name, value);
        if (sqlite3_step(set->get()) != SQLITE_DONE) {
            return tl::unexpected(error());
        }
        sqlite3_reset(set->get());
    }
    return id;
}

tl::expected<std::vector<StoredReplication>, StoreError> RunStore::replications(
    std::int64_t point) {
    auto read = statement("SELECT r.number, r.orders, r.events, s.metric, s.hits, s.tries "
                          "FROM replication r JOIN sample s ON s.point = r.point AND "
                          "s.replication = r.number WHERE r.point = ? ORDER BY r.number");
    if (!read) {
        return tl::unexpected(read.error());
    }
    std::map<std::int64_t, std::size_t> place_of;
    for (std::size_t i = 0; i < metric_rows_.size(); ++i) {
        place_of[metric_rows_[i]] = i;
    }
    bind_all(read->get(), point);
    std::vector<StoredReplication> result;
    int code = sqlite3_step(read->get());
    for (; code == SQLITE_ROW; code = sqlite3_step(read->get())) {
        const auto number = static_cast<std::uint32_t>(sqlite3_column_int64(read->get(), 0));
        if (result.empty() || result.back().number != number) {
            result.push_back({number, sqlite3_column_double(read->get(), 1),
                              sqlite3_column_double(read->get(), 2),
                              Samples(metric_rows_.size())});
        }
        const auto place = place_of.find(sqlite3_column_int64(read->get(), 3));
        if (place != place_of.end()) {
            result.back().samples[place->second] = {sqlite3_column_double(read->get(), 4),
                                                    sqlite3_column_double(read->get(), 5)};
        }
    }
    if (code != SQLITE_DONE) {
        return tl::unexpected(error());
    }
    return result;
}

Nothing RunStore::put(std::int64_t point, const StoredReplication& replication) {
    if (auto begun = run("BEGIN IMMEDIATE"); !begun) {
        return begun;
    }
    if (auto inserted = insert(point, replication); !inserted) {
        static_cast<void>(run("ROLLBACK"));
        return inserted;
    }
    return run("COMMIT");
}

Nothing RunStore::insert(std::int64_t point, const StoredReplication& replication) {
    auto write = statement("INSERT OR REPLACE INTO replication VALUES (?, ?, ?, ?)");
    if (!write) {
        return tl::unexpected(write.error());
    }
    const std::int64_t number = replication.number;
    bind_all(write->get(), point, number, replication.orders, replication.events);
    if (sqlite3_step(write->get()) != SQLITE_DONE) {
        return tl::unexpected(error());
    }
    write = statement("INSERT OR REPLACE INTO sample VALUES (?, ?, ?, ?, ?)");
    for (std::size_t i = 0; write && i < replication.samples.size(); ++i) {
        const measure::RatioSample& sample = replication.samples[i];
        bind_all(write->get(), point, number, metric_rows_[i], sample.hits, sample.tries);
        if (sqlite3_step(write->get()) != SQLITE_DONE) {
            return tl::unexpected(error());
        }
        sqlite3_reset(write->get());
    }
    return write ? Nothing() : tl::unexpected(write.error());
}

Nothing RunStore::note_study(const std::string& command, const std::vector<std::int64_t>& points) {
    if (auto begun = run("BEGIN IMMEDIATE"); !begun) {
        return begun;
    }
    auto write = statement("INSERT INTO study (command) VALUES (?) ON CONFLICT (command) DO UPDATE "
                           "SET command = excluded.command RETURNING id");
    if (!write) {
        return tl::unexpected(write.error());
    }
    bind_all(write->get(), command);
    if (sqlite3_step(write->get()) != SQLITE_ROW) {
        return tl::unexpected(error());
    }
    const std::int64_t study = sqlite3_column_int64(write->get(), 0);
    write = statement("INSERT OR REPLACE INTO study_point VALUES (?, ?, ?)");
    for (std::size_t i = 0; write && i < points.size(); ++i) {
        bind_all(write->get(), study, static_cast<std::int64_t>(i), points[i]);
        if (sqlite3_step(write->get()) != SQLITE_DONE) {
            return tl::unexpected(error());
        }
        sqlite3_reset(write->get());
    }
    write = Statement();
    return run("COMMIT");
}

tl::expected<QueryResult, StoreError> query(const std::string& path, const std::string& sql) {
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        return tl::unexpected(StoreError{"there is no run store " + in_quotes(path)});
    }
    if (std::filesystem::is_directory(path, ignored)) {
        return tl::unexpected(StoreError{
            in_quotes(path) + " is a folder; the run store that --out makes in it is runs.sqlite"});
    }
    sqlite3* opened = nullptr;
    int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(opened, sqlite3_close);
    const auto failure = [&] {
        return tl::unexpected(store_error(path, code, sqlite3_errmsg(opened)));
    };
    sqlite3_stmt* made = nullptr;
    const char* rest = "";
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(opened, kPatience);
        code = sqlite3_prepare_v2(opened, sql.c_str(), -1, &made, &rest);
    }
    const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> read(made, sqlite3_finalize);
    if (code != SQLITE_OK) {
        return failure();
    }
    if (std::string_view(rest).find_first_not_of(" \t\r\n;") != std::string_view::npos) {
        return tl::unexpected(StoreError{"one statement at a time is read; this is left over: " +
                                         std::string(rest)});
    }
    if (made == nullptr || sqlite3_stmt_readonly(made) == 0) {
        return tl::unexpected(StoreError{"the run store is only read here: ask with a SELECT"});
    }
    QueryResult result;
    const int columns = sqlite3_column_count(made);
    for (int i = 0; i < columns; ++i) {
        result.columns.emplace_back(sqlite3_column_name(made, i));
    }
    result.is_numeric.assign(static_cast<std::size_t>(columns), true);
    while (made != nullptr && (code = sqlite3_step(made)) == SQLITE_ROW) {
        std::vector<std::string>& row = result.rows.emplace_back();
        for (int i = 0; i < columns; ++i) {
            const int type = sqlite3_column_type(made, i);
            if (type == SQLITE_INTEGER) {
                row.push_back(shortest(sqlite3_column_int64(made, i)));
            } else if (type == SQLITE_FLOAT) {
                row.push_back(shortest(sqlite3_column_double(made, i)));
            } else {
                const auto* text = sqlite3_column_text(made, i);
                const auto size = static_cast<std::size_t>(sqlite3_column_bytes(made, i));
                row.emplace_back(reinterpret_cast<const char*>(text), text == nullptr ? 0 : size);
                result.is_numeric[static_cast<std::size_t>(i)] =
                    result.is_numeric[static_cast<std::size_t>(i)] && type == SQLITE_NULL;
            }
        }
    }
    if (made != nullptr && code != SQLITE_DONE) {
        return failure();
    }
    return result;
}

}  // namespace ordersim::experiment
