#pragma once

#include "sim/measure/gate_record.hpp"

#include <string>

/// A gate's verdict as JSON, for people's programs and for the services that keep such figures.
/// Requires: all strings are UTF-8.
namespace ordersim::measure {

/// As reports/schema/ordersim.gate-1.schema.json describes it; `record_from_json<GateRecord>` in
/// json.hpp reads it back.
[[nodiscard]] std::string to_json(const GateRecord& record);

/// Bencher Metric Format: {"benchmark": {"measure": {"value", "lower_value", "upper_value"}}} of
/// the new side; a bound that does not exist is left out, and so is a metric without a value.
/// Bencher sorts measures by their name, so that units stand there: "cpu_time (ns)".
[[nodiscard]] std::string bencher_json(const Gate& gate);

/// github-action-benchmark's custom JSON of the new side: [{"name", "unit", "value", "range",
/// "extra"}]. The tool knows one direction a file ("customSmallerIsBetter" and
/// "customBiggerIsBetter"): `better` is "lower" or "higher", and other metrics are left out.
[[nodiscard]] std::string github_benchmark_json(const Gate& gate, const std::string& better);

}  // namespace ordersim::measure
