#pragma once

#include "sim/measure/gate_record.hpp"

#include <cmath>
#include <limits>
#include <string>

/// The record of a gate with every verdict, a confirmation, and a history with a jump.
namespace ordersim::tests {

[[nodiscard]] inline measure::GateChange gate_change(const std::string& group, double factor,
                                                     const std::string& verdict) {
    measure::GateChange change;
    change.group = group;
    change.metric = "cpu_time";
    change.unit = "ns";
    change.better = "lower";
    change.method = "ranks";
    change.baseline = {1200, 1188, 1212, 12};
    change.value = {1200 * factor, 1188 * factor, 1212 * factor, 12};
    const double difference = 1200 * (factor - 1);
    change.difference = {difference, difference - 15, difference + 15, 12};
    change.relative = factor - 1;
    change.threshold = 24;
    change.threshold_from = "2 % by default";
    change.verdict = verdict;
    return change;
}

[[nodiscard]] inline measure::GateRecord full_gate() {
    measure::GateRecord record;
    measure::Gate& gate = record.result;
    gate.version = "0.1.0";
    gate.correction = "Bonferroni";
    gate.each_level = 0.998;
    gate.verdict = "regressed";
    gate.sources = {{"new", "new.json", "google benchmark", "kernel_bench", "", ""},
                    {"baseline", "old.json", "google benchmark", "kernel_bench", "", ""}};
    gate.changes = {gate_change("BM_hold/pending:1000", 1.08, "regressed"),
                    gate_change("BM_decide", 1.001, "equivalent"),
                    gate_change("BM_react", 0.9, "improved"),
                    gate_change("BM_model", 1.015, "undecided")};
    gate.changes[0].confirmation = {{"confirmed", {1290, 1280, 1300, 12}, {90, 75, 105, 12}}};
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    gate.changes[3].difference = {18, -kInfinity, kInfinity, 3};
    gate.changes[3].note = "3 values a side are too few for an interval at this level; 7 would do";
    measure::GateChange share = gate_change("market", 1, "regressed");
    share.metric = "M01";
    share.name = "cancellation success";
    share.unit = "share";
    share.better = "higher";
    share.method = "paired t";
    share.baseline = {0.6, 0.58, 0.62, 20};
    share.value = {0.57, 0.55, 0.59, 20};
    share.difference = {-0.03, -0.04, -0.02, 20};
    share.relative = -0.05;
    share.threshold = 0.005;
    share.threshold_from = "gate.toml:4";
    gate.changes.push_back(share);
    gate.judged = 5;
    gate.left_out = {{"BM_once cpu_time", "one repetition tells no spread"}};
    gate.notes = {"measured on 2 machines"};
    measure::GateHistory history{"BM_decide cpu_time", "ns", "lower", {}, {}};
    for (int i = 0; i < 30; ++i) {
        const double time = (i < 18 ? 100 : 108) + std::sin(7.0 * i);
        history.points.push_back({"c" + std::to_string(i), {time, time - 2, time + 2, 8}});
    }
    history.changes = {{"c18", 100, 108, 0.0005, "regressed"}};
    gate.history = {history};
    return record;
}

}  // namespace ordersim::tests
