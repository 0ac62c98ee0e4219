#include <CLI/CLI.hpp>
#include <algorithm>
#include <exception>
#include <new>
#include <string>

#include "sim/cli/app_texts.hpp"
#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/program.hpp"

namespace ordersim::cli {
namespace {

constexpr const char* kAbout =
    "Simulates how buyers get out of marketplace orders: how many, how fast, at whose cost.";
constexpr const char* kExitCodes =
    "Exit codes: 0 done, 1 run-time failure, 2 wrong usage or scenario, 3 gate or property\n"
    "violated, 4 undecided, 130 interrupted.";

bool has_command(const CLI::App& app, const std::string& word) {
    const auto commands = app.get_subcommands({});
    return std::any_of(commands.begin(), commands.end(),
                       [&](const CLI::App* command) { return command->get_name() == word; });
}

std::string names_of(const CLI::App& app) {
    std::string names;
    for (const CLI::App* command : app.get_subcommands({})) {
        names += " " + command->get_name();
    }
    return names;
}

int run(int argument_count, char** arguments, const Team* team) {
    CLI::App app{kAbout, "ordersim"};
    app.footer(kExitCodes);
    app.set_version_flag("--version", std::string("ordersim ") + ORDERSIM_VERSION + " (commit " +
                                          kCommit + ", " + ORDERSIM_BUILD + ")");
    app.require_subcommand(1);
    Work chosen;
    add_run(app, chosen);
    add_studies(app, chosen, team);
    add_merge(app, chosen);
    add_emit(app, chosen);
    add_query(app, chosen);
    add_serve(app, chosen);
    add_load(app, chosen);
    add_gate(app, chosen);
    add_validate(app, chosen);
    add_explain(app, chosen);
    add_keys(app, chosen);
    add_report(app, chosen);
    add_calibrate(app, chosen);
    add_check(app, chosen);
    add_rules(app, chosen);
    add_bench(app, chosen);
    add_app_texts(app, chosen);
    try {
        app.parse(argument_count, arguments);
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        const std::string word = argument_count > 1 ? arguments[1] : "";
        if (!word.empty() && word.front() != '-' && !has_command(app, word)) {
            tell_error("unknown command '" + word + "'; the commands are:" + names_of(app));
            return kWrongUsage;
        }
        app.exit(error);
        return kWrongUsage;
    }
    return chosen();
}

}  // namespace

int run_program(int argument_count, char** arguments, const Team* team) {
    try {
        return run(argument_count, arguments, team);
    } catch (const std::bad_alloc&) {
        tell_error("out of memory; try fewer threads or fewer orders (arrivals.orders_max)");
    } catch (const std::exception& error) {
        tell_error(error.what());
    }
    return kRunTimeFailure;
}

}  // namespace ordersim::cli
