#include "sim/report/csv.hpp"
#include "sim/report/csv_rows.hpp"
#include "sim/report/figures.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ordersim::report {
namespace {

using measure::Estimate;

void append(std::vector<std::string>& fields, const Estimate& estimate) {
    for (const double value : {estimate.value, estimate.low, estimate.high}) {
        fields.push_back(csv::number(value));
    }
}

}  // namespace

std::string csv::number(double value) {
    return std::isnan(value) ? std::string() : fmt::format("{}", value);
}

std::string csv::row(std::span<const std::string> fields) {
    std::string line;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        line += i == 0 ? "" : ",";
        const bool is_plain = fields[i].find_first_of(",\"\r\n") == std::string::npos;
        line += is_plain ? "" : "\"";
        for (const char character : fields[i]) {
            line.append(character == '"' ? 2 : 1, character);
        }
        line += is_plain ? "" : "\"";
    }
    return line + "\r\n";
}

std::string points_csv(std::span<const measure::StudyFactor> factors,
                       std::span<const measure::StudyPoint> points) {
    std::vector<std::string> head{"series", "point"};
    for (const measure::StudyFactor& factor : factors) {
        head.push_back(factor.key);
    }
    for (const char* column : {"replications", "metric", "name", "label", "unit", "value", "low",
                               "high", "difference", "difference_low", "difference_high"}) {
        head.emplace_back(column);
    }
    std::string text = csv::row(head);
    for (const measure::StudyPoint& point : points) {
        std::vector<std::string> start{point.series, point.name};
        for (const measure::StudyFactor& factor : factors) {
            const auto level = point.settings.find(factor.key);
            start.push_back(level == point.settings.end() ? "" : level->second);
        }
        start.push_back(fmt::format("{}", point.replications));
        for (const measure::Metric& metric : point.metrics) {
            std::vector<std::string> fields = start;
            fields.insert(fields.end(), {metric.id, metric.name, metric.label, metric.unit});
            append(fields, metric.estimate);
            append(fields, estimate_of(point.differences, metric.id, metric.label));
            text += csv::row(fields);
        }
    }
    return text;
}

std::string comparisons_csv(const measure::Comparisons& comparisons) {
    std::string text = csv::row(std::vector<std::string>{
        "policy", "metric", "name", "label", "unit", "better", "baseline", "baseline_low",
        "baseline_high", "value", "low", "high", "difference", "difference_low",
        "difference_high", "threshold", "verdict", "narrowing"});
    for (const measure::Comparison& one : comparisons.comparisons) {
        std::vector<std::string> fields{one.policy, one.metric, one.name,
                                        one.label,  one.unit,   one.better};
        for (const Estimate& estimate : {one.baseline, one.value, one.difference}) {
            append(fields, estimate);
        }
        fields.insert(fields.end(), {csv::number(one.threshold), one.verdict,
                                     csv::number(one.narrowing)});
        text += csv::row(fields);
    }
    return text;
}

std::string table_csv(std::span<const std::string> columns,
                      std::span<const std::vector<std::string>> rows) {
    std::string text = csv::row(columns);
    for (const std::vector<std::string>& row : rows) {
        text += csv::row(row);
    }
    return text;
}

}  // namespace ordersim::report
