#include "sim/cli/commands.hpp"
#include "sim/cli/console.hpp"
#include "sim/cli/exit_code.hpp"
#include "sim/cli/gate_files.hpp"
#include "sim/cli/host.hpp"
#include "sim/cli/scenario_input.hpp"
#include "sim/gate/history.hpp"
#include "sim/gate/judge.hpp"
#include "sim/gate/provenance.hpp"
#include "sim/measure/gate_json.hpp"
#include "sim/report/gate.hpp"
#include "sim/report/text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ordersim::cli {
namespace {

constexpr double kAlpha = 0.01;

struct GateFlags {
    std::vector<std::string> news;
    std::vector<std::string> baseline;
    std::string thresholds;
    std::optional<double> alpha;
    bool is_paired = false;
    bool may_leave_out = false;
    std::string confirm;
    std::size_t confirm_times = 0;
    std::string history;
    std::string commit;
    GateOutputs outputs;
    bool json = false;
    bool is_quiet = false;
    ColourChoice colour = ColourChoice::automatic;
};

/// What was read, before it is judged.
struct Sides {
    std::vector<gate::Readings> news;
    std::vector<gate::Readings> baseline;
    std::vector<gate::Readings> fresh;
    gate::Rules rules;
    gate::JudgeOptions options;
};

/// All that makes the result what it is; not where it is written to.
std::string command_of(const GateFlags& flags) {
    std::string command = "ordersim gate";
    for (const std::string& path : flags.news) {
        command += " " + quoted_for_shell(path);
    }
    command += flags.baseline.empty() ? "" : " --baseline";
    for (const std::string& path : flags.baseline) {
        command += " " + quoted_for_shell(path);
    }
    const auto add = [&command](const char* name, const std::string& value) {
        command += value.empty() ? "" : std::string(" ") + name + " " + quoted_for_shell(value);
    };
    add("--thresholds", flags.thresholds);
    add("--alpha", flags.alpha ? fmt::format("{}", *flags.alpha) : "");
    command += flags.is_paired ? " --paired" : "";
    command += flags.may_leave_out ? " --skip-unusable" : "";
    add("--confirm", flags.confirm);
    add("--confirm-times", flags.confirm_times > 0 ? std::to_string(flags.confirm_times) : "");
    add("--history", flags.history);
    add("--commit", flags.history.empty() ? "" : flags.commit);
    return command;
}

std::optional<gate::Rules> rules_of(const std::string& path) {
    if (path.empty()) {
        return gate::Rules{};
    }
    const auto text = text_of_file(path);
    if (!text) {
        tell_error(text.error());
        return std::nullopt;
    }
    auto rules = gate::rules_from_toml(*text, report::clean(path));
    if (!rules) {
        tell(scenario::to_text(rules.error()));
        return std::nullopt;
    }
    return std::move(*rules);
}

/// A comparison alone holds its baseline; all else needs one.
bool holds_its_baseline(const Sides& sides) {
    return sides.baseline.empty() && sides.news.size() == 1 && !sides.news.front().changes.empty();
}

/// What a comparison alone cannot honour; empty: there is nothing.
std::string comparison_fault(const GateFlags& flags, const Sides& sides) {
    if (!flags.confirm.empty()) {
        return "--confirm takes fresh samples of the new side, to hold against files of "
               "--baseline; a comparison alone is repeated with another --seed instead";
    }
    if (flags.is_paired) {
        return "--paired: the policies of a comparison are paired by their draws already; leave "
               "it out";
    }
    const double joint_level = sides.news.front().joint_level;
    const double alpha = flags.alpha.value_or(sides.rules.alpha.value_or(1 - joint_level));
    constexpr double rounding = 1e-9;
    if (std::abs(alpha - (1 - joint_level)) > rounding) {
        return fmt::format(
            "alpha {:g}: the intervals of a comparison alone hold together with {:g} %, as "
            "`compare` made them; compare again with --set run.level={:g}, or leave alpha out",
            alpha, 100 * joint_level, 1 - alpha);
    }
    return {};
}

/// What is wrong with the files and flags as a whole; empty: nothing.
std::string usage_fault(const GateFlags& flags, const Sides& sides) {
    if (holds_its_baseline(sides)) {
        return comparison_fault(flags, sides);
    }
    return sides.baseline.empty()
               ? "no baseline: name the files of the old results, --baseline OLD...; a "
                 "comparison's record alone needs none"
               : std::string();
}

std::optional<Sides> read_sides(const GateFlags& flags) {
    if (const std::string file = common_file(flags.news, flags.baseline); !file.empty()) {
        tell_error("'" + report::clean(file) +
                   "' stands on both sides, and tells nothing of itself: name the results of the "
                   "old code after --baseline, those of the new before it");
        return std::nullopt;
    }
    auto rules = rules_of(flags.thresholds);
    auto news = read_side(flags.news, "new");
    auto baseline = read_side(flags.baseline, "baseline");
    if (!rules || !news || !baseline) {
        return std::nullopt;
    }
    Sides sides{std::move(*news), std::move(*baseline), {}, std::move(*rules), {}};
    sides.options = {.alpha = flags.alpha.value_or(sides.rules.alpha.value_or(kAlpha)),
                     .is_paired = flags.is_paired,
                     .may_leave_out = flags.may_leave_out};
    if (const std::string fault = usage_fault(flags, sides); !fault.empty()) {
        tell_error(fault);
        return std::nullopt;
    }
    return sides;
}

/// Reruns what looks regressed. `kDone`, or after telling what went wrong what the process tells
/// its caller: then the first sample's verdict stands, and says so.
ExitCode confirm(const GateFlags& flags, Sides& sides, gate::Judged& judged) {
    if (flags.confirm.empty() || gate::verdict_of_all(judged.changes) != "regressed") {
        return kDone;
    }
    const std::size_t times = flags.confirm_times > 0 ? flags.confirm_times : sides.news.size();
    if (!flags.is_quiet) {
        tell("gate: looks regressed; confirming by " + std::to_string(times) + " x " +
             flags.confirm + "\n");
    }
    auto fresh = measured_anew(flags.confirm, times);
    const std::string fault =
        fresh ? gate::staleness_of(*fresh, sides.news, sides.baseline) : std::string();
    if (!fresh || !fault.empty()) {
        judged.notes.emplace_back("not measured again: --confirm gave no fresh sample");
        if (fresh) {
            tell_error("the command of --confirm gave no fresh sample: " + fault + ": " +
                       flags.confirm);
        }
        return fresh ? kWrongUsage : kRunTimeFailure;
    }
    sides.fresh = std::move(*fresh);
    gate::confirm(judged, sides.fresh, sides.baseline, sides.rules, sides.options);
    return kDone;
}

measure::Gate result_of(gate::Judged&& judged, const Sides& sides) {
    measure::Gate result;
    result.version = ORDERSIM_VERSION;
    result.alpha = sides.baseline.empty() ? 1 - sides.news.front().joint_level
                                          : sides.options.alpha;
    result.correction = "Bonferroni";
    result.each_level = judged.each_level;
    result.judged = static_cast<std::uint32_t>(judged.changes.size());
    result.verdict = gate::verdict_of_all(judged.changes);
    for (const auto* side : {&sides.news, &sides.baseline, &sides.fresh}) {
        for (const gate::Readings& file : *side) {
            result.sources.push_back(file.source);
        }
    }
    result.changes = std::move(judged.changes);
    result.left_out = std::move(judged.left_out);
    result.notes = std::move(judged.notes);
    return result;
}

ExitCode exit_code_of(const std::string& verdict) {
    if (verdict == "regressed") {
        return kViolated;
    }
    return verdict == "undecided" ? kUndecided : kDone;
}

/// Where the result goes, tried before there is one.
struct Places {
    std::optional<GateHistoryFolder> history;
    GateFiles files;
};

std::optional<Places> open_places(const GateFlags& flags) {
    std::optional<GateHistoryFolder> history;
    if (!flags.history.empty()) {
        history = GateHistoryFolder::open(flags.history, flags.commit);
        if (!history) {
            return std::nullopt;
        }
    }
    auto files = GateFiles::create(flags.outputs);
    return files ? std::optional(Places{std::move(history), std::move(*files)}) : std::nullopt;
}

/// Writes and tells; the verdict is told even where something cannot be written.
ExitCode finish(const GateFlags& flags, const Places& places, measure::GateRecord& record) {
    bool is_written = true;
    if (places.history) {
        record.result.history = gate::history_of(places.history->with(record.result));
        is_written = places.history->keep(record);
    }
    const std::string command = command_of(flags);
    is_written = places.files.write(record, command) && is_written;
    const std::string& page = places.files.page_path();
    const std::string next = page.empty() || !is_written ? command + " --out out" : "open " + page;
    bool is_told = true;
    if (flags.json) {
        is_told = print(measure::to_json(record));
    } else if (!flags.is_quiet) {
        is_told = print(report::gate_summary(record, colour_of(flags.colour), next));
    }
    return is_told && is_written ? exit_code_of(record.result.verdict) : kRunTimeFailure;
}

int execute(const GateFlags& flags) {
    const HostMeter meter;
    if (const std::string fault = flags.history.empty() ? "" : commit_fault(flags.commit);
        !fault.empty()) {
        tell_error(fault);
        return kWrongUsage;
    }
    auto sides = read_sides(flags);
    if (!sides) {
        return kWrongUsage;
    }
    const auto places = open_places(flags);
    if (!places) {
        return kRunTimeFailure;
    }
    auto judged = holds_its_baseline(*sides)
                      ? gate::judge_recorded(sides->news.front(), sides->rules)
                      : gate::judge(sides->news, sides->baseline, sides->rules, sides->options);
    if (!judged) {
        for (const gate::Finding& finding : judged.error()) {
            tell_error(finding.message);
        }
        return kWrongUsage;
    }
    const ExitCode confirmed = confirm(flags, *sides, *judged);
    measure::GateRecord record{result_of(std::move(*judged), *sides), meter.host(1, 0)};
    const ExitCode finished = finish(flags, *places, record);
    return confirmed == kDone ? finished : confirmed;
}

void add_output_flags(CLI::App& command, GateFlags& flags) {
    GateOutputs& outputs = flags.outputs;
    const auto add = [&command](const char* name, std::string& path, const char* help) {
        command.add_option(name, path, help)->type_name("FILE");
    };
    command.add_option("--out", outputs.out, "Folder for page, record, Markdown and JUnit")
        ->type_name("DIR");
    add("--html", outputs.html, "The page");
    add("--markdown", outputs.markdown, "For a build's summary or a comment; below 60 KB");
    add("--junit", outputs.junit, "JUnit's XML: regressed fails, undecided is skipped");
    add("--bencher", outputs.bencher, "Bencher Metric Format");
    add("--github-smaller", outputs.github_smaller,
        "github-action-benchmark's customSmallerIsBetter");
    add("--github-bigger", outputs.github_bigger, "Its customBiggerIsBetter");
    command.add_flag("--json", flags.json, "The record on standard output, for programs");
    command.add_flag("-q,--quiet", flags.is_quiet, "No summary");
    add_colour(command, flags.colour);
}

}  // namespace

