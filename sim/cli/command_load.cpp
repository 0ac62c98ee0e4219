#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/host.hpp"
#include "sim/cli/interrupt.hpp"
#include "sim/cli/key_file.hpp"
#include "sim/cli/load_flags.hpp"
#include "sim/cli/load_progress.hpp"
#include "sim/cli/result_files.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/experiment/predict.hpp"
#include "sim/load/history.hpp"
#include "sim/load/mapping_text.hpp"
#include "sim/load/merge.hpp"
#include "sim/load/session.hpp"
#include "sim/load/summary.hpp"
#include "sim/measure/json.hpp"
#include "sim/report/load.hpp"

namespace ordersim::cli {
namespace {

/// Of which load a shard is.
load::ShardHead head_of(const LoadFlags& flags, const Shard& shard,
                        const scenario::Scenario& scenario) {
    return {.version = ORDERSIM_VERSION,
            .command = command_of(flags),
            .scenario_hash = scenario.hash,
            .shard = shard,
            .begin_at_s = flags.begin_at.value_or(0)};
}

/// What makes this load again.
std::string repeat_of(const LoadFlags& flags, double shards) {
    return command_of(flags) +
           (shards > 1 ? fmt::format(" --shard I/{} --begin-at SECONDS", shards) : "");
}

/// What the simulator expects of a run like this one.
void add_prediction(measure::Load& load, const LoadFlags& flags, const load::LoadOutcome& outcome,
                    double level) {
    const std::uint32_t runs =
        flags.prediction.value_or(flags.mapping.empty() ? experiment::runs_to_predict_from(level)
                                                        : 0);
    const bool is_whole = flags.shard.empty() && flags.tasks.empty();
    if (!is_whole || flags.flat_out || flags.races > 0 || runs == 0 ||
        load.ended != "as planned") {
        return;
    }
    load.prediction_level = level;
    load.prediction_replications = runs;
    load.predictions = experiment::predict({.variant = outcome.variant,
                                            .seed = load.seed,
                                            .span = {.measured_from = outcome.measured_from,
                                                     .until = outcome.until},
                                            .replications = runs,
                                            .threads = all_cores(),
                                            .level = level},
                                           outcome.counts);
}

int finish(const LoadFlags& flags, const measure::LoadRecord& record, const std::string& next) {
    const std::string text =
        flags.json ? measure::to_json(record)
                   : report::load_summary(record, colour_of(flags.colour), next);
    if (!print(text)) {
        return kRunTimeFailure;
    }
    if (record.result.ended == "interrupted") {
        return kInterrupted;
    }
    return record.result.is_passed ? kDone : kViolated;
}

/// Runs the load, or puts it together from its shards.
tl::expected<load::LoadOutcome, std::string> outcome_of(const LoadFlags& flags,
                                                        load::LoadConfig& config,
                                                        const scenario::Scenario& scenario,
                                                        const scenario::Variant& variant) {
    if (!flags.tasks.empty()) {
        auto shards = load::gather_shards(flags.tasks);
        if (!shards) {
            return tl::unexpected(shards.error());
        }
        if (shards->front().head().scenario_hash != scenario.hash) {
            return tl::unexpected("the shards in '" + flags.tasks.front() +
                                  "' are of a scenario with other values (hash " +
                                  shards->front().head().scenario_hash + ", now " + scenario.hash +
                                  "); put the scenario back as it was");
        }
        return load::merge_shards(variant, config, *shards);
    }
    std::optional<load::HistoryWriter> history;
    if (!flags.shard.empty()) {
        auto created =
            load::HistoryWriter::create(flags.out, head_of(flags, config.shard, scenario));
        if (!created) {
            return tl::unexpected(created.error());
        }
        config.history = &history.emplace(std::move(*created));
    }
    const Interrupt interrupt;
    LoadProgressDisplay display(flags.is_quiet || flags.json);
    auto outcome = load::run_load(variant, config, interrupt.token(),
                                  [&display](const load::LoadProgress& progress) {
                                      display.show(progress);
                                  });
    display.clear();
    return outcome;
}

int run(const LoadFlags& flags, LoadPlan plan, const scenario::Scenario& scenario,
        const scenario::Variant& variant) {
    std::optional<ResultFiles> files;
    if (!flags.out.empty() && flags.shard.empty()) {
        auto created = ResultFiles::create(flags.out, scenario.name, kLoadEndings);
        if (!created) {
            tell_error(created.error().message);
            return kRunTimeFailure;
        }
        files.emplace(std::move(*created));
    }
    plan.config.seed = flags.seed.value_or(scenario.plan.seed);
    const HostMeter meter;
    const auto outcome = outcome_of(flags, plan.config, scenario, variant);
    if (!outcome) {
        tell_error(outcome.error());
        return kRunTimeFailure;
    }
    measure::LoadRecord record;
    record.result = load::summarize(plan.config, *outcome, plan.thresholds);
    const measure::LoadCall& all = record.result.all;
    record.host = meter.host(1, all.accepted + all.refused + all.failed);
    record.result.scenario = scenario.name;
    record.result.question = scenario.question;
    record.result.variant = variant.name;
    record.result.scenario_hash = scenario.hash;
    record.result.currency = scenario.currency;
    record.result.version = ORDERSIM_VERSION;
    add_prediction(record.result, flags, *outcome, scenario.plan.level);
    std::string next = !flags.tasks.empty()  ? fmt::format("ordersim merge {} --out out",
                                                                 fmt::join(flags.tasks, " "))
                       : flags.shard.empty() ? command_of(flags) + " --out out"
                                             : "ordersim merge " + quoted_for_shell(flags.out);
    if (files) {
        const std::string repeat = repeat_of(flags, record.result.shards);
        if (const auto written = files->write(texts_of(record, repeat)); !written) {
            tell_error(written.error().message);
            return kRunTimeFailure;
        }
        next = "open " + files->page_path();
    }
    return finish(flags, record, next);
}

bool can_predict_or_tell(const LoadFlags& flags, double level) {
    const std::uint32_t least = experiment::runs_to_predict_from(level);
    const std::uint32_t runs = flags.prediction.value_or(least);
    if (runs == 0 || runs >= least) {
        return true;
    }
    tell_error(fmt::format("--predict {}: an interval that holds the next run with {:g} % takes {} "
                           "runs or more; 0 predicts nothing",
                           runs, 100 * level, least));
    return false;
}

/// The key of our own service, or the mapping of another. False: told what is wrong.
bool take_service_or_tell(const LoadFlags& flags, load::LoadConfig& config) {
    if (!flags.tasks.empty()) {
        return true;  // what is merged asks nobody
    }
    if (flags.mapping.empty()) {
        const auto key = key_or_tell(flags.key_file);
        config.key = key.value_or("");
        return key.has_value();
    }
    auto mapping = load::read_mapping(flags.mapping);
    if (!mapping) {
        tell(scenario::to_text(mapping.error()));
        return false;
    }
    config.client.fields = mapping->fields;
    config.mapping = std::move(*mapping);
    return true;
}

int execute(const LoadFlags& flags) {
    auto plan = load_plan_or_tell(flags);
    const auto scenario = load_or_tell(flags.input);
    if (!plan || !scenario || !can_predict_or_tell(flags, scenario->plan.level)) {
        return kWrongUsage;
    }
    const scenario::Variant* variant = variant_or_tell(*scenario, flags.variant);
    if (variant == nullptr || !take_shard_or_tell(flags, plan->config) ||
        !take_service_or_tell(flags, plan->config)) {
        return kWrongUsage;
    }
    if (!flags.shard.empty()) {
        plan->thresholds.clear();  // they are for all shards together
    }
    return run(flags, std::move(*plan), *scenario, *variant);
}

}  // namespace

void add_load(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand(
        "load", "A scenario's people against a live service; every reply judged by the rules");
    const auto flags = std::make_shared<LoadFlags>();
    add_load_flags(*command, *flags);
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
