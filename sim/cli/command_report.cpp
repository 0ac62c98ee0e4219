#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "sim/cli/choice.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/result_files.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/measure/gate_json.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/calibration.hpp"
#include "sim/report/documents.hpp"
#include "sim/report/gate.hpp"
#include "sim/report/html.hpp"
#include "sim/report/load.hpp"
#include "sim/report/search.hpp"
#include "sim/report/study.hpp"

namespace ordersim::cli {
namespace {

constexpr std::uintmax_t kRecordBytesMax = std::uintmax_t{256} << 20U;

enum class Format : std::uint8_t { terminal, markdown, html };
const std::map<std::string, Format> kFormats{{"terminal", Format::terminal},
                                             {"markdown", Format::markdown},
                                             {"html", Format::html}};

struct ReportFlags {
    std::string path;
    std::string out;
    Format format = Format::terminal;
    ColourChoice colour = ColourChoice::automatic;
};

std::string page_text(const measure::Record& record) { return report::html(record, ""); }
template <class StudyRecord>
std::string page_text(const StudyRecord& record) {
    return report::page_of(report::document_of(record, ""));
}

std::string terminal_text(const measure::Record& record, report::Colour colour,
                          std::string_view next) {
    return report::summary(record, colour, next);
}
std::string terminal_text(const measure::SweepRecord& record, report::Colour colour,
                          std::string_view next) {
    const std::vector<std::string> metrics{"M01", "M03 p90", "M10"};
    return report::sweep_summary(record, metrics, colour, next);
}
std::string terminal_text(const measure::ComparisonRecord& record, report::Colour colour,
                          std::string_view next) {
    return report::comparison_summary(record, colour, next);
}

std::string terminal_text(const measure::TuningRecord& record, report::Colour colour,
                          std::string_view next) {
    return report::tuning_summary(record, colour, next);
}
std::string terminal_text(const measure::SensitivityRecord& record, report::Colour colour,
                          std::string_view next) {
    return report::sensitivity_summary(record, colour, next);
}
std::string terminal_text(const measure::LoadRecord& record, report::Colour colour,
                          std::string_view next) {
    return report::load_summary(record, colour, next);
}
std::string terminal_text(const measure::GateRecord& record, report::Colour colour,
                          std::string_view next) {
    return report::gate_summary(record, colour, next);
}
std::string terminal_text(const measure::CalibrationRecord& record, report::Colour colour,
                          std::string_view next) {
    const std::string step = next.empty() ? std::string() : "next: " + std::string(next);
    return report::calibration_summary(record, colour, false, step);
}

const std::string& scenario_of(const measure::Record& record) { return record.result.scenario; }
const std::string& scenario_of(const measure::LoadRecord& record) {
    return record.result.scenario;
}
const std::string& scenario_of(const measure::CalibrationRecord& record) {
    return record.result.scenario;
}
/// A gate has no scenario of its own: its files are called after it.
const std::string& scenario_of(const measure::GateRecord& /*record*/) {
    static const std::string name = "gate";
    return name;
}
template <class StudyRecord>
const std::string& scenario_of(const StudyRecord& record) {
    return record.result.study.scenario;
}

using cli::texts_of;
constexpr const char* kGateEndings[] = {".html", ".json", ".md", ".junit.xml"};
std::vector<ResultText> texts_of(const measure::GateRecord& record, std::string_view repeat) {
    const report::Document document = report::document_of(record, repeat);
    return {{kGateEndings[0], report::page_of(document)},
            {kGateEndings[1], measure::to_json(record)},
            {kGateEndings[2], report::markdown_of(document)},
            {kGateEndings[3], report::gate_junit(record)}};
}

/// Writes the files of the record; says what to open, or nothing after telling what is wrong.
template <class AnyRecord>
std::optional<std::string> write_files(const AnyRecord& record, const std::string& folder,
                                       std::span<const char* const> endings) {
    auto files = ResultFiles::create(folder, scenario_of(record), endings);
    if (!files) {
        tell_error(files.error().message);
        return std::nullopt;
    }
    if (const auto written = files->write(texts_of(record, "")); !written) {
        tell_error(written.error().message);
        return std::nullopt;
    }
    return "open " + files->page_path();
}

int refuse(const std::string& file, const measure::JsonError& error) {
    tell_error("'" + file + "' is no record that this program reads: " +
               (error.path.empty() ? "" : error.path + ": ") + error.message);
    return kWrongUsage;
}

template <class AnyRecord>
int render(const ReportFlags& flags, const std::string& text,
           std::span<const char* const> endings) {
    const auto record = measure::record_from_json<AnyRecord>(text);
    if (!record) {
        return refuse(flags.path, record.error());
    }
    std::string next;
    if (!flags.out.empty()) {
        auto written = write_files(*record, flags.out, endings);
        if (!written) {
            return kRunTimeFailure;
        }
        next = std::move(*written);
    }
    switch (flags.format) {
    case Format::terminal:
        return print(terminal_text(*record, colour_of(flags.colour), next)) ? kDone
                                                                            : kRunTimeFailure;
    case Format::markdown:
        return print(report::markdown_of(report::document_of(*record, ""))) ? kDone
                                                                            : kRunTimeFailure;
    case Format::html: return print(page_text(*record)) ? kDone : kRunTimeFailure;
    }
    return kRunTimeFailure;
}

int execute(const ReportFlags& flags) {
    std::error_code error;
    const bool is_readable = std::filesystem::is_regular_file(flags.path, error) &&
                             std::filesystem::file_size(flags.path, error) <= kRecordBytesMax;
    std::ifstream file(flags.path, std::ios::binary);
    if (!is_readable || !file) {
        tell_error("cannot read '" + flags.path +
                   "'; a record is a file of at most 256 MiB, as --out and --json write it");
        return kWrongUsage;
    }
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto schema = measure::schema_of(text);
    if (!schema) {
        return refuse(flags.path, schema.error());
    }
    if (*schema == measure::SweepRecord::kSchema) {
        return render<measure::SweepRecord>(flags, text, kSweepEndings);
    }
    if (*schema == measure::ComparisonRecord::kSchema) {
        return render<measure::ComparisonRecord>(flags, text, kComparisonEndings);
    }
    if (*schema == measure::TuningRecord::kSchema) {
        return render<measure::TuningRecord>(flags, text, kTuningEndings);
    }
    if (*schema == measure::SensitivityRecord::kSchema) {
        return render<measure::SensitivityRecord>(flags, text, kSensitivityEndings);
    }
    if (*schema == measure::CalibrationRecord::kSchema) {
        return render<measure::CalibrationRecord>(flags, text, kCalibrationEndings);
    }
    if (*schema == measure::LoadRecord::kSchema) {
        return render<measure::LoadRecord>(flags, text, kLoadEndings);
    }
    if (*schema == measure::GateRecord::kSchema) {
        return render<measure::GateRecord>(flags, text, kGateEndings);
    }
    return render<measure::Record>(flags, text, kRunEndings);
}

}  // namespace

void add_report(CLI::App& app, Work& chosen) {
    CLI::App* command =
        app.add_subcommand("report", "Render a record again, as text, Markdown or a page");
    const auto flags = std::make_shared<ReportFlags>();
    command->add_option("record", flags->path,
                        "Record (JSON) of a run, a study, a load, a gate or a calibration")
        ->required()
        ->type_name("RESULT");
    command->add_option("--out", flags->out, "Folder for report and tables")->type_name("DIR");
    add_choice(*command, "--format", flags->format, kFormats,
               "What goes to standard output: terminal (default), markdown (for a build's summary "
               "or a comment; below 60 KB) or html");
    add_colour(*command, flags->colour);
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
