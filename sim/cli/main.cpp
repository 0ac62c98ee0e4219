#include <CLI/CLI.hpp>
#include <exception>
#include <new>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"

namespace {

using namespace ordersim::cli;

constexpr const char* kAbout =
    "Simulates how buyers get out of marketplace orders: how many, how fast, at whose cost.";
constexpr const char* kExitCodes =
    "Exit codes: 0 done, 1 run-time failure, 2 wrong usage or scenario, 3 gate or property\n"
    "violated, 4 undecided, 130 interrupted.";

int run(int argument_count, char** arguments) {
    CLI::App app{kAbout, "ordersim"};
    app.footer(kExitCodes);
    app.set_version_flag("--version", std::string("ordersim ") + ORDERSIM_VERSION);
    app.require_subcommand(1);
    Work chosen;
    add_run(app, chosen);
    add_validate(app, chosen);
    add_explain(app, chosen);
    add_keys(app, chosen);
    add_report(app, chosen);
    add_rules(app, chosen);
    add_bench(app, chosen);
    try {
        app.parse(argument_count, arguments);
    } catch (const CLI::Success& help) {
        return app.exit(help);
    } catch (const CLI::ParseError& error) {
        app.exit(error);
        return kWrongUsage;
    }
    return chosen();
}

}  // namespace

int main(int argument_count, char** arguments) {
    try {
        return run(argument_count, arguments);
    } catch (const std::bad_alloc&) {
        tell_error("out of memory; try fewer threads or fewer orders (arrivals.orders_max)");
    } catch (const std::exception& error) {
        tell_error(error.what());
    }
    return kRunTimeFailure;
}
