#include "sim/base/output_file.hpp"
#include "sim/cli/calibration_files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/host.hpp"
#include "sim/cli/result_files.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/experiment/calibrate/calibrate.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/calibration.hpp"
#include "sim/scenario/node.hpp"
#include "sim/scenario/orders.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace ordersim::cli {
namespace {

namespace fs = std::filesystem;

struct CalibrateFlags {
    std::string orders;
    std::string out;       ///< folder
    std::string scenario;  ///< file
    ScenarioInput preset;
    std::vector<std::string> columns;  ///< NAME=HEADER
    std::string dates;
    std::string zone;
    std::string until;
    experiment::CalibrationOptions options;
    std::optional<std::uint32_t> threads;
    bool json = false;
    bool is_long = false;
    bool is_quiet = false;
    ColourChoice colour = ColourChoice::automatic;
};

/// The request that the flags make; on errors they have been told.
std::optional<scenario::OrderRequest> request_of(const CalibrateFlags& flags) {
    scenario::OrderRequest request;
    request.path = flags.orders;
    request.until = flags.until;
    for (const std::string& text : flags.columns) {
        const std::size_t equals = text.find('=');
        if (equals == std::string::npos) {
            tell_error("--column is NAME=HEADER, like --column 'created_at=Order Date'");
            return std::nullopt;
        }
        request.columns.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    if (!flags.dates.empty()) {
        request.dates = flags.dates == "mdy" ? scenario::DateOrder::mdy : scenario::DateOrder::dmy;
    }
    if (!flags.zone.empty()) {
        request.zone = scenario::parse_offset(flags.zone);
        if (!request.zone) {
            tell_error("--zone '" + flags.zone + "' is no offset like +08:00 or Z");
            return std::nullopt;
        }
    }
    return request;
}

/// Where the scenario goes, if anywhere.
fs::path scenario_path(const CalibrateFlags& flags) {
    if (!flags.scenario.empty()) {
        return flags.scenario;
    }
    return fs::path(flags.out) / (fs::path(flags.orders).stem().string() + ".toml");
}

bool is_kept(const CalibrateFlags& flags) {
    return !flags.out.empty() || !flags.scenario.empty();
}

/// False: one of the files must not be written, which has been told.
bool may_write(const CalibrateFlags& flags, const std::vector<fs::path>& paths) {
    for (const fs::path& path : paths) {
        const auto refusal = refusal_to_write(
            path, {{"the orders", flags.orders}, {"the preset", flags.preset.path}});
        if (refusal) {
            tell_error(*refusal);
            return false;
        }
    }
    return true;
}

/// What can be told before anything was read.
bool may_begin(const CalibrateFlags& flags) {
    const fs::path scenario = scenario_path(flags);
    std::vector<fs::path> paths{scenario};
    if (!flags.out.empty()) {
        for (const char* ending : kCalibrationEndings) {
            paths.push_back(fs::path(flags.out) / (scenario.stem().string() + ending));
        }
    }
    return !is_kept(flags) || may_write(flags, paths);
}

std::string next_step(const CalibrateFlags& flags, const fs::path& scenario) {
    if (!is_kept(flags)) {
        return "next: the same with --out DIR, for the scenario";
    }
    return "next: ordersim run " + scenario.string();
}

/// The command that makes this record again.
std::string repeat_command(const CalibrateFlags& flags) {
    std::string command = "ordersim calibrate " + quoted_for_shell(flags.orders);
    const auto add = [&command](std::string_view flag, const std::string& value) {
        if (!value.empty()) {
            command.append(" ").append(flag).append(" ").append(quoted_for_shell(value));
        }
    };
    add("--preset", flags.preset.path == "aliexpress_base" ? "" : flags.preset.path);
    for (const std::string& column : flags.columns) {
        add("--column", column);
    }
    add("--dates", flags.dates);
    add("--zone", flags.zone);
    add("--until", flags.until);
    const experiment::CalibrationOptions& options = flags.options;
    const experiment::CalibrationOptions usual;
    add("--currency", options.currency);
    add("--level", options.level == usual.level ? "" : scenario::number_text(options.level));
    add("--seed", options.seed == usual.seed ? "" : std::to_string(options.seed));
    add("--bootstrap", options.bootstrap_samples == usual.bootstrap_samples
                           ? ""
                           : std::to_string(options.bootstrap_samples));
    return command;
}

Texts scenario_texts(const experiment::Calibration& made, const fs::path& scenario) {
    Texts texts{{scenario, made.scenario}};
    for (const auto& [name, text] : made.samples) {
        texts[scenario.parent_path() / name] = text;
    }
    return texts;
}

int show(const CalibrateFlags& flags, const measure::CalibrationRecord& record,
         const fs::path& scenario) {
    const std::string text =
        flags.json ? measure::to_json(record)
                   : report::calibration_summary(record, colour_of(flags.colour), flags.is_long,
                                                 next_step(flags, scenario));
    return (flags.is_quiet && !flags.json) || print(text) ? kDone : kRunTimeFailure;
}

/// The file of orders; on errors they have been told.
std::optional<scenario::OrderFile> read_or_tell(const CalibrateFlags& flags) {
    const auto request = request_of(flags);
    if (!request) {
        return std::nullopt;
    }
    auto file = scenario::read_orders(*request);
    if (!file) {
        for (const std::string& error : file.error()) {
            tell_error("'" + flags.orders + "' " + error);
        }
        return std::nullopt;
    }
    return std::move(*file);
}

int calibrate(CalibrateFlags flags, const scenario::OrderFile& file,
              const scenario::Scenario& preset, const fs::path& path) {
    const HostMeter meter;
    std::optional<ResultFiles> files;
    if (!flags.out.empty()) {
        auto created = ResultFiles::create(flags.out, path.stem().string(), kCalibrationEndings);
        if (!created) {
            tell_error(created.error().message);
            return kRunTimeFailure;
        }
        files.emplace(std::move(*created));
    }
    flags.options.threads = flags.threads.value_or(all_cores());
    flags.options.name = path.stem().string();
    flags.options.extends = fs::exists(flags.preset.path)
                                ? fs::absolute(flags.preset.path).lexically_normal().string()
                                : flags.preset.path;
    experiment::Calibration made = experiment::calibrate(file, preset, flags.options);
    made.result.version = ORDERSIM_VERSION;
    const Texts texts = scenario_texts(made, path);
    std::vector<fs::path> paths;
    for (const auto& [name, text] : texts) {
        paths.push_back(name);
    }
    if (is_kept(flags) && !may_write(flags, paths)) {
        return kWrongUsage;
    }
    const auto written = check_texts(texts, path);
    if (!written) {
        tell_error("the scenario made of '" + flags.orders + "' cannot be run");
        return kRunTimeFailure;
    }
    experiment::simulate_beside(made.result, *written);
    const measure::CalibrationRecord record{std::move(made.result),
                                            meter.host(flags.options.threads, 0)};
    if (is_kept(flags) && !write_files(texts)) {
        return kRunTimeFailure;
    }
    if (files) {
        if (const auto stored = files->write(texts_of(record, repeat_command(flags))); !stored) {
            tell_error(stored.error().message);
            return kRunTimeFailure;
        }
    }
    return show(flags, record, path);
}

int execute(const CalibrateFlags& flags) {
    if (!may_begin(flags)) {
        return kWrongUsage;
    }
    const auto preset = load_or_tell(flags.preset);
    const auto file = preset ? read_or_tell(flags) : std::nullopt;
    return file ? calibrate(flags, *file, *preset, scenario_path(flags)) : kWrongUsage;
}

/// What is wrong with the code of a currency; empty: nothing.
std::string currency_fault(const std::string& code) {
    const bool is_code = code.size() == 3 && std::ranges::all_of(code, [](char letter) {
                             return letter >= 'A' && letter <= 'Z';
                         });
    return is_code ? "" : "'" + code + "' is no currency: it is three capital letters like USD";
}

/// What is wrong with a number of bootstrap samples; empty: nothing. Of fewer than 20 samples no
/// test can reject at 5 %, as the smallest p-value is 1/(samples + 1); of fewer than 99 few do
/// that should, and the p-values are coarse (Davidson and MacKinnon 2000).
std::string bootstrap_fault(const std::string& text) {
    constexpr std::uint32_t least = 99;
    constexpr std::uint32_t most = 100'000;
    std::uint32_t samples = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), samples);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    if (is_number && (samples == 0 || (samples >= least && samples <= most))) {
        return "";
    }
    return "'" + text + "' is neither 0, for no tests, nor from 99 to 100000: of fewer samples "
           "hardly any law can be rejected";
}

}  // namespace

