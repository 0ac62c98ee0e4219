#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "sim/service/memory_store.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace ordersim::service {

/// Orders in one file (SQLite). Orders and messages are also in memory, from where they are read;
/// replies, which hardly anybody asks for again, are in the file alone, and notifications in memory
/// alone. A write costs one row (an order), and one more where it carries an Idempotency-Key or a
/// message. `sync` commits all writes since the last in one transaction and returns when the disk
/// has them; when it fails, memory goes back to what the file has. Bytes that are not as they were
/// written are noticed when they are read.
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

    [[nodiscard]] bool is_durable() const override { return true; }
    [[nodiscard]] tl::expected<SimTime, StoreError> begin(const Needs& needs,
                                                          SimTime now) override;
    [[nodiscard]] tl::expected<void, StoreError> sync() override;
    [[nodiscard]] const StoredOrder* find(std::uint64_t id) const override {
        return memory_.find(id);
    }
    [[nodiscard]] std::vector<std::uint64_t> orders_of(std::string_view account,
                                                       std::uint64_t before,
                                                       std::size_t most) const override {
        return memory_.orders_of(account, before, most);
    }
    std::uint64_t insert(StoredOrder order) override;
    void update(std::uint64_t id, const order::Order& order) override;
    void set_due(std::uint64_t id, SimTime at) override { memory_.set_due(id, at); }
    [[nodiscard]] std::optional<Due> next_due() const override { return memory_.next_due(); }
    void append(std::uint64_t id, Message message) override;
    [[nodiscard]] std::vector<Message> messages(std::uint64_t id) const override {
        return memory_.messages(id);
    }
    [[nodiscard]] const KeptReply* reply_of(std::string_view key) const override;
    void keep_reply(std::string key, KeptReply reply) override;
    void forget_replies(std::int64_t before) override;
    void tell(const StoredOrder& stored, const Event& event) override {
        memory_.tell(stored, event);
    }
    [[nodiscard]] std::vector<Event> events_of(order::Actor role, std::string_view account,
                                               std::uint64_t after,
                                               std::size_t most) const override {
        return memory_.events_of(role, account, after, most);
    }
    void book(const order::Order& before, const order::Order& after) override {
        memory_.book(before, after);
    }
    [[nodiscard]] order::Books books() const override { return memory_.books(); }

    void for_each(const std::function<void(const StoredOrder&)>& visit) const {
        memory_.for_each(visit);
    }

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
    /// Opens the file anew: of one whose sync failed the kernel may have dropped what was written,
    /// and yet say of the next sync that all is well.
    [[nodiscard]] tl::expected<void, StoreError> recover();
    void close();
    void open_transaction();
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
    std::string trouble_;  ///< why it cannot be written; empty: it can
    mutable KeptReply looked_up_;
};

}  // namespace ordersim::service
