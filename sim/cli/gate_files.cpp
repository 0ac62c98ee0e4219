#include "sim/cli/gate_files.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>
#include <utility>

#include "sim/base/output_file.hpp"
#include "sim/cli/console.hpp"
#include "sim/experiment/compare.hpp"
#include "sim/experiment/study_metrics.hpp"
#include "sim/measure/gate_json.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/gate.hpp"

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

bool write_file(const std::string& path, const std::string& text) {
    if (path.empty()) {
        return true;
    }
    auto file = OutputFile::create(path);
    if (!file) {
        tell_error(file.error().message);
        return false;
    }
    file->write(text);
    if (const auto written = file->commit(); !written) {
        tell_error(written.error().message);
        return false;
    }
    return true;
}

bool make_folder(const std::string& path, const char* flag) {
    std::error_code error;
    fs::create_directories(path, error);
    if (error) {
        tell_error(fmt::format("cannot make the folder '{}': {}; give another one with {}", path,
                               error.message(), flag));
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
        return tl::unexpected("cannot read '" + path + "': there is no such file to read");
    }
    if (fs::file_size(path, error) > kFileBytesMax) {
        return tl::unexpected("'" + path + "' is larger than the 256 MiB that are read");
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
        auto read = text ? gate::read({path, std::move(*text)}, known)
                         : tl::expected<gate::Readings, std::string>(
                               tl::unexpected(text.error()));
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

std::optional<GateHistoryFolder> GateHistoryFolder::open(const std::string& path) {
    GateHistoryFolder folder;
    folder.path_ = path;
    if (!make_folder(path, "--history")) {
        return std::nullopt;
    }
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(path, error)) {
        if (!commit_of(entry.path().filename().string()).empty()) {
            folder.names_.push_back(entry.path().filename().string());
        }
    }
    std::ranges::sort(folder.names_);
    for (const std::string& name : folder.names_) {
        const std::string file = (fs::path(path) / name).string();
        const auto text = text_of_file(file);
        auto record = measure::record_from_json<measure::GateRecord>(text.value_or(""));
        if (!record) {
            tell_error(fmt::format("'{}' is no record of a gate: {}{}{}; remove it or restore it",
                                   file, record.error().path,
                                   record.error().path.empty() ? "" : ": ",
                                   record.error().message));
            return std::nullopt;
        }
        folder.kept_.push_back({commit_of(name), std::move(record->result)});
    }
    return folder;
}

bool GateHistoryFolder::keep(const std::string& commit, const measure::GateRecord& record) {
    const auto known = std::ranges::find(kept_, commit, &gate::KeptGate::commit);
    if (known == kept_.end()) {
        const std::size_t last =
            names_.empty() ? 0 : std::stoul(names_.back().substr(0, names_.back().find('-')));
        names_.push_back(fmt::format("{:06}-{}{}", last + 1, commit, kEnding));
        kept_.push_back({commit, record.result});
    } else {
        known->gate = record.result;
    }
    const auto place = std::ranges::find(kept_, commit, &gate::KeptGate::commit) - kept_.begin();
    measure::GateRecord alone = record;
    alone.result.history.clear();
    return write_file((fs::path(path_) / names_[static_cast<std::size_t>(place)]).string(),
                      measure::to_json(alone));
}

bool write_gate(const measure::GateRecord& record, const GateOutputs& outputs,
                const std::string& repeat, std::string& page) {
    const report::Document document = report::document_of(record, repeat);
    const std::string html = report::page_of(document);
    const std::string markdown = report::markdown_of(document);
    const std::string junit = report::gate_junit(record);
    page = outputs.html;
    if (!outputs.out.empty()) {
        if (!make_folder(outputs.out, "--out")) {
            return false;
        }
        const fs::path folder(outputs.out);
        page = (folder / "gate.html").string();
        if (!write_file(page, html) ||
            !write_file((folder / "gate.json").string(), measure::to_json(record)) ||
            !write_file((folder / "gate.md").string(), markdown) ||
            !write_file((folder / "gate.junit.xml").string(), junit)) {
            return false;
        }
    }
    const measure::Gate& gate = record.result;
    return write_file(outputs.html, html) && write_file(outputs.markdown, markdown) &&
           write_file(outputs.junit, junit) &&
           write_file(outputs.bencher, measure::bencher_json(gate)) &&
           write_file(outputs.github_smaller, measure::github_benchmark_json(gate, "lower")) &&
           write_file(outputs.github_bigger, measure::github_benchmark_json(gate, "higher"));
}

}  // namespace ordersim::cli
