#include "sim/service/sqlite_store.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>
#include <utility>

#include "sim/order/decide.hpp"
#include "sim/service/record.hpp"
#include "sim/service/sealed_pages.hpp"
#include "sim/service/sqlite_log.hpp"

namespace ordersim::service {
namespace {

using Nothing = tl::expected<void, StoreError>;

/// "osrv", by which SQLite files of the service are known.
constexpr std::int64_t kApplicationId = 0x6f737276;
/// Raised when `order::Order` or a table changes.
constexpr std::int64_t kLayout = 3;

constexpr const char* kSchema = R"sql(
CREATE TABLE clock (unix_us INTEGER NOT NULL, factor REAL NOT NULL) STRICT;
CREATE TABLE orders (
    id INTEGER PRIMARY KEY, buyer TEXT NOT NULL, seller TEXT NOT NULL,
    placed_at INTEGER NOT NULL, version INTEGER NOT NULL, record BLOB NOT NULL) STRICT;
CREATE TABLE message (
    id INTEGER PRIMARY KEY, orders INTEGER NOT NULL REFERENCES orders, sender INTEGER NOT NULL,
    at INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE TABLE reply (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    etag TEXT NOT NULL, kept_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX reply_by_age ON reply (kept_at);
)sql";

void bind(sqlite3_stmt* statement, int place, std::int64_t number) {
    sqlite3_bind_int64(statement, place, number);
}
void bind(sqlite3_stmt* statement, int place, double number) {
    sqlite3_bind_double(statement, place, number);
}
void bind(sqlite3_stmt* statement, int place, const std::string& text) {
    sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
}
void bind(sqlite3_stmt* statement, int place, const Record& record) {
    sqlite3_bind_blob(statement, place, record.data(), static_cast<int>(record.size()),
                      SQLITE_TRANSIENT);
}

template <class... Values>
void bind_all(sqlite3_stmt* statement, const Values&... values) {
    int place = 0;
    (bind(statement, ++place, values), ...);
}

std::string text_at(sqlite3_stmt* row, int column) {
    const auto* text = sqlite3_column_text(row, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
    return text == nullptr ? std::string()
                           : std::string(reinterpret_cast<const char*>(text), size);
}

}  // namespace

void SqliteStore::Closer::operator()(sqlite3* database) const noexcept {
    sqlite3_close(database);
}
void SqliteStore::Closer::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

StoreError SqliteStore::error() const {
    const int code = sqlite3_errcode(database_.get());
    const std::string file = "'" + path_ + "'";
    if (sqlite3_extended_errcode(database_.get()) == SQLITE_IOERR_DATA) {
        return damage();
    }
    switch (code) {
        case SQLITE_CORRUPT: return damage();
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {"the store " + file + " is open in another process; stop that one first"};
        case SQLITE_NOTADB: return {file + " is no store of orders; give another --store"};
        case SQLITE_CANTOPEN:
            return {"cannot open the store " + file +
                    ": is its folder there, and may it be written?"};
        case SQLITE_FULL: return {"no space is left for the store " + file};
        default: return {"store " + file + ": " + sqlite3_errmsg(database_.get())};
    }
}

StoreError SqliteStore::damage() const {
    return {"the store '" + path_ + "' is damaged, or another program has written to it: its bytes "
            "are not those that were written here; put a copy in its place"};
}

bool SqliteStore::run(const char* sql) {
    return sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

SqliteStore::Statement SqliteStore::statement(const char* sql) const {
    sqlite3_stmt* made = nullptr;
    sqlite3_prepare_v2(database_.get(), sql, -1, &made, nullptr);
    return Statement(made);
}

tl::expected<std::unique_ptr<SqliteStore>, StoreError> SqliteStore::open(
    const std::string& path, const ClockOrigin& origin) {
    auto store = std::make_unique<SqliteStore>(Pass{}, path);
    sqlite3* database = nullptr;
    sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                    sealed_vfs());
    store->database_.reset(database);
    int room = kSealBytes;
    sqlite3_file_control(database, nullptr, SQLITE_FCNTL_RESERVE_BYTES, &room);
    // A store that is refused stays as it is found: nothing of its log is taken into the file.
    sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (auto prepared = store->prepare(origin); !prepared) {
        return tl::unexpected(prepared.error());
    }
    sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    return store;
}

Nothing SqliteStore::check_origin(const ClockOrigin& origin) {
    const auto kind = statement("SELECT (SELECT application_id FROM pragma_application_id), "
                                "(SELECT user_version FROM pragma_user_version), "
                                "(SELECT count(*) FROM sqlite_schema)");
    if (!kind || sqlite3_step(kind.get()) != SQLITE_ROW) {
        return tl::unexpected(error());
    }
    const bool is_empty = sqlite3_column_int64(kind.get(), 2) == 0;
    const bool is_ours = sqlite3_column_int64(kind.get(), 0) == kApplicationId;
    if (!is_empty && !is_ours) {
        return tl::unexpected(StoreError{"'" + path_ + "' is a database of another program"});
    }
    if (!is_empty && sqlite3_column_int64(kind.get(), 1) != kLayout) {
        return tl::unexpected(StoreError{
            "the store '" + path_ + "' was written by another version of this program"});
    }
    if (!is_empty) {
        return {};
    }
    const std::string made = std::string(kSchema) + "PRAGMA application_id = " +
                             std::to_string(kApplicationId) + "; PRAGMA user_version = " +
                             std::to_string(kLayout);
    const auto clock = run(made.c_str()) ? statement("INSERT INTO clock VALUES (?, ?)")
                                         : Statement();
    if (!clock) {
        return tl::unexpected(error());
    }
    bind_all(clock.get(), origin.unix_us, origin.factor);
    return sqlite3_step(clock.get()) == SQLITE_DONE ? Nothing() : tl::unexpected(error());
}

Nothing SqliteStore::prepare(const ClockOrigin& origin) {
    // An exclusive lock from the start to the end keeps a second process out.
    for (const char* sql : {"PRAGMA locking_mode = EXCLUSIVE", "PRAGMA journal_mode = WAL",
                            "PRAGMA synchronous = FULL", "BEGIN EXCLUSIVE"}) {
        if (!run(sql)) {
            return tl::unexpected(error());
        }
    }
    if (is_log_damaged(path_ + "-wal")) {
        return tl::unexpected(damage());
    }
    if (auto checked = check_origin(origin); !checked) {
        return checked;
    }
    if (auto taken = take_up(); !taken) {
        return taken;
    }
    // What the log holds goes into the file: of a log whose sync failed the kernel may show what
    // the disk never got.
    if (!run("COMMIT") || !run("PRAGMA wal_checkpoint(TRUNCATE)")) {
        return tl::unexpected(error());
    }
    if (origin_.factor != origin.factor) {
        return tl::unexpected(StoreError{
            "the clock of the store '" + path_ + "' runs " + std::to_string(origin_.factor) +
            " times as fast as ours; give the same --clock-factor"});
    }
    insert_ = statement("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)");
    update_ = statement("UPDATE orders SET version = ?, record = ? WHERE id = ?");
    append_ = statement("INSERT INTO message (orders, sender, at, text) VALUES (?, ?, ?, ?)");
    keep_ = statement("INSERT OR REPLACE INTO reply VALUES (?, ?, ?, ?, ?, ?)");
    look_up_ = statement("SELECT request, status, body, etag, kept_at FROM reply WHERE key = ?");
    forget_ = statement("DELETE FROM reply WHERE kept_at < ?");
    return insert_ && update_ && append_ && keep_ && look_up_ && forget_ ? Nothing()
                                                                         : tl::unexpected(error());
}

Nothing SqliteStore::take_up() {
    const auto clock = statement("SELECT unix_us, factor FROM clock");
    const auto orders = statement("SELECT buyer, seller, placed_at, record, id FROM orders "
                                  "ORDER BY id");
    const auto messages = statement("SELECT orders, sender, at, text FROM message ORDER BY id");
    if (!clock || !orders || !messages || sqlite3_step(clock.get()) != SQLITE_ROW) {
        return tl::unexpected(error());
    }
    origin_ = {sqlite3_column_int64(clock.get(), 0), sqlite3_column_double(clock.get(), 1)};
    while (sqlite3_step(orders.get()) == SQLITE_ROW) {
        StoredOrder stored{0, text_at(orders.get(), 0), text_at(orders.get(), 1),
                           SimTime(SimDuration(sqlite3_column_int64(orders.get(), 2))), {}};
        if (sqlite3_column_bytes(orders.get(), 3) != static_cast<int>(sizeof(order::Order))) {
            return tl::unexpected(damage());
        }
        std::memcpy(static_cast<void*>(&stored.order), sqlite3_column_blob(orders.get(), 3),
                    sizeof(order::Order));
        const order::Order order = stored.order;
        origin_.latest = std::max({origin_.latest, stored.placed_at, order.paid_at,
                                   order.handed_over_at});
        const std::uint64_t id = memory_.insert(std::move(stored));
        if (id != static_cast<std::uint64_t>(sqlite3_column_int64(orders.get(), 4))) {
            return tl::unexpected(damage());
        }
        memory_.set_due(id, order::next_deadline(order).at);
        memory_.book({}, order);
    }
    if (sqlite3_errcode(database_.get()) != SQLITE_DONE) {
        return tl::unexpected(error());
    }
    while (sqlite3_step(messages.get()) == SQLITE_ROW) {
        memory_.append(static_cast<std::uint64_t>(sqlite3_column_int64(messages.get(), 0)),
                       {static_cast<order::Actor>(sqlite3_column_int64(messages.get(), 1)),
                        SimTime(SimDuration(sqlite3_column_int64(messages.get(), 2))),
                        text_at(messages.get(), 3)});
    }
    return sqlite3_errcode(database_.get()) == SQLITE_DONE ? Nothing() : tl::unexpected(error());
}

void SqliteStore::open_transaction() {
    if (!is_open_) {
        is_open_ = run("BEGIN");
        failure_ = is_open_ ? failure_ : error().message;
    }
}

void SqliteStore::step(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE && failure_.empty()) {
        failure_ = error().message;
    }
    sqlite3_reset(statement);
}

std::uint64_t SqliteStore::insert(StoredOrder order) {
    open_transaction();
    const std::uint64_t id = memory_.insert(std::move(order));
    const StoredOrder& stored = *memory_.find(id);
    bind_all(insert_.get(), static_cast<std::int64_t>(id), stored.buyer, stored.seller,
             micros(stored.placed_at), static_cast<std::int64_t>(stored.order.version),
             record_of(stored.order));
    step(insert_.get());
    return id;
}

void SqliteStore::update(std::uint64_t id, const order::Order& order) {
    open_transaction();
    memory_.update(id, order);
    bind_all(update_.get(), static_cast<std::int64_t>(order.version), record_of(order),
             static_cast<std::int64_t>(id));
    step(update_.get());
}

void SqliteStore::append(std::uint64_t id, Message message) {
    open_transaction();
    bind_all(append_.get(), static_cast<std::int64_t>(id),
             static_cast<std::int64_t>(message.from), micros(message.at), message.text);
    step(append_.get());
    memory_.append(id, std::move(message));
}

void SqliteStore::keep_reply(std::string key, KeptReply reply) {
    open_transaction();
    bind_all(keep_.get(), key, reply.request, static_cast<std::int64_t>(reply.status), reply.body,
             reply.etag, reply.kept_at);
    step(keep_.get());
}

const KeptReply* SqliteStore::reply_of(std::string_view key) const {
    sqlite3_stmt* const row = look_up_.get();
    bind_all(row, std::string(key));
    const int status = sqlite3_step(row);
    if (status == SQLITE_ROW) {
        looked_up_ = {text_at(row, 0), static_cast<unsigned>(sqlite3_column_int64(row, 1)),
                      text_at(row, 2), text_at(row, 3), sqlite3_column_int64(row, 4)};
    } else if (status != SQLITE_DONE && failure_.empty()) {
        failure_ = error().message;  // nothing may be acknowledged that was perhaps done before
    }
    sqlite3_reset(row);
    return status == SQLITE_ROW ? &looked_up_ : nullptr;
}

void SqliteStore::forget_replies(std::int64_t before) {
    open_transaction();
    bind_all(forget_.get(), before);
    step(forget_.get());
}

tl::expected<SimTime, StoreError> SqliteStore::begin(const Needs& needs, SimTime now) {
    if (!trouble_.empty() && needs.deadlines) {
        if (auto recovered = recover(); !recovered) {
            trouble_ = recovered.error().message;
        } else {
            trouble_.clear();
        }
    }
    if (trouble_.empty()) {
        return now;
    }
    return tl::unexpected(StoreError{trouble_, StoreError::Kind::read_only});
}

Nothing SqliteStore::sync() {
    if (is_open_ && failure_.empty() && !run("COMMIT")) {
        failure_ = error().message;
    }
    is_open_ = false;
    if (failure_.empty()) {
        return {};
    }
    trouble_ = std::exchange(failure_, {});
    // What was durable is what this connection still reads; memory goes back to it.
    if (sqlite3_get_autocommit(database_.get()) == 0 && !run("ROLLBACK")) {
        return tl::unexpected(StoreError{trouble_});
    }
    MemoryStore before = std::exchange(memory_, {});
    const auto taken = take_up();
    memory_.take_events_of(std::move(before));
    return tl::unexpected(StoreError{
        trouble_, taken ? StoreError::Kind::unavailable : StoreError::Kind::broken});
}

void SqliteStore::close() {
    for (Statement* made : {&insert_, &update_, &append_, &keep_, &look_up_, &forget_}) {
        made->reset();
    }
    database_.reset();
}

Nothing SqliteStore::recover() {
    close();
    auto fresh = open(path_, origin_);
    if (!fresh) {
        return tl::unexpected(std::move(fresh.error()));
    }
    (*fresh)->memory_.take_events_of(std::move(memory_));
    memory_ = std::move((*fresh)->memory_);
    insert_ = std::move((*fresh)->insert_);
    update_ = std::move((*fresh)->update_);
    append_ = std::move((*fresh)->append_);
    keep_ = std::move((*fresh)->keep_);
    look_up_ = std::move((*fresh)->look_up_);
    forget_ = std::move((*fresh)->forget_);
    database_ = std::move((*fresh)->database_);
    return {};
}

}  // namespace ordersim::service
