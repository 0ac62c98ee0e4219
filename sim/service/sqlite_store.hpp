#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "sim/service/memory_store.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace ordersim::service {

/// What a service must find again besides its orders: how its clock runs.
struct ClockOrigin {
    std::int64_t unix_us = 0;  ///< when the orders' clock stood at 0
    double factor = 1;         ///< how much faster it runs than ours
};

/// Orders in one file (SQLite). Orders and messages are also in memory, from where they are read;
/// replies, which hardly anybody asks for again, are in the file alone. A write costs one row (an
/// order), and one more where it carries an Idempotency-Key or a message. `sync`
/// commits all writes since the last in one transaction and returns when the disk has them. Bytes
/// that are not as they were written are noticed when they are read.
class SqliteStore final : public Store {
    /// Only `open` has one.
    struct Pass {
        explicit Pass() = default;
    };

public:
    SqliteStore(Pass /*pass*/, std::string path) : path_(std::move(path)) {}

    /// Makes the file where there is none, with this origin; takes up the orders and the origin of
    /// one that is there. Refuses what is no such file, what a program with other rules or another
    /// layout wrote, one that runs at another factor, and a file that another process has open.
    [[nodiscard]] static tl::expected<std::unique_ptr<SqliteStore>, StoreError> open(
        const std::string& path, const ClockOrigin& origin);

    [[nodiscard]] const ClockOrigin& origin() const { return origin_; }

    [[nodiscard]] const StoredOrder* find(std::uint64_t id) const override {
        return memory_.find(id);
    }
    [[nodiscard]] std::uint64_t size() const override { return memory_.size(); }
    void for_each(const std::function<void(const StoredOrder&)>& visit) const override {
        memory_.for_each(visit);
    }
    [[nodiscard]] std::vector<std::uint64_t> orders_of(std::string_view account) const override {
        return memory_.orders_of(account);
    }
    std::uint64_t insert(StoredOrder order) override;
    void update(std::uint64_t id, const order::Order& order) override;
    void append(std::uint64_t id, Message message) override;
    [[nodiscard]] std::vector<Message> messages(std::uint64_t id) const override {
        return memory_.messages(id);
    }
    [[nodiscard]] const KeptReply* reply_of(std::string_view key) const override;
    void keep_reply(std::string key, KeptReply reply) override;
    void forget_replies(std::int64_t before) override;
    [[nodiscard]] bool has_unsynced() const override {
        return is_open_ || !failure_.empty();
    }
    [[nodiscard]] tl::expected<void, StoreError> sync() override;
    /// Opens the file anew: of one whose sync failed the kernel may have dropped what was written,
    /// and yet say of the next sync that all is well.
    [[nodiscard]] tl::expected<void, StoreError> recover() override;

private:
    struct Closer {
        void operator()(sqlite3* database) const noexcept;
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    using Statement = std::unique_ptr<sqlite3_stmt, Closer>;

    [[nodiscard]] tl::expected<void, StoreError> prepare(const ClockOrigin& origin);
    [[nodiscard]] tl::expected<void, StoreError> take_up();
    [[nodiscard]] tl::expected<void, StoreError> check_origin(const ClockOrigin& origin);
    [[nodiscard]] bool run(const char* sql);
    [[nodiscard]] Statement statement(const char* sql) const;
    void close();
    void begin();
    void step(sqlite3_stmt* statement);
    [[nodiscard]] StoreError error() const;
    [[nodiscard]] StoreError damage() const;

    std::string path_;
    MemoryStore memory_;
    ClockOrigin origin_;
    std::unique_ptr<sqlite3, Closer> database_;
    Statement insert_;
    Statement update_;
    Statement append_;
    Statement keep_;
    Statement look_up_;
    Statement forget_;
    bool is_open_ = false;  ///< a transaction is
    mutable std::string failure_;  ///< the first since the last sync
    mutable KeptReply looked_up_;
};

}  // namespace ordersim::service
