#include "sim/cli/knob_flags.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "sim/base/assert.hpp"
#include "sim/cli/console.hpp"

namespace ordersim::cli {

using experiment::Knob;
using experiment::KnobKind;

void add_knobs(CLI::App& command, KnobFlags& flags) {
    command.add_option("--variant", flags.variant,
                       "Whose knobs, where the scenario has several variants");
    command
        .add_option("--knob", flags.knobs,
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

/// The place of the variant that is meant.
std::optional<std::size_t> place_or_tell(const scenario::Scenario& scenario,
                                         const std::string& name) {
    if (name.empty() && scenario.variants.size() > 1) {
        std::string names;
        for (const scenario::Variant& variant : scenario.variants) {
            names += (names.empty() ? "" : ", ") + variant.name;
        }
        tell_error("'" + scenario.name + "' has several variants; say with --variant whose knobs "
                   "are meant: " + names);
        return std::nullopt;
    }
    const scenario::Variant* const meant = variant_or_tell(scenario, name);
    return meant == nullptr ? std::nullopt
                            : std::optional(static_cast<std::size_t>(
                                  meant - scenario.variants.data()));
}

/// Of variants that each stand there at every point, as "NAME, POINT", those of one.
std::vector<scenario::Variant> at_all_points(std::vector<scenario::Variant> all,
                                             const std::string& variant, std::size_t points) {
    // Without variants the only policy is "base", and points stand there by themselves.
    const bool is_only = all.size() == points;
    const auto first = std::ranges::find_if(all, [&](const scenario::Variant& one) {
        return is_only || one.name.starts_with(variant + ", ");
    });
    ORDERSIM_ASSERT(static_cast<std::size_t>(all.end() - first) >= points);
    return {std::make_move_iterator(first),
            std::make_move_iterator(first + static_cast<std::ptrdiff_t>(points))};
}

}  // namespace

std::optional<scenario::Scenario> load_with_knobs(const ScenarioInput& input,
                                                  const std::vector<Knob>& knobs,
                                                  const std::string& variant) {
    auto scenario = load_or_tell(input, ends_of(knobs)) ? load_or_tell(input) : std::nullopt;
    const auto place = scenario ? place_or_tell(*scenario, variant) : std::nullopt;
    if (!place) {
        return std::nullopt;
    }
    scenario->variants = {scenario->variants[*place]};
    return scenario;
}

experiment::VariantsAt variants_of(const ScenarioInput& input, const std::string& variant) {
    return [input, variant](const std::vector<Point>& points)
               -> tl::expected<std::vector<scenario::Variant>, experiment::RunError> {
        auto loaded = load_quietly(input, points);
        if (!loaded) {
            return tl::unexpected(experiment::RunError{
                experiment::RunError::Kind::scenario,
                "the knobs reach values that the scenario cannot have; narrow them or change "
                "what they contradict:\n" +
                    scenario::to_text(loaded.error())});
        }
        return at_all_points(std::move(loaded->variants), variant, points.size());
    };
}

bool shows_noise(const scenario::Scenario& scenario) {
    if (scenario.plan.replications >= 2) {
        return true;
    }
    tell_error("--replications: at least 2 (run.replications), for one by itself shows no noise");
    return false;
}

std::string command_with_knobs(const std::string& name, const ScenarioInput& input,
                               const KnobFlags& flags) {
    std::string command = "ordersim " + name + " " + quoted_for_shell(input.path);
    if (!flags.variant.empty()) {
        command += " --variant " + quoted_for_shell(flags.variant);
    }
    for (const std::string& text : flags.knobs) {
        command += " --knob " + quoted_for_shell(text);
    }
    for (const std::string& text : input.overrides) {
        command += " --set " + quoted_for_shell(text);
    }
    return command;
}

}  // namespace ordersim::cli
