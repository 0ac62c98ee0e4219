#include "sim/cli/scenario_input.hpp"

#include <filesystem>
#include <map>
#include <string_view>
#include <system_error>
#include <utility>

#include "sim/cli/choice.hpp"
#include "sim/cli/console.hpp"

namespace ordersim::cli {

namespace {

/// The shipped scenarios: beside an installed program, else where the program was built from.
std::filesystem::path library() {
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto installed = program.parent_path().parent_path() / "share/ordersim/scenarios";
    return !error && std::filesystem::is_directory(installed, error) ? installed
                                                                     : ORDERSIM_SCENARIOS;
}

}  // namespace

void add_colour(CLI::App& command, ColourChoice& colour) {
    static const std::map<std::string, ColourChoice> choices{{"auto", ColourChoice::automatic},
                                                             {"always", ColourChoice::always},
                                                             {"never", ColourChoice::never}};
    add_choice(command, "--color", colour, choices, "auto, always or never");
}

void add_scenario_input(CLI::App& command, ScenarioInput& input) {
    command.add_option("scenario", input.path, "Scenario file (TOML), or the name of a shipped one")
        ->required()
        ->type_name("SCENARIO");
    command
        .add_option("--set", input.overrides,
                    "Override a scenario key, e.g. --set policy.grace_window=1h; repeatable")
        ->type_name("KEY=VALUE")
        ->take_all()
        ->allow_extra_args(false);
}

tl::expected<scenario::Scenario, std::vector<scenario::Diagnostic>> load_quietly(
    const ScenarioInput& input, std::vector<Point> points) {
    return scenario::load({.path = input.path,
                           .overrides = input.overrides,
                           .library = library().string(),
                           .points = std::move(points)});
}

std::optional<scenario::Scenario> load_or_tell(const ScenarioInput& input,
                                               std::vector<Point> points) {
    auto loaded = load_quietly(input, std::move(points));
    if (!loaded) {
        tell(scenario::to_text(loaded.error()));
        return std::nullopt;
    }
    return std::move(*loaded);
}

const scenario::Variant* variant_or_tell(const scenario::Scenario& scenario,
                                         const std::string& name) {
    for (const scenario::Variant& variant : scenario.variants) {
        if (name.empty() || variant.name == name) {
            return &variant;
        }
    }
    std::string names;
    for (const scenario::Variant& variant : scenario.variants) {
        names += (names.empty() ? "" : ", ") + variant.name;
    }
    tell_error("there is no variant '" + name + "'; there are: " + names);
    return nullptr;
}

std::string quoted_for_shell(const std::string& word) {
    constexpr std::string_view plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) {
        return word;
    }
    std::string quoted = "'";
    for (const char c : word) {
        quoted.append(c == '\'' ? "'\\''" : std::string(1, c));
    }
    return quoted + "'";
}

std::vector<std::string> words_of_shell(std::string_view command) {
    std::vector<std::string> words(1);
    bool is_quoted = false;
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char c = command[i];
        if (c == '\'') {
            is_quoted = !is_quoted;
        } else if (c == ' ' && !is_quoted) {
            words.emplace_back();
        } else if (c == '\\' && !is_quoted && i + 1 < command.size()) {
            words.back() += command[++i];
        } else {
            words.back() += c;
        }
    }
    return words;
}

}  // namespace ordersim::cli
