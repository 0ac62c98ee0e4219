#include "sim/cli/gate_files.hpp"

#include "sim/base/output_file.hpp"
#include "sim/cli/console.hpp"
#include "sim/experiment/compare.hpp"
#include "sim/experiment/study_metrics.hpp"
#include "sim/measure/gate_json.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/gate.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

namespace ordersim::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kFileBytesMax = std::uintmax_t{256} << 20U;
constexpr std::string_view kEnding = ".gate.json";

/// What a command wrote to its standard output; nothing when it failed.
std::optional<std::string> output_of(const std::string& command) {
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) {
        return std::nullopt;
    }
    std::string text;
    std::array<char, 65'536> block{};
    for (std::size_t count = 1; count > 0;) {
        count = std::fread(block.data(), 1, block.size(), pipe);
        text.append(block.data(), count);
    }
    return pclose(pipe) == 0 ? std::optional(std::move(text)) : std::nullopt;
}

bool told(const OutputError& error) {
    tell_error(error.message);
    return false;
}

struct NamedText {
    std::string path;
    std::string text;
};

/// All of them, or none but what a full disk cuts short; false after telling what is wrong.
bool write_files(const std::vector<NamedText>& texts) {
    std::vector<OutputFile> files;
    for (const NamedText& one : texts) {
        auto file = OutputFile::create(one.path);
        if (!file) {
            return told(file.error());
        }
        file->write(one.text);
        if (const auto settled = file->settle(); !settled) {
            return told(settled.error());
        }
        files.push_back(std::move(*file));
    }
    for (OutputFile& file : files) {
        if (const auto written = file.commit(); !written) {
            return told(written.error());
        }
    }
    return true;
}

/// Leaves nothing behind. What is there and no plain file is not opened, for the reader of a pipe
/// would take the end of the trial for the end of the text.
bool can_write_or_tell(const fs::path& path) {
    std::error_code error;
    const fs::file_status found = fs::status(path, error);
    if (fs::exists(found) && !fs::is_regular_file(found) && !fs::is_directory(found)) {
        return true;
    }
    const auto file = OutputFile::create(path);
    return file ? true : told(file.error());
}

bool make_folder(const std::string& path, const char* flag) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) {
        tell_error(fmt::format("cannot make the folder '{}': {}; give another one with {}",
                               report::clean(path), error.message(), flag));
    }
    return !error;
}

/// The commit of a file's name; empty where it is no record of ours.
std::string commit_of(const std::string& name) {
    constexpr std::size_t digits_most = 9;
    const std::size_t dash = name.find('-');
    if (dash == std::string::npos || dash == 0 || dash > digits_most || !name.ends_with(kEnding) ||
        name.find_first_not_of("0123456789") != dash) {
        return {};
    }
    return name.substr(dash + 1, name.size() - dash - 1 - kEnding.size());
}

}  // namespace

tl::expected<std::string, std::string> text_of_file(const std::string& path) {
    std::error_code error;
    const bool is_readable = fs::is_regular_file(path, error);
    std::ifstream file(path, std::ios::binary);
    if (!is_readable || !file) {
        return tl::unexpected("cannot read '" + report::clean(path) +
                              "': there is no such file to read");
    }
    if (fs::file_size(path, error) > kFileBytesMax) {
        return tl::unexpected("'" + report::clean(path) +
                              "' is larger than the 256 MiB that are read");
    }
    return std::string{std::istreambuf_iterator<char>(file), {}};
}

gate::KnownMetrics known_metrics() {
    gate::KnownMetrics known;
    for (const experiment::StudyMetric& metric : experiment::study_metrics()) {
        known[metric.reference()] = {metric.better, false};
    }
    for (const std::string& key : experiment::compared_metrics()) {
        known[key].is_key = true;
    }
    return known;
}

std::optional<std::vector<gate::Readings>> read_side(const std::vector<std::string>& paths,
                                                     const std::string& side) {
    const gate::KnownMetrics known = known_metrics();
    std::vector<gate::Readings> files;
    bool is_whole = true;
    for (const std::string& path : paths) {
        auto text = text_of_file(path);
        auto read = text ? gate::read({report::clean(path), std::move(*text)}, known)
                         : tl::expected<gate::Readings, std::string>(tl::unexpected(text.error()));
        if (!read) {
            tell_error(read.error());
            is_whole = false;
            continue;
        }
        read->source.side = side;
        files.push_back(std::move(*read));
    }
    return is_whole ? std::optional(std::move(files)) : std::nullopt;
}

std::string common_file(const std::vector<std::string>& paths,
                        const std::vector<std::string>& others) {
    const auto whole = [](const std::string& path) {
        std::error_code error;
        const fs::path found = fs::canonical(path, error);
        return error ? fs::path(path) : found;
    };
    std::set<fs::path> known;
    std::ranges::transform(others, std::inserter(known, known.end()), whole);
    const auto found = std::ranges::find_if(
        paths, [&](const std::string& path) { return known.contains(whole(path)); });
    return found == paths.end() ? std::string() : *found;
}

