#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/base/enum_names.hpp"
#include "sim/check/check.hpp"
#include "sim/check/promela.hpp"
#include "sim/check/slices.hpp"
#include "sim/cli/check_files.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/host.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/check.hpp"

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
    bool gives_orders = false;
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

/// The script that `next` names: one that breaks the property again, if there is any. From 1; 0:
/// there is no script.
std::size_t best_script(const check::CheckResult& result) {
    std::size_t best = 0;
    for (std::size_t i = 0; i < result.replays.size(); ++i) {
        const check::Replay& replay = result.replays[i];
        const bool is_better =
            best == 0 ||
            (!replay.judged_as.empty() && result.replays[best - 1].judged_as.empty());
        if (!replay.commands.empty() && is_better) {
            best = i + 1;
        }
    }
    return best;
}

std::string next_step(const CheckFlags& flags, const check::CheckResult& result) {
    const std::size_t script = best_script(result);
    if (result.record.counterexamples.empty() || (script == 0 && !flags.out.empty())) {
        return "";
    }
    if (flags.out.empty()) {
        return script == 0 ? "next: the same with --out DIR, for the diagram"
                           : "next: the same with --out DIR, for scripts, requests and diagrams";
    }
    const std::string file = flags.out + "/counterexample-" + std::to_string(script) + ".toml";
    return "next: ordersim run " + quoted_for_shell(file) +
           (flags.plant.empty() ? "" : " --plant " + flags.plant) +
           (result.replays[script - 1].judged_as.empty() ? "  (not judged by `run`)" : "");
}

int exit_code_of(const check::CheckResult& result) {
    if (result.record.verdict == "violated") {
        return kViolated;
    }
    if (result.is_interrupted) {
        return kInterrupted;
    }
    return result.record.verdict == "holds" ? kDone : kUndecided;
}

