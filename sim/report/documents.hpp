#pragma once

#include "sim/measure/calibration_record.hpp"
#include "sim/measure/gate_record.hpp"
#include "sim/measure/load_record.hpp"
#include "sim/measure/sensitivity_record.hpp"
#include "sim/measure/study_record.hpp"
#include "sim/measure/tuning_record.hpp"
#include "sim/report/document.hpp"

#include <string_view>

/// What is said of each kind of record. `repeat` is the command that makes the record again; empty:
/// the document says what to give instead.
namespace ordersim::report {

/// For Markdown; the page of a run is html.hpp's, which tells variants side by side.
[[nodiscard]] Document document_of(const measure::Record& record, std::string_view repeat);
[[nodiscard]] Document document_of(const measure::SweepRecord& record, std::string_view repeat);
[[nodiscard]] Document document_of(const measure::ComparisonRecord& record,
                                   std::string_view repeat);

[[nodiscard]] Document document_of(const measure::GateRecord& record, std::string_view repeat);
[[nodiscard]] Document document_of(const measure::LoadRecord& record, std::string_view repeat);
[[nodiscard]] Document document_of(const measure::TuningRecord& record, std::string_view repeat);
[[nodiscard]] Document document_of(const measure::SensitivityRecord& record,
                                   std::string_view repeat);
[[nodiscard]] Document document_of(const measure::CalibrationRecord& record,
                                   std::string_view repeat);

}  // namespace ordersim::report