void add_gate(CLI::App& app, Work& chosen) {
    CLI::App* command = app.add_subcommand(
        "gate", "Hold new results against old ones: exit 3 if regressed, 4 if undecided");
    const auto flags = std::make_shared<GateFlags>();
    command
        ->add_option("results", flags->news,
                     "Records of run, sweep, compare or load, or Google Benchmark's JSON; several "
                     "files are repetitions")
        ->required()
        ->type_name("NEW...");
    command
        ->add_option("--baseline", flags->baseline, "The same, of what is to be held against")
        ->type_name("OLD...");
    command
        ->add_option("--thresholds", flags->thresholds,
                     "Rules (TOML): which metrics, what matters, which way is better")
        ->type_name("FILE");
    command
        ->add_option("--alpha", flags->alpha,
                     "Chance of any false verdict, all metrics together (default 0.01)")
        ->check(CLI::Range(gate::kAlphaMin, gate::kAlphaMax));
    command->add_flag("--paired", flags->is_paired,
                      "File i of both sides was measured in turn: pairs, free of slow drift");
    command->add_flag("--skip-unusable", flags->may_leave_out,
                      "Tell and leave out what cannot be judged, instead of refusing");
    command
        ->add_option("--confirm", flags->confirm,
                     "If something looks regressed, run this command and judge what it writes to "
                     "standard output alone: a fresh sample, measured anew or from another --seed; "
                     "only what regressed twice fails")
        ->type_name("CMD");
    command
        ->add_option("--confirm-times", flags->confirm_times,
                     "So often (default: as many as files of the new side)")
        ->check(CLI::Range(1, 1000));
    command
        ->add_option("--history", flags->history,
                     "Keep the record there by its commit, and draw all that were kept")
        ->type_name("DIR");
    command->add_option("--commit", flags->commit, "Of the new side, for --history");
    add_output_flags(*command, *flags);
    command->callback([&chosen, flags] { chosen = [flags] { return execute(*flags); }; });
}

}  // namespace ordersim::cli
