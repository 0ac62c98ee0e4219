#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "sim/order/order.hpp"

/// Where a service keeps its orders.
namespace ordersim::service {

/// An order with what the service knows of it besides the rules.
struct StoredOrder {
    std::uint64_t id = 0;  ///< from 1, without gaps, in the order of placing
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

struct StoreError {
    enum class Kind : std::uint8_t {
        broken,      ///< the store must not be used any more
        unavailable  ///< cannot be had now; of a sync nobody knows whether it was done
    };
    std::string message;
    Kind kind = Kind::broken;
};

/// The interface that every kind of store keeps, and that one suite of tests holds them to. Writes
/// become durable together, by `sync`; nothing may be acknowledged before. For one thread.
class Store {
public:
    Store() = default;
    virtual ~Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Null if there is none. The pointer holds until the next write.
    [[nodiscard]] virtual const StoredOrder* find(std::uint64_t id) const = 0;
    [[nodiscard]] virtual std::uint64_t size() const = 0;
    virtual void for_each(const std::function<void(const StoredOrder&)>& visit) const = 0;
    /// Ids of an account's orders as buyer or seller, newest first.
    [[nodiscard]] virtual std::vector<std::uint64_t> orders_of(std::string_view account) const = 0;

    /// Returns the id. `order.id` is ignored.
    virtual std::uint64_t insert(StoredOrder order) = 0;
    /// Requires: there is an order of that id whose version is one less.
    virtual void update(std::uint64_t id, const order::Order& order) = 0;

    virtual void append(std::uint64_t id, Message message) = 0;
    [[nodiscard]] virtual std::vector<Message> messages(std::uint64_t id) const = 0;

    /// Null if none is kept. The pointer holds until the next call.
    [[nodiscard]] virtual const KeptReply* reply_of(std::string_view key) const = 0;
    /// Requires: `kept_at` never falls.
    virtual void keep_reply(std::string key, KeptReply reply) = 0;
    /// Drops replies that were kept before that second.
    virtual void forget_replies(std::int64_t before) = 0;

    /// Whether something was written since the last sync.
    [[nodiscard]] virtual bool has_unsynced() const = 0;
    /// Makes everything written so far durable. After `unavailable` reads show what was durable
    /// before, and nothing may be written until `recover`.
    [[nodiscard]] virtual tl::expected<void, StoreError> sync() = 0;
    /// Tries to have the store back after `unavailable`. What was written before that failure is
    /// there as a whole or not at all.
    [[nodiscard]] virtual tl::expected<void, StoreError> recover() { return {}; }

protected:
    Store(Store&&) = default;
    Store& operator=(Store&&) = default;
};

}  // namespace ordersim::service
