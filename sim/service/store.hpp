#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "sim/order/books.hpp"
#include "sim/order/order.hpp"
#include "sim/order/rules.hpp"

/// Where a service keeps its orders.
namespace ordersim::service {

/// An order with what the service knows of it besides the rules.
struct StoredOrder {
    std::uint64_t id = 0;  ///< from 1, in the order of placing; without gaps if not shared
    std::string buyer;
    std::string seller;
    SimTime placed_at{};
    order::Order order;
};

/// One message of an order's chat.
struct Message {
    order::Actor from = order::Actor::buyer;
    SimTime at{};
    std::string text;
};

/// The reply to a request that carried an Idempotency-Key.
struct KeptReply {
    std::string request;  ///< fingerprint of what was asked
    unsigned status = 0;
    std::string body;
    std::string etag;
    std::int64_t kept_at = 0;  ///< seconds since 1970
};

/// Something that happened to an order, for the notifications of its buyer and its seller.
struct Event {
    std::uint64_t number = 0;  ///< rises in the order of telling, with gaps
    std::uint64_t order = 0;
    std::uint32_t version = 0;  ///< of the order, made by it
    SimTime at{};
    order::TransitionId transition = order::kNoTransition;
};

struct Due {
    SimTime at{};
    std::uint64_t order = 0;
};

/// What a batch of requests will ask for, as far as one sees beforehand. A hint, for stores that
/// fetch it in one go.
struct Needs {
    std::vector<std::uint64_t> reads;   ///< orders that are only shown
    std::vector<std::uint64_t> writes;  ///< orders that commands and facts are for
    std::vector<std::string> keys;      ///< under which replies may be kept
    std::size_t placings = 0;
    bool deadlines = false;  ///< that have passed by now, of orders that nobody else works on
    bool books = false;      ///< which take all deadlines that have passed by now
};

/// What a service must find again besides its orders: how its clock runs.
struct ClockOrigin {
    std::int64_t unix_us = 0;  ///< when the orders' clock stood at 0
    double factor = 1;         ///< how much faster it runs than ours
    SimTime latest = {};  ///< where it stood when an order was last changed, as far as is known
};

struct StoreError {
    enum class Kind : std::uint8_t {
        broken,       ///< the store must not be used any more
        conflict,     ///< others were faster; nothing was written, and it may be done again
        read_only,    ///< cannot be written now; what was durable can be read
        unavailable   ///< cannot be had now; of a sync nobody knows whether it was done
    };
    std::string message;
    Kind kind = Kind::broken;
};

/// The interface that every kind of store keeps, and that one suite of tests holds them to. Used in
/// batches: `begin`, any number of reads and writes, `sync`. What a batch writes takes effect as a
/// whole and at one instant, or not at all; nothing that is read or written in it may be told
/// before the sync.
/// For one thread.
class Store {
public:
    Store() = default;
    virtual ~Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Whether it outlives the process. Then requests that come together share a sync.
    [[nodiscard]] virtual bool is_durable() const { return false; }
    /// Whether other processes write to it, too.
    [[nodiscard]] virtual bool is_shared() const { return false; }

    /// Returns the instant of the batch: `now`, or when an order that is needed was last written by
    /// a process whose clock is ahead of ours. After `read_only` no batch has begun and only reads
    /// may follow; a batch that needs deadlines tries a store that failed again.
    [[nodiscard]] virtual tl::expected<SimTime, StoreError> begin(const Needs& /*needs*/,
                                                                  SimTime now) {
        return now;
    }
    /// Makes the batch durable. After `broken` what is in memory and what is kept are no longer the
    /// same. Without a batch that was begun it does nothing.
    [[nodiscard]] virtual tl::expected<void, StoreError> sync() { return {}; }

    /// Null if there is none. The pointer holds until the next write.
    [[nodiscard]] virtual const StoredOrder* find(std::uint64_t id) const = 0;
    /// Ids of an account's orders as buyer or seller below `before`, newest first, `most` of them.
    [[nodiscard]] virtual std::vector<std::uint64_t> orders_of(std::string_view account,
                                                               std::uint64_t before,
                                                               std::size_t most) const = 0;
    /// Returns the id. `order.id` is ignored.
    virtual std::uint64_t insert(StoredOrder order) = 0;
    /// Requires: there is an order of that id whose version is one less.
    virtual void update(std::uint64_t id, const order::Order& order) = 0;

    /// When the order's next deadline passes; kNever: none. Requires: the order is there.
    virtual void set_due(std::uint64_t id, SimTime at) = 0;
    /// The earliest of those that are this process's to fire: of all, or where the store is shared
    /// of the orders that the batch holds.
    [[nodiscard]] virtual std::optional<Due> next_due() const = 0;

    virtual void append(std::uint64_t id, Message message) = 0;
    [[nodiscard]] virtual std::vector<Message> messages(std::uint64_t id) const = 0;

    /// Null if none is kept. The pointer holds until the next call.
    [[nodiscard]] virtual const KeptReply* reply_of(std::string_view key) const = 0;
    /// Requires: `kept_at` never falls.
    virtual void keep_reply(std::string key, KeptReply reply) = 0;
    /// Drops replies that were kept before that second.
    virtual void forget_replies(std::int64_t before) = 0;

    /// `event.number` is ignored. Old ones are forgotten in time; where the store is shared it may
    /// take a while until others see one.
    virtual void tell(const StoredOrder& stored, const Event& event) = 0;
    /// Those after that number of orders of which the account is buyer or seller, oldest first.
    [[nodiscard]] virtual std::vector<Event> events_of(order::Actor role, std::string_view account,
                                                       std::uint64_t after,
                                                       std::size_t most) const = 0;

    /// Enters what became of an order into the books.
    virtual void book(const order::Order& before, const order::Order& after) = 0;
    [[nodiscard]] virtual order::Books books() const = 0;

protected:
    Store(Store&&) = default;
    Store& operator=(Store&&) = default;
};

}  // namespace ordersim::service
