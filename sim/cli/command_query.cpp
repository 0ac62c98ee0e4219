#include <memory>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/experiment/store.hpp"
#include "sim/report/csv.hpp"
#include "sim/report/table.hpp"

namespace ordersim::cli {
namespace {

struct QueryFlags {
    std::string store;
    std::string sql;
    bool csv = false;
};

/// What a store holds, for who does not know yet what to ask.
constexpr const char* kOverview =
    "SELECT scenario, name AS point, count(*) AS replications, sum(orders) AS orders, seed, hash "
    "FROM point JOIN replication ON replication.point = point.id GROUP BY point.id "
    "ORDER BY point.id";

int execute(const QueryFlags& flags) {
    const auto result =
        experiment::query(flags.store, flags.sql.empty() ? kOverview : flags.sql);
    if (!result) {
        tell_error(result.error().message);
        return kWrongUsage;
    }
    const std::string text = flags.csv
                                 ? report::table_csv(result->columns, result->rows)
                                 : report::table({result->columns, result->rows,
                                                  result->is_numeric});
    if (!print(text)) {
        return kRunTimeFailure;
    }
    if (flags.sql.empty()) {
        tell("next: ordersim query " + flags.store +
             " \"SELECT point, avg(value) FROM value WHERE metric = 'M01' AND label = '' "
             "GROUP BY point\"\n");
    }
    return kDone;
}

}  // namespace

void add_query(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand("query", "Read the run store of studies");
    const auto flags = std::make_shared<QueryFlags>();
    command->add_option("store", flags->store, "Run store, as --store and --out make it")
        ->required()
        ->type_name("FILE");
    command
        ->add_option("sql", flags->sql,
                     "A SELECT; the view `value` has a row a metric of a replication: scenario, "
                     "point, replication, metric, label, unit, value. Default: what is there")
        ->type_name("SQL");
    command->add_flag("--csv", flags->csv, "As CSV");
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
