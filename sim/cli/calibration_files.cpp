#include "sim/cli/calibration_files.hpp"

#include <unistd.h>

#include <array>
#include <string_view>
#include <system_error>
#include <utility>

#include "sim/base/file_start.hpp"
#include "sim/base/output_file.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/scenario_input.hpp"

namespace ordersim::cli {
namespace {

namespace fs = std::filesystem;

/// What a calibration writes, by its ending, and what the first bytes of such a file hold.
struct Kind {
    std::string_view ending;
    std::string_view name;
    std::string_view mark;
    bool is_at_start;
};
constexpr std::array kKinds{
    Kind{".calibrate.html", "page", "ordersim calibrate</title>", false},
    Kind{".calibrate.json", "record", "{\n  \"schema\": \"ordersim.calibration/", true},
    Kind{".csv", "table", "calibrated_", true},
    Kind{"", "scenario", "# Calibrated from ", true},
};
/// A page's title stands within.
constexpr std::size_t kStart = 4096;

const Kind& kind_of(const fs::path& path) {
    const std::string name = path.filename().string();
    std::size_t i = 0;
    while (!name.ends_with(kKinds[i].ending)) {
        ++i;
    }
    return kKinds[i];
}

bool is_of(const Kind& kind, std::string_view start) {
    return kind.is_at_start ? start.starts_with(kind.mark)
                            : start.find(kind.mark) != std::string_view::npos;
}

/// A folder of its own that goes with the object.
class PassingFolder {
public:
    PassingFolder()
        : path_(fs::temp_directory_path() / ("ordersim-calibrate-" + std::to_string(::getpid()))) {
        fs::create_directories(path_);
    }
    ~PassingFolder() {
        std::error_code error;
        fs::remove_all(path_, error);
    }
    PassingFolder(const PassingFolder&) = delete;
    PassingFolder& operator=(const PassingFolder&) = delete;

    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

}  // namespace

std::optional<std::string> refusal_to_write(const fs::path& path,
                                            const std::map<std::string, fs::path>& read) {
    for (const auto& [name, source] : read) {
        std::error_code error;
        if (fs::equivalent(path, source, error) && !error) {
            return "'" + path.string() + "' would be written and is " + name + " " +
                   (name.ends_with('s') ? "themselves" : "itself") +
                   "; give another file with --scenario, or another folder with --out";
        }
    }
    const Kind& kind = kind_of(path);
    const auto start = start_of_file(path, kStart);
    if (!start || is_of(kind, *start)) {
        return std::nullopt;
    }
    return "'" + path.string() + "' exists and is no " + std::string(kind.name) +
           " of an earlier calibration; move it away, or give another file with --scenario or "
           "another folder with --out";
}

bool write_files(const Texts& texts) {
    std::vector<OutputFile> files;
    for (const auto& [path, text] : texts) {
        auto file = OutputFile::create(path);
        if (!file) {
            tell_error(file.error().message);
            return false;
        }
        file->write(text);
        if (const auto settled = file->settle(); !settled) {
            tell_error(settled.error().message);
            return false;
        }
        files.push_back(std::move(*file));
    }
    for (OutputFile& file : files) {
        if (const auto committed = file.commit(); !committed) {
            tell_error(committed.error().message);
            return false;
        }
    }
    return true;
}

std::optional<scenario::Scenario> check_texts(const Texts& texts, const fs::path& path) {
    const PassingFolder passing;
    Texts copies;
    for (const auto& [name, text] : texts) {
        copies[passing.path() / name.filename()] = text;
    }
    return write_files(copies)
               ? load_or_tell({(passing.path() / path.filename()).string(), {}})
               : std::nullopt;
}

}  // namespace ordersim::cli
