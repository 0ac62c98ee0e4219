#pragma once

#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "sim/experiment/metrics_table.hpp"

/// How the rows of the table are written, by concern.
namespace ordersim::experiment::rows {

using Table = std::vector<RatioMetric>;
using Sample = measure::RatioSample (*)(const metrics::Counts&, std::size_t slice);

/// Writes rows of one metric to the end of a table.
class Writer {
public:
    Writer(Table& table, std::string id, std::string name)
        : table_(table), id_(std::move(id)), name_(std::move(name)) {}

    void share(std::string label, Sample sample, std::size_t slice = 0) {
        table_.push_back(
            {id_, name_, std::move(label), "share", RatioKind::share, 1, slice, sample});
    }
    void mean(std::string label, std::string unit, Sample sample, std::size_t slice = 0) {
        table_.push_back(
            {id_, name_, std::move(label), std::move(unit), RatioKind::mean, 1, slice, sample});
    }
    void per_thousand_orders(std::string label, Sample sample, std::size_t slice = 0) {
        table_.push_back({id_, name_, std::move(label), "per 1,000 orders", RatioKind::mean, 1000,
                          slice, sample});
    }

private:
    Table& table_;
    std::string id_;
    std::string name_;
};

template <std::size_t N>
[[nodiscard]] double sum(const std::array<double, N>& counts) {
    return std::accumulate(counts.begin(), counts.end(), 0.0);
}

/// All but those about unpaid orders.
[[nodiscard]] inline double paid(const std::array<double, metrics::kStages>& by_stage) {
    return sum(by_stage) - by_stage[static_cast<std::size_t>(metrics::Stage::unpaid)];
}

[[nodiscard]] inline double of(const metrics::Counts& counts, metrics::Outcome outcome) {
    return counts.requests.outcomes[static_cast<std::size_t>(outcome)];
}

/// How often a command, fact or timer of this kind was taken by the measured orders.
[[nodiscard]] double taken(const metrics::Counts& counts, order::CommandKind kind);

/// Enumerators as readers spell them: "self_serve" becomes "self-serve".
[[nodiscard]] std::string spelled(std::string_view enumerator);

void add_journeys(Table& table);  ///< M01, M03, M04, M12
void add_requests(Table& table);  ///< M02, M05, M06, M16
void add_cases(Table& table);     ///< M07, M08
void add_desks(Table& table);     ///< M09
void add_money(Table& table);     ///< M10, M11, M13, M14, M15
void add_volumes(Table& table);

}  // namespace ordersim::experiment::rows
