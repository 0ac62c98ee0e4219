#pragma once

#include "tests/support/sample_record.hpp"

#include <limits>
#include <string>

/// Records that a report must survive: without numbers, without intervals, with names made to
/// break out of where they are printed.
namespace ordersim::tests {

/// Every metric of every variant of the sample record, changed by `change(Estimate&)`.
template <class Change>
[[nodiscard]] measure::Record sample_with(std::size_t variants, Change change) {
    measure::Record record = sample_record(variants);
    for (measure::Variant& variant : record.result.variants) {
        for (measure::Metric& metric : variant.metrics) {
            change(metric.estimate);
        }
        for (measure::Metric& metric : variant.differences) {
            change(metric.estimate);
        }
    }
    return record;
}

/// What a run of one replication gives: values without intervals.
[[nodiscard]] inline measure::Record one_replication_record(std::size_t variants = 1) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    measure::Record record = sample_with(variants, [](measure::Estimate& estimate) {
        estimate.low = -kInfinity;
        estimate.high = kInfinity;
        estimate.replications = 1;
    });
    record.result.replications = 1;
    for (measure::Variant& variant : record.result.variants) {
        for (measure::Curve& curve : variant.curves) {
            for (measure::Curve::Point& point : curve.points) {
                point.low = -kInfinity;
                point.high = kInfinity;
            }
        }
    }
    return record;
}

/// Metrics and curves that are there, but had nothing to measure.
[[nodiscard]] inline measure::Record dataless_record(std::size_t variants = 1) {
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    measure::Record record = sample_with(variants, [](measure::Estimate& estimate) {
        estimate = {.value = kNone, .low = kNone, .high = kNone, .replications = 0};
    });
    for (measure::Variant& variant : record.result.variants) {
        variant.orders = 0;
        variant.orders_open = 0;
        variant.invariant_checks = 0;
        for (measure::Flow& flow : variant.flows) {
            flow.per_thousand = kNone;
        }
        for (measure::Curve& curve : variant.curves) {
            for (measure::Curve::Point& point : curve.points) {
                point.y = point.low = point.high = kNone;
            }
        }
    }
    record.host = {};
    return record;
}

/// Markup, quotes, an escape sequence, a line break, a malformed byte and a direction override.
[[nodiscard]] inline std::string hostile_text() {
    return "<script>alert('x')</script>\"&\x1b[31m\n\xff\xe2\x80\xae]]>";
}

/// Hostile text wherever the record holds text.
[[nodiscard]] inline measure::Record hostile_record(std::size_t variants = 2) {
    const std::string bad = hostile_text();
    measure::Record record = sample_record(variants);
    measure::Result& result = record.result;
    for (std::string* text : {&result.scenario, &result.question, &result.scenario_hash,
                              &result.version, &result.stopped_by, &result.warm_up,
                              &result.currency, &record.host.build, &record.host.started_at}) {
        *text += bad;
    }
    for (measure::Setting& setting : result.settings) {
        setting = {setting.key + bad, bad, bad, setting.source + bad};
    }
    for (measure::Variant& variant : result.variants) {
        variant.name += bad;
        variant.overrides[bad] = bad;
        for (measure::Metric& metric : variant.metrics) {
            metric.label += metric.label.empty() ? "" : bad;
            metric.name += bad;
        }
        variant.metrics.push_back({"M99" + bad, bad, bad, bad, around(1, 0.1)});
        for (measure::Flow& flow : variant.flows) {
            flow = {flow.transition + bad, bad, flow.from + bad, flow.to, flow.per_thousand};
        }
        for (measure::Curve& curve : variant.curves) {
            curve.name += bad;
            curve.x_unit += curve.x_unit == "d" ? bad : "";
        }
    }
    return record;
}

}  // namespace ordersim::tests
