#pragma once

#include "sim/agents/cast.hpp"
#include "sim/base/money.hpp"
#include "sim/base/output_file.hpp"
#include "sim/base/time.hpp"
#include "sim/metrics/event.hpp"
#include "sim/order/stamps.hpp"

#include <tl/expected.hpp>

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What became of each order, a row an order: what a marketplace's own table of orders shows of it,
/// and nothing that only the simulation knows.
namespace ordersim::market {

struct LedgerRow {
    std::array<SimTime, order::kStamps> at{};  ///< by order::Stamp; kNever: not (yet)
    Money amount{};
    SellerId seller{};
    agents::Method method{};
    order::CancelOutcome outcome{};
    order::Reason reason = order::Reason::other;  ///< of the cancellation
    bool has_reason = false;
    bool is_cancelled = false;                          ///< money back or never paid, no dispute
    order::CaseState dispute = order::CaseState::none;  ///< how the dispute was closed

    [[nodiscard]] SimTime operator[](order::Stamp stamp) const {
        return at[static_cast<std::size_t>(stamp)];
    }
};

/// Follows the transitions of one replication. One thread. About 120 bytes an order.
class OrderLedger {
public:
    void take(const metrics::OrderEvent& event, const agents::View& view);
    /// By order, as placed.
    [[nodiscard]] std::span<const LedgerRow> rows() const { return rows_; }

private:
    std::vector<LedgerRow> rows_;
};

/// Instants count from here: Monday of the first simulated week, as in event logs.
inline constexpr std::int64_t kMonday = 1'704'067'200'000'000;  // 2024-01-01 in us since 1970

/// The file that the table goes to. One that stands at `path` and is no such table is not
/// replaced: that is an error.
[[nodiscard]] tl::expected<OutputFile, OutputError> create_order_table(const std::string& path);
/// Writes the rows as CSV in the columns that `ordersim calibrate` reads, amounts in whole units of
/// the currency, and commits.
[[nodiscard]] tl::expected<void, OutputError> write_order_table(OutputFile& file,
                                                                std::span<const LedgerRow> rows);

}  // namespace ordersim::market
