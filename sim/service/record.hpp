#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

#include "sim/order/order.hpp"

/// How stores write down an order.
namespace ordersim::service {

/// An order as its bytes: a plain value of fixed layout, padding zeroed.
using Record = std::array<char, sizeof(order::Order)>;
static_assert(std::is_trivially_copyable_v<order::Order>);

[[nodiscard]] inline Record record_of(const order::Order& order) {
    Record record{};
    std::memcpy(record.data(), &order, sizeof(order));
    return record;
}
/// Requires: as many bytes as a record has.
inline void read_record(std::string_view bytes, order::Order& order) {
    std::memcpy(static_cast<void*>(&order), bytes.data(), sizeof(order));
}

/// Microseconds of the orders' clock.
[[nodiscard]] inline std::int64_t micros(SimTime time) { return time.time_since_epoch().count(); }
[[nodiscard]] inline SimTime time_of(std::int64_t micros) { return SimTime(SimDuration(micros)); }

}  // namespace ordersim::service
