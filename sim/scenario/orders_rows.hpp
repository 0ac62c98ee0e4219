#pragma once

#include "sim/scenario/orders.hpp"
#include "sim/scenario/orders_columns.hpp"
#include "sim/scenario/spelt_time.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

/// The rows of a file of orders as they come, before dates are understood.
namespace ordersim::scenario {

/// What keeps rows out, by reason.
class DropAccount {
public:
    void add(std::string_view reason, std::string_view example, std::uint32_t line);
    [[nodiscard]] std::uint64_t total() const { return total_; }
    /// The most frequent reason first.
    [[nodiscard]] std::vector<Dropped> take();

private:
    std::vector<Dropped> dropped_;
    std::uint64_t total_ = 0;
};

/// A cell that shows something about its column.
struct Witness {
    std::string text;  ///< empty: there is none
    std::uint32_t line = 0;
};

/// How a column spells its dates.
struct DateEvidence {
    std::uint64_t year_first = 0;
    std::uint64_t year_last = 0;
    std::uint64_t first_over_12 = 0;   ///< of those with the year last: the first is the day
    std::uint64_t second_over_12 = 0;  ///< the second is the day
    Witness any;                       ///< with the year last
    Witness first_over;
    Witness second_over;
};

/// Rows that were understood but for their dates.
struct SpeltOrders {
    std::vector<RealOrder> orders;                      ///< their `at` is still to be filled in
    std::array<std::vector<SpeltTime>, kStamps> spelt;  ///< by order; empty for absent columns
    std::array<DateEvidence, kStamps> evidence;
    std::map<std::int64_t, std::uint64_t> offsets;  ///< how often each occurs
    std::uint64_t without_offset = 0;
    Witness bare;  ///< a stamp without an offset
    std::array<std::vector<std::string>, kWordColumns> words;
    std::uint32_t sellers = 0;
    std::uint64_t rows = 0;
    std::uint64_t blank = 0;
    DropAccount dropped;
};

/// Reads rows one by one.
class RowReader {
public:
    explicit RowReader(const OrderHeader& header);

    void take(const CsvRow& row, std::uint32_t line);
    [[nodiscard]] SpeltOrders take_all() && { return std::move(read_); }

private:
    [[nodiscard]] std::string_view cell(const CsvRow& row, OrderField field) const;
    [[nodiscard]] bool read_stamps(const CsvRow& row, std::uint32_t line);
    [[nodiscard]] bool read_amount(const CsvRow& row, RealOrder& order);
    [[nodiscard]] bool read_outcome(const CsvRow& row, RealOrder& order);
    void read_words(const CsvRow& row, RealOrder& order);
    void read_seller(const CsvRow& row, RealOrder& order);
    [[nodiscard]] bool is_repeated(std::string_view id);
    void note_date(std::size_t column, const ReadTime& read, std::string_view text,
                   std::uint32_t line);
    void drop(std::string_view reason, std::string_view example, std::uint32_t line);

    const OrderHeader& header_;
    SpeltOrders read_;
    std::array<ReadTime, kStamps> stamps_{};  ///< of the row at hand
    std::unordered_set<std::uint64_t> ids_;   ///< hashed
    std::unordered_map<std::string, std::uint32_t> sellers_;
    std::array<std::map<std::string, std::uint8_t, std::less<>>, kWordColumns> words_;
};

/// Whether a cell says that it has no value: empty, "NULL", "NaN", "NA", "None", ...
[[nodiscard]] bool is_blank(std::string_view cell);

}  // namespace ordersim::scenario
