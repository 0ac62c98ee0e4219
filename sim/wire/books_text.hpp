#pragma once

#include <optional>
#include <string_view>

#include "sim/base/time.hpp"
#include "sim/order/books.hpp"

/// A service's books among its metrics.
namespace ordersim::wire {

struct ToldBooks {
    order::Books books;
    SimTime at{};  ///< up to where deadlines have fired
};

/// Reads them from Prometheus' text format: ordersim_orders, ordersim_money_captured_minor,
/// ordersim_money_refunded_minor, ordersim_stock_taken_units and
/// ordersim_orders_clock_microseconds. Nothing where one is missing or no whole number. Pure;
/// O(text).
[[nodiscard]] std::optional<ToldBooks> read_books(std::string_view metrics);

}  // namespace ordersim::wire
