#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/order/decide.hpp"
#include "sim/service/store.hpp"
#include "sim/wire/tokens.hpp"

/// The reference order service: requests in, replies out, without a socket or a clock.
namespace ordersim::service {

struct Path;

/// The parts of an HTTP request that the service reads. Empty: not there.
struct Request {
    std::string_view method;
    std::string_view target;  ///< path and query, as sent
    std::string_view body;
    std::string_view authorization;    ///< "Bearer TOKEN"
    std::string_view idempotency_key;
    std::string_view if_match;         ///< an ETag: "\"3\""
    std::string_view signature;        ///< of a hook
};

struct Reply {
    unsigned status = 200;
    std::string body;
    std::string_view content_type = "application/json";
    std::string etag = {};   ///< the order's version, quoted; empty: none
    std::string allow = {};  ///< with 405: the methods that the path takes
};

/// Two clocks: the orders' own, which may run faster than people's, and people's for tokens.
struct Instant {
    SimTime at{};
    std::int64_t unix_seconds = 0;
};

struct ServiceConfig {
    order::Policy policy;
    std::string currency;  ///< ISO 4217
    std::string key;       ///< signs tokens and hooks, and lets accounts log in; 16 bytes or more
    const order::Rules* rules = &order::rules();  ///< must outlive the service
    /// Accounts of buyers whom the platform trusts. Its stock is without limit.
    std::set<std::string, std::less<>> trusted = {};
    /// How long replies are kept under their keys, at least, by people's clock: who sends a request
    /// again waits for a network, not for an order's deadline.
    std::int64_t keys_kept_seconds = 24 * 3600;
    double clock_factor = 1;  ///< how much faster the orders' clock runs than people's, to be told
};

/// Decides by the one copy of the rules, keeps orders in a store, and fires their deadlines. For
/// one thread. Replies may be sent once the store was synced after `handle`.
class Service {
public:
    /// Takes up what the store holds: deadlines that passed meanwhile fire at the next instant that
    /// is given. `store` must outlive the service. Of processes that share one each has its own.
    Service(ServiceConfig config, Store& store);
    virtual ~Service() = default;
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    /// Requires: instants never fall.
    [[nodiscard]] Reply handle(const Request& request, const Instant& now);

    /// Requests that came together, as one batch of the store: replies in their order, which may be
    /// sent. A store that cannot be had makes each a 503; of one that cannot be written what no
    /// deadline should have changed by now can still be read. The error: the store is broken, and
    /// nothing may be said any more. Without requests it fires deadlines, and a store that failed
    /// is tried again.
    [[nodiscard]] tl::expected<std::vector<Reply>, StoreError> handle_together(
        std::span<const Request> requests, const Instant& now);

    /// Why the last batch could not be written; empty: it could.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

    /// Fires all deadlines before `now` that are this process's to fire. Called by `handle`.
    void fire_until(SimTime now);
    /// kNever when no order has one, or none is known: see Store::is_shared.
    [[nodiscard]] SimTime next_deadline() const;

protected:
    // The steps of a request that a defect may be planted in; see planted_service.hpp.

    [[nodiscard]] virtual bool is_genuine_hook(const Request& request) const;
    [[nodiscard]] virtual bool may_see(const wire::Caller& caller, const StoredOrder& stored) const;
    /// The reply that is kept under a key, for a request of that fingerprint; null: none.
    [[nodiscard]] virtual const KeptReply* kept_reply(const std::string& key,
                                                      const std::string& fingerprint) const;
    virtual void keep_reply(const std::string& key, KeptReply reply);
    /// What a read shows.
    [[nodiscard]] virtual const StoredOrder& shown(const StoredOrder& stored);
    /// Decides on the order as it is and, if accepted, writes it.
    virtual order::Decision carry_out(std::uint64_t id, const order::Command& command,
                                      SimTime now);
    /// When a deadline fires: wanted right after it.
    [[nodiscard]] virtual SimTime firing_of(SimTime deadline) const { return deadline; }
    /// What a refused command is answered with.
    [[nodiscard]] virtual Reply refuse(const StoredOrder& stored, const order::Decision& decision,
                                       SimTime now) const;
    /// Writes into the books what became of an order.
    virtual void book(const order::Order& before, const order::Order& after) {
        store_.book(before, after);
    }
    /// What the caller gets of a reply to a change that was carried out.
    [[nodiscard]] virtual Reply delivered(Reply reply) { return reply; }

    [[nodiscard]] const ServiceConfig& config() const { return config_; }
    [[nodiscard]] Store& store() { return store_; }
    /// Writes what the command made of the order, and tells of it.
    void write(std::uint64_t id, const order::Order& order, const order::Decision& decision,
               SimTime now);

private:
    /// What this process counts; not what a batch that is done again had counted.
    struct Counts {
        std::array<std::uint64_t, 6> replies{};  ///< by hundreds of the status
        std::uint64_t accepted = 0;
        std::uint64_t refused = 0;
        std::uint64_t recorded = 0;
        std::uint64_t fired = 0;
    };
    /// A request whose caller and path are known.
    struct Call {
        const Request& request;
        const Path& path;
        const wire::Caller& caller;
        const Instant& now;
    };

    /// Who calls: by the path of a hook, else by "Bearer TOKEN"; null for nobody. Holds until the
    /// next call.
    [[nodiscard]] const wire::Caller* caller_of(const Request& request, const Path& path,
                                                std::int64_t now);
    [[nodiscard]] Reply log_in(const Request& request, const Instant& now) const;
    [[nodiscard]] Reply metrics(SimTime now) const;
    [[nodiscard]] Reply read(const Call& call);
    [[nodiscard]] Reply list_orders(const Call& call);
    [[nodiscard]] Reply list_messages(const StoredOrder& stored) const;
    [[nodiscard]] Reply list_notifications(const Call& call) const;
    [[nodiscard]] Reply change(const Call& call);
    [[nodiscard]] Reply change_once(const Call& call);
    /// What the requests will ask the store for.
    [[nodiscard]] Needs needs_of(std::span<const Request> requests, const Instant& now);
    [[nodiscard]] tl::expected<std::vector<Reply>, StoreError> attempt(
        std::span<const Request> requests, const Needs& needs, Instant now);
    /// The 503 to what cannot be answered while nothing can be written.
    [[nodiscard]] std::optional<Reply> suspended(const Request& request, const Path& path,
                                                 SimTime now) const;
    [[nodiscard]] Reply handle_fired(const Request& request, const Instant& now);
    void forget_old_keys(std::int64_t unix_seconds);
    [[nodiscard]] Reply place(const Call& call, const order::Command& command,
                              const std::string& seller);
    [[nodiscard]] Reply give(const Call& call, const StoredOrder& stored,
                             const order::Command& command, const std::string& text);
    void tell(const StoredOrder& stored, const order::Decision& decision, SimTime now);
    [[nodiscard]] Reply count(Reply reply);

    ServiceConfig config_;
    wire::Tokens tokens_;
    std::map<std::string, wire::Token, std::less<>> callers_;  ///< by "Bearer TOKEN", verified
    Store& store_;
    SimTime latest_{};            ///< of the instants that were given, or others' changes showed
    std::int64_t forget_at_ = 0;  ///< when keys are looked through next
    Counts counts_;
    std::string trouble_;
};

}  // namespace ordersim::service
