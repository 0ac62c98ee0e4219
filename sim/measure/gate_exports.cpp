#include "sim/measure/gate_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <cmath>

namespace ordersim::measure {

namespace {

namespace json = boost::json;

std::string measure_of(const GateChange& change) {
    std::string name = change.metric;
    if (!change.label.empty()) {
        name += " " + change.label;
    }
    return change.unit.empty() || change.unit == "1" ? name : name + " (" + change.unit + ")";
}

/// One entry a line, so that a file under version control can be read and compared.
template <class Entries, class Text>
std::string lines_of(const Entries& entries, char open, char close, Text text) {
    std::string lines(1, open);
    const char* separator = "\n  ";
    for (const auto& entry : entries) {
        lines += separator + text(entry);
        separator = ",\n  ";
    }
    return lines + "\n" + close + "\n";
}

}  // namespace

std::string bencher_json(const Gate& gate) {
    json::object benchmarks;
    for (const GateChange& change : gate.changes) {
        if (!std::isfinite(change.value.value)) {
            continue;
        }
        json::object measure{{"value", change.value.value}};
        if (std::isfinite(change.value.low)) {
            measure.emplace("lower_value", change.value.low);
        }
        if (std::isfinite(change.value.high)) {
            measure.emplace("upper_value", change.value.high);
        }
        json::value& benchmark = benchmarks[change.group];
        if (!benchmark.is_object()) {
            benchmark = json::object();
        }
        benchmark.get_object()[measure_of(change)] = std::move(measure);
    }
    return lines_of(benchmarks, '{', '}', [](const json::key_value_pair& entry) {
        return json::serialize(entry.key()) + ": " + json::serialize(entry.value());
    });
}

std::string github_benchmark_json(const Gate& gate, const std::string& better) {
    json::array entries;
    for (const GateChange& change : gate.changes) {
        if (change.better != better || !std::isfinite(change.value.value)) {
            continue;
        }
        std::string name = change.group + " " + change.metric;
        if (!change.label.empty()) {
            name += " " + change.label;
        }
        json::object entry{{"name", name}, {"unit", change.unit}, {"value", change.value.value}};
        const double half_width = (change.value.high - change.value.low) / 2;
        if (std::isfinite(half_width)) {
            entry.emplace("range", "± " + json::serialize(json::value(half_width)));
        }
        entry.emplace("extra", "against the baseline: " + change.verdict);
        entries.emplace_back(std::move(entry));
    }
    return lines_of(entries, '[', ']',
                    [](const json::value& entry) { return json::serialize(entry); });
}

}  // namespace ordersim::measure
