#include <algorithm>
#include <utility>

#include "sim/service/path.hpp"
#include "sim/service/replies.hpp"
#include "sim/service/service.hpp"
#include "sim/wire/command_json.hpp"

/// Requests that came together, as one batch of the store.
namespace ordersim::service {
namespace {

/// Whoever holds an order lets go of it within a sync, or within two seconds: so many tries, which
/// take half a second each if they wait, mean that somebody does not let go at all.
constexpr int kAttemptsMost = 10;

}  // namespace

Needs Service::needs_of(std::span<const Request> requests, const Instant& now) {
    Needs needs;
    needs.deadlines = requests.empty();
    if (!store_.is_shared()) {
        return needs;
    }
    for (const Request& request : requests) {
        const Path path = Path::parse(request.target);
        needs.books = needs.books || path.pattern == "/metrics";
        if (request.method == "GET") {
            if (path.order != 0) {
                needs.reads.push_back(path.order);
            }
            continue;
        }
        const auto given = wire::read_command(request.method, path.pattern, request.body);
        const wire::Caller* caller = caller_of(request, path, now.unix_seconds);
        if (!given || caller == nullptr) {
            continue;
        }
        if (given->command.kind == order::CommandKind::place_order) {
            ++needs.placings;
        } else {
            needs.writes.push_back(given->order.empty() ? path.order : order_number(given->order));
        }
        if (!request.idempotency_key.empty() && is_key(request.idempotency_key)) {
            needs.keys.push_back(key_of(*caller, request.idempotency_key));
        }
    }
    return needs;
}

tl::expected<std::vector<Reply>, StoreError> Service::attempt(std::span<const Request> requests,
                                                              const Needs& needs, Instant now) {
    const auto begun = store_.begin(needs, std::max(latest_, now.at));
    const bool is_read_only = !begun && begun.error().kind == StoreError::Kind::read_only;
    if (!begun && !is_read_only) {
        return tl::unexpected(begun.error());
    }
    trouble_ = is_read_only ? begun.error().message : "";
    now.at = latest_ = begun.value_or(std::max(latest_, now.at));
    if (!is_read_only) {
        fire_until(now.at);
    }
    std::vector<Reply> replies;
    replies.reserve(requests.size());
    for (const Request& request : requests) {
        replies.push_back(is_read_only ? handle_fired(request, now) : handle(request, now));
    }
    if (is_read_only) {
        return replies;
    }
    if (auto synced = store_.sync(); !synced) {
        return tl::unexpected(std::move(synced.error()));
    }
    return replies;
}

tl::expected<std::vector<Reply>, StoreError> Service::handle_together(
    std::span<const Request> requests, const Instant& now) {
    const Counts before = counts_;
    const Needs needs = needs_of(requests, now);
    auto replies = attempt(requests, needs, now);
    for (int i = 1; i < kAttemptsMost && !replies &&
                    replies.error().kind == StoreError::Kind::conflict; ++i) {
        counts_ = before;
        replies = attempt(requests, needs, now);
    }
    if (replies || replies.error().kind == StoreError::Kind::broken) {
        return replies;
    }
    counts_ = before;
    trouble_ = replies.error().message;
    std::vector<Reply> unavailable;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        unavailable.push_back(
            count(problem(503, "store unavailable",
                          trouble_ + "; this may or may not have been done: send it again under "
                                     "the same Idempotency-Key")));
    }
    return unavailable;
}

std::optional<Reply> Service::suspended(const Request& request, const Path& path,
                                        SimTime now) const {
    if (trouble_.empty()) {
        return std::nullopt;
    }
    const bool is_look = request.method == "GET" || path.pattern == "/login";
    const StoredOrder* const asked = path.order == 0 ? nullptr : store_.find(path.order);
    const SimTime due =
        asked == nullptr ? next_deadline() : firing_of(order::next_deadline(asked->order).at);
    const bool is_of_orders =
        path.pattern.starts_with("/orders") || path.pattern == "/notifications";
    if (path.pattern != "/health" && is_look && !(is_of_orders && due < now)) {
        return std::nullopt;
    }
    return problem(503, "store unavailable", trouble_ + "; try again later");
}

}  // namespace ordersim::service
