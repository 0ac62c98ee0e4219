#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/service/postgres_link.hpp"
#include "sim/service/store.hpp"

namespace ordersim::service {

/// Orders in a PostgreSQL database (15 or later), in a schema of their own, for any number of
/// processes. A batch is one transaction: it locks the orders that it changes in the order of their
/// ids, so that batches wait for one another and do not fail, and takes two round trips and one
/// flush of the server's log however many requests it holds. A read sees what others committed
/// before it. What the server asks to be done again (a serialization failure, a
/// deadlock, the same Idempotency-Key at two processes) is a conflict. When the connection is lost
/// it is made again; when it is lost in the midst of a commit the database is asked whether the
/// batch is in it, so that a server which is back within three seconds leaves nothing unknown. One
/// that stays away longer is not waited for: the batch is then `unavailable`.
class PostgresStore final : public Store {
    /// Only `open` has one.
    struct Pass {
        explicit Pass() = default;
    };

public:
    PostgresStore(Pass /*pass*/, std::string url) : url_(std::move(url)) {}

    [[nodiscard]] static bool is_url(const std::string& text);
    /// `url`: postgresql://... Makes the tables where there are none, with this origin. Refuses
    /// tables of another layout, and a clock that runs at another factor.
    [[nodiscard]] static tl::expected<std::unique_ptr<PostgresStore>, StoreError> open(
        const std::string& url, const ClockOrigin& origin);

    [[nodiscard]] const ClockOrigin& origin() const { return origin_; }

    [[nodiscard]] bool is_durable() const override { return true; }
    [[nodiscard]] bool is_shared() const override { return true; }
    [[nodiscard]] tl::expected<SimTime, StoreError> begin(const Needs& needs,
                                                          SimTime now) override;
    [[nodiscard]] tl::expected<void, StoreError> sync() override;
    /// Locks an order that was not among the needs.
    [[nodiscard]] const StoredOrder* find(std::uint64_t id) const override;
    [[nodiscard]] std::vector<std::uint64_t> orders_of(std::string_view account,
                                                       std::uint64_t before,
                                                       std::size_t most) const override;
    std::uint64_t insert(StoredOrder order) override;
    void update(std::uint64_t id, const order::Order& order) override;
    void set_due(std::uint64_t id, SimTime at) override;
    [[nodiscard]] std::optional<Due> next_due() const override;
    void append(std::uint64_t id, Message message) override;
    [[nodiscard]] std::vector<Message> messages(std::uint64_t id) const override;
    [[nodiscard]] const KeptReply* reply_of(std::string_view key) const override;
    void keep_reply(std::string key, KeptReply reply) override;
    void forget_replies(std::int64_t before) override { forget_before_ = before; }
    void tell(const StoredOrder& stored, const Event& event) override;
    [[nodiscard]] std::vector<Event> events_of(order::Actor role, std::string_view account,
                                               std::uint64_t after,
                                               std::size_t most) const override;
    void book(const order::Order& before, const order::Order& after) override;
    [[nodiscard]] order::Books books() const override;

private:
    /// An order as the batch sees it.
    struct Row {
        StoredOrder stored;
        SimTime changed_at{};  ///< the instant of the batch that wrote it
        SimTime due = kNever;
        bool is_locked = false;
        bool is_new = false;
        bool is_changed = false;
    };
    struct Kept {
        std::optional<KeptReply> reply;  ///< nothing: it is known that none is kept
        bool is_there = false;           ///< in the database
        bool is_changed = false;
    };
    struct Told {
        std::string buyer;
        std::string seller;
        Event event;
    };
    /// All that belongs to one batch.
    struct Batch {
        SimTime now{};         ///< when it happens
        bool is_begun = false;
        bool is_open = false;  ///< its transaction is
        bool is_held = false;  ///< its place in the books is, as whoever writes must
        std::map<std::uint64_t, Row> rows;
        std::set<std::pair<SimTime, std::uint64_t>> due;  ///< of the rows that are locked
        std::vector<std::int64_t> ids;                    ///< for orders to be placed
        std::map<std::string, Kept, std::less<>> replies;
        std::vector<std::pair<std::uint64_t, Message>> messages;
        std::vector<Told> events;
        order::Books books;  ///< what it adds
        std::optional<StoreError> failure;  ///< the first

        [[nodiscard]] bool writes() const;
    };
    using Rows = std::vector<PostgresRows>;

    [[nodiscard]] tl::expected<void, StoreError> connect();
    [[nodiscard]] tl::expected<void, StoreError> take_part(const ClockOrigin& origin);
    [[nodiscard]] StoreError taken(const PostgresError& error) const;
    /// What is queued; nothing when the batch failed, now or before.
    [[nodiscard]] std::optional<Rows> flush() const;
    [[nodiscard]] std::optional<PostgresRows> ask(const PostgresLink::Statement& statement,
                                                  const PostgresArguments& arguments) const;
    void take_rows(const PostgresRows& rows, bool is_locked) const;
    void take_replies(const PostgresRows& rows) const;
    void lock_due() const;
    void queue_orders();
    void queue_replies();
    void queue_words();
    void roll_back();
    [[nodiscard]] tl::expected<void, StoreError> ask_what_became_of_it();

    std::string url_;
    ClockOrigin origin_;
    std::int64_t process_ = 0;  ///< its place in the books
    mutable SimTime least_{};   ///< of the next batch: when what this one found was written
    std::int64_t batches_ = 0;  ///< that wrote
    bool is_away_ = false;      ///< the server, when it was last looked for
    mutable std::optional<PostgresLink> link_;
    mutable Batch batch_;
    std::optional<std::int64_t> forget_before_;
};

}  // namespace ordersim::service
