#pragma once

#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "sim/base/output_file.hpp"
#include "sim/measure/calibration_record.hpp"
#include "sim/measure/load_record.hpp"
#include "sim/measure/record.hpp"
#include "sim/measure/sensitivity_record.hpp"
#include "sim/measure/study_record.hpp"
#include "sim/measure/tuning_record.hpp"

namespace ordersim::cli {

/// One file of a result: what its name ends in, and its text.
struct ResultText {
    std::string ending;  ///< ".json"
    std::string text;
};

/// The files of one result in a folder, NAME and an ending each. Opened before the run, so that a
/// folder that cannot be written is known before work is spent; under their names only once all
/// are whole.
class ResultFiles {
public:
    /// Makes the folder if it is missing.
    [[nodiscard]] static tl::expected<ResultFiles, OutputError> create(
        const std::string& folder, const std::string& name, std::span<const char* const> endings);
    /// Requires: the endings that they were created with, in the same order.
    [[nodiscard]] tl::expected<void, OutputError> write(std::span<const ResultText> texts);

    /// Whether one of them is the file at `path`.
    [[nodiscard]] bool holds(const std::string& path) const;
    /// The one that people look at: the first.
    [[nodiscard]] const std::string& page_path() const { return paths_.front(); }

private:
    std::vector<std::string> paths_;
    std::vector<OutputFile> files_;
};

/// What each kind of record is written as. `repeat`: the command that makes this record again, for
/// the page; may be empty.
inline constexpr const char* kRunEndings[] = {".html", ".json", ".metrics.csv", ".curves.csv",
                                              ".flows.csv"};
[[nodiscard]] std::vector<ResultText> texts_of(const measure::Record& record,
                                               std::string_view repeat);

inline constexpr const char* kSweepEndings[] = {".sweep.html", ".sweep.json", ".sweep.csv"};
[[nodiscard]] std::vector<ResultText> texts_of(const measure::SweepRecord& record,
                                               std::string_view repeat);

inline constexpr const char* kComparisonEndings[] = {".compare.html", ".compare.json",
                                                     ".compare.csv", ".compare.points.csv"};
[[nodiscard]] std::vector<ResultText> texts_of(const measure::ComparisonRecord& record,
                                               std::string_view repeat);

inline constexpr const char* kTuningEndings[] = {".tune.html", ".tune.json", ".tune.csv"};
[[nodiscard]] std::vector<ResultText> texts_of(const measure::TuningRecord& record,
                                               std::string_view repeat);

inline constexpr const char* kSensitivityEndings[] = {".sensitivity.html", ".sensitivity.json",
                                                      ".sensitivity.csv"};
[[nodiscard]] std::vector<ResultText> texts_of(const measure::SensitivityRecord& record,
                                               std::string_view repeat);

inline constexpr const char* kLoadEndings[] = {".load.html", ".load.json", ".load.md"};
[[nodiscard]] std::vector<ResultText> texts_of(const measure::LoadRecord& record,
                                               std::string_view repeat);

inline constexpr const char* kCalibrationEndings[] = {".calibrate.html", ".calibrate.json"};
[[nodiscard]] std::vector<ResultText> texts_of(const measure::CalibrationRecord& record,
                                               std::string_view repeat);

}  // namespace ordersim::cli
