#pragma once

#include "sim/scenario/orders.hpp"
#include "sim/scenario/orders_rows.hpp"

#include <tl/expected.hpp>

#include <array>
#include <string>
#include <vector>

/// What the dates of a file mean, told from all of them together.
namespace ordersim::scenario {

struct DateReading {
    std::array<DateOrder, kStamps> order{};
    std::array<std::string, kStamps> spelling;  ///< for people; empty for absent columns
    std::int64_t usual_zone = 0;  ///< microseconds east of UTC: the clock of all instants
    std::int64_t bare_zone = 0;   ///< of stamps without an offset
    std::vector<std::string> notes;
};

/// Settles day and month of each column by its own evidence (a first number above 12 is a day),
/// else by that of the other columns, else not at all, which is an error that names the remedy.
[[nodiscard]] tl::expected<DateReading, std::vector<std::string>> read_dates(
    const SpeltOrders& spelt, const OrderRequest& request);

/// Fills in the orders' instants. Orders with impossible days or before 1970 are dropped.
void fill_instants(SpeltOrders& spelt, const DateReading& reading);

/// "+08:00".
[[nodiscard]] std::string offset_text(std::int64_t microseconds);

}  // namespace ordersim::scenario
