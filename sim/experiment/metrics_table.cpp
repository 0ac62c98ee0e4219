#include "sim/experiment/metrics_table.hpp"

#include <algorithm>

#include "sim/experiment/metrics_rows.hpp"

namespace ordersim::experiment {

double rows::taken(const metrics::Counts& counts, order::CommandKind kind) {
    double times = 0;
    const auto table = order::rules().rows();
    for (std::size_t row = 0; row < table.size(); ++row) {
        if (table[row].on == kind) {
            times += sum(counts.flows[row]);
        }
    }
    return times;
}

std::string rows::spelled(std::string_view enumerator) {
    std::string word(enumerator);
    std::ranges::replace(word, '_', '-');
    return word;
}

std::vector<RatioMetric> ratio_metrics() {
    std::vector<RatioMetric> table;
    rows::add_journeys(table);
    rows::add_requests(table);
    rows::add_cases(table);
    rows::add_desks(table);
    rows::add_money(table);
    rows::add_volumes(table);
    return table;
}

}  // namespace ordersim::experiment
