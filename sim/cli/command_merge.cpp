#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/experiment/task_folder.hpp"
#include "sim/load/history.hpp"

namespace ordersim::cli {
namespace {

struct MergeFlags {
    std::vector<std::string> folders;
    std::string out;
    bool json = false;
    bool is_quiet = false;
};

/// What was done in parts.
struct Whole {
    std::string command;  ///< that does it all at once
    std::string version;  ///< of the program that did the parts
};

/// A study, or a load.
tl::expected<Whole, std::string> whole_in(const std::string& folder) {
    if (const auto shards = load::shards_in(folder); !shards.empty()) {
        const auto head = load::HistoryReader::head_of(shards.front());
        if (!head) {
            return tl::unexpected(head.error());
        }
        return Whole{head->command, head->version};
    }
    const auto study = experiment::TaskFolder::study_of(folder);
    if (!study) {
        return tl::unexpected(study.error().message);
    }
    return Whole{study->command, study->version};
}

/// Its own command, which finds every part done.
std::vector<std::string> arguments_of(const MergeFlags& flags, const std::string& command) {
    std::vector<std::string> arguments = words_of_shell(command);
    arguments.erase(arguments.begin());  // "ordersim"
    for (const std::string& folder : flags.folders) {
        arguments.insert(arguments.end(), {"--tasks", folder});
    }
    if (!flags.out.empty()) {
        arguments.insert(arguments.end(), {"--out", flags.out});
    }
    if (flags.json) {
        arguments.emplace_back("--json");
    }
    if (flags.is_quiet) {
        arguments.emplace_back("--quiet");
    }
    return arguments;
}

int execute(const MergeFlags& flags) {
    const auto whole = whole_in(flags.folders.front());
    if (!whole) {
        tell_error(whole.error());
        return kRunTimeFailure;
    }
    if (whole->version != ORDERSIM_VERSION) {
        tell_error("the tasks in '" + flags.folders.front() + "' were done by version " +
                   whole->version + ", and this is " + ORDERSIM_VERSION +
                   "; merge them with the program that did them");
        return kRunTimeFailure;
    }
    CLI::App app("", "ordersim");
    Work work;
    add_studies(app, work);
    add_load(app, work);
    std::vector<std::string> arguments = arguments_of(flags, whole->command);
    std::ranges::reverse(arguments);  // as CLI11 takes them
    try {
        app.parse(arguments);
    } catch (const CLI::ParseError& error) {
        tell_error("what is in '" + flags.folders.front() + "' names a command that is none: " +
                   whole->command + ": " + error.what());
        return kRunTimeFailure;
    }
    return work();
}

}  // namespace

void add_merge(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand(
        "merge", "The result of a study, or a load, that was done by shards");
    const auto flags = std::make_shared<MergeFlags>();
    command
        ->add_option("folders", flags->folders,
                     "The --out of the shards; more than one if they did not share it")
        ->required()
        ->type_name("DIR...");
    command->add_option("--out", flags->out, "Folder for report, record and tables")
        ->type_name("DIR");
    command->add_flag("--json", flags->json, "The record on standard output, for programs");
    command->add_flag("-q,--quiet", flags->is_quiet, "No progress and no summary");
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
