#include "sim/cli/result_files.hpp"

#include <array>
#include <filesystem>
#include <system_error>
#include <utility>

#include "sim/measure/json.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/html.hpp"

namespace ordersim::cli {
namespace {

constexpr std::array<const char*, 5> kEndings{".html", ".json", ".metrics.csv", ".curves.csv",
                                              ".flows.csv"};

}  // namespace

tl::expected<ResultFiles, OutputError> ResultFiles::create(const std::string& folder,
                                                           const std::string& name) {
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
    files.html_path_ = stem + kEndings[0];
    for (const char* ending : kEndings) {
        auto file = OutputFile::create(stem + ending);
        if (!file) {
            return tl::unexpected(std::move(file).error());
        }
        files.files_.push_back(std::move(*file));
    }
    return files;
}

tl::expected<void, OutputError> ResultFiles::write(const measure::Record& record,
                                                   std::string_view repeat) {
    const std::array<std::string, kEndings.size()> texts{
        report::html(record, repeat), measure::to_json(record), report::metrics_csv(record.result),
        report::curves_csv(record.result), report::flows_csv(record.result)};
    for (std::size_t i = 0; i < texts.size(); ++i) {
        files_[i].write(texts[i]);
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
    std::error_code error;
    const fs::path wanted = fs::weakly_canonical(fs::absolute(path, error), error);
    const fs::path html = fs::weakly_canonical(fs::absolute(html_path_, error), error);
    for (const char* ending : kEndings) {
        fs::path own = html;
        if (!path.empty() && own.replace_extension(ending + 1) == wanted) {
            return true;
        }
    }
    return false;
}

}  // namespace ordersim::cli
