#pragma once

#include <cstdint>

#include "sim/order/order.hpp"

/// What orders hold together, as a shop's books have it.
namespace ordersim::order {

struct Books {
    std::uint64_t orders = 0;
    Money captured{};
    Money refunded{};
    std::uint64_t stock_taken = 0;  ///< units reserved or deducted and not given back

    friend bool operator==(const Books&, const Books&) = default;
};

/// Units that nobody else can have while this order does.
[[nodiscard]] inline std::uint64_t stock_taken(const Order& order) noexcept {
    const StockState stock = order.regions.stock;
    const bool is_taken = stock == StockState::reserved || stock == StockState::deducted;
    return is_taken ? order.quantity : 0;
}

/// Changes what is held by one order, from what it was to what it is; the number of orders stays.
inline void book(Books& books, const Order& before, const Order& after) noexcept {
    books.captured += captured(after) - captured(before);
    books.refunded += refunds_paid(after) - refunds_paid(before);
    books.stock_taken += stock_taken(after) - stock_taken(before);
}

}  // namespace ordersim::order
