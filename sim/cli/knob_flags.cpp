#include "sim/cli/knob_flags.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/cli/console.hpp"

namespace ordersim::cli {

using experiment::Knob;
using experiment::KnobKind;

void add_knobs(CLI::App& command, std::vector<std::string>& texts) {
    command
        .add_option("--knob", texts,
                    "A key and where to look: KEY=LOW..HIGH in numbers or durations, or "
                    "KEY=WORD,WORD,...; repeatable")
        ->required()
        ->type_name("KEY=RANGE")
        ->take_all()
        ->allow_extra_args(false);
}

std::optional<std::vector<Knob>> knobs_of(const std::vector<std::string>& texts,
                                          std::size_t most) {
    std::vector<Knob> knobs;
    std::set<std::string> keys;
    bool is_good = texts.size() <= most;
    if (!is_good) {
        tell_error("--knob: at most " + std::to_string(most) + " knobs");
    }
    for (const std::string& text : texts) {
        auto knob = scenario::parse_knob(text);
        if (!knob) {
            tell_error("--knob: " + knob.error());
            is_good = false;
        } else if (!keys.insert(knob->key).second) {
            tell_error("--knob: " + knob->key + " is given twice");
            is_good = false;
        } else {
            knobs.push_back(std::move(*knob));
        }
    }
    return is_good ? std::optional(std::move(knobs)) : std::nullopt;
}

namespace {

/// All knobs at their low ends, at their high ends, and each word once.
std::vector<Point> ends_of(const std::vector<Knob>& knobs) {
    std::size_t most = 2;
    for (const Knob& knob : knobs) {
        most = std::max(most, knob.levels.size());
    }
    std::vector<Point> ends;
    for (std::size_t i = 0; i < most; ++i) {
        experiment::Point at;
        for (const Knob& knob : knobs) {
            const bool is_choice = experiment::kind_of(knob) == KnobKind::choice;
            at.push_back(is_choice ? static_cast<double>(std::min(i, knob.levels.size() - 1))
                                   : (i == 0 ? knob.low : knob.high));
        }
        ends.push_back(experiment::overrides_at(knobs, experiment::nearest_point(knobs, at)));
    }
    return ends;
}

}  // namespace

std::optional<scenario::Scenario> load_with_knobs(const ScenarioInput& input,
                                                  const std::vector<Knob>& knobs) {
    return load_or_tell(input, ends_of(knobs)) ? load_or_tell(input) : std::nullopt;
}

experiment::VariantsAt variants_of(const ScenarioInput& input) {
    return [input](const std::vector<Point>& points)
               -> tl::expected<std::vector<scenario::Variant>, experiment::RunError> {
        auto loaded = load_quietly(input, points);
        if (!loaded) {
            return tl::unexpected(experiment::RunError{
                experiment::RunError::Kind::scenario,
                "the knobs reach values that the scenario cannot have; narrow them or change "
                "what they contradict:\n" +
                    scenario::to_text(loaded.error())});
        }
        loaded->variants.resize(points.size());
        return std::move(loaded->variants);
    };
}

std::string command_with_knobs(const std::string& name, const ScenarioInput& input,
                               const std::vector<std::string>& knobs) {
    std::string command = "ordersim " + name + " " + quoted_for_shell(input.path);
    for (const std::string& text : knobs) {
        command += " --knob " + quoted_for_shell(text);
    }
    for (const std::string& text : input.overrides) {
        command += " --set " + quoted_for_shell(text);
    }
    return command;
}

}  // namespace ordersim::cli
