#pragma once

#include "sim/order/stamps.hpp"
#include "sim/scenario/spelt_time.hpp"

#include <tl/expected.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A file of real orders, a row an order: what happened to it and when. Read once, row by row;
/// what cannot be used is counted by reason and never silently left out.
namespace ordersim::scenario {

/// Microseconds since 1970-01-01 00:00 on the file's own clock.
using Instant = std::int64_t;
/// It did not happen, or not yet.
inline constexpr Instant kNoInstant = std::numeric_limits<Instant>::min();

using order::CancelOutcome;
using order::kStamps;
using order::Stamp;

/// Columns whose cells are words that the file may choose.
enum class WordColumn : std::uint8_t {
    cancel_reason,
    dispute_outcome,
    payment_method,
    order_status
};
inline constexpr std::size_t kWordColumns = 4;
/// The word of an empty cell, and of one more than are told apart.
inline constexpr std::uint8_t kNoWord = 0;
inline constexpr std::uint8_t kOtherWord = 255;

struct RealOrder {
    std::array<Instant, kStamps> at{};  ///< by Stamp
    double amount = 0;                  ///< in the file's unit; NaN: unknown
    std::uint32_t line = 0;             ///< of the file
    std::uint32_t seller = 0;           ///< sellers are counted from 1; 0: unknown
    CancelOutcome outcome = CancelOutcome::none;
    std::array<std::uint8_t, kWordColumns> word{};  ///< by WordColumn: index in OrderFile::words

    [[nodiscard]] Instant operator[](Stamp stamp) const {
        return at[static_cast<std::size_t>(stamp)];
    }
    [[nodiscard]] bool has(Stamp stamp) const { return (*this)[stamp] != kNoInstant; }
};

/// Rows that one reason kept out.
struct Dropped {
    std::string reason;   ///< "'amount' is no number like 1234.50"
    std::string example;  ///< a cell that shows it; may be empty
    std::uint64_t count = 0;
    std::vector<std::uint64_t> lines;  ///< the first of them, at most kLinesNamed
};
inline constexpr std::size_t kLinesNamed = 5;

/// A column that was found.
struct OrderColumn {
    std::string name;          ///< of the schema: "created_at"
    std::string header;        ///< as the file calls it
    std::uint64_t filled = 0;  ///< cells that are not empty, of the orders used
    std::string spelling;      ///< of time stamps: "ISO", "month/day/year", ...; else empty
};

struct OrderFile {
    std::string path;
    std::vector<RealOrder> orders;  ///< in the order of the file
    std::vector<OrderColumn> columns;
    std::array<std::vector<std::string>, kWordColumns> words;  ///< [0] is ""
    std::uint32_t sellers = 0;
    std::uint64_t rows = 0;
    std::vector<Dropped> dropped;    ///< rows, by reason, the most frequent first
    std::vector<std::string> notes;  ///< what was taken for what: clocks, spellings, columns unused
    Instant first = 0;               ///< the first order
    Instant end = 0;     ///< until which the file was kept: what is open then is censored
    std::string digest;  ///< 16 hex digits over what was understood

    [[nodiscard]] const OrderColumn* find(std::string_view name) const;
    [[nodiscard]] bool has(Stamp stamp) const;
    [[nodiscard]] bool has(WordColumn column) const;
    [[nodiscard]] std::string_view word(const RealOrder& order, WordColumn column) const;
};

struct OrderRequest {
    std::string path;
    /// "created_at" -> "Order Date": headers that the reader would not know.
    std::vector<std::pair<std::string, std::string>> columns;
    std::optional<DateOrder> dates;    ///< of 3/4/2017; nullopt: by evidence
    std::optional<std::int64_t> zone;  ///< offset of stamps without one; nullopt: the file's usual
    std::string until;                 ///< a time stamp: the file's end; empty: its last event
};

/// Reads the file. Required are the columns `order_id` and `created_at`; `paid_at`, `shipped_at`,
/// `delivered_at`, `cancel_requested_at`, `cancel_resolved_at`, `cancel_outcome`, `cancel_reason`,
/// `dispute_opened_at`, `dispute_closed_at`, `dispute_outcome`, `refund_requested_at`,
/// `refund_posted_at`, `payment_method`, `amount`, `seller_id` and `order_status` are read where
/// they stand, as are Olist's names for them. The errors, all of them, are sentences that name the
/// remedy. One pass; about 120 bytes an order; at most kOrdersMax orders.
[[nodiscard]] tl::expected<OrderFile, std::vector<std::string>> read_orders(
    const OrderRequest& request);
inline constexpr std::uint64_t kOrdersMax = 20'000'000;

/// "2017-10-02 11:07:15" of an instant.
[[nodiscard]] std::string instant_text(Instant at);
/// "lines 3, 7 and 12 more".
[[nodiscard]] std::string lines_text(const Dropped& dropped);

}  // namespace ordersim::scenario
