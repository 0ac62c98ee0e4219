#include "sim/wire/books_text.hpp"

#include <algorithm>
#include <charconv>

namespace ordersim::wire {
namespace {

template <class Number>
std::optional<Number> sample_of(std::string_view metrics, std::string_view name) {
    while (!metrics.empty()) {
        const std::string_view line = metrics.substr(0, metrics.find('\n'));
        metrics.remove_prefix(std::min(line.size() + 1, metrics.size()));
        if (!line.starts_with(name) || line.substr(name.size()).substr(0, 1) != " ") {
            continue;
        }
        const std::string_view text = line.substr(name.size() + 1);
        Number number{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool is_whole = error == std::errc() && end == text.data() + text.size();
        return is_whole ? std::optional(number) : std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

std::optional<ToldBooks> read_books(std::string_view metrics) {
    const auto orders = sample_of<std::uint64_t>(metrics, "ordersim_orders");
    const auto captured = sample_of<std::int64_t>(metrics, "ordersim_money_captured_minor");
    const auto refunded = sample_of<std::int64_t>(metrics, "ordersim_money_refunded_minor");
    const auto stock = sample_of<std::uint64_t>(metrics, "ordersim_stock_taken_units");
    const auto at = sample_of<std::int64_t>(metrics, "ordersim_orders_clock_microseconds");
    if (!orders || !captured || !refunded || !stock || !at) {
        return std::nullopt;
    }
    return ToldBooks{{*orders, {*captured}, {*refunded}, *stock}, SimTime(SimDuration(*at))};
}

}  // namespace ordersim::wire
