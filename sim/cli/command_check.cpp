#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/output_file.hpp"
#include "sim/check/check.hpp"
#include "sim/check/promela.hpp"
#include "sim/check/slices.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/host.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/check.hpp"
#include "sim/report/steps.hpp"
#include "sim/scenario/script.hpp"
#include "sim/wire/http_script.hpp"

namespace ordersim::cli {
namespace {

struct CheckFlags {
    ScenarioInput input;
    std::vector<std::string> layers;
    check::CheckOptions options;
    std::uint32_t threads = all_cores();
    std::string plant;
    std::string out;
    std::string exported;  ///< "promela"; empty: nothing
    std::string part = "life";
    bool lists_plants = false;
    bool json = false;
    bool is_long = false;
    bool is_quiet = false;
    ColourChoice colour = ColourChoice::automatic;
};

std::string plant_list() {
    std::string text;
    for (const check::Plant& plant : check::plants()) {
        text += fmt::format("{}  {}\n", plant.id, plant.title);
        text += fmt::format("     caught by {}{}\n", plant.property,
                            plant.evidence.empty() ? ""
                                                   : fmt::format("; seen in {}", plant.evidence));
    }
    return text;
}

/// A variant's policy; with a planted defect as the catalogue says that it shows.
std::vector<check::NamedPolicy> policies_of(const scenario::Scenario& scenario,
                                            const check::Plant* plant) {
    std::vector<check::NamedPolicy> policies;
    for (const scenario::Variant& variant : scenario.variants) {
        policies.push_back({variant.name, variant.policy});
        if (plant != nullptr && plant->shows_under != nullptr) {
            plant->shows_under(policies.back().policy);
        }
    }
    return policies;
}

/// The counterexample as a scenario that `run` replays.
std::string replay_toml(const CheckFlags& flags, const scenario::Scenario& scenario,
                        const check::Replay& replay, const measure::StepList& list,
                        std::size_t number) {
    scenario::ScriptHead head;
    head.name = scenario.name + "-counterexample-" + std::to_string(number);
    head.question = "How is " + list.violation + " broken?";
    const bool is_file = std::filesystem::exists(flags.input.path);
    head.extends =
        is_file ? std::filesystem::absolute(flags.input.path).lexically_normal().string()
                : flags.input.path;
    if (!flags.plant.empty()) {
        head.comments.push_back("with the planted defect: ordersim run FILE --plant " +
                                flags.plant);
    }
    for (const std::string& text : flags.input.overrides) {
        const std::string key = text.substr(0, text.find('='));
        for (const scenario::Setting& setting : scenario.settings) {
            if (setting.key == key) {
                head.overrides[key] = setting.value;
            }
        }
    }
    for (const scenario::Variant& variant : scenario.variants) {
        if (variant.name == replay.variant) {
            head.overrides.insert(variant.overrides.begin(), variant.overrides.end());
        }
    }
    for (const auto& [key, value] : replay.policy) {
        head.overrides.insert_or_assign(key, value);
    }
    std::vector<scenario::ScriptStep> steps;
    for (const check::TimedCommand& command : replay.commands) {
        steps.push_back({command.at, command.order, command.command, ""});
    }
    return script_toml(head, steps);
}

using Texts = std::map<std::string, std::string>;  ///< by file name

Texts files_of(const CheckFlags& flags, const scenario::Scenario& scenario,
               const check::CheckResult& result) {
    Texts texts{{"check.json", measure::to_json(result.record)}};
    for (std::size_t i = 0; i < result.record.counterexamples.size(); ++i) {
        const measure::StepList& list = result.record.counterexamples[i];
        const std::string stem = "counterexample-" + std::to_string(i + 1);
        texts[stem + ".mmd"] = report::steps_diagram(list);
        if (!result.replays[i].commands.empty()) {
            texts[stem + ".toml"] =
                replay_toml(flags, scenario, result.replays[i], list, i + 1);
            texts[stem + ".sh"] = wire::http_script(list.title, result.replays[i].commands);
        }
    }
    return texts;
}

/// All of them or none. False: told.
bool write_files(const std::string& folder, const Texts& texts) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        tell_error("cannot make the folder '" + folder + "': " + error.message() +
                   "; give another one with --out");
        return false;
    }
    std::vector<OutputFile> files;
    for (const auto& [name, text] : texts) {
        auto file = OutputFile::create(std::filesystem::path(folder) / name);
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

/// The first counterexample that is a script; 0: none is.
std::size_t first_script(const check::CheckResult& result) {
    for (std::size_t i = 0; i < result.replays.size(); ++i) {
        if (!result.replays[i].commands.empty()) {
            return i + 1;
        }
    }
    return 0;
}

std::string next_step(const CheckFlags& flags, const check::CheckResult& result) {
    const std::size_t script = first_script(result);
    if (result.record.counterexamples.empty() || (script == 0 && !flags.out.empty())) {
        return "";
    }
    if (flags.out.empty()) {
        return script == 0 ? "next: the same with --out DIR, for the diagram"
                           : "next: the same with --out DIR, for scripts, requests and diagrams";
    }
    return "next: ordersim run " + flags.out + "/counterexample-" + std::to_string(script) +
           ".toml" + (flags.plant.empty() ? "" : " --plant " + flags.plant);
}

int verdict(const check::CheckResult& result, bool was_interrupted) {
    if (!result.holds) {
        return kViolated;
    }
    if (was_interrupted) {
        return kInterrupted;
    }
    return result.is_complete ? kDone : kUndecided;
}

/// The model of one part under the scenario's first policy.
std::string promela_of(const CheckFlags& flags, const scenario::Scenario& scenario) {
    const check::Plant* const plant = check::find_plant(flags.plant);
    const check::NamedPolicy policy = policies_of(scenario, plant).front();
    const order::Rules rules =
        plant != nullptr && plant->rules != nullptr ? plant->rules() : order::rules();
    if (flags.part == "orders") {
        const std::uint32_t orders = flags.options.orders;
        const check::Setting setting(rules, policy.policy, check::slice_for(orders));
        return check::promela(setting, {orders, orders, 1});
    }
    const auto slices = check::order_slices();
    const auto slice = std::ranges::find(slices, flags.part, &check::Slice::name);
    return check::promela(check::Setting(rules, policy.policy, *slice));
}

int execute(CheckFlags flags) {
    if (flags.lists_plants) {
        return print(plant_list()) ? kDone : kRunTimeFailure;
    }
    const auto scenario = load_or_tell(flags.input);
    if (!scenario) {
        return kWrongUsage;
    }
    if (!flags.exported.empty()) {
        return print(promela_of(flags, *scenario)) ? kDone : kRunTimeFailure;
    }
    const Interrupt interrupt;
    if (!flags.plant.empty()) {
        flags.options.plant = check::find_plant(flags.plant);
    }
    if (!flags.layers.empty()) {
        for (const std::string& name : flags.layers) {
            flags.options.layers.push_back(*enum_from_name<check::Layer>(name));
        }
    }
    flags.options.threads = flags.threads;
    flags.options.stop = interrupt.token();
    if (!flags.is_quiet && is_terminal_stderr()) {
        flags.options.on_part = [](const std::string& what) { tell("check " + what + "\n"); };
    }
    const HostMeter meter;
    check::CheckResult result =
        check::check(policies_of(*scenario, flags.options.plant), flags.options);
    result.record.scenario = scenario->name;
    result.record.scenario_hash = scenario->hash;
    result.record.version = ORDERSIM_VERSION;
    result.record.seconds = meter.host(flags.threads, 0).wall_seconds;
    if (!flags.out.empty() && !write_files(flags.out, files_of(flags, *scenario, result))) {
        return kRunTimeFailure;
    }
    const std::string text =
        flags.json ? measure::to_json(result.record)
                   : report::check_summary(result.record, colour_of(flags.colour), flags.is_long,
                                           next_step(flags, result));
    if ((!flags.is_quiet || flags.json) && !print(text)) {
        return kRunTimeFailure;
    }
    return verdict(result, interrupt.token().stop_requested());
}

std::vector<std::string> layer_names() {
    return {enum_names<check::Layer>.begin(), enum_names<check::Layer>.end()};
}

}  // namespace

void add_check(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand(
        "check", "Prove the rules over every order of events, or show how they break");
    const auto flags = std::make_shared<CheckFlags>();
    flags->input.path = "aliexpress_base";
    add_scenario_input(*command, flags->input);
    command->get_option("scenario")->required(false);
    command
        ->add_option("--layer", flags->layers,
                     "order, levers, orders, handler or network; may be given again. Default: all "
                     "but levers")
        ->check(CLI::IsMember(layer_names()));
    command->add_option("--orders", flags->options.orders, "Of the layer orders, together")
        ->check(CLI::Range(2, 4));
    command->add_option("--plant", flags->plant, "Plant a defect of the catalogue by its id")
        ->check(CLI::IsMember(check::plant_ids()));
    command->add_flag("--plants", flags->lists_plants, "Only list the planted defects");
    command
        ->add_option("--states-max", flags->options.states_max,
                     "Of each part; one that has more is undecided, exit code 4")
        ->check(CLI::Range(std::size_t{1}, std::size_t{4'000'000'000}));
    command->add_option("--threads", flags->threads, "Default: one a core; never changes a result")
        ->check(CLI::Range(1, 1024));
    command->add_option("--out", flags->out, "Folder for the record and each counterexample")
        ->type_name("DIR");
    command
        ->add_option("--export", flags->exported,
                     "Print one part as a model for SPIN: promela")
        ->check(CLI::IsMember({"promela"}));
    command
        ->add_option("--part", flags->part,
                     "To export: life (the default), payments, refunds, talks or orders")
        ->check(CLI::IsMember({"life", "payments", "refunds", "talks", "orders"}));
    add_colour(*command, flags->colour);
    command->add_flag("--json", flags->json, "The record on standard output, for programs");
    command->add_flag("-v,--verbose", flags->is_long, "Every property and waiver by name");
    command->add_flag("-q,--quiet", flags->is_quiet, "No progress and no summary");
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
