#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "sim/base/enum_names.hpp"
#include "sim/service/service.hpp"
#include "sim/wire/order_json.hpp"

/// Replies that several parts of the service give.
namespace ordersim::service {

/// RFC 9457.
[[nodiscard]] inline Reply problem(unsigned status, std::string_view title,
                                   std::string_view detail, std::string_view more = {}) {
    return {.status = status,
            .body = wire::problem_json({status, title, detail, more}),
            .content_type = "application/problem+json"};
}

/// Somebody else's order is answered like one that is not there.
[[nodiscard]] inline Reply not_found() {
    return problem(404, "not found", "there is no such order, or it is not yours to see");
}

[[nodiscard]] inline std::string etag_of(const order::Order& order) {
    return '"' + std::to_string(order.version) + '"';
}

[[nodiscard]] inline bool is_key(std::string_view key) {
    constexpr std::size_t most = 128;
    return key.size() <= most &&
           std::ranges::all_of(key, [](char c) { return c >= '!' && c <= '~'; });
}

/// Under which a store keeps the reply to a caller's key: two callers may take the same.
[[nodiscard]] inline std::string key_of(const wire::Caller& caller, std::string_view key) {
    return std::string(enum_name(caller.role)) + "." + caller.account + "." + std::string(key);
}

/// `id` is the order's number as text and must outlive the view.
[[nodiscard]] inline wire::OrderView view_of(const StoredOrder& stored, std::string_view id,
                                             std::string_view currency) {
    return {id, stored.buyer, stored.seller, currency, stored.order};
}

}  // namespace ordersim::service
