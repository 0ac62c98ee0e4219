#pragma once

#include "sim/measure/calibration_record.hpp"
#include "sim/measure/check_record.hpp"
#include "sim/measure/load_record.hpp"
#include "sim/measure/record.hpp"
#include "sim/measure/sensitivity_record.hpp"
#include "sim/measure/steps.hpp"
#include "sim/measure/study_record.hpp"
#include "sim/measure/tuning_record.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

/// Values as JSON text: the record, as reports/schema/ordersim.run-1.schema.json describes it, and
/// lists of steps.
///
/// Byte-stable: keys in one order, numbers in the shortest decimals that read back to the same
/// double, no locale. JSON has no NaN and no infinities: both are null, which each field's
/// meaning tells apart (no value, no bound). The seed is a string of digits, because readers
/// that keep numbers as doubles would change seeds above 2^53.
namespace ordersim::measure {

/// Why a text is no record.
struct JsonError {
    std::string path;     ///< "result.variants[0].metrics[3].estimate.low"; empty: the text itself
    std::string message;  ///< "expected a number or null"; for the text with line and column
};

/// Indented by two spaces; what holds no further container and fits into 140 columns stays on one
/// line. Ends with a newline. Requires: all strings are UTF-8.
[[nodiscard]] std::string to_json(const Record& record);

/// `result` alone, in the same form. Scenario, seed and version decide every byte of it, at any
/// number of threads and in any build type. Requires: all strings are UTF-8.
[[nodiscard]] std::string result_json(const Result& result);

/// Lists of steps as one JSON document, {"schema": "ordersim.steps/1", "lists": [...]}, as
/// reports/schema/ordersim.steps-1.schema.json describes it; in the same form. Instants are whole
/// microseconds. Requires: all strings are UTF-8.
[[nodiscard]] std::string to_json(const std::vector<StepList>& lists);

/// A model check as one JSON document, as reports/schema/ordersim.check-1.schema.json describes it:
/// {"schema", "result", "host"}; scenario, rules and version decide every byte of `result`.
/// Requires: all strings are UTF-8.
[[nodiscard]] std::string to_json(const CheckRecord& record);

/// A calibration as one JSON document, as reports/schema/ordersim.calibration-1.schema.json has it:
/// {"schema", "result", "host"}; file, options and version decide every byte of `result`.
/// Requires: all strings are UTF-8.
[[nodiscard]] std::string to_json(const CalibrationRecord& record);

/// A load as one JSON document, as reports/schema/ordersim.load-1.schema.json describes it. What a
/// live service answers, and when, is in no two loads the same. Requires: all strings are UTF-8.
[[nodiscard]] std::string to_json(const LoadRecord& record);

/// Results of studies as JSON documents, as the schema file of their name in reports/schema
/// describes them; as for a run. Requires: all strings are UTF-8.
[[nodiscard]] std::string to_json(const SweepRecord& record);
[[nodiscard]] std::string to_json(const ComparisonRecord& record);
[[nodiscard]] std::string to_json(const TuningRecord& record);
[[nodiscard]] std::string to_json(const SensitivityRecord& record);

/// What a document says it is, "ordersim.run/1"; so a reader knows which record to read.
[[nodiscard]] tl::expected<std::string, JsonError> schema_of(std::string_view text);

/// Reads a record that `to_json` wrote: of a run (Record), a study or a
/// calibration. As for a run.
template <class AnyRecord>
[[nodiscard]] tl::expected<AnyRecord, JsonError> record_from_json(std::string_view text);

/// Reads the record that `to_json` wrote, in any formatting. Unknown and missing keys are errors,
/// as in the schema. `to_json(*from_json(text))` gives the same bytes for every text of `to_json`.
[[nodiscard]] tl::expected<Record, JsonError> from_json(std::string_view text);

}  // namespace ordersim::measure