/// The model of one part under the scenario's first policy.
std::string promela_of(const CheckFlags& flags, const scenario::Scenario& scenario) {
    const check::Plant* const plant = flags.options.plant;
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

/// What a plant does not act in would be checked without it. Empty: it acts in all.
std::string plant_trouble(const CheckFlags& flags) {
    const check::Plant* const plant = flags.options.plant;
    if (plant == nullptr) {
        return "";
    }
    if (!flags.exported.empty()) {
        return plant->rules != nullptr
                   ? ""
                   : flags.plant + " changes no rows, which are all that is exported";
    }
    for (const check::Layer layer : flags.options.layers) {
        if (!acts_in(*plant, layer)) {
            return flags.plant + " does not act in layer " + std::string(enum_name(layer)) +
                   "; leave --layer out to explore where it does";
        }
    }
    return "";
}

/// Flags that would be without effect.
std::string flag_trouble(const CheckFlags& flags) {
    const auto& layers = flags.options.layers;
    const bool has_orders =
        flags.exported.empty()
            ? (layers.empty() && flags.plant.empty()) ||
                  std::ranges::find(layers, check::Layer::orders) != layers.end()
            : flags.part == "orders";
    if (flags.gives_orders && !has_orders) {
        return flags.exported.empty() ? "--orders is of the layer orders, which is not explored"
                                      : "--orders is of --part orders";
    }
    return plant_trouble(flags);
}

void tell_progress(CheckFlags& flags) {
    if (!flags.is_quiet && is_terminal_stderr()) {
        flags.options.on_part = [](const std::string& what) { tell("check " + what + "\n"); };
    }
}

int run_check(CheckFlags& flags, const scenario::Scenario& scenario) {
    const Interrupt interrupt;
    flags.options.threads = flags.threads;
    flags.options.stop = interrupt.token();
    std::optional<CheckFolder> folder;
    if (!flags.out.empty() && !(folder = CheckFolder::open(flags.out))) {
        return kRunTimeFailure;
    }
    tell_progress(flags);
    const HostMeter meter;
    check::CheckResult result =
        check::check(policies_of(scenario, flags.options.plant), flags.options);
    result.record.scenario = scenario.name;
    result.record.scenario_hash = scenario.hash;
    result.record.version = ORDERSIM_VERSION;
    result.record.seconds = meter.host(flags.threads, 0).wall_seconds;
    const std::string json = measure::to_json(result.record);
    const bool is_written =
        !folder ||
        folder->write(json, counterexample_files({flags.input, scenario, flags.plant}, result));
    const std::string text =
        flags.json ? json
                   : report::check_summary(result.record, colour_of(flags.colour), flags.is_long,
                                           is_written ? next_step(flags, result) : "");
    const bool is_printed = (flags.is_quiet && !flags.json) || print(text);
    return is_written && is_printed ? exit_code_of(result) : kRunTimeFailure;
}

int execute(CheckFlags flags) {
    if (flags.lists_plants) {
        return print(plant_list()) ? kDone : kRunTimeFailure;
    }
    if (!flags.plant.empty()) {
        flags.options.plant = check::find_plant(flags.plant);
    }
    for (const std::string& name : flags.layers) {
        flags.options.layers.push_back(*enum_from_name<check::Layer>(name));
    }
    if (const std::string trouble = flag_trouble(flags); !trouble.empty()) {
        tell_error(trouble);
        return kWrongUsage;
    }
    const auto scenario = load_or_tell(flags.input);
    if (!scenario) {
        return kWrongUsage;
    }
    if (!flags.exported.empty()) {
        return print(promela_of(flags, *scenario)) ? kDone : kRunTimeFailure;
    }
    return run_check(flags, *scenario);
}

std::vector<std::string> layer_names() {
    return {enum_names<check::Layer>.begin(), enum_names<check::Layer>.end()};
}

/// What is explored, and how far.
void add_scope(CLI::App& command, CheckFlags& flags) {
    command
        .add_option("--layer", flags.layers,
                    "order, levers, orders, handler or network; may be given again. Default: all "
                    "but levers")
        ->check(CLI::IsMember(layer_names()));
    command.add_option("--orders", flags.options.orders, "Of the layer orders, together")
        ->check(CLI::Range(2, 4));
    command.add_option("--plant", flags.plant, "Plant a defect of the catalogue by its id")
        ->check(CLI::IsMember(check::plant_ids()));
    command
        .add_option("--states-max", flags.options.states_max,
                    "Of each part; one that has more is undecided, exit code 4")
        ->check(CLI::Range(std::size_t{1}, std::size_t{4'000'000'000}));
    command.add_option("--threads", flags.threads, "Default: one a core; never changes a result")
        ->check(CLI::Range(1, 1024));
}

CLI::Option* add_export(CLI::App& command, CheckFlags& flags) {
    CLI::Option* const exported =
        command
            .add_option("--export", flags.exported, "Print one part as a model for SPIN: promela")
            ->check(CLI::IsMember({"promela"}))
            ->excludes("--layer");
    command
        .add_option("--part", flags.part,
                    "To export: life (the default), payments, refunds, talks or orders")
        ->check(CLI::IsMember({"life", "payments", "refunds", "talks", "orders"}))
        ->needs(exported);
    return exported;
}

}  // namespace

void add_check(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand(
        "check", "Explore every order of events within bounds, and show how the rules break");
    const auto flags = std::make_shared<CheckFlags>();
    flags->input.path = "aliexpress_base";
    add_scenario_input(*command, flags->input);
    command->get_option("scenario")->required(false);
    add_scope(*command, *flags);
    CLI::Option* const out =
        command->add_option("--out", flags->out, "Folder for the record and each counterexample")
            ->type_name("DIR");
    CLI::Option* const exported = add_export(*command, *flags)->excludes(out);
    add_colour(*command, flags->colour);
    CLI::Option* const json =
        command->add_flag("--json", flags->json, "The record on standard output, for programs")
            ->excludes(exported);
    command->add_flag("--plants", flags->lists_plants, "Only list the planted defects")
        ->excludes(json)
        ->excludes(out)
        ->excludes(exported);
    command->add_flag("-v,--verbose", flags->is_long, "Every property and twin by name");
    command->add_flag("-q,--quiet", flags->is_quiet, "No progress and no summary");
    command->callback([&chosen, command, flags] {
        flags->gives_orders = command->count("--orders") > 0;
        chosen = [flags] { return execute(*flags); };
    });
}

}  // namespace ordersim::cli
