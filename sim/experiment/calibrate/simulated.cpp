#include "sim/experiment/calibrate/simulated.hpp"

#include "sim/base/enum_names.hpp"
#include "sim/order/states.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace ordersim::experiment {
namespace {

using market::LedgerRow;
using scenario::kNoInstant;
using scenario::WordColumn;

constexpr std::array<std::string_view, 3> kStatus{"", "canceled", "unavailable"};
constexpr std::array<order::CaseState, 4> kVerdicts{
    order::CaseState::closed_buyer, order::CaseState::closed_seller, order::CaseState::closed_split,
    order::CaseState::withdrawn};
constexpr std::array<std::string_view, 5> kVerdictWords{"", "buyer", "seller", "split",
                                                        "withdrawn"};

template <class Names>
std::vector<std::string> after_none(const Names& names) {
    std::vector<std::string> words{""};
    words.insert(words.end(), names.begin(), names.end());
    return words;
}

OrderFile empty_file() {
    OrderFile file;
    file.path = "simulated";
    for (const std::string_view name : enum_names<Stamp>) {
        file.columns.push_back({std::string(name), std::string(name), 0, ""});
    }
    for (const std::string_view name : enum_names<WordColumn>) {
        file.columns.push_back({std::string(name), std::string(name), 0, ""});
    }
    file.columns.push_back({"cancel_outcome", "cancel_outcome", 0, ""});
    const auto words = [&file](WordColumn column) -> std::vector<std::string>& {
        return file.words[static_cast<std::size_t>(column)];
    };
    words(WordColumn::order_status).assign(kStatus.begin(), kStatus.end());
    words(WordColumn::dispute_outcome).assign(kVerdictWords.begin(), kVerdictWords.end());
    words(WordColumn::payment_method) = after_none(enum_names<agents::Method>);
    words(WordColumn::cancel_reason) = after_none(enum_names<order::Reason>);
    return file;
}

std::size_t verdict_word(order::CaseState state) {
    const auto at = std::ranges::find(kVerdicts, state);
    return at == kVerdicts.end() ? 0 : static_cast<std::size_t>(at - kVerdicts.begin()) + 1;
}

RealOrder order_of(const LedgerRow& row) {
    RealOrder order;
    for (std::size_t i = 0; i < scenario::kStamps; ++i) {
        order.at[i] = row.at[i] == kNever ? kNoInstant : instant_of(row.at[i]);
    }
    constexpr double minor_units = 100;
    order.amount = static_cast<double>(row.amount.minor) / minor_units;
    order.outcome = row.outcome;
    const auto word = [&order](WordColumn column, std::size_t index) {
        order.word[static_cast<std::size_t>(column)] = static_cast<std::uint8_t>(index);
    };
    const bool is_out = row.has_reason && row.reason == order::Reason::out_of_stock;
    word(WordColumn::order_status, !row.is_cancelled ? 0U : is_out ? 2U : 1U);
    word(WordColumn::payment_method, 1 + static_cast<std::size_t>(row.method));
    word(WordColumn::cancel_reason, row.has_reason ? 1 + static_cast<std::size_t>(row.reason) : 0U);
    word(WordColumn::dispute_outcome, verdict_word(row.dispute));
    return order;
}

}  // namespace

Instant instant_of(SimTime at) {
    return market::kMonday + at.time_since_epoch().count();
}

OrderFile order_file(std::span<const market::LedgerRow> rows, std::optional<Instant> end) {
    OrderFile file = empty_file();
    for (const LedgerRow& row : rows) {
        file.orders.push_back(order_of(row));
    }
    file.rows = file.orders.size();
    file.first = file.orders.front()[Stamp::created_at];
    for (const RealOrder& order : file.orders) {
        file.first = std::min(file.first, order[Stamp::created_at]);
        file.end = std::max(file.end, *std::ranges::max_element(order.at));
    }
    file.end = end.value_or(file.end);
    return file;
}

}  // namespace ordersim::experiment
