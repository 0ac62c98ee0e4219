#pragma once

#include <CLI/App.hpp>
#include <functional>

#include "sim/cli/team.hpp"

/// The commands of `ordersim`. Each function adds one with its flags; the command's work is done
/// by the call that it leaves in `chosen` when it was named on the command line. The work returns
/// an ExitCode. `team`: who does studies together; null: nobody.
namespace ordersim::cli {

using Work = std::function<int()>;

void add_run(CLI::App& app, Work& chosen);
void add_sweep(CLI::App& app, Work& chosen, const Team* team);
void add_compare(CLI::App& app, Work& chosen, const Team* team);
void add_tune(CLI::App& app, Work& chosen, const Team* team);
void add_sensitivity(CLI::App& app, Work& chosen, const Team* team);
/// sweep, compare, tune and sensitivity.
void add_studies(CLI::App& app, Work& chosen, const Team* team = nullptr);
void add_emit(CLI::App& app, Work& chosen);
void add_merge(CLI::App& app, Work& chosen);
void add_query(CLI::App& app, Work& chosen);
void add_serve(CLI::App& app, Work& chosen);
void add_load(CLI::App& app, Work& chosen);
void add_gate(CLI::App& app, Work& chosen);
void add_bench(CLI::App& app, Work& chosen);
void add_calibrate(CLI::App& app, Work& chosen);
void add_check(CLI::App& app, Work& chosen);
void add_rules(CLI::App& app, Work& chosen);
void add_validate(CLI::App& app, Work& chosen);
void add_explain(CLI::App& app, Work& chosen);
void add_keys(CLI::App& app, Work& chosen);
void add_report(CLI::App& app, Work& chosen);

}  // namespace ordersim::cli
