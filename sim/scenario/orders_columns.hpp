#pragma once

#include "sim/scenario/csv.hpp"
#include "sim/scenario/orders.hpp"

#include <tl/expected.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

/// Which column of a file of orders is which.
namespace ordersim::scenario {

/// Every column of the schema. The time stamps come first, in the order of Stamp, then the columns
/// of words, in the order of WordColumn.
enum class OrderField : std::uint8_t {
    created_at,
    paid_at,
    shipped_at,
    delivered_at,
    cancel_requested_at,
    cancel_resolved_at,
    dispute_opened_at,
    dispute_closed_at,
    refund_requested_at,
    refund_posted_at,
    cancel_reason,
    dispute_outcome,
    payment_method,
    order_status,
    order_id,
    cancel_outcome,
    amount,
    seller_id
};
inline constexpr std::size_t kOrderFields = 18;

struct OrderHeader {
    static constexpr std::size_t kNowhere = std::numeric_limits<std::size_t>::max();

    std::array<std::size_t, kOrderFields> place{};  ///< by OrderField; kNowhere: not in the file
    std::array<std::string, kOrderFields> header;   ///< as the file calls it
    std::size_t width = 0;                          ///< fields of a row
    std::vector<std::string> notes;

    [[nodiscard]] bool has(OrderField field) const { return place_of(field) != kNowhere; }
    [[nodiscard]] std::size_t place_of(OrderField field) const {
        return place[static_cast<std::size_t>(field)];
    }
};

/// Finds the columns by the names of the schema, Olist's, or those asked for. The errors are
/// sentences that name the remedy.
[[nodiscard]] tl::expected<OrderHeader, std::vector<std::string>> find_columns(
    const CsvRow& names, const OrderRequest& request);

/// The text as UTF-8 without control characters, of at most `bytes`: what is neither stands as
/// U+FFFD. Files come in any encoding, records and terminals take but one.
[[nodiscard]] std::string readable(std::string_view text, std::size_t bytes = 200);
/// In small letters, '_' for blanks, '-' and '.': "Created At" is created_at.
[[nodiscard]] std::string plain_name(std::string_view text);

}  // namespace ordersim::scenario
