#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>
#include <utility>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/result_files.hpp"
#include "sim/measure/json.hpp"

namespace ordersim::cli {
namespace {

constexpr std::uintmax_t kRecordBytesMax = std::uintmax_t{256} << 20U;

struct ReportFlags {
    std::string path;
    std::string out;
};

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
    const auto record = measure::from_json(text);
    if (!record) {
        tell_error(flags.path + ": " + record.error().message);
        return kWrongUsage;
    }
    std::string next;
    if (!flags.out.empty()) {
        auto files = ResultFiles::create(flags.out, record->result.scenario, kRunEndings);
        if (!files) {
            tell_error(files.error().message);
            return kRunTimeFailure;
        }
        if (const auto written = files->write(texts_of(*record, "")); !written) {
            tell_error(written.error().message);
            return kRunTimeFailure;
        }
        next = "open " + files->page_path();
    }
    return print(report::summary(*record, colour_of(ColourChoice::automatic), next))
               ? kDone
               : kRunTimeFailure;
}

}  // namespace

void add_report(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand("report", "Render the record of a run again");
    const auto flags = std::make_shared<ReportFlags>();
    command->add_option("record", flags->path, "Record (JSON) of a run")
        ->required()
        ->type_name("RESULT");
    command->add_option("--out", flags->out, "Folder for report and tables")->type_name("DIR");
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
