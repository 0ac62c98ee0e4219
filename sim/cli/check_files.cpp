#include "sim/cli/check_files.hpp"

#include <vector>

#include "sim/cli/console.hpp"
#include "sim/report/steps.hpp"
#include "sim/scenario/policy_text.hpp"
#include "sim/scenario/script.hpp"
#include "sim/wire/http_script.hpp"

namespace ordersim::cli {
namespace {

using Settings = std::map<std::string, std::string>;

/// What the scenario's own file says, without variants. What --set changed is left out, so that a
/// script says it again.
Settings settings_in_file(const CheckSource& source) {
    Settings settings;
    for (const scenario::Setting& setting : source.scenario.settings) {
        if (!setting.origin.starts_with("--set")) {
            settings.emplace(setting.key, setting.value);
        }
    }
    return settings;
}

/// The policy's keys that are not as the file has them.
Settings changed(const Settings& policy, const Settings& in_file) {
    Settings changed;
    for (const auto& [key, value] : policy) {
        const auto found = in_file.find(key);
        if (found == in_file.end() || found->second != value) {
            changed.emplace(key, value);
        }
    }
    return changed;
}

std::string replay_toml(const CheckSource& source, const Settings& in_file,
                        const check::Replay& replay, const measure::StepList& list,
                        std::size_t number) {
    scenario::ScriptHead head;
    head.name = source.scenario.name + "-counterexample-" + std::to_string(number);
    head.question = "How is " + list.violation + " broken?";
    const bool is_file = std::filesystem::exists(source.input.path);
    head.extends =
        is_file ? std::filesystem::absolute(source.input.path).lexically_normal().string()
                : source.input.path;
    if (!source.plant.empty()) {
        head.comments.push_back("with the planted defect: ordersim run FILE --plant " +
                                source.plant);
    }
    if (replay.judged_as.empty()) {
        head.comments.push_back("`run` plays these steps, but does not judge " + list.violation +
                                ", which is about more than they show");
    } else if (replay.judged_as != list.violation) {
        head.comments.push_back("`run` names " + replay.judged_as +
                                ", which the same step breaks");
    }
    head.overrides = changed(scenario::policy_settings(replay.policy), in_file);
    for (const scenario::Setting& setting : source.scenario.settings) {
        if (setting.origin.starts_with("--set")) {
            head.overrides.try_emplace(setting.key, setting.value);
        }
    }
    head.variant = replay.variant;
    std::vector<scenario::ScriptStep> steps;
    for (const check::TimedCommand& command : replay.commands) {
        steps.push_back({command.at, command.order, command.command, ""});
    }
    return script_toml(head, steps);
}

bool is_counterexample(const std::filesystem::path& path) {
    const std::string name = path.filename().string();
    const std::string extension = path.extension().string();
    return name.starts_with("counterexample-") &&
           (extension == ".toml" || extension == ".sh" || extension == ".mmd");
}

void remove_others(const std::filesystem::path& folder, const Settings& kept) {
    std::error_code error;
    std::vector<std::filesystem::path> stale;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (is_counterexample(entry.path()) && !kept.contains(entry.path().filename().string())) {
            stale.push_back(entry.path());
        }
    }
    for (const std::filesystem::path& path : stale) {
        std::filesystem::remove(path, error);
    }
}

}  // namespace

std::optional<CheckFolder> CheckFolder::open(const std::string& path) {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) {
        tell_error("cannot make the folder '" + path + "': " + error.message() +
                   "; give another one with --out");
        return std::nullopt;
    }
    auto record = OutputFile::create(std::filesystem::path(path) / "check.json");
    if (!record) {
        tell_error(record.error().message);
        return std::nullopt;
    }
    return CheckFolder(path, std::move(*record));
}

bool CheckFolder::write(const std::string& record,
                        const std::map<std::string, std::string>& others) {
    std::vector<OutputFile> files;
    record_.write(record);
    files.push_back(std::move(record_));
    for (const auto& [name, text] : others) {
        auto file = OutputFile::create(path_ / name);
        if (!file) {
            tell_error(file.error().message);
            return false;
        }
        file->write(text);
        files.push_back(std::move(*file));
    }
    for (OutputFile& file : files) {
        if (const auto settled = file.settle(); !settled) {
            tell_error(settled.error().message);
            return false;
        }
    }
    remove_others(path_, others);
    for (OutputFile& file : files) {
        if (const auto committed = file.commit(); !committed) {
            tell_error(committed.error().message);
            return false;
        }
    }
    return true;
}

std::map<std::string, std::string> counterexample_files(const CheckSource& source,
                                                        const check::CheckResult& result) {
    std::map<std::string, std::string> texts;
    const Settings in_file =
        result.record.counterexamples.empty() ? Settings{} : settings_in_file(source);
    for (std::size_t i = 0; i < result.record.counterexamples.size(); ++i) {
        const measure::StepList& list = result.record.counterexamples[i];
        const check::Replay& replay = result.replays[i];
        const std::string stem = "counterexample-" + std::to_string(i + 1);
        texts[stem + ".mmd"] = report::steps_diagram(list);
        if (!replay.commands.empty()) {
            texts[stem + ".toml"] = replay_toml(source, in_file, replay, list, i + 1);
            texts[stem + ".sh"] = wire::http_script(list.title, replay.commands);
        }
    }
    return texts;
}

}  // namespace ordersim::cli