std::optional<std::vector<gate::Readings>> measured_anew(const std::string& command,
                                                         std::size_t times) {
    const gate::KnownMetrics known = known_metrics();
    std::vector<gate::Readings> files;
    for (std::size_t turn = 0; turn < times; ++turn) {
        const std::string name = fmt::format("confirmation {}", turn + 1);
        auto text = output_of(command);
        if (!text) {
            tell_error("the command of --confirm failed: " + command);
            return std::nullopt;
        }
        auto read = gate::read({name, std::move(*text)}, known);
        if (!read) {
            tell_error("what the command of --confirm wrote to standard output is no record: " +
                       read.error());
            return std::nullopt;
        }
        read->source.side = "confirmation";
        files.push_back(std::move(*read));
    }
    return files;
}

std::string commit_fault(const std::string& commit) {
    constexpr std::size_t bytes_most = 200;  // of a file's name, less ours
    const char* const wanted =
        "--history keeps records by commit: name it, like --commit \"$(git rev-parse --short "
        "HEAD)\"";
    if (commit.empty()) {
        return wanted;
    }
    if (commit.size() > bytes_most || commit.find('/') != std::string::npos ||
        report::clean(commit) != commit) {
        return fmt::format(
            "--commit '{}' cannot name a file of a record: it must be UTF-8 without "
            "slashes and control characters, of at most {} bytes. {}",
            report::fit(commit, 60), bytes_most, wanted);
    }
    return {};
}

std::optional<GateHistoryFolder> GateHistoryFolder::open(const std::string& path,
                                                         const std::string& commit) {
    if (!make_folder(path, "--history")) {
        return std::nullopt;
    }
    std::vector<std::string> names;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
        if (!commit_of(entry.path().filename().string()).empty()) {
            names.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(names);
    const std::size_t last =
        names.empty() ? 0 : std::stoul(names.back().substr(0, names.back().find('-')));
    std::string own = fmt::format("{:06}-{}{}", last + 1, commit, kEnding);
    std::vector<gate::KeptGate> kept;
    for (const std::string& name : names) {
        const std::string file = (fs::path(path) / name).string();
        const auto text = text_of_file(file);
        auto record = measure::record_from_json<measure::GateRecord>(text.value_or(""));
        if (!record) {
            tell_error(fmt::format("'{}' is no record of a gate: {}{}{}; remove it or restore it",
                                   report::clean(file), record.error().path,
                                   record.error().path.empty() ? "" : ": ",
                                   record.error().message));
            return std::nullopt;
        }
        own = commit_of(name) == commit ? name : own;
        kept.push_back({commit_of(name), std::move(record->result)});
    }
    const auto at = std::ranges::lower_bound(names, own) - names.begin();
    kept.erase(kept.begin() + at, kept.end());
    GateHistoryFolder folder;
    folder.commit_ = commit;
    folder.before_ = std::move(kept);
    folder.file_ = (fs::path(path) / own).string();
    return can_write_or_tell(folder.file_) ? std::optional(std::move(folder)) : std::nullopt;
}

std::vector<gate::KeptGate> GateHistoryFolder::with(const measure::Gate& own) const {
    std::vector<gate::KeptGate> kept = before_;
    kept.push_back({commit_, own});
    return kept;
}

bool GateHistoryFolder::keep(const measure::GateRecord& record) const {
    measure::GateRecord alone = record;
    alone.result.history.clear();
    return write_files({{file_, measure::to_json(alone)}});
}

bool GateFiles::add(Text text, const std::string& path) {
    if (path.empty()) {
        return true;
    }
    files_.push_back({text, path});
    return can_write_or_tell(path);
}

std::optional<GateFiles> GateFiles::create(const GateOutputs& outputs) {
    GateFiles files;
    files.page_path_ = outputs.html;
    bool is_usable = true;
    if (!outputs.out.empty()) {
        const fs::path folder(outputs.out);
        files.page_path_ = (folder / "gate.html").string();
        is_usable = make_folder(outputs.out, "--out") && files.add(Text::page, files.page_path_) &&
                    files.add(Text::record, (folder / "gate.json").string()) &&
                    files.add(Text::markdown, (folder / "gate.md").string()) &&
                    files.add(Text::junit, (folder / "gate.junit.xml").string());
    }
    is_usable = is_usable && files.add(Text::page, outputs.html) &&
                files.add(Text::markdown, outputs.markdown) &&
                files.add(Text::junit, outputs.junit) &&
                files.add(Text::bencher, outputs.bencher) &&
                files.add(Text::smaller, outputs.github_smaller) &&
                files.add(Text::bigger, outputs.github_bigger);
    return is_usable ? std::optional(std::move(files)) : std::nullopt;
}

std::string GateFiles::text_of(Text text, const measure::GateRecord& record,
                               const std::string& repeat) {
    switch (text) {
    case Text::page: return report::page_of(report::document_of(record, repeat));
    case Text::record: return measure::to_json(record);
    case Text::markdown: return report::markdown_of(report::document_of(record, repeat));
    case Text::junit: return report::gate_junit(record);
    case Text::bencher: return measure::bencher_json(record.result);
    case Text::smaller: return measure::github_benchmark_json(record.result, "lower");
    case Text::bigger: return measure::github_benchmark_json(record.result, "higher");
    }
    return {};
}

bool GateFiles::write(const measure::GateRecord& record, const std::string& repeat) const {
    std::vector<NamedText> texts;
    for (const One& one : files_) {
        texts.push_back({one.path, text_of(one.text, record, repeat)});
    }
    return write_files(texts);
}

}  // namespace ordersim::cli
