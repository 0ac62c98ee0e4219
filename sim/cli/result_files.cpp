#include "sim/cli/result_files.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "sim/measure/json.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/html.hpp"
#include "sim/report/search.hpp"

namespace ordersim::cli {

tl::expected<ResultFiles, OutputError> ResultFiles::create(const std::string& folder,
                                                           const std::string& name,
                                                           std::span<const char* const> endings) {
    if (name.empty() || name.front() == '.' || name.find('/') != std::string::npos) {
        return tl::unexpected(OutputError{"the scenario's name '" + name +
                                              "' cannot name files: it must not begin with a dot "
                                              "or hold a slash",
                                          OutputFault::other});
    }
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return tl::unexpected(
            OutputError{"cannot make the folder '" + folder + "': " + error.message() +
                            "; give another one with --out",
                        OutputFault::no_folder});
    }
    const std::string stem = (std::filesystem::path(folder) / name).string();
    ResultFiles files;
    for (const char* ending : endings) {
        files.paths_.push_back(stem + ending);
        auto file = OutputFile::create(files.paths_.back());
        if (!file) {
            return tl::unexpected(std::move(file).error());
        }
        files.files_.push_back(std::move(*file));
    }
    return files;
}

tl::expected<void, OutputError> ResultFiles::write(std::span<const ResultText> texts) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
        files_[i].write(texts[i].text);
    }
    for (OutputFile& file : files_) {
        if (auto settled = file.settle(); !settled) {
            return settled;
        }
    }
    for (OutputFile& file : files_) {
        if (auto written = file.commit(); !written) {
            return written;
        }
    }
    return {};
}

bool ResultFiles::holds(const std::string& path) const {
    namespace fs = std::filesystem;
    if (path.empty()) {
        return false;
    }
    std::error_code error;
    const auto whole = [&](const std::string& name) {
        return fs::weakly_canonical(fs::absolute(name, error), error);
    };
    return std::ranges::any_of(
        paths_, [&](const std::string& own) { return whole(own) == whole(path); });
}

std::vector<ResultText> texts_of(const measure::Record& record, std::string_view repeat) {
    return {{kRunEndings[0], report::html(record, repeat)},
            {kRunEndings[1], measure::to_json(record)},
            {kRunEndings[2], report::metrics_csv(record.result)},
            {kRunEndings[3], report::curves_csv(record.result)},
            {kRunEndings[4], report::flows_csv(record.result)}};
}

std::vector<ResultText> texts_of(const measure::SweepRecord& record, std::string_view repeat) {
    return {{kSweepEndings[0], report::page_of(report::document_of(record, repeat))},
            {kSweepEndings[1], measure::to_json(record)},
            {kSweepEndings[2],
             report::points_csv(record.result.factors, record.result.points)}};
}

std::vector<ResultText> texts_of(const measure::ComparisonRecord& record,
                                 std::string_view repeat) {
    return {{kComparisonEndings[0], report::page_of(report::document_of(record, repeat))},
            {kComparisonEndings[1], measure::to_json(record)},
            {kComparisonEndings[2], report::comparisons_csv(record.result)},
            {kComparisonEndings[3], report::points_csv({}, record.result.policies)}};
}

std::vector<ResultText> texts_of(const measure::TuningRecord& record, std::string_view repeat) {
    return {{kTuningEndings[0], report::page_of(report::document_of(record, repeat))},
            {kTuningEndings[1], measure::to_json(record)},
            {kTuningEndings[2], report::trials_csv(record.result)}};
}

std::vector<ResultText> texts_of(const measure::SensitivityRecord& record,
                                 std::string_view repeat) {
    return {{kSensitivityEndings[0], report::page_of(report::document_of(record, repeat))},
            {kSensitivityEndings[1], measure::to_json(record)},
            {kSensitivityEndings[2], report::effects_csv(record.result)}};
}

std::vector<ResultText> texts_of(const measure::LoadRecord& record, std::string_view repeat) {
    const report::Document document = report::document_of(record, repeat);
    return {{kLoadEndings[0], report::page_of(document)},
            {kLoadEndings[1], measure::to_json(record)},
            {kLoadEndings[2], report::markdown_of(document)}};
}

std::vector<ResultText> texts_of(const measure::CalibrationRecord& record,
                                 std::string_view repeat) {
    return {{kCalibrationEndings[0], report::page_of(report::document_of(record, repeat))},
            {kCalibrationEndings[1], measure::to_json(record)}};
}

}  // namespace ordersim::cli
