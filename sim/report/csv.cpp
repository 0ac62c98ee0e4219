#include "sim/report/csv.hpp"

#include "sim/report/csv_rows.hpp"
#include "sim/report/figures.hpp"

#include <fmt/format.h>

namespace ordersim::report {

using csv::number;
using csv::row;

std::string metrics_csv(const measure::Result& result) {
    std::string text = row({"variant", "metric", "name", "label", "unit", "value", "low", "high",
                            "replications", "difference", "difference_low", "difference_high"});
    for (const measure::Variant& variant : result.variants) {
        for (const measure::Metric& metric : variant.metrics) {
            const measure::Estimate& level = metric.estimate;
            const measure::Estimate change =
                estimate_of(variant.differences, metric.id, metric.label);
            text += row({variant.name, metric.id, metric.name, metric.label, metric.unit,
                         number(level.value), number(level.low), number(level.high),
                         fmt::format("{}", level.replications), number(change.value),
                         number(change.low), number(change.high)});
        }
    }
    return text;
}

std::string curves_csv(const measure::Result& result) {
    std::string text = row({"variant", "curve", "x_unit", "y_unit", "x", "y", "low", "high"});
    for (const measure::Variant& variant : result.variants) {
        for (const measure::Curve& curve : variant.curves) {
            for (const measure::Curve::Point& point : curve.points) {
                text += row({variant.name, curve.name, curve.x_unit, curve.y_unit, number(point.x),
                             number(point.y), number(point.low), number(point.high)});
            }
        }
    }
    return text;
}

std::string flows_csv(const measure::Result& result) {
    std::string text = row({"variant", "transition", "title", "from", "to", "per_thousand"});
    for (const measure::Variant& variant : result.variants) {
        for (const measure::Flow& flow : variant.flows) {
            text += row({variant.name, flow.transition, flow.title, flow.from, flow.to,
                         number(flow.per_thousand)});
        }
    }
    return text;
}

}  // namespace ordersim::report