void add_calibrate(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand(
        "calibrate",
        "Fit delays and shares to a file of real orders, and write a scenario of them");
    const auto flags = std::make_shared<CalibrateFlags>();
    flags->preset.path = "aliexpress_base";
    command->add_option("orders", flags->orders, "CSV, a row an order; Olist's columns serve too")
        ->required()
        ->type_name("ORDERS.csv");
    CLI::Option* const out =
        command->add_option("--out", flags->out, "Folder for the scenario and the record")
            ->type_name("DIR");
    command->add_option("--scenario", flags->scenario, "The scenario alone, to this file")
        ->type_name("FILE.toml")
        ->excludes(out);
    command
        ->add_option("--preset", flags->preset.path,
                     "Scenario that keeps what the file says nothing about")
        ->type_name("SCENARIO")
        ->capture_default_str();
    command
        ->add_option("--column", flags->columns,
                     "Which column is which, like 'created_at=Order Date'; may be given again")
        ->type_name("NAME=HEADER");
    command
        ->add_option("--dates", flags->dates,
                     "Of dates like 3/4/2017: mdy, month first, or dmy. Default: by evidence")
        ->check(CLI::IsMember({"mdy", "dmy"}));
    command
        ->add_option("--zone", flags->zone,
                     "Offset of time stamps without one. Default: the file's usual")
        ->type_name("+HH:MM");
    command
        ->add_option("--until", flags->until,
                     "When the file ends; later things are cut off. Default: its last time stamp")
        ->type_name("TIME");
    command->add_option("--currency", flags->options.currency, "ISO 4217 code of the amounts")
        ->check(currency_fault)
        ->type_name("CODE");
    command->add_option("--level", flags->options.level, "Confidence of all intervals")
        ->check(CLI::Range(0.5, 0.9999))
        ->capture_default_str();
    command->add_option("--seed", flags->options.seed, "Of the tests of fit")
        ->capture_default_str();
    command
        ->add_option("--bootstrap", flags->options.bootstrap_samples,
                     "Samples behind each test of fit, at least 99; 0: laws are not tested")
        ->check(bootstrap_fault)
        ->capture_default_str();
    command
        ->add_option("--threads", flags->threads, "Default: one a core; never changes a result")
        ->check(CLI::Range(1, 1024));
    add_colour(*command, flags->colour);
    command->add_flag("--json", flags->json, "The record on standard output, for programs");
    command->add_flag("-v,--verbose", flags->is_long, "Every family fitted, every key left");
    command->add_flag("-q,--quiet", flags->is_quiet, "No summary");
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
