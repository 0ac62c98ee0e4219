#include "sim/gate/history.hpp"

#include "sim/measure/change_points.hpp"

#include <algorithm>
#include <cmath>

namespace ordersim::gate {

namespace {

using measure::GateChange;
using measure::GateHistory;

bool is_same_metric(const GateChange& a, const GateChange& b) {
    return a.group == b.group && a.metric == b.metric && a.label == b.label && a.unit == b.unit;
}

std::string name_of(const GateChange& change) {
    const std::string name =
        change.group.empty() ? change.metric : change.group + " " + change.metric;
    return change.label.empty() ? name : name + " " + change.label;
}

GateHistory curve_of(const GateChange& metric, const std::vector<KeptGate>& kept) {
    GateHistory history{.metric = name_of(metric),
                        .unit = metric.unit,
                        .better = metric.better,
                        .points = {},
                        .changes = {}};
    std::vector<double> values;
    for (const KeptGate& one : kept) {
        const auto found = std::ranges::find_if(one.gate.changes, [&](const GateChange& change) {
            return is_same_metric(change, metric);
        });
        if (found != one.gate.changes.end() && std::isfinite(found->value.value)) {
            history.points.push_back({one.commit, found->value});
            values.push_back(found->value.value);
        }
    }
    const std::vector<measure::ChangePoint> points = measure::change_points(values, {});
    double level = points.empty() ? 0 : points.front().before;
    for (const measure::ChangePoint& point : points) {
        if (std::abs(point.after - level) <= metric.threshold) {
            continue;
        }
        const bool is_better = (point.after > level) == (metric.better == "higher");
        history.changes.push_back({.commit = history.points[point.at].commit,
                                   .before = level,
                                   .after = point.after,
                                   .p_value = point.p_value,
                                   .verdict = is_better ? "improved" : "regressed"});
        level = point.after;
    }
    return history;
}

}  // namespace

std::vector<GateHistory> history_of(const std::vector<KeptGate>& kept) {
    std::vector<GateHistory> histories;
    if (!kept.empty()) {
        for (const GateChange& change : kept.back().gate.changes) {
            histories.push_back(curve_of(change, kept));
        }
    }
    return histories;
}

}  // namespace ordersim::gate
